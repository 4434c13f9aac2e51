// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { logFile, OUT, ROOT } from './paths.mjs';
import { run, seconds } from './run.mjs';

/** What the built app is made of. Tests are left out: changing one needs no build. */
const SOURCES = ['src', 'resources', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];
const STAMP = join(OUT, 'build.stamp');
const MAIN = join(OUT, 'main', 'index.js');
const LIMIT_MS = 240_000;

/** @param {string} path @returns {string[]} */
function filesBelow(path) {
  if (!existsSync(path)) return [];
  const entries = (() => {
    try {
      return readdirSync(path, { withFileTypes: true });
    } catch {
      return undefined;
    }
  })();
  if (!entries) return [path];
  return entries.flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]));
}

/**
 * A hash over the names and contents of all sources: the same sources give the same stamp whatever their dates say.
 * @param {string} [root]
 */
export function sourceStamp(root = ROOT) {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((source) => filesBelow(join(root, source))).filter((file) => !/\.test\.tsx?$/.test(file));
  for (const file of files.sort()) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Whether `out/` was built from the sources as they are now. */
export function isBuilt() {
  return existsSync(MAIN) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourceStamp();
}

/**
 * Builds main, preload and renderer with electron-vite, unless `out/` is up to date.
 * @param {{force?: boolean, say?: (line: string) => void}} [options]
 * @returns {Promise<{ok: true, built: boolean, ms: number} | {ok: false, reason: string, output: string}>}
 */
export async function ensureBuilt(options = {}) {
  const say = options.say ?? console.log;
  if (!options.force && isBuilt()) return { ok: true, built: false, ms: 0 };
  const tool = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  if (!existsSync(tool)) return { ok: false, reason: 'the packages are not installed: type `npm ci` first', output: '' };
  const stamp = sourceStamp();
  say('Building ...');
  const log = logFile('build.log');
  const done = await run(process.execPath, [tool, 'build'], { cwd: ROOT, log, limitMs: LIMIT_MS });
  if (done.code !== 0 || !existsSync(MAIN)) {
    const reason = done.timedOut ? `the build was stopped after ${seconds(done.ms)}` : 'the build failed';
    return { ok: false, reason: `${reason}; its output is in ${relative(ROOT, log)}`, output: done.output };
  }
  // The stamp is of the sources as they were when the build began: an edit made meanwhile leads to another build.
  writeFileSync(STAMP, stamp);
  return { ok: true, built: true, ms: done.ms };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await ensureBuilt({ force: true });
  if (result.ok) console.log(`Built in ${seconds(result.ms)}.`);
  else console.error(`${result.output}\n${result.reason}`);
  process.exitCode = result.ok ? 0 : 1;
}
