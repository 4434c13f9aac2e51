// @ts-check
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/**
 * @typedef {object} Ended how a child ended
 * @property {number | null} code exit code; null when a signal ended it or it could not be started
 * @property {NodeJS.Signals | null} signal
 * @property {boolean} timedOut its time limit passed and it was killed with all its children
 * @property {string} output the last part of stdout and stderr together
 * @property {number} ms how long it ran, in milliseconds
 */

/** Process groups that we started and that still run: none may outlive the launcher. @type {Set<number>} */
const live = new Set();

const SIGNALS = /** @type {const} */ ({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 });
const killAll = () => {
  for (const pid of live) killGroup(pid, 'SIGKILL');
};
/** @param {NodeJS.Signals} signal */
const leave = (signal) => process.exit(128 + (SIGNALS[/** @type {keyof typeof SIGNALS} */ (signal)] ?? 0));

/** While a child runs, and only then, do signals end the launcher here: an app in the foreground gets them itself. @param {number} pid */
function enter(pid) {
  if (live.size === 0) {
    process.on('exit', killAll);
    for (const signal of Object.keys(SIGNALS)) process.on(signal, leave);
  }
  live.add(pid);
}

/** @param {number} pid */
function release(pid) {
  live.delete(pid);
  if (live.size > 0) return;
  process.off('exit', killAll);
  for (const signal of Object.keys(SIGNALS)) process.off(signal, leave);
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function killGroup(pid, signal) {
  try {
    // A negative pid means the process group, which exists because the child is started detached. Windows has none.
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // Already gone: that is what was wanted.
  }
}

/**
 * Runs a command to its end, within a time limit, without a shell and without stdin.
 * Never throws for what the command does: a command that cannot be started has `code: null` and the reason in `output`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, log?: string, limitMs?: number, keepChars?: number, onTick?: ((seconds: number) => void) | undefined}} [options]
 *   `log` a file that receives all output; `keepChars` how much of the output's end is returned (20,000); `onTick` is called every 10 s
 * @returns {Promise<Ended>}
 */
export async function run(command, args, options = {}) {
  const { cwd, env = process.env, log, limitMs = 60_000, keepChars = 20_000, onTick } = options;
  const began = Date.now();
  const stream = log ? createWriteStream(log) : undefined;
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const { pid } = child;
  if (pid) enter(pid);
  let output = '';
  let timedOut = false;
  const take = (/** @type {Buffer} */ chunk) => {
    stream?.write(chunk);
    output = (output + chunk.toString('utf8')).slice(-keepChars);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const limit = setTimeout(() => {
    timedOut = true;
    if (pid) killGroup(pid, 'SIGKILL');
  }, limitMs);
  const tick = onTick && setInterval(() => onTick(Math.round((Date.now() - began) / 1000)), 10_000);
  /** @type {{code: number | null, signal: NodeJS.Signals | null}} */
  const end = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += `${error.message}\n`;
      resolve({ code: null, signal: null });
    });
    child.on('close', (code, signal) => resolve({ code, signal }));
    // Not 'close' alone: a daemon that inherited the pipes must not keep us waiting.
    child.on('exit', (code, signal) => setTimeout(() => resolve({ code, signal }), 500));
  });
  clearTimeout(limit);
  if (tick) clearInterval(tick);
  if (pid) {
    killGroup(pid, 'SIGKILL');
    release(pid);
  }
  child.stdout.destroy();
  child.stderr.destroy();
  if (stream) {
    stream.end();
    await finished(stream).catch(() => undefined);
  }
  return { ...end, timedOut, output, ms: Date.now() - began };
}

/**
 * The output of a short command, or undefined when it is missing, fails or takes longer than `limitMs`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{limitMs?: number, env?: NodeJS.ProcessEnv, keepChars?: number}} [options]
 */
export async function ask(command, args, options = {}) {
  const ended = await run(command, args, { limitMs: 10_000, ...options });
  return ended.code === 0 ? ended.output : undefined;
}

/**
 * Seconds with one decimal, for people.
 * @param {number} ms
 */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
