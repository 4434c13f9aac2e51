import { describe, expect, it } from 'vitest';
import { judge, lastLine, NONE, readPlaywright, readVitest, total } from './results.mjs';

const DONE = { code: 0, signal: null, timedOut: false, ms: 1000 };
const FAILED = { ...DONE, code: 1 };
const counts = (passed: number, failed: number, skipped: number) => ({ passed, failed, skipped });

describe("Vitest's report", () => {
  const report = (over: object) =>
    JSON.stringify({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [], ...over });

  it('counts todo as skipped', () => {
    expect(readVitest(report({})).counts).toEqual(counts(3, 0, 2));
  });

  it('names failed tests with their message, without colours', () => {
    const assertionResults = [
      { status: 'passed', fullName: 'a > b' },
      { status: 'failed', fullName: 'a > c', failureMessages: ['\u001b[31mexpected 1\u001b[39m'] },
    ];
    const read = readVitest(report({ numFailedTests: 1, testResults: [{ name: 'x.test.ts', status: 'failed', assertionResults }] }));
    expect(read.failures).toEqual(['a > c\nexpected 1']);
    expect(read.counts.failed).toBe(1);
  });

  it('counts a file that could not be loaded as a failure', () => {
    const read = readVitest(
      report({ testResults: [{ name: 'x.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] }] }),
    );
    expect(read.counts).toEqual(counts(3, 1, 2));
    expect(read.failures[0]).toContain('Cannot find module');
  });

  it('does not take anything else for a report', () => {
    expect(() => readVitest('{}')).toThrow();
    expect(() => readVitest('')).toThrow();
  });
});

describe("Playwright's report", () => {
  const spec = (title: string, status: string, message?: string) => ({
    title,
    tests: [{ projectName: 'chromium', status, results: [{ status, error: message ? { message } : undefined }] }],
  });
  const report = (over: object) =>
    JSON.stringify({ stats: { expected: 2, unexpected: 0, skipped: 1, flaky: 0 }, suites: [], errors: [], ...over });

  it('counts, and finds failures in nested suites', () => {
    const suites = [
      { title: 'keys.spec.ts', specs: [], suites: [{ title: 'revoke', specs: [spec('refuses', 'unexpected', 'not refused')] }] },
    ];
    const read = readPlaywright(report({ stats: { expected: 2, unexpected: 1, skipped: 1, flaky: 0 }, suites }));
    expect(read.counts).toEqual(counts(2, 1, 1));
    expect(read.failures).toEqual(['keys.spec.ts > revoke > refuses [chromium]\nnot refused']);
  });

  it('counts a repeated test as passed and names it', () => {
    const read = readPlaywright(
      report({ stats: { expected: 0, unexpected: 0, skipped: 0, flaky: 1 }, suites: [{ title: 'a', specs: [spec('b', 'flaky')] }] }),
    );
    expect(read.counts).toEqual(counts(1, 0, 0));
    expect(read.flaky).toEqual(['a > b [chromium]']);
  });

  it('counts an error outside any test', () => {
    expect(readPlaywright(report({ errors: [{ message: 'SyntaxError' }] })).counts.failed).toBe(1);
  });
});

describe('a suite is believed only as far as its process confirms it', () => {
  const passed = { counts: counts(5, 0, 0), failures: [] };

  it.each([
    ['all well', passed, DONE, counts(5, 0, 0), undefined],
    ['a failed test', { counts: counts(4, 1, 0), failures: ['x'] }, FAILED, counts(4, 1, 0), undefined],
    ['no report', undefined, FAILED, counts(0, 1, 0), 'no report'],
    ['no report, though the process says all is well', undefined, DONE, counts(0, 1, 0), 'no report'],
    ['no tests', { counts: NONE, failures: [] }, DONE, counts(0, 1, 0), 'no tests'],
    ['a crash after the last test', passed, { ...DONE, code: null, signal: 'SIGSEGV' }, counts(5, 1, 0), 'SIGSEGV'],
    ['an unhandled error', passed, FAILED, counts(5, 1, 0), 'ended with 1'],
    [
      'a time limit',
      passed,
      { ...DONE, code: null, signal: 'SIGKILL', timedOut: true, ms: 480_000 },
      counts(5, 1, 0),
      'stopped after 480 s',
    ],
  ])('%s', (_what, report, ended, expected, trouble) => {
    const result = judge('unit', report, ended);
    expect(result.counts).toEqual(expected);
    if (trouble === undefined) expect(result.trouble).toBeUndefined();
    else expect(result.trouble).toContain(trouble);
  });
});

describe('the sum over all suites', () => {
  const unit = { name: 'unit', counts: counts(10, 0, 1), failures: [] };
  const real = { name: 'real', counts: NONE, failures: [], notRun: 'not on this system: python-venv' };
  const hollow = { name: 'e2e', counts: counts(0, 0, 4), failures: [] };

  it('adds up, and ends with the plain line', () => {
    const sum = total([unit, { ...unit, name: 'lint', counts: counts(0, 1, 0) }], { ci: false });
    expect(sum.ok).toBe(false);
    expect(lastLine(sum.counts)).toBe('10 passed, 1 failed, 1 skipped');
  });

  it('counts a suite that could not run as failed in CI', () => {
    const sum = total([unit, real], { ci: true });
    expect(sum.counts).toEqual(counts(10, 1, 1));
    expect(sum.ok).toBe(false);
    expect(sum.notRun).toEqual([{ name: 'real', reason: 'not on this system: python-venv' }]);
  });

  it('counts it as skipped, and names it, elsewhere', () => {
    const sum = total([unit, real], { ci: false });
    expect(sum.counts).toEqual(counts(10, 0, 2));
    expect(sum.ok).toBe(true);
    expect(sum.notRun).toHaveLength(1);
  });

  it('does not take a suite that skipped everything for one that ran', () => {
    expect(total([hollow], { ci: true }).counts).toEqual(counts(0, 1, 4));
    const elsewhere = total([hollow], { ci: false });
    expect(elsewhere.counts).toEqual(counts(0, 0, 4));
    expect(elsewhere.notRun).toEqual([{ name: 'e2e', reason: 'all its tests were skipped' }]);
  });
});
