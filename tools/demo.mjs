// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { foreground } from './launch.mjs';
import { requireNode } from './node-version.mjs';
import { ROOT } from './paths.mjs';
import { ensureSystem } from './system.mjs';

/** The demo itself; it makes its own data folder, HOME and keychain, and takes nothing from this environment but what it names. */
const DEMO = join(ROOT, 'demo', 'run.mjs');

/**
 * `npm run demo`: sees to what the demo needs from the system and to the build, then runs it.
 * @returns {Promise<number>} the demo's exit code
 */
async function demo() {
  requireNode();
  const blocking = (await ensureSystem(['demo'])).blocking('demo');
  if (blocking.length > 0) {
    console.error(`The demo cannot run without: ${blocking.map(({ id }) => id).join(', ')}.`);
    return 1;
  }
  const built = await ensureBuilt();
  if (!built.ok) {
    console.error(`${built.output}\nThe demo did not run: ${built.reason}.`);
    return 1;
  }
  if (!existsSync(DEMO)) {
    console.error('The demo did not run: demo/run.mjs is not in this tree.');
    return 1;
  }
  return foreground(process.execPath, [DEMO, ...process.argv.slice(2)], { cwd: ROOT, env: process.env });
}

process.exitCode = await demo();
