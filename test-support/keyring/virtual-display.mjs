/** An X display that nobody looks at (package xvfb), for tests that need the system to be able to ask; with keys pressed by xdotool. */
import { spawn, spawnSync } from 'node:child_process';

const SEARCH_PATH = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';
const START_TIMEOUT_MS = 15_000;

/**
 * Starts Xvfb on a free display number, reachable by its Unix socket only. `-noreset`: a server whose last client leaves would start over, and
 * turn away whoever comes in that moment ("Can't open display"); a desktop's server has a client all the time.
 * @param {{ size?: string }} [options] the screen's width and height in pixels, such as `1024x768`
 * @returns {Promise<import('./virtual-display.d.mts').VirtualDisplay>}
 */
export async function startVirtualDisplay({ size = '1024x768' } = {}) {
  const args = ['--pdeathsig', 'KILL', 'Xvfb', '-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset'];
  const child = spawn('setpriv', args, { env: { PATH: SEARCH_PATH }, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  const name = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Xvfb did not start in time')), START_TIMEOUT_MS);
    child.once('error', () => reject(new Error('Xvfb could not be started; on Debian and Ubuntu: apt install xvfb')));
    child.once('exit', () => reject(new Error('Xvfb ended at once; on Debian and Ubuntu: apt install xvfb')));
    child.stdio[3]?.once('data', (chunk) => {
      clearTimeout(timer);
      resolve(`:${String(chunk).trim()}`);
    });
  });
  const xdotool = (/** @type {string[]} */ words, /** @type {string | undefined} */ input) => {
    const run = spawnSync('xdotool', words, { env: { PATH: SEARCH_PATH, DISPLAY: name }, input, encoding: 'utf8', timeout: 10_000 });
    if (run.error) throw new Error('xdotool could not be run; on Debian and Ubuntu: apt install xdotool');
    return run.stdout.trim();
  };
  return {
    name,
    windows: (program) => xdotool(['search', '--onlyvisible', '--class', program], undefined).split('\n').filter(Boolean),
    press: (key) => void xdotool(['key', '--clearmodifiers', key], undefined),
    // The text goes in on stdin: an argument could be read by every user of the machine.
    type: (text) => void xdotool(['type', '--clearmodifiers', '--delay', '20', '--file', '-'], text),
    stop: async () => {
      process.off('exit', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      kill();
      await ended;
    },
  };
}
