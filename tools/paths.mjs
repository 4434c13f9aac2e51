// @ts-check
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Everything that is built or measured lands below this folder, which Git ignores. */
export const OUT = join(ROOT, 'out');

/**
 * The launchers' own cache (not the app's data): what they remember between runs, such as a failed download.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {string} an absolute folder; it need not exist
 */
export function cacheFolder(env = process.env, platform = process.platform) {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'tessera-launcher', 'Cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'tessera-launcher');
  // The XDG base directory specification says that a relative value must be ignored.
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.cache'), 'tessera-launcher');
}

/**
 * A fresh path for a log below `out/`; its folder exists afterwards.
 * @param {string} name file name, such as `apt.log`
 * @param {string} [folder] folder below `out/`
 */
export function logFile(name, folder = 'logs') {
  const path = join(OUT, folder, name);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
