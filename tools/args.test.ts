import { describe, expect, it } from 'vitest';
import { atLeast } from './node-version.mjs';
import { parseStartArgs } from './start-args.mjs';
import { parseTestArgs } from './suites.mjs';

describe('flags of npm start', () => {
  it.each([
    [[], { retryElectron: false, help: false }],
    [['--runtime=electron'], { runtime: 'electron', retryElectron: false, help: false }],
    [['--runtime=chromium', '--retry-electron'], { runtime: 'chromium', retryElectron: true, help: false }],
    [['-h'], { retryElectron: false, help: true }],
  ])('%j', (argv, flags) => {
    expect(parseStartArgs(argv)).toEqual({ ok: true, flags });
  });

  it.each([
    '--inspect',
    '--inspect-brk=0',
    '--remote-debugging-port=9222',
    '--js-flags=--expose-gc',
    '--no-sandbox',
    '--runtime=firefox',
    '--runtime',
    'file.txt',
    '',
  ])('refuses %j instead of passing it on', (word) => {
    const parsed = parseStartArgs(['--runtime=chromium', word]);
    expect(parsed.ok).toBe(false);
  });
});

describe('words after npm test', () => {
  const names = ['lint', 'unit', 'e2e'];

  it('takes all suites when none is named', () => {
    expect(parseTestArgs([], names)).toEqual({ ok: true, chosen: names });
  });

  it('keeps the order of the suites, not of the words, and runs each once', () => {
    expect(parseTestArgs(['e2e', 'unit', 'e2e'], names)).toEqual({ ok: true, chosen: ['unit', 'e2e'] });
  });

  it('names an unknown suite instead of running nothing', () => {
    expect(parseTestArgs(['unit', 'e3e'], names)).toEqual({ ok: false, message: expect.stringContaining('e3e') });
  });
});

describe('versions', () => {
  it.each([
    ['20.19.0', '20.19.0', true],
    ['v20.20.2', '20.19.0', true],
    ['20.9.0', '20.19.0', false],
    ['22.12.0', '22.12', true],
    ['22.9.1', '22.12.0', false],
    ['24.0.0-nightly', '22.12.0', true],
  ])('%s is at least %s: %s', (have, want, answer) => {
    expect(atLeast(have, want)).toBe(answer);
  });
});
