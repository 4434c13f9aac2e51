// @ts-check
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureRuntime } from '../runtime/chromium/build.mjs';
import { ROOT } from '../tools/paths.mjs';
import { machineLoad, median, ratio, spread } from './figures.mjs';
import { bundleTs } from './support/bundle-ts.mjs';
import { answerOf, privateEnv } from './support/child.mjs';
import { onGround } from './support/ground.mjs';
import { measuredEmpty, measuredTessera, startOnce } from './support/start-once.mjs';

const GOAL = 1.5;
const PAIRS = 7;
const LISTED = 45;

export const purposes = /** @type {const} */ (['demo']);

/** @typedef {import('./support/start-once.mjs').Start} Start */

/**
 * From the launcher to the painted table, for a person who has used Tessera before: a server, a session, 50 keys, five of them held. The
 * same for an empty app on the same runtime, in turns.
 */
export async function* rows() {
  await ensureRuntime();
  yield await onGround('start', async ({ folder, keyring, startServer }) => {
    const temp = join(folder, 'tmp');
    mkdirSync(temp, { mode: 0o700 });
    const server = await startServer();
    for (let i = 1; i <= LISTED; i++) {
      const expiresAt = Date.now() + i * 86_400_000;
      server.addKey('alice', { expiresAt, note: `Beamline ${i}`, scopes: ['read:metadata', 'read:data'] });
    }
    const data = join(folder, 'data');
    const own = { ...keyring.env, TMPDIR: temp, TESSERA_DATA: data, TESSERA_KEYCHAIN_SERVICE: 'tessera-bench' };
    const prepare = await bundleTs(join(ROOT, 'bench', 'support', 'prepare-data.ts'));
    const prepared = /** @type {{keys: number, held: number}} */ (
      await answerOf(prepare, privateEnv({ ...own, BENCH_SERVER: server.url }), 60_000)
    );
    const [tessera, empty] = [measuredTessera(), measuredEmpty()];
    /** @type {Start[]} */
    const ours = [];
    /** @type {Start[]} */
    const theirs = [];
    // The first pair warms the file cache up and is not counted.
    for (let i = 0; i <= PAIRS; i++) {
      const a = await startOnce(tessera, privateEnv(own));
      const b = await startOnce(empty, privateEnv(own));
      if (i === 0) continue;
      ours.push(a);
      theirs.push(b);
    }
    return rowOf(ours, theirs, prepared);
  });
}

/**
 * @param {readonly Start[]} ours @param {readonly Start[]} theirs
 * @param {{keys: number, held: number}} prepared
 */
function rowOf(ours, theirs, prepared) {
  const drawn = (/** @type {readonly Start[]} */ starts) => starts.map((start) => start.drawn);
  const stage = (/** @type {keyof Start} */ from, /** @type {keyof Start} */ to) =>
    [ours, theirs].map((starts) => median(starts.map((start) => start[to] - start[from])).toFixed(0)).join(' against ');
  const value = ratio(drawn(ours), drawn(theirs));
  return {
    name: 'start.drawn.ratio',
    value,
    unit: '',
    goal: `<= ${GOAL}`,
    reference:
      `launcher to first painted row of ${prepared.keys} keys (${prepared.held} held), headless Chromium runtime, medians of ${PAIRS} in turns: ` +
      `${spread(drawn(ours))} against ${spread(drawn(theirs))} for an empty page; main to window ${stage('entered', 'window')}, ` +
      `window to page ${stage('window', 'navigated')}, page to drawn ${stage('navigated', 'drawn')}; ${machineLoad()}`,
    ok: value <= GOAL,
  };
}
