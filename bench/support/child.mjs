// @ts-check
import { fork } from 'node:child_process';

/** Variables of this machine that a measured process gets; everything else is said by the caller. */
const PASSED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TESSERA_CHROMIUM'];

/** An environment with nothing of the user's in it. @param {Readonly<Record<string, string>>} own */
export const privateEnv = (own) => ({
  ...Object.fromEntries(PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
  ...own,
});

/**
 * Runs a module in a process of its own and resolves with the one message that it sends. (GLib, below the keychain's library, keeps the
 * bus that it met first for good, so that each private keyring needs a process of its own.)
 * @param {string} module
 * @param {Readonly<Record<string, string>>} env the whole environment
 * @param {number} limitMs
 * @returns {Promise<unknown>} rejects with the process's own last words where it ends without a message
 */
export function answerOf(module, env, limitMs) {
  return new Promise((resolve, reject) => {
    const child = fork(module, [], { env, silent: true, timeout: limitMs, killSignal: 'SIGKILL' });
    let said = '';
    /** @type {{value: unknown} | null} */
    let message = null;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (/** @type {Buffer} */ text) => (said += text.toString('utf8')));
    // The child ends by itself once it has sent its message and closed the channel.
    child.on('message', (value) => {
      message = { value };
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (message && code === 0) resolve(message.value);
      else reject(new Error(`a measured process ended with ${signal ?? code}: ${said.trim().slice(-400)}`));
    });
  });
}
