// @ts-check
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appEnvironment, withoutCore } from './launch.mjs';
import { atLeast } from './node-version.mjs';
import { cacheFolder, logFile, ROOT } from './paths.mjs';
import { ask, run } from './run.mjs';

const PACKAGE = join(ROOT, 'node_modules', 'electron');
const FETCH_LIMIT_MS = 60_000;
const PROBE_LIMIT_MS = 20_000;

/** @returns {{version: string, node: string | undefined} | undefined} of the installed npm package; undefined when there is none */
export function electronPackage() {
  try {
    const { version, engines } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
    return { version, node: /(\d+(?:\.\d+){0,2})/.exec(engines?.node ?? '')?.[1] };
  } catch {
    return undefined;
  }
}

/**
 * Electron's executable, if its binary has been fetched in the package's version. The package's installer writes `path.txt` and
 * `dist/version`; we never import the package itself, because that would start a download without a time limit.
 * @returns {string | undefined}
 */
export function electronBinary() {
  try {
    const path = join(PACKAGE, 'dist', readFileSync(join(PACKAGE, 'path.txt'), 'utf8'));
    const version = readFileSync(join(PACKAGE, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    return existsSync(path) && version === electronPackage()?.version ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The Node version that the installer asks for, when this Node is older. */
export function installerWants() {
  const wants = electronPackage()?.node;
  return wants && !atLeast(process.version, wants) ? wants : undefined;
}

const memory = () => join(cacheFolder(), 'electron-fetch.json');

/** What an earlier failure said, if it was for this very version. */
export function rememberedFailure() {
  try {
    const { version, reason, at } = JSON.parse(readFileSync(memory(), 'utf8'));
    return version === electronPackage()?.version ? `${at.slice(0, 10)}: ${reason}` : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string | undefined} reason undefined forgets */
function remember(reason) {
  try {
    if (reason === undefined) return rmSync(memory(), { force: true });
    mkdirSync(cacheFolder(), { recursive: true });
    writeFileSync(memory(), JSON.stringify({ version: electronPackage()?.version, reason, at: new Date().toISOString() }));
  } catch {
    // A cache that cannot be written only means that the next start tries again.
  }
}

/**
 * Fetches Electron's binary with the package's own installer, 60 s at most, and remembers a failure.
 * @returns {Promise<string | undefined>} why it failed, in a few words; undefined when the binary is there
 */
export async function fetchElectron() {
  const installer = join(PACKAGE, 'install.js');
  if (!existsSync(installer)) return 'the npm package electron is not installed';
  // The installer runs with the person's own environment: proxies, mirrors and caches are named there.
  const done = await run(process.execPath, [installer], { cwd: ROOT, log: logFile('electron-fetch.log'), limitMs: FETCH_LIMIT_MS });
  if (electronBinary()) {
    remember(undefined);
    return undefined;
  }
  const reason = done.timedOut ? `not there after ${FETCH_LIMIT_MS / 1000} s` : fetchReason(done.output);
  remember(reason);
  return reason;
}

/**
 * A few words from the installer's stack trace.
 * @param {string} output
 */
export function fetchReason(output) {
  const known =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|CERT_[A-Z_]+|SELF_SIGNED_CERT_[A-Z_]+|UNABLE_TO_[A-Z_]+|ENOSPC|EACCES)\b/.exec(
      output,
    )?.[1];
  if (known) return known;
  const status = /(?:Response code|HTTP[ /]?(?:error)?)\s*\(?(\d{3})/i.exec(output)?.[1];
  if (status) return `the release page answered ${status}`;
  // Node's fetch keeps the cause to itself.
  if (/TypeError: fetch failed/.test(output)) return 'the release page cannot be reached';
  const line = output.split('\n').find((text) => /error/i.test(text));
  return line ? line.trim().slice(0, 120) : 'no reason given';
}

/**
 * Whether the binary comes up: a probe program with a hidden window, in the app's environment and with a throw-away profile.
 * @param {string} binary
 * @returns {Promise<{ok: true} | {ok: false, reason: string}>}
 */
export async function probeElectron(binary) {
  const profile = mkdtempSync(join(tmpdir(), 'tessera-electron-probe-'));
  try {
    const [command, args] = withoutCore(binary, [`--user-data-dir=${profile}`, join(ROOT, 'tools', 'electron-probe')]);
    const done = await run(command, args, {
      env: appEnvironment(process.env),
      log: logFile('electron-probe.log'),
      limitMs: PROBE_LIMIT_MS,
    });
    if (done.code === 0 && done.output.includes('electron-probe-ok')) return { ok: true };
    const linked = process.platform === 'linux' ? await ask('ldd', [binary], { env: { ...process.env, LC_ALL: 'C' } }) : undefined;
    return { ok: false, reason: probeReason(done, linked ?? '') };
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

/**
 * Why a binary did not come up, in a few words.
 * @param {{code: number | null, signal: string | null, timedOut: boolean, output: string}} ended
 * @param {string} linked what `ldd` says of the binary
 */
export function probeReason(ended, linked) {
  const { output } = ended;
  const missing = [...linked.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1]);
  const loading = /error while loading shared libraries: ([^:\s]+)/.exec(output)?.[1];
  if (loading && missing.length === 0) missing.push(loading);
  if (missing.length > 0)
    return `libraries are missing: ${missing.slice(0, 4).join(', ')}${missing.length > 4 ? ` and ${missing.length - 4} more` : ''}`;
  if (/running as root without --no-sandbox/i.test(output)) return 'it does not run as root with its sandbox';
  if (/GLIBC(?:XX)?_[\d.]+'? not found/.test(output)) return 'this system is too old for it (its C library is older than the binary needs)';
  if (/sandbox/i.test(output) && /(SUID|namespace|setuid)/i.test(output))
    return 'its sandbox cannot start here (no user namespaces and no setuid helper)';
  if (/exec format error|bad CPU type/i.test(output)) return 'its binary is for another processor';
  if (/EACCES|permission denied/i.test(output)) return 'its binary may not be executed (permission denied)';
  if (ended.timedOut) return `it did not come up within ${PROBE_LIMIT_MS / 1000} s`;
  if (ended.signal) return `it was ended by ${ended.signal}`;
  return `it ended with code ${ended.code ?? 'none'} before it drew anything`;
}
