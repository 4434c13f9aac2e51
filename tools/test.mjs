// @ts-check
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { startVirtualDisplay } from '../test-support/keyring/virtual-display.mjs';
import { ensureBuilt } from './build.mjs';
import { requireNode } from './node-version.mjs';
import { logFile, OUT, ROOT } from './paths.mjs';
import { judge, lastLine, NONE, plain, readPlaywright, readVitest, total } from './results.mjs';
import { run, seconds } from './run.mjs';
import { parseTestArgs, suites } from './suites.mjs';
import { ensureSystem, isCi } from './system.mjs';

/**
 * @typedef {import('./suites.mjs').Suite} Suite
 * @typedef {import('./results.mjs').SuiteResult} SuiteResult
 */

const LOGS = join(OUT, 'test-logs');
const reportFile = (/** @type {string} */ name) => join(LOGS, `${name}.json`);
const ci = isCi();

/**
 * What the suites' processes are given: no display of the person's, whatever the suite, and no session bus, so that no test can open a
 * window in somebody's face or touch their keychain. A test that wants a display or a bus starts its own.
 */
function testEnvironment() {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _w, XAUTHORITY: _a, NODE_OPTIONS: _o, TILED_API_KEY: _k, ...env } = process.env;
  return {
    ...env,
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/tessera-tests-have-their-own-bus',
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
  };
}

/**
 * @param {Suite} suite
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<SuiteResult & {ms: number, log: string, flaky?: string[]}>}
 */
async function runSuite(suite, env) {
  const log = logFile(`${suite.name}.log`, 'test-logs');
  const report = reportFile(suite.name);
  // An old report must never speak for a run that wrote none.
  rmSync(report, { force: true });
  const ended = await run(process.execPath, suite.args, {
    cwd: ROOT,
    log,
    limitMs: suite.limitMs,
    keepChars: 6_000,
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    onTick: (passed) => passed % 60 === 0 && console.log(`  ... ${suite.name} is running, ${passed} s`),
  });
  const extra = { ms: ended.ms, log: relative(ROOT, log) };
  if (suite.kind === 'check') {
    const passed = ended.code === 0;
    const counts = { ...NONE, passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
    return {
      name: suite.name,
      counts,
      failures: passed ? [] : [plain(ended.output)],
      ...(ended.timedOut ? { trouble: 'its time limit passed' } : {}),
      ...extra,
    };
  }
  try {
    const text = readFileSync(report, 'utf8');
    const read = suite.kind === 'vitest' ? { ...readVitest(text), flaky: [] } : readPlaywright(text);
    return { ...judge(suite.name, read, ended), flaky: read.flaky, ...extra };
  } catch {
    return { ...judge(suite.name, undefined, ended), failures: [plain(ended.output)], ...extra };
  }
}

/**
 * @param {readonly string[]} argv
 * @returns {Promise<number>} exit code
 */
async function test(argv) {
  requireNode();
  const all = suites(reportFile);
  const parsed = parseTestArgs(
    argv,
    all.map(({ name }) => name),
  );
  if (!parsed.ok) {
    console.error(parsed.message);
    return 2;
  }
  const began = Date.now();
  mkdirSync(LOGS, { recursive: true });
  const chosen = all.filter(({ name }) => parsed.chosen.includes(name));
  const purposes = chosen.flatMap(({ purpose }) => purpose ?? []);
  const system = purposes.length > 0 ? await ensureSystem(purposes) : undefined;
  const env = testEnvironment();
  /** @type {SuiteResult[]} */
  const results = [];
  /** @type {Awaited<ReturnType<typeof ensureBuilt>> | undefined} */
  let built;
  for (const suite of chosen) {
    const missing = (suite.purpose && system?.blocking(suite.purpose)) ?? [];
    let notRun = missing.length > 0 ? `not on this system: ${missing.map(({ id }) => id).join(', ')}` : undefined;
    if (notRun && system?.declined) notRun += ' (declined)';
    if (!notRun && suite.built) {
      built ??= await ensureBuilt();
      if (!built.ok && suite.built === 'must') notRun = built.reason;
    }
    /** @type {Awaited<ReturnType<typeof startVirtualDisplay>> | undefined} */
    let display;
    if (!notRun && suite.name === 'e2e' && process.platform === 'linux') {
      try {
        display = await startVirtualDisplay({ size: '1600x1000' });
      } catch (error) {
        notRun = error instanceof Error ? error.message : String(error);
      }
    }
    if (notRun) {
      results.push({ name: suite.name, counts: NONE, failures: [], notRun });
      console.log(`NOT RUN  ${suite.name}: ${notRun}`);
      continue;
    }
    const result = await runSuite(suite, display ? { ...env, DISPLAY: display.name } : env);
    await display?.stop();
    results.push(result);
    tell(result);
  }
  return finish(results, Date.now() - began);
}

/** @param {Awaited<ReturnType<typeof runSuite>>} result */
function tell({ name, counts, failures, trouble, ms, log, flaky = [] }) {
  console.log(`${counts.failed > 0 ? 'FAILED  ' : 'ok      '} ${name}: ${lastLine(counts)} (${seconds(ms)})`);
  for (const failure of failures) console.log(`  x ${failure.trim().split('\n').join('\n    ')}`);
  if (trouble) console.log(`  x ${name}: ${trouble}`);
  for (const title of flaky) console.log(`  ~ passed only when repeated: ${title}`);
  if (counts.failed > 0) console.log(`  all of its output: ${log}`);
}

/**
 * @param {readonly SuiteResult[]} results
 * @param {number} ms
 */
function finish(results, ms) {
  const { counts, notRun, ok } = total(results, { ci });
  console.log('');
  for (const { name, reason } of notRun) console.log(`!! The suite "${name}" did NOT run: ${reason}${ci ? ' (counted as failed)' : ''}`);
  console.log(`${results.length} suites in ${seconds(ms)}. Logs: ${relative(ROOT, LOGS)}`);
  console.log(lastLine(counts));
  return ok ? 0 : 1;
}

process.exitCode = await test(process.argv.slice(2));
