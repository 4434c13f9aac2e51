// @ts-check
import { join } from 'node:path';
import { ROOT } from '../tools/paths.mjs';
import { busyWithin, machineLoad, median, spread } from './figures.mjs';
import { bundleTs } from './support/bundle-ts.mjs';
import { answerOf, privateEnv } from './support/child.mjs';
import { onGround } from './support/ground.mjs';
import { watchServers } from './support/server-time.mjs';

const GOAL_MS = 50;
const ROUNDS = 20;
const LIMIT_MS = 60_000;

export const purposes = /** @type {const} */ (['demo']);

/**
 * The main job's core: from the call that the create dialog makes to its answer, when the key is held in the keychain and listed again
 * (main process without a window; real keychain, real HTTP). The server's own time, measured in the server's process, is taken off.
 */
export async function* rows() {
  yield await onGround('create', async ({ folder, keyring, startServer, atEnd }) => {
    const watched = watchServers();
    atEnd(watched.stop);
    const server = await startServer();
    const data = join(folder, 'data');
    const env = privateEnv({ ...keyring.env, TESSERA_DATA: data, BENCH_SERVER: server.url, BENCH_ROUNDS: String(ROUNDS) });
    const child = await bundleTs(join(ROOT, 'bench', 'support', 'create-keys.ts'));
    const all = /** @type {import('./support/create-keys').CreateTime[]} */ (await answerOf(child, env, LIMIT_MS));
    return rowOf(all, watched.intervals);
  });
}

/**
 * @param {readonly import('./support/create-keys').CreateTime[]} all the first is the warm-up
 * @param {readonly import('./figures.mjs').Interval[]} server
 */
function rowOf(all, server) {
  const parts = all.map((one) => {
    const own = busyWithin(server, [one.from, one.to]);
    return { overhead: one.to - one.from - own, server: own, prove: one.prove, set: one.set, wire: one.http - own };
  });
  const [first, ...rest] = parts;
  if (!first || rest.length === 0) throw new Error('no key was made');
  if (rest.some((one) => one.server === 0)) throw new Error('the server was not seen at work');
  const middle = (/** @type {keyof typeof first} */ part) => median(rest.map((one) => one[part]));
  const value = middle('overhead');
  const ms = (/** @type {number} */ time) => time.toFixed(1);
  const others = value - middle('prove') - middle('set') - middle('wire');
  return {
    name: 'key.create.overhead',
    value,
    unit: 'ms',
    goal: `<= ${GOAL_MS}`,
    reference:
      `${ROUNDS} creates through the IPC contract, OS keychain, loopback: ${spread(rest.map((one) => one.overhead))}, of it proof ` +
      `${ms(middle('prove'))}, keeping ${ms(middle('set'))}, wire ${ms(middle('wire'))}, index on disk and rest ${ms(others)}; ` +
      `first create ${ms(first.overhead)}; taken off: the sandbox's own ${ms(middle('server'))}; ${machineLoad()}`,
    ok: value <= GOAL_MS,
  };
}
