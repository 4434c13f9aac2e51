// @ts-check
import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT, ROOT } from '../../tools/paths.mjs';

const LAUNCHER = join(ROOT, 'runtime', 'chromium', 'run.mjs');
const PROBE = join(ROOT, 'bench', 'probe');
const LIMIT_MS = 30_000;

/**
 * @typedef {object} Start milliseconds from the spawn of the launcher
 * @property {number} entered the app's main begins
 * @property {number} ready `app` is ready
 * @property {number} window a window is made
 * @property {number} navigated the page begins to load
 * @property {number} parsed the page is parsed and its scripts have run
 * @property {number} drawn the first row, or the empty page's character, is painted
 */

const STAGES = /** @type {const} */ (['entered', 'ready', 'window', 'navigated', 'parsed', 'drawn']);

/** @param {string} name @param {string} main @param {string} preload path below the folder */
function withProbe(name, main, preload) {
  const folder = join(OUT, 'bench', name);
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: manifest.version, type: 'module', main: 'bench-main.mjs' }));
  cpSync(join(PROBE, 'main.mjs'), join(folder, 'probe.mjs'));
  writeFileSync(join(folder, 'bench-main.mjs'), `import './probe.mjs';\nimport './${main}';\n`);
  appendFileSync(join(folder, preload), `\n${readFileSync(join(PROBE, 'preload.cjs'), 'utf8')}`);
  return folder;
}

/** A copy of the built app with the probe in it; answers its folder. The app itself knows nothing of being measured. */
export function measuredTessera() {
  const folder = join(OUT, 'bench', 'tessera');
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['main', 'preload', 'renderer']) cpSync(join(OUT, part), join(folder, 'out', part), { recursive: true });
  return withProbe('tessera', 'out/main/index.js', join('out', 'preload', 'index.cjs'));
}

/** The empty app with the same probe; answers its folder. */
export function measuredEmpty() {
  const folder = join(OUT, 'bench', 'empty');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(ROOT, 'bench', 'empty-app'), folder, { recursive: true });
  return withProbe('empty', 'main.mjs', 'preload.cjs');
}

/**
 * Starts an app by the runtime's launcher, waits until it is drawn, quits it and waits for its end.
 * @param {string} app a folder of the two above
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<Start>}
 */
export async function startOnce(app, env) {
  const spawned = performance.timeOrigin + performance.now();
  const child = spawn(process.execPath, [LAUNCHER, app, '--headless'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  try {
    /** @type {Record<string, number>} */
    const instants = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`nothing was drawn in ${LIMIT_MS} ms: ${said.slice(-400)}`)), LIMIT_MS);
      const hear = (/** @type {Buffer} */ text) => {
        said += text.toString('utf8');
        const line = said.split('\n').find((one) => one.startsWith('{"benchDrawn":') && one.endsWith('}}'));
        if (line === undefined) return;
        clearTimeout(late);
        resolve(JSON.parse(line).benchDrawn);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => {
        clearTimeout(late);
        reject(new Error(`ended with ${code} before it was drawn: ${said.slice(-400)}`));
      });
    });
    return /** @type {Start} */ (Object.fromEntries(STAGES.map((stage) => [stage, (instants[stage] ?? Number.NaN) - spawned])));
  } finally {
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), 8_000);
    await ended;
    clearTimeout(hard);
  }
}
