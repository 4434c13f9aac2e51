// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * The environment variables that the app is given. Everything else stays outside: a shell's environment holds other programs' secrets
 * (TILED_API_KEY, cloud tokens) and switches that change how Node, Electron or the linker behave (NODE_OPTIONS,
 * ELECTRON_RUN_AS_NODE, LD_PRELOAD).
 */
const ALLOWED = new Set([
  // who and where
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TMPDIR',
  'LANG',
  'LANGUAGE',
  'TZ',
  // display, session and keychain
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
  'DESKTOP_SESSION',
  'GNOME_KEYRING_CONTROL',
  'XMODIFIERS',
  'GTK_IM_MODULE',
  'GTK_THEME',
  'QT_IM_MODULE',
  'GDK_SCALE',
  'GDK_BACKEND',
  'KDE_FULL_SESSION',
  'KDE_SESSION_VERSION',
  // the network's own settings
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  // Windows and macOS cannot start a program without theirs
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'USERPROFILE',
  'USERNAME',
  'USERDOMAIN',
  'HOMEDRIVE',
  'HOMEPATH',
  'TEMP',
  'TMP',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE',
  '__CF_USER_TEXT_ENCODING',
]);

/** Families of names: locale, desktop standards, and the app's own settings (such as another data folder for the demo). */
const ALLOWED_PREFIXES = ['LC_', 'XDG_', 'TESSERA_'];

/**
 * The part of an environment that the app may see.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} [platform] on Windows names are compared without case
 * @returns {Record<string, string>}
 */
export function appEnvironment(env, platform = process.platform) {
  /** @type {Record<string, string>} */
  const kept = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const key = platform === 'win32' ? name.toUpperCase() : name;
    if (ALLOWED.has(key) || ALLOWED_PREFIXES.some((prefix) => key.startsWith(prefix))) kept[name] = value;
  }
  return kept;
}

/**
 * Wraps a command so that it and its children leave no core file, which could hold secrets: `ulimit -c 0` lowers the hard limit too.
 * Windows writes no core files; there the command is returned as it is.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.Platform} [platform]
 * @returns {[command: string, args: string[]]}
 */
export function withoutCore(command, args, platform = process.platform) {
  if (platform === 'win32') return [command, [...args]];
  return ['/bin/sh', ['-c', 'ulimit -c 0 && exec "$@"', 'sh', command, ...args]];
}

/**
 * Runs a program in the foreground until it ends: terminal shared, no core file, signals passed on, environment given as it is.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd: string, env: NodeJS.ProcessEnv}} options
 * @returns {Promise<number>} its exit code, or 128 + the signal's number
 */
export function foreground(command, args, { cwd, env }) {
  const [file, words] = withoutCore(command, args);
  return new Promise((resolve) => {
    const child = spawn(file, words, { cwd, env, stdio: 'inherit' });
    const pass = (/** @type {NodeJS.Signals} */ signal) => {
      child.kill(signal);
    };
    /** @type {readonly NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    const end = (/** @type {number} */ code) => {
      for (const signal of signals) process.off(signal, pass);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`It could not be started: ${error.message}`);
      end(1);
    });
    child.on('exit', (code, signal) => end(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
