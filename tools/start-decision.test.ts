import { describe, expect, it } from 'vitest';
import { nextStep } from './start-decision.mjs';

/** A Linux desktop of a user without root, a new Node, and no binary yet. */
const DESKTOP: Parameters<typeof nextStep>[0] = {
  platform: 'linux',
  hasDisplay: true,
  isRoot: false,
  runtime: undefined,
  retryElectron: false,
  binary: false,
  nodeVersion: 'v22.23.0',
  installerWants: undefined,
  remembered: undefined,
};
const EARLIER = '2026-11-20: ENOTFOUND';
const DEAD = { ok: false as const, reason: 'libraries are missing: libgtk-3.so.0' };

describe('where npm start runs the app', () => {
  it.each([
    ['nothing tried yet', {}, 'fetch', undefined],
    ['the fetch failed just now', { fetchFailed: 'not there after 60 s' }, 'chromium', 'not there after 60 s'],
    ['the binary is there', { binary: true }, 'probe', undefined],
    ['the binary came up', { binary: true, probe: { ok: true as const } }, 'electron', undefined],
    ['the binary does not come up', { binary: true, probe: DEAD }, 'chromium', 'libgtk-3.so.0'],
    ['an earlier failure is remembered', { remembered: EARLIER }, 'chromium', EARLIER],
    ['... and asked again by flag', { remembered: EARLIER, retryElectron: true }, 'fetch', undefined],
    ['... and asked again by naming Electron', { remembered: EARLIER, runtime: 'electron' as const }, 'fetch', undefined],
    ['... and failed again', { remembered: EARLIER, retryElectron: true, fetchFailed: 'ETIMEDOUT' }, 'chromium', 'ETIMEDOUT'],
    ['a memory does not matter once the binary is there', { remembered: EARLIER, binary: true }, 'probe', undefined],
    [
      'Node is too old for the installer',
      { installerWants: '22.12.0', nodeVersion: 'v20.20.0' },
      'chromium',
      '>= 22.12.0 and this is v20.20.0',
    ],
    ['an old Node does not matter once the binary is there', { installerWants: '22.12.0', binary: true }, 'probe', undefined],
    ['root on Linux is not worth a download', { isRoot: true }, 'chromium', 'root'],
    ['root with a binary: the binary answers for itself', { isRoot: true, binary: true }, 'probe', undefined],
    ['an administrator elsewhere is no obstacle', { isRoot: true, platform: 'darwin' as const }, 'fetch', undefined],
    ['Chromium was asked for', { runtime: 'chromium' as const, binary: true }, 'chromium', undefined],
    ['Electron was asked for and does not come up', { runtime: 'electron' as const, binary: true, probe: DEAD }, 'stop', 'libgtk-3.so.0'],
    ['Electron was asked for as root', { runtime: 'electron' as const, isRoot: true }, 'stop', 'root'],
    ['Electron was asked for and Node is too old', { runtime: 'electron' as const, installerWants: '22.12.0' }, 'stop', '22.12.0'],
    ['no display', { hasDisplay: false }, 'demo', 'no display'],
    ['no display, whatever is asked for', { hasDisplay: false, runtime: 'chromium' as const }, 'demo', 'no display'],
    ['no display, whatever is installed', { hasDisplay: false, binary: true }, 'demo', 'Not on Electron'],
    [
      'Electron was asked for and there is no display',
      { hasDisplay: false, binary: true, runtime: 'electron' as const },
      'stop',
      'no display',
    ],
  ])('%s', (_what, facts, step, words) => {
    const next = nextStep({ ...DESKTOP, ...facts });
    expect(next.do).toBe(step);
    const said = 'say' in next ? next.say : undefined;
    if (words === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(words);
    // Whatever is said is one line.
    expect(said ?? '').not.toContain('\n');
  });

  it('ends for every combination of facts', () => {
    for (const hasDisplay of [true, false])
      for (const runtime of [undefined, 'electron', 'chromium'] as const)
        for (const binary of [true, false])
          for (const works of [true, false])
            for (const isRoot of [true, false]) {
              const facts = { ...DESKTOP, hasDisplay, runtime, binary, isRoot };
              let steps = 0;
              for (let step = nextStep(facts); step.do === 'fetch' || step.do === 'probe'; step = nextStep(facts)) {
                if (step.do === 'fetch') works ? Object.assign(facts, { binary: true }) : Object.assign(facts, { fetchFailed: 'x' });
                else Object.assign(facts, { probe: works ? { ok: true } : DEAD });
                expect(++steps).toBeLessThan(4);
              }
            }
  });
});
