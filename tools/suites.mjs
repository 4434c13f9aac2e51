// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

/**
 * @typedef {object} Suite one line of work of `npm test`
 * @property {string} name
 * @property {'check' | 'vitest' | 'playwright'} kind a check passes or fails as a whole
 * @property {readonly string[]} args for Node
 * @property {number} limitMs
 * @property {import('./needs.mjs').Purpose} [purpose] what it needs from the system
 * @property {'try' | 'must'} [built] some of its tests, or all, run the built app
 */

const MINUTE = 60_000;
const module = (/** @type {string} */ path) => join(ROOT, 'node_modules', path);

/** @param {string} project @param {string} report @returns {string[]} */
const vitest = (project, report) => [
  module('vitest/vitest.mjs'),
  'run',
  '--project',
  project,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
];

/** Playwright's configuration stands beside its specs or at the top. */
function playwrightConfig() {
  const places = ['e2e/playwright.config.ts', 'playwright.config.ts'].map((place) => join(ROOT, place));
  return places.find((place) => existsSync(place)) ?? join(ROOT, 'e2e');
}

/**
 * All suites, in the order in which they run: what fails fast comes first.
 * @param {(suite: string) => string} reportFile where a suite's JSON report goes
 * @returns {readonly Suite[]}
 */
export const suites = (reportFile) => [
  { name: 'lint', kind: 'check', args: [join(ROOT, 'tools/lint.mjs')], limitMs: MINUTE },
  { name: 'format', kind: 'check', args: [module('@biomejs/biome/bin/biome'), 'check', '--linter-enabled=false', '.'], limitMs: MINUTE },
  { name: 'typecheck', kind: 'check', args: [module('typescript/bin/tsc'), '-p', '.'], limitMs: 3 * MINUTE },
  { name: 'build', kind: 'check', args: [join(ROOT, 'tools/build.mjs')], limitMs: 5 * MINUTE },
  { name: 'unit', kind: 'vitest', args: vitest('unit', reportFile('unit')), limitMs: 10 * MINUTE },
  { name: 'system', kind: 'vitest', args: vitest('system', reportFile('system')), limitMs: 25 * MINUTE, purpose: 'system', built: 'try' },
  { name: 'real', kind: 'vitest', args: vitest('real', reportFile('real')), limitMs: 20 * MINUTE, purpose: 'real' },
  {
    name: 'e2e',
    kind: 'playwright',
    args: [module('@playwright/test/cli.js'), 'test', '-c', playwrightConfig(), '--reporter=list,json'],
    limitMs: 20 * MINUTE,
    purpose: 'e2e',
    built: 'must',
  },
];

/**
 * Reads the words after `npm test --`: names of suites, or nothing for all.
 * @param {readonly string[]} argv
 * @param {readonly string[]} names the suites there are
 * @returns {{ok: true, chosen: readonly string[]} | {ok: false, message: string}}
 */
export function parseTestArgs(argv, names) {
  const unknown = argv.filter((word) => !names.includes(word));
  if (unknown.length > 0) return { ok: false, message: `No such suite: ${unknown.join(', ')}. There are: ${names.join(', ')}.` };
  return { ok: true, chosen: argv.length === 0 ? names : names.filter((name) => argv.includes(name)) };
}
