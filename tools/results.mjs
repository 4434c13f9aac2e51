// @ts-check

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 *
 * @typedef {object} SuiteResult what became of one suite
 * @property {string} name
 * @property {Counts} counts
 * @property {readonly string[]} failures a line or more for each failed test: its name and what it said
 * @property {string} [notRun] why the suite could not run; its counts are then zero
 * @property {string} [trouble] why the suite failed although no test of it did: a crash, a time limit, no tests
 */

/**
 * The parts of the two reports that are read here.
 * @typedef {{name: string, status: string, message?: string, assertionResults: {status: string, fullName: string, failureMessages?: string[]}[]}} VitestFile
 * @typedef {{numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: VitestFile[]}} VitestReport
 * @typedef {{projectName: string, status: string, results: {status: string, error?: {message?: string}}[]}} PlaywrightTest
 * @typedef {{title: string, specs?: {title: string, tests: PlaywrightTest[]}[], suites?: PlaywrightSuite[]}} PlaywrightSuite
 * @typedef {{expected: number, unexpected: number, skipped: number, flaky: number}} PlaywrightStats
 * @typedef {{stats: PlaywrightStats, suites?: PlaywrightSuite[], errors?: {message?: string}[]}} PlaywrightReport
 */

/** @type {Counts} */
export const NONE = { passed: 0, failed: 0, skipped: 0 };

/** How much of a failed test's message is printed; all of it is in the suite's log. */
const MESSAGE_CHARS = 1_500;

/** Terminal colours in a report's text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is being removed
const COLOURS = /\u001b\[[0-9;]*m/g;

/** Text without a terminal's colours. @param {string} text */
export const plain = (text) => text.replace(COLOURS, '');

/** @param {unknown} text */
const clean = (text) => plain(String(text)).slice(0, MESSAGE_CHARS);

/**
 * Reads a report of Vitest's JSON reporter.
 * @param {string} json
 * @returns {{counts: Counts, failures: string[]}}
 * @throws when the text is not such a report
 */
export function readVitest(json) {
  /** @type {VitestReport} */
  const report = JSON.parse(json);
  /** @type {Counts} */
  const counts = { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests };
  if (Object.values(counts).some((count) => !Number.isInteger(count))) throw new Error('not a report of Vitest');
  /** @type {string[]} */
  const failures = [];
  for (const file of report.testResults) {
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    for (const test of failed) failures.push(`${test.fullName}\n${clean(test.failureMessages?.[0] ?? '')}`);
    // A file that could not be loaded has no tests that could have failed.
    if (file.status === 'failed' && failed.length === 0) {
      counts.failed += 1;
      failures.push(`${file.name} could not run\n${clean(file.message ?? '')}`);
    }
  }
  return { counts, failures };
}

/**
 * Reads a report of Playwright's JSON reporter. A test that passed only when repeated has passed, and is named.
 * @param {string} json
 * @returns {{counts: Counts, failures: string[], flaky: string[]}}
 * @throws when the text is not such a report
 */
export function readPlaywright(json) {
  /** @type {PlaywrightReport} */
  const report = JSON.parse(json);
  const { expected, unexpected, skipped, flaky } = report.stats;
  /** @type {Counts} */
  const counts = { passed: expected + flaky, failed: unexpected, skipped };
  if (Object.values(counts).some((count) => !Number.isInteger(count))) throw new Error('not a report of Playwright');
  /** @type {string[]} */
  const failures = [];
  /** @type {string[]} */
  const repeated = [];
  const visit = (/** @type {PlaywrightSuite} */ suite, /** @type {string} */ above) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const title = `${above} > ${spec.title}${test.projectName ? ` [${test.projectName}]` : ''}`;
        if (test.status === 'unexpected')
          failures.push(`${title}\n${clean(test.results.at(-1)?.error?.message ?? test.results.at(-1)?.status ?? '')}`);
        if (test.status === 'flaky') repeated.push(title);
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, above === '' ? inner.title : `${above} > ${inner.title}`);
  };
  for (const suite of report.suites ?? []) visit(suite, suite.title);
  // Errors outside any test: a file that does not load, a server that does not start.
  for (const error of report.errors ?? []) {
    counts.failed += 1;
    failures.push(`outside any test\n${clean(error.message ?? '')}`);
  }
  return { counts, failures, flaky: repeated };
}

/**
 * What a suite counts for, once it is known how its process ended. A suite is believed only as far as its process confirms it:
 * no test, a crash, or a time limit is a failure even where every test that reported has passed.
 * @param {string} name
 * @param {{counts: Counts, failures: string[]} | undefined} report undefined when there is none or it cannot be read
 * @param {{code: number | null, signal: string | null, timedOut: boolean, ms: number}} ended
 * @returns {SuiteResult}
 */
export function judge(name, report, ended) {
  const how = ended.timedOut
    ? `it was stopped after ${Math.round(ended.ms / 1000)} s`
    : `its process ended with ${ended.code ?? ended.signal ?? 'an error'}`;
  if (!report) return { name, counts: { ...NONE, failed: 1 }, failures: [], trouble: `no report: ${how}` };
  const { passed, failed, skipped } = report.counts;
  if (passed + failed + skipped === 0)
    return { name, counts: { ...NONE, failed: 1 }, failures: report.failures, trouble: 'it has no tests' };
  if (ended.code !== 0 && failed === 0) {
    return { name, counts: { passed, failed: 1, skipped }, failures: report.failures, trouble: `no test failed, but ${how}` };
  }
  return { name, counts: report.counts, failures: report.failures };
}

/**
 * Adds up all suites. In CI a suite that could not run, or that skipped everything, has failed; elsewhere it is one that was skipped.
 * @param {readonly SuiteResult[]} results
 * @param {{ci: boolean}} options
 * @returns {{counts: Counts, notRun: {name: string, reason: string}[], ok: boolean}}
 */
export function total(results, { ci }) {
  const counts = { ...NONE };
  /** @type {{name: string, reason: string}[]} */
  const notRun = [];
  for (const { name, counts: own, notRun: reason } of results) {
    const allSkipped = own.skipped > 0 && own.passed + own.failed === 0 ? 'all its tests were skipped' : undefined;
    const why = reason ?? allSkipped;
    if (why !== undefined) {
      notRun.push({ name, reason: why });
      if (ci) counts.failed += 1;
      else if (reason !== undefined) counts.skipped += 1;
    }
    counts.passed += own.passed;
    counts.failed += own.failed;
    counts.skipped += own.skipped;
  }
  return { counts, notRun, ok: counts.failed === 0 };
}

/**
 * The line that ends the test command, in the form that CI reads.
 * @param {Counts} counts
 */
export const lastLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
