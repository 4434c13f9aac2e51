// @ts-check
import { readdirSync } from 'node:fs';
import { ask, run } from './run.mjs';

/** Waits for another package manager instead of failing, and does not give up on the first hiccup of the network. */
const PATIENCE = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3', '-o', 'Dpkg::Use-Pty=0'];

/** Keeps configuration files as they are: nobody is there to be asked. */
const QUIET = ['-y', '-q', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confdef', '-o', 'Dpkg::Options::=--force-confold'];

/**
 * How this user may become root without being asked for a password.
 * @returns {Promise<readonly string[] | undefined>} the words to put before a command ([] as root), or undefined
 */
export async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return (await ask('sudo', ['-n', 'true'])) === undefined ? undefined : ['sudo', '-n'];
}

/** Whether apt has package lists at all: a bare container often has none. */
export function hasLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => name.endsWith('_Packages') || name.endsWith('_Packages.lz4'));
  } catch {
    return false;
  }
}

/**
 * What an installation would fetch and unpack, with all that the packages depend on. Needs no rights.
 * @param {readonly string[]} packages
 * @returns {Promise<{count: number, downloadBytes: number, diskBytes: number} | undefined>} undefined when apt cannot tell
 */
export async function sizes(packages) {
  const words = ['install', '-y', '--no-install-recommends', ...packages];
  const options = { limitMs: 30_000, keepChars: 5_000_000, env: { ...process.env, LC_ALL: 'C' } };
  const simulated = await ask('apt-get', ['-s', ...words], options);
  // What an earlier attempt left in apt's cache is not named here: it needs no download.
  const uris = await ask('apt-get', ['--print-uris', '-qq', ...words], options);
  if (simulated === undefined || uris === undefined) return undefined;
  const names = parseSimulated(simulated);
  const shown = names.length > 0 ? await ask('apt-cache', ['show', '--no-all-versions', ...names], options) : '';
  const kilobytes = [...(shown ?? '').matchAll(/^Installed-Size: (\d+)$/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
  return { count: names.length, downloadBytes: parseUris(uris).reduce((sum, bytes) => sum + bytes, 0), diskBytes: kilobytes * 1024 };
}

/**
 * The packages that `apt-get -s install` would install or upgrade.
 * @param {string} text
 */
export const parseSimulated = (text) => [...text.matchAll(/^Inst (\S+) /gm)].map((match) => match[1] ?? '');

/**
 * The sizes in bytes in the lines of `apt-get --print-uris`: 'address' file_version_arch.deb bytes hash.
 * @param {string} text
 */
export const parseUris = (text) => [...text.matchAll(/^'[^']*' \S+\.deb (\d+)/gm)].map((match) => Number(match[1]));

/**
 * Installs packages without asking anything. Refreshes the package lists once before.
 * @param {readonly string[]} prefix from {@link rootPrefix}
 * @param {readonly string[]} packages
 * @param {{log: (name: string) => string, onTick?: ((seconds: number) => void) | undefined}} options where the output goes
 * @returns {Promise<{ok: true} | {ok: false, reason: string, log: string}>}
 */
export async function install(prefix, packages, options) {
  const words = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...PATIENCE];
  const [command = 'env', ...rest] = words;
  const updateLog = options.log('apt-update.log');
  const update = await run(command, [...rest, 'update', '-q'], { log: updateLog, limitMs: 180_000, onTick: options.onTick });
  // A failed refresh is not the end: the lists at hand may do.
  if (update.code !== 0 && !hasLists()) return { ok: false, reason: `apt-get update ${how(update)}`, log: updateLog };
  const log = options.log('apt-install.log');
  const done = await run(command, [...rest, 'install', ...QUIET, ...packages], { log, limitMs: 600_000, onTick: options.onTick });
  return done.code === 0 ? { ok: true } : { ok: false, reason: `apt-get install ${how(done)}`, log };
}

/** @param {import('./run.mjs').Ended} ended */
function how(ended) {
  if (ended.timedOut) return `was stopped after ${Math.round(ended.ms / 1000)} s`;
  const error = ended.output.split('\n').findLast((line) => line.startsWith('E: '));
  return `ended with ${ended.code ?? ended.signal ?? 'an error'}${error ? ` (${error.slice(3, 200)})` : ''}`;
}
