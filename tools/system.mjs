// @ts-check
import { createInterface } from 'node:readline/promises';
import { hasLists, install, rootPrefix, sizes } from './apt.mjs';
import { isPresent, packageFamily } from './detect.mjs';
import { needsFor, packagesOf } from './needs.mjs';
import { logFile } from './paths.mjs';

/**
 * @typedef {import('./needs.mjs').Purpose} Purpose
 * @typedef {import('./needs.mjs').Need} Need
 * @typedef {object} SystemState what is missing after all that could be done
 * @property {Need[]} missing
 * @property {(purpose: Purpose) => Need[]} blocking what this purpose requires and does not have: empty means that it can run
 * @property {boolean} declined the person at the terminal said no
 */

/** Whether somebody is there to be asked. CI never asks. */
export const canAsk = (env = process.env) => !isCi(env) && process.stdin.isTTY === true && process.stdout.isTTY === true;

/** @param {NodeJS.ProcessEnv} [env] */
export const isCi = (env = process.env) => env.CI !== undefined && !['', '0', 'false'].includes(env.CI);

/** @param {number} bytes */
const megabytes = (bytes) => (bytes < 1e6 ? 'less than 1 MB' : `${Math.round(bytes / 1e6)} MB`);

/**
 * The one line that a person types to get what is missing.
 * @param {ReturnType<typeof packageFamily>} family
 * @param {readonly Need[]} needs
 */
export function lineToType(family, needs) {
  const packages = packagesOf(needs, family);
  switch (family) {
    case 'debian':
    case 'ubuntu':
      return `sudo apt-get update && sudo apt-get install --no-install-recommends ${packages.join(' ')}`;
    case 'mac':
      return 'brew install --cask chromium';
    case 'windows':
      return 'winget install Google.Chrome';
    default:
      return `install what your distribution calls: ${packages.join(' ')}`;
  }
}

/**
 * Sees to it that the system has what the purposes need: looks, asks where somebody can be asked, installs where rights allow,
 * otherwise names the one line to type. Prints what it does; never throws for a failed installation.
 * @param {readonly Purpose[]} purposes
 * @param {{say?: (line: string) => void}} [options]
 * @returns {Promise<SystemState>}
 */
export async function ensureSystem(purposes, options = {}) {
  const say = options.say ?? console.log;
  const display = { x11: Boolean(process.env.DISPLAY), wayland: Boolean(process.env.WAYLAND_DISPLAY) };
  const family = packageFamily();
  // Keychain, bus and fonts are part of macOS and Windows; only the browser may be missing there.
  const wanted = needsFor(purposes, display).filter(({ need }) => (family !== 'mac' && family !== 'windows') || need.id === 'chromium');
  const lacking = async () => {
    const here = await Promise.all(wanted.map(({ need }) => isPresent(need)));
    return wanted.filter((_, index) => !here[index]).map(({ need }) => need);
  };
  let missing = await lacking();
  let declined = false;
  if (missing.length > 0) {
    const outcome = await offer(family, missing, say);
    declined = outcome === 'declined';
    if (outcome === 'installed') missing = await lacking();
    if (missing.length > 0) {
      say(`Not on this system: ${missing.map((need) => `${need.id} (${need.why})`).join('; ')}.`);
      say(`To add it, type:  ${lineToType(family, missing)}`);
    }
  }
  return {
    missing,
    declined,
    blocking: (purpose) => missing.filter((need) => need.purposes[purpose] === 'required'),
  };
}

/**
 * @param {ReturnType<typeof packageFamily>} family
 * @param {readonly Need[]} missing
 * @param {(line: string) => void} say
 * @returns {Promise<'installed' | 'failed' | 'declined' | 'no rights'>}
 */
async function offer(family, missing, say) {
  if (family !== 'debian' && family !== 'ubuntu') return 'no rights';
  const prefix = await rootPrefix();
  if (!prefix) return 'no rights';
  const packages = packagesOf(missing, family);
  if (canAsk() && !(await agreed(packages, missing, say))) return 'declined';
  say(`Installing ${packages.join(', ')} with apt-get ...`);
  const began = Date.now();
  const done = await install(prefix, packages, {
    log: (name) => logFile(name),
    onTick: (passed) => say(`  ... still installing, ${passed} s`),
  });
  if (done.ok) {
    say(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`);
    return 'installed';
  }
  say(`The installation failed: ${done.reason}. Its output is in ${done.log}.`);
  return 'failed';
}

/**
 * Asks once, naming packages and sizes. Enter alone means no: nothing is installed that nobody agreed to.
 * @param {readonly string[]} packages
 * @param {readonly Need[]} missing
 * @param {(line: string) => void} say
 */
async function agreed(packages, missing, say) {
  say('Tessera needs from this system:');
  for (const need of missing) say(`  ${need.id}: ${need.why}`);
  const size = hasLists() ? await sizes(packages) : undefined;
  const cost = size
    ? `${size.count} packages, ${megabytes(size.downloadBytes)} to download, ${megabytes(size.diskBytes)} on disk`
    : 'sizes unknown: this system has no package lists yet; a bare Debian 12 fetches 190 MB for Chromium and its kin, 650 MB on disk';
  const line = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await line.question(`Install ${packages.join(' ')} with apt-get (${cost})? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    line.close();
  }
}
