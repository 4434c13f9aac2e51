import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findChromium } from '../src/chromium/find';
import { type Run, start, waitFor } from './child';

let run: Run;
afterEach(() => run.clean());

const from = (lines: string[], begin: string): string[] => lines.slice(lines.findIndex((text) => text.startsWith(begin)));

describe('the ways out', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s quits in order and leaves nothing', async (signal) => {
    run = start();
    await run.saw('loaded');
    expect(run.chromium().length).toBeGreaterThan(0);
    const profile = statSync(join(run.temp, run.profiles()[0] ?? ''));
    expect(profile.mode & 0o777).toBe(0o700);
    run.child.kill(signal);
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(from(run.lines(), 'before-quit')).toEqual(['before-quit', 'close', 'closed', 'will-quit', 'quit']);
    expect(run.profiles()).toEqual([]);
    await waitFor('Chromium to end', () => run.chromium().length === 0);
    expect(readdirSync(run.temp)).toEqual([]);
  });

  it('an app that starts hidden has no Chromium, and no window on the screen, before its first window', async () => {
    run = start({ LATE: '1' }, ['--headless', '--hidden']);
    await run.saw('ready');
    expect(run.chromium()).toEqual([]);
    run.child.kill('SIGUSR2');
    await run.saw('loaded');
    expect(run.chromium().length).toBeGreaterThan(0);
    run.child.kill('SIGTERM');
    expect(await run.ended).toEqual({ code: 0, signal: null });
  });

  it('a second signal ends what a window refuses', async () => {
    run = start({ VETOES: '100' });
    await run.saw('loaded');
    run.child.kill('SIGTERM');
    await run.saw('vetoed');
    run.child.kill('SIGTERM');
    expect((await run.ended).code).toBe(143);
    expect(run.profiles()).toEqual([]);
  });

  it('the loss of Chromium is noticed by the app', async () => {
    run = start();
    await run.saw('loaded');
    process.kill(run.browser(), 'SIGKILL');
    expect((await run.ended).code).toBe(0);
    expect(from(run.lines(), 'render-process-gone')).toEqual([
      'render-process-gone killed',
      'closed',
      'window-all-closed',
      'before-quit',
      'will-quit',
      'quit',
    ]);
    expect(run.profiles()).toEqual([]);
  });

  it('no Chromium outlives a killed runtime, and the next start removes its profile', async () => {
    run = start();
    await run.saw('loaded');
    run.child.kill('SIGKILL');
    await run.ended;
    await waitFor('Chromium to end', () => run.chromium().length === 0);
    expect(run.profiles()).toHaveLength(1);
    const left = run.profiles()[0];
    const next = start({}, ['--headless'], run.temp);
    await next.saw('loaded');
    await waitFor('the profile to be removed', () => !next.profiles().includes(left ?? ''));
    expect(next.profiles()).toHaveLength(1);
    next.child.kill('SIGTERM');
    await next.ended;
    expect(next.profiles()).toEqual([]);
  });

  it('an app that stays without windows stays', async () => {
    run = start({ QUIT_AFTER_ALL: '0' });
    await run.saw('loaded');
    process.kill(run.browser(), 'SIGKILL');
    await run.saw('window-all-closed');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(run.child.exitCode).toBeNull();
    run.child.kill('SIGTERM');
    expect((await run.ended).code).toBe(0);
  });

  it('names the program that is missing', async () => {
    run = start({ TESSERA_CHROMIUM: '/nowhere/chromium' });
    expect((await run.ended).code).toBe(1);
    expect(run.errors()).toContain('TESSERA_CHROMIUM names /nowhere/chromium, which cannot be run.');
  });
});

describe('what Chromium is given', () => {
  it('gets no port, and an environment without anything of the shell', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fake-chromium-'));
    const script = join(folder, 'chromium');
    // Chromium overwrites the environment that /proc shows: a script in its place writes it down first.
    writeFileSync(script, `#!/bin/sh\nenv > "${script}.env"\nexec ${findChromium() ?? ''} "$@"\n`, { mode: 0o700 });
    try {
      run = start({
        SECRET_TOKEN: 'canary-in-the-environment',
        TESSERA_TEST_CONTROL: '1',
        TESSERA_TEST_CDP: '1',
        TESSERA_CHROMIUM: script,
      });
      await run.saw('loaded');
      const environment = readFileSync(`${script}.env`, 'utf8');
      expect(environment).not.toContain('canary');
      expect(environment).toMatch(new RegExp(`^HOME=${run.temp}/tessera-chromium-.*/home$`, 'm'));
      // The variables alone open nothing: only a parent on an IPC channel does.
      for (const pid of run.chromium()) expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('remote-debugging-port');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
