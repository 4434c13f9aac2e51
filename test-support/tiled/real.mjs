/**
 * Real Tiled servers for tests: makes Python environments from pinned, hashed requirements, keeps them in a cache folder, and starts servers
 * from them on loopback with a database of their own.
 *
 *   node test-support/tiled/real.mjs prepare           makes what is missing; exit code 1 where it cannot
 *   node test-support/tiled/real.mjs serve 0.2.16      runs one server until interrupted
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const MINUTE = 60_000;

/** The generations of the contract that are tested, newest first. */
export const VERSIONS = ['0.2.16', '0.2.2', '0.1.0b17'];

/** Users of every server started here, with their passwords; `admin` is an administrator. */
export const USERS = { alice: 'secret1', bob: 'secret2', cara: 'secret3', dora: 'secret4', eve: 'secret5', admin: 'adminpw' };

const requirements = (name) => join(HERE, 'requirements', `${name}.txt`);

/** Where environments are kept between runs. */
export function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'tessera-tests', 'tiled');
}

/** The folder of one environment; its name changes with the requirements. */
function environmentFolder(name) {
  const hash = createHash('sha256')
    .update(readFileSync(requirements(name)))
    .digest('hex')
    .slice(0, 16);
  return join(cacheFolder(), `${name}-${hash}`);
}

const COMPLETE = 'complete';
const isComplete = (folder) => existsSync(join(folder, COMPLETE));

/** True where all environments are there already. */
export const isPrepared = (versions = VERSIONS) => versions.every((v) => isComplete(environmentFolder(`tiled-${v}`)));

/**
 * Makes the environments that are missing. Answers `{ ok: true, seconds }`, or `{ ok: false, why }` with one sentence. Needs python3 (3.11 or
 * newer) with venv, and a package index as pip is set up to use it.
 */
export async function prepare({ versions = VERSIONS, log = () => {} } = {}) {
  const start = Date.now();
  if (isPrepared(versions)) return { ok: true, seconds: 0 };
  try {
    mkdirSync(cacheFolder(), { recursive: true, mode: 0o700 });
    await withLock(async () => {
      const python = await findPython();
      for (const version of versions) await makeEnvironment(python, version, log);
    });
    return { ok: true, seconds: (Date.now() - start) / 1000 };
  } catch (problem) {
    return { ok: false, why: problem instanceof Error ? problem.message : String(problem) };
  }
}

async function findPython() {
  const check = 'import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 11) else 3)';
  const result = await run('python3', ['-c', check], { limitMs: 20_000 });
  if (result.code === 0) return 'python3';
  throw new Error(
    result.code === 3 ? 'python3 is older than 3.11.' : 'python3 with venv is missing (on Debian: apt-get install python3 python3-venv).',
  );
}

async function makeEnvironment(python, version, log) {
  const folder = environmentFolder(`tiled-${version}`);
  if (isComplete(folder)) return;
  const start = Date.now();
  const uv = await makeUv(python, log);
  rmSync(folder, { recursive: true, force: true });
  await must(uv, ['venv', '--quiet', '--python', python, folder], 'uv could not make an environment');
  const install = [
    'pip',
    'install',
    '--quiet',
    '--require-hashes',
    '--python',
    join(folder, 'bin', 'python'),
    '-r',
    requirements(`tiled-${version}`),
  ];
  await must(uv, install, `Tiled ${version} could not be installed`);
  writeFileSync(join(folder, COMPLETE), `${version}\n`);
  log(`Tiled ${version} installed in ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

/** uv in an environment of its own, by plain pip. */
async function makeUv(python, log) {
  const folder = environmentFolder('uv');
  const uv = join(folder, 'bin', 'uv');
  if (isComplete(folder)) return uv;
  const start = Date.now();
  rmSync(folder, { recursive: true, force: true });
  await must(python, ['-m', 'venv', folder], 'python3 could not make an environment');
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', requirements('uv')];
  await must(join(folder, 'bin', 'python'), install, 'uv could not be installed');
  writeFileSync(join(folder, COMPLETE), 'uv\n');
  log(`uv installed in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return uv;
}

/** Runs a step that must succeed; the error carries the end of what it said. */
async function must(command, args, what) {
  const result = await run(command, args, { limitMs: 8 * MINUTE });
  if (result.code !== 0) throw new Error(`${what}: ${result.output.trim().slice(-600) || `exit code ${result.code}`}`);
}

function run(command, args, { limitMs, env = process.env, cwd = tmpdir() }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    const finish = (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    };
    child.on('error', (problem) => {
      output += problem.message;
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}

/** One maker at a time, also across processes. A lock whose owner is gone is taken over. */
async function withLock(work) {
  const lock = join(cacheFolder(), 'lock');
  const until = Date.now() + 10 * MINUTE;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      if (isStale(lock)) rmSync(lock, { recursive: true, force: true });
      else if (Date.now() > until) throw new Error(`another process has been making the environments for ten minutes (${lock})`);
      else await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isStale(lock) {
  try {
    const pid = Number(readFileSync(join(lock, 'pid'), 'utf8'));
    process.kill(pid, 0);
    return false;
  } catch (problem) {
    if (problem?.code === 'EPERM') return false;
    if (problem?.code === 'ESRCH') return true;
    // No pid written: the owner died right after making the folder, or is about to write.
    try {
      return Date.now() - statSync(lock).mtimeMs > MINUTE;
    } catch {
      return false;
    }
  }
}

const TREE = 'from tiled.adapters.mapping import MapAdapter\n\ntree = MapAdapter({})\n';

function configuration(folder, port) {
  const users = Object.entries(USERS).map(([name, password]) => `${name}: ${password}`);
  return `authentication:
  secret_keys: ["fixed-for-tests"]
  providers:
    - provider: toy
      authenticator: tiled.authenticators:DictionaryAuthenticator
      args:
        users_to_passwords: {${users.join(', ')}}
        confirmation_message: "Logged in as {id}."
  tiled_admins: [{provider: toy, id: admin}]
database:
  uri: "sqlite:///${folder}/authn.db"
  init_if_not_exists: true
trees: [{path: /, tree: "tree:tree"}]
uvicorn: {host: 127.0.0.1, port: ${port}}
`;
}

/** The environment of servers and clients: nothing of the caller's but the path, and a home of their own. */
export function cleanEnvironment(home, more = {}) {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C.UTF-8', HOME: home, TMPDIR: tmpdir(), ...more };
}

/** The `bin` folder of a version's environment. */
export const binFolder = (version) => join(environmentFolder(`tiled-${version}`), 'bin');

/**
 * Starts a server and waits until it is healthy. `singleUserKey` starts one with a fixed key and no users. Answers
 * `{ url, version, folder, log(), stop() }`; throws with the end of its log where it does not come up within a minute.
 */
export async function startRealTiled({ version, singleUserKey = null, isPublic = false, port: wantedPort = 0 }) {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-tiled-'));
  const port = wantedPort || (await freePort());
  writeFileSync(join(folder, 'tree.py'), TREE);
  writeFileSync(join(folder, 'config.yml'), configuration(folder, port));
  const args =
    singleUserKey === null
      ? ['serve', 'config', 'config.yml']
      : ['serve', 'pyobject', 'tree:tree', '--host', '127.0.0.1', '--port', String(port), ...(isPublic ? ['--public'] : [])];
  const env = cleanEnvironment(folder, {
    PYTHONPATH: folder,
    ...(singleUserKey === null ? {} : { TILED_SINGLE_USER_API_KEY: singleUserKey }),
  });
  const child = spawn(join(binFolder(version), 'tiled'), args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const take = (chunk) => {
    log = (log + chunk).slice(-20_000);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = new Promise((resolve) => {
    child.once('error', (problem) => {
      log += problem.message;
      resolve();
    });
    child.once('close', resolve);
  });
  let running = true;
  ended.then(() => {
    running = false;
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + MINUTE;
  while (running && Date.now() < until) {
    if (await isHealthy(url)) return { url, version, folder, log: () => log, stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`Tiled ${version} did not come up:\n${log.slice(-2_000)}`);
}

async function isHealthy(url) {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) });
    return answer.status === 200;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, version = VERSIONS[0]] = process.argv.slice(2);
  const prepared = await prepare({ log: console.log });
  if (!prepared.ok) {
    console.error(`The real Tiled servers cannot be made: ${prepared.why}`);
    process.exitCode = 1;
  } else if (command === 'serve') {
    const server = await startRealTiled({ version });
    console.log(`Tiled ${version} at ${server.url}; users ${Object.keys(USERS).join(', ')}. Ctrl-C stops it.`);
    process.once('SIGINT', () => server.stop());
    process.once('SIGTERM', () => server.stop());
  } else {
    console.log(`Real Tiled servers ready: ${VERSIONS.join(', ')}${prepared.seconds > 0 ? ` (${prepared.seconds.toFixed(1)} s)` : ''}`);
  }
}
