/**
 * A private D-Bus session bus with its own gnome-keyring, for tests, for the demo and for the end-to-end specs. It never touches the
 * user's bus, keyring or HOME: every child gets an environment that is written here from nothing, and the bus knows no service
 * folder but its own, so that nothing of the machine can be started on it by accident.
 *
 * System packages: dbus (dbus-daemon, dbus-send), gnome-keyring; with `prompter` also gcr (gcr-prompter) and a display.
 */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const SEARCH_PATH = '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin';
/** A Unix socket's path holds at most 107 bytes. */
const SOCKET_PATH_BYTES = 107;
const START_TIMEOUT_MS = 10_000;
const PROMPTERS = ['/usr/libexec/gcr-prompter', '/usr/lib/gcr/gcr-prompter', '/usr/lib/gcr-prompter'];

/** @typedef {import('./private-keyring.d.mts').PrivateKeyring} PrivateKeyring */
/** @typedef {import('./private-keyring.d.mts').PrivateKeyringOptions} PrivateKeyringOptions */

/**
 * What is missing for a private keyring, as one line that names the packages; null where all is there.
 * @param {string} [searchPath] where programs are looked for; the system's folders unless said
 * @returns {string | null}
 */
export function missingKeyringParts(searchPath = SEARCH_PATH) {
  const missing = [
    ['dbus-daemon', 'dbus'],
    ['dbus-send', 'dbus'],
    ['gnome-keyring-daemon', 'gnome-keyring'],
  ].filter(([program]) => find(program, searchPath) === null);
  if (missing.length === 0) return null;
  const packages = [...new Set(missing.map(([, name]) => name))].join(' ');
  return `${missing.map(([program]) => program).join(', ')} not found; on Debian and Ubuntu: apt install ${packages}`;
}

/**
 * Starts a bus and a keyring of their own under `dir`, and resolves when the keyring answers. Throws an Error of one line where a
 * part of the system is missing or does not start.
 * @param {PrivateKeyringOptions} options
 * @returns {Promise<PrivateKeyring>}
 */
export async function startPrivateKeyring({ dir, password, unlock = true, service = true, create = true, prompter = false, display }) {
  const missing = missingKeyringParts();
  if (missing !== null) throw new Error(missing);
  const home = join(dir, 'home');
  const paths = {
    data: join(home, '.local/share'),
    config: join(home, '.config'),
    cache: join(home, '.cache'),
    services: join(dir, 'services'),
  };
  for (const path of [dir, home, ...Object.values(paths)]) mkdirSync(path, { recursive: true, mode: 0o700 });
  const run = socketFolder(dir);
  const busPath = join(run, 'bus');
  /** @type {Record<string, string>} */
  const env = {
    HOME: home,
    XDG_DATA_HOME: paths.data,
    XDG_CONFIG_HOME: paths.config,
    XDG_CACHE_HOME: paths.cache,
    XDG_RUNTIME_DIR: run,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${encodeURI(busPath)}`,
  };
  const childEnv = {
    PATH: SEARCH_PATH,
    LANG: 'C.UTF-8',
    ...env,
    ...(display === undefined ? {} : { DISPLAY: display, GTK_USE_PORTAL: '0', NO_AT_BRIDGE: '1' }),
  };
  if (prompter) writePrompterServices(paths.services);
  writeFileSync(join(dir, 'bus.conf'), busConfig(env.DBUS_SESSION_BUS_ADDRESS, paths.services), { mode: 0o600 });

  /** @type {Set<import('node:child_process').ChildProcess>} */
  const children = new Set();
  const start = (/** @type {string} */ program, /** @type {string[]} */ args, /** @type {string | null} */ input) => {
    // The kernel ends the child with us even when we are killed; a plain spawn where setpriv is not there.
    const guard = find('setpriv');
    const command = guard === null ? [program, ...args] : [guard, '--pdeathsig', 'KILL', program, ...args];
    const child = spawn(command[0] ?? program, command.slice(1), { env: childEnv, cwd: dir, stdio: ['pipe', 'pipe', 'ignore'] });
    children.add(child);
    child.once('exit', () => children.delete(child));
    child.on('error', () => children.delete(child));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    return child;
  };
  const killAll = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  process.on('exit', killAll);
  const stop = async () => {
    process.off('exit', killAll);
    const ended = [...children].map((child) => ending(child));
    killAll();
    await Promise.all(ended);
    rmSync(run, { recursive: true, force: true });
  };

  /** @type {import('node:child_process').ChildProcess | null} */
  let keyring = null;
  const startKeyring = async (/** @type {boolean} */ open) => {
    const control = join(run, 'keyring');
    rmSync(control, { recursive: true, force: true });
    const args = ['--foreground', '--components=secrets', `--control-directory=${control}`, ...(open ? ['--unlock'] : [])];
    const child = start('gnome-keyring-daemon', args, open ? password : null);
    keyring = child;
    // The line names the control directory; it is printed when the daemon is up, before it owns its names.
    await firstOutput(child, 'gnome-keyring-daemon');
    await until(() => ownsSecrets(childEnv), 'gnome-keyring did not take its name on the bus');
  };
  try {
    await firstOutput(
      start('dbus-daemon', [`--config-file=${join(dir, 'bus.conf')}`, '--nofork', '--nopidfile', '--print-address=1'], null),
      'dbus-daemon',
    );
    // The first start with the password creates the keyring, so that "locked" below means a keyring that exists.
    if (service) await startKeyring(create);
    if (service && create && !unlock) await lockCollection(childEnv);
  } catch (error) {
    await stop();
    throw error;
  }

  const reload = async () => {
    const sent = dbusSend(childEnv, ['--dest=org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.ReloadConfig']);
    if (sent.status !== 0) throw new Error('the private bus could not read its configuration again');
  };

  return {
    env,
    dir,
    reload,
    allowActivation: async () => {
      const program = find('gnome-keyring-daemon');
      const line = `${program} --foreground --components=secrets --control-directory=${join(run, 'keyring')}`;
      writeFileSync(
        join(paths.services, 'org.freedesktop.secrets.service'),
        `[D-BUS Service]\nName=org.freedesktop.secrets\nExec=${line}\n`,
      );
      await reload();
    },
    lock: () => lockCollection(childEnv),
    unlock: async () => {
      const answer = await controlUnlock(join(run, 'keyring', 'control'), password);
      if (answer !== 0) throw new Error(`gnome-keyring refused to unlock (${answer})`);
    },
    kill: async () => {
      if (keyring === null) return;
      const ended = ending(keyring);
      keyring.kill('SIGKILL');
      await ended;
      keyring = null;
    },
    killPrompter: async () => {
      const pid = prompterPid(childEnv);
      if (pid !== null) process.kill(pid, 'SIGKILL');
    },
    restart: async (open = true) => {
      if (keyring !== null) throw new Error('the keyring still runs');
      await startKeyring(open);
    },
    stop,
  };
}

/** @param {string} program @param {string} [searchPath] @returns {string | null} */
function find(program, searchPath = SEARCH_PATH) {
  for (const folder of searchPath.split(delimiter)) {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return join(folder, program);
    } catch {
      // not in this folder
    }
  }
  return null;
}

/** @param {string} dir @returns {string} */
function socketFolder(dir) {
  const run = join(dir, 'run');
  if (Buffer.byteLength(join(run, 'keyring', 'control')) > SOCKET_PATH_BYTES) return mkdtempSync(join(tmpdir(), 'tessera-bus-'));
  rmSync(run, { recursive: true, force: true });
  mkdirSync(run, { mode: 0o700 });
  return run;
}

/** @param {string} text */
const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** @param {string} address @param {string} services */
function busConfig(address, services) {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${xml(address)}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>${xml(services)}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}

/** @param {string} services */
function writePrompterServices(services) {
  const program = PROMPTERS.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (program === undefined) throw new Error('gcr-prompter not found; on Debian and Ubuntu: apt install gcr');
  for (const name of ['org.gnome.keyring.SystemPrompter', 'org.gnome.keyring.PrivatePrompter']) {
    writeFileSync(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=${program}\n`, { mode: 0o600 });
  }
}

/** @param {import('node:child_process').ChildProcess} child @param {string} program @returns {Promise<void>} */
function firstOutput(child, program) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${program} did not start in time`)), START_TIMEOUT_MS);
    const done = (/** @type {Error | null} */ error) => {
      clearTimeout(timer);
      if (error === null) resolve();
      else reject(error);
    };
    child.once('error', () => done(new Error(`${program} could not be started`)));
    child.once('exit', (code) => done(new Error(`${program} ended at once (${code})`)));
    child.stdout?.once('data', () => done(null));
  });
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<void>} */
function ending(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** @param {() => boolean} test @param {string} message */
async function until(test, message) {
  const end = Date.now() + START_TIMEOUT_MS;
  while (!test()) {
    if (Date.now() > end) throw new Error(message);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** @param {Record<string, string>} env @param {string[]} args */
function dbusSend(env, args) {
  return spawnSync('dbus-send', ['--session', '--print-reply', '--reply-timeout=5000', ...args], { env, encoding: 'utf8', timeout: 8_000 });
}

/** @param {Record<string, string>} env */
function ownsSecrets(env) {
  return (
    dbusSend(env, [
      '--dest=org.freedesktop.DBus',
      '/org/freedesktop/DBus',
      'org.freedesktop.DBus.GetNameOwner',
      'string:org.freedesktop.secrets',
    ]).status === 0
  );
}

/** @param {Record<string, string>} env @returns {number | null} */
function prompterPid(env) {
  const member = 'org.freedesktop.DBus.GetConnectionUnixProcessID';
  const asked = dbusSend(env, ['--dest=org.freedesktop.DBus', '/org/freedesktop/DBus', member, 'string:org.gnome.keyring.SystemPrompter']);
  const pid = /uint32 (\d+)/.exec(asked.stdout);
  return pid === null ? null : Number(pid[1]);
}

/** @param {Record<string, string>} env */
async function lockCollection(env) {
  const collection = '/org/freedesktop/secrets/collection/login';
  const member = 'org.freedesktop.Secret.Service.Lock';
  const sent = dbusSend(env, ['--dest=org.freedesktop.secrets', '/org/freedesktop/secrets', member, `array:objpath:${collection}`]);
  if (sent.status !== 0) throw new Error('the private keyring could not be locked');
  const property = ['string:org.freedesktop.Secret.Collection', 'string:Locked'];
  const asked = dbusSend(env, ['--dest=org.freedesktop.secrets', collection, 'org.freedesktop.DBus.Properties.Get', ...property]);
  if (!asked.stdout.includes('boolean true')) throw new Error('the private keyring said that it locked, and is open');
}

/**
 * Unlocks the login keyring without a dialog, as the login's PAM module does: gnome-keyring's control socket takes one byte of
 * credentials, then a packet of big-endian words (length, operation 1, length of the password) and the password.
 * @param {string} path
 * @param {string} password
 * @returns {Promise<number>} 0 when unlocked
 */
function controlUnlock(path, password) {
  return new Promise((resolve, reject) => {
    const secret = Buffer.from(password, 'utf8');
    const head = Buffer.alloc(12);
    head.writeUInt32BE(12 + secret.length, 0);
    head.writeUInt32BE(1, 4);
    head.writeUInt32BE(secret.length, 8);
    const socket = connect({ path });
    socket.setTimeout(START_TIMEOUT_MS, () => socket.destroy(new Error('gnome-keyring did not answer on its control socket')));
    /** @type {Buffer} */
    let answer = Buffer.alloc(0);
    socket.once('connect', () => socket.write(Buffer.concat([Buffer.from([0]), head, secret])));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < 8) return;
      socket.destroy();
      resolve(answer.readUInt32BE(4));
    });
    socket.once('error', reject);
  });
}
