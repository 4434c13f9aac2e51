/**
 * Python environments with real netrc readers for tests: requests, httpx, and libcurl in two generations (PycURL's wheels bring their own). Made
 * from pinned, hashed requirements and kept in a cache folder.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const LIMIT = 5 * 60_000;

const cacheFolder = (owner) => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tessera-tests', owner);

/**
 * Answers `{ ok: true, python, older }` with two interpreters: one with a current libcurl, requests and httpx, one with libcurl 8.16 (null where
 * its wheel does not fit this Python). Or `{ ok: false, why }` with one sentence.
 */
export async function prepareReaders({ log = () => {} } = {}) {
  try {
    const python = await environment('readers', log);
    const older = await environment('curl-8.16', log).catch((problem) => {
      log(`libcurl 8.16 is not tested: ${problem.message}`);
      return null;
    });
    return { ok: true, python, older };
  } catch (problem) {
    return { ok: false, why: problem instanceof Error ? problem.message : String(problem) };
  }
}

/**
 * The interpreter of the environment that `NAME.txt` pins, made where it is missing. `requirements` is the folder of that list, `owner` names the
 * folder of the cache. Throws with one sentence.
 */
export async function environment(name, log, requirements = join(HERE, 'requirements'), owner = 'netrc') {
  const list = join(requirements, `${name}.txt`);
  const hash = createHash('sha256').update(readFileSync(list)).digest('hex').slice(0, 16);
  const folder = join(cacheFolder(owner), `${name}-${hash}`);
  const interpreter = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'complete'))) return interpreter;
  mkdirSync(cacheFolder(owner), { recursive: true, mode: 0o700 });
  const start = Date.now();
  // Made beside and moved into place whole, so that no lock is needed: of two that make it, the second is thrown away.
  const making = join(cacheFolder(owner), `making-${randomBytes(6).toString('hex')}`);
  try {
    await must('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))'], 'python3 is missing or older than 3.11');
    await must('python3', ['-m', 'venv', making], 'python3 could not make an environment (on Debian: apt-get install python3-venv)');
    const install = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--only-binary',
      ':all:',
      '--require-hashes',
      '-r',
      list,
    ];
    await must(join(making, 'bin', 'python'), install, `the packages of ${name} could not be installed`);
    writeFileSync(join(making, 'complete'), `${name}\n`);
    rmSync(existsSync(join(folder, 'complete')) ? making : folder, { recursive: true, force: true });
    if (existsSync(making)) renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  log(`${name} for the ${owner} tests installed in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return interpreter;
}

/** Runs a step that must succeed; the error carries the end of what it said. */
function must(command, args, what) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT });
    let output = '';
    const take = (chunk) => {
      output = (output + chunk).slice(-2_000);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (problem) => reject(new Error(`${what}: ${problem.message}`)));
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${what}: ${output.trim().slice(-600) || `exit code ${code}`}`)),
    );
  });
}
