// @ts-check
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ask } from './run.mjs';

/** @typedef {import('./needs.mjs').Need} Need */

/** Installed programs may sit in folders that a user's PATH leaves out (Xvfb, ldconfig). */
const EXTRA_FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/sbin', '/snap/bin'];

/**
 * The full path of a program, or undefined.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 */
export function findProgram(name, env = process.env) {
  const extra = process.platform === 'win32' ? [] : EXTRA_FOLDERS;
  for (const folder of [...(env.PATH ?? '').split(delimiter), ...extra]) {
    if (!folder) continue;
    const path = join(folder, name);
    try {
      if (!statSync(path).isFile()) continue;
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/** Chromium and its kin where macOS and Windows put them. @param {NodeJS.ProcessEnv} env */
function chromiumElsewhere(env) {
  if (process.platform === 'darwin') {
    return [
      'Chromium.app/Contents/MacOS/Chromium',
      'Google Chrome.app/Contents/MacOS/Google Chrome',
      'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ].map((app) => join('/Applications', app));
  }
  if (process.platform === 'win32') {
    const homes = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((home) => home !== undefined);
    return homes.flatMap((home) => [
      join(home, 'Google/Chrome/Application/chrome.exe'),
      join(home, 'Microsoft/Edge/Application/msedge.exe'),
    ]);
  }
  return [];
}

/** Whether the dynamic linker knows a library. @param {string} name */
async function hasLibrary(name) {
  const ldconfig = findProgram('ldconfig');
  const listed = ldconfig && (await ask(ldconfig, ['-p'], { keepChars: 2_000_000 }));
  if (listed) return listed.includes(name);
  const triplets = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu', arm: 'arm-linux-gnueabihf', ia32: 'i386-linux-gnu' };
  const triplet = triplets[/** @type {keyof typeof triplets} */ (process.arch)] ?? '';
  return ['/usr/lib', '/lib', '/usr/lib64', '/lib64', '/usr/local/lib'].some(
    (folder) => existsSync(join(folder, name)) || (triplet !== '' && existsSync(join(folder, triplet, name))),
  );
}

/** @param {string} folder @param {string} ending @param {number} depth @returns {boolean} */
function holdsFile(folder, ending, depth) {
  try {
    return readdirSync(folder, { withFileTypes: true }).some((entry) =>
      entry.isDirectory() ? depth > 0 && holdsFile(join(folder, entry.name), ending, depth - 1) : entry.name.endsWith(ending),
    );
  } catch {
    return false;
  }
}

/**
 * Whether the system already has what is needed.
 * @param {Need} need
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<boolean>}
 */
export async function isPresent(need, env = process.env) {
  // The second runtime takes the browser that is named here before any other.
  if (need.id === 'chromium' && env.TESSERA_CHROMIUM) return true;
  if (need.id === 'chromium' && chromiumElsewhere(env).some((path) => existsSync(path))) return true;
  if (need.anyCommand) return need.anyCommand.some((name) => findProgram(name, env));
  if (need.allCommands) return need.allCommands.every((name) => findProgram(name, env));
  if (need.library) return hasLibrary(need.library);
  if (need.python) return (await ask('python3', ['-c', need.python], { env, limitMs: 20_000 })) !== undefined;
  if (need.succeeds) {
    const [command = '', ...args] = need.succeeds;
    return (await ask(command, args, { env, limitMs: 20_000 })) !== undefined;
  }
  const { file } = need;
  if (file)
    return ['/usr/share/fonts', '/usr/local/share/fonts', join(env.HOME ?? '/', '.local/share/fonts')].some((folder) =>
      holdsFile(folder, file, 3),
    );
  return true;
}

/**
 * Which family of packages this system has.
 * @param {NodeJS.Platform} [platform]
 * @param {() => string} [readOsRelease]
 * @returns {'debian' | 'ubuntu' | 'mac' | 'windows' | 'other'} debian and ubuntu install with apt-get
 */
export function packageFamily(platform = process.platform, readOsRelease = () => readFileSync('/etc/os-release', 'utf8')) {
  if (platform === 'darwin') return 'mac';
  if (platform === 'win32') return 'windows';
  try {
    const text = readOsRelease();
    const ids = [...text.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].flatMap((match) => (match[1] ?? '').split(' '));
    // Ubuntu's own children (Mint) package a browser as Debian does, so only its own name counts.
    if (/^ID="?ubuntu"?$/m.test(text)) return 'ubuntu';
    return ids.includes('debian') || ids.includes('ubuntu') ? 'debian' : 'other';
  } catch {
    return 'other';
  }
}
