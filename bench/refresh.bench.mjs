// @ts-check
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureRuntime } from '../runtime/chromium/build.mjs';
import { ROOT } from '../tools/paths.mjs';
import { busyWithin, machineLoad, median } from './figures.mjs';
import { bundled, bundleTs } from './support/bundle-ts.mjs';
import { answerOf, privateEnv } from './support/child.mjs';
import { onGround } from './support/ground.mjs';
import { watchServers } from './support/server-time.mjs';
import { refreshDrawn, sidebar, untilSaid } from './support/sidebar.mjs';

const GOAL = 1.2;
const ROUNDS = 3;
const SERVERS = 50;
/** Of the servers, the first five hang, the next five fail, the next five are slow; the rest answer at once. */
const EACH = 5;
const SLOW_MS = 2_000;
const KEYS = 3;
const LIMIT_MS = 40_000;
/** Nobody presses F5 again sooner. */
const PAUSE_MS = 2_000;
/** A hanging server may be asked for so long before the sidebar says that it is waited for. */
const WAITING_MS = 4_000;
/** Neither being asked nor well: what a server reads that answered an error. */
const ERROR = '^(?!.*(asking|waiting|signed in))';

export const purposes = /** @type {const} */ (['demo']);

/** @typedef {import('./support/ground.mjs').Server} Server */
/** @typedef {{drawn: number, own: number, waiting: number}} Round two times in milliseconds; servers that hang and read as waited for */

/**
 * The app with 50 servers on this machine, of which some hang, fail or are slow: from the press of F5 until the sidebar shows the result of
 * each that answers, over the time that the slowest of them took itself, measured in the servers' process.
 */
export async function* rows() {
  await ensureRuntime();
  yield await onGround('refresh', async ({ folder, keyring, startServer, atEnd }) => {
    const watched = watchServers();
    atEnd(watched.stop);
    const { launchApp } = /** @type {typeof import('../runtime/chromium/testing')} */ (await bundled('runtime', 'chromium', 'testing.ts'));
    /** @type {Server[]} */
    const servers = [];
    for (let i = 0; i < SERVERS; i++) servers.push(await startServer());
    for (const server of servers) for (let i = 0; i < KEYS; i++) addKey(server);
    const temp = join(folder, 'tmp');
    mkdirSync(temp, { mode: 0o700 });
    const env = privateEnv({
      ...keyring.env,
      TMPDIR: temp,
      TESSERA_DATA: join(folder, 'data'),
      TESSERA_KEYCHAIN_SERVICE: 'tessera-bench',
    });
    const prepare = await bundleTs(join(ROOT, 'bench', 'support', 'prepare-servers.ts'));
    await answerOf(prepare, { ...env, BENCH_SERVERS: servers.map(({ url }) => url).join(' ') }, 120_000);
    // What is not passed on is taken out by name: the launcher adds to this process's environment.
    const none = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
    const app = await launchApp({ appDir: ROOT, env: { ...none, ...env } });
    atEnd(() => app.close());
    /** @type {Round[]} */
    const rounds = [];
    for (let i = 0; i < ROUNDS; i++) rounds.push(await round(app.page, servers, watched));
    return rowOf(rounds);
  });
}

/** @param {Server} server */
const addKey = (server) => server.addKey('alice', { expiresAt: Date.now() + 86_400_000, note: 'Bench', scopes: ['read:metadata'] });

/**
 * One refresh: each server that answers has a key more than before, which the sidebar must count.
 * @param {import('playwright-core').Page} page @param {readonly Server[]} servers @param {ReturnType<typeof watchServers>} watched
 * @returns {Promise<Round>}
 */
async function round(page, servers, watched) {
  const names = servers.map((_, i) => nameOf(i));
  for (const server of servers) server.clearFaults();
  // The refresh of the start, or what the last round left hanging, has ended; then each server is heard.
  if (!(await untilSaid(page, names, /^(?!.*(asking|waiting))/, LIMIT_MS))) {
    const said = (await sidebar(page)).map(({ name, words }) => `${name}: ${words}`);
    throw new Error(`a refresh does not end: ${said.join('; ') || 'no servers'}`);
  }
  await refreshDrawn(page, oneMore(servers), LIMIT_MS);
  // What was learnt is drawn before it is on the disk, and a wish that comes before that joins the one under way.
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

  const expected = oneMore(servers);
  servers.forEach((server, i) => {
    const name = nameOf(i);
    if (i < EACH) {
      server.fault({ fault: { kind: 'hang' }, times: 100 });
      delete expected[name];
    } else if (i < 2 * EACH) {
      server.fault({ fault: { kind: 'serverError' }, times: 100 });
      expected[name] = { words: ERROR };
    } else if (i < 3 * EACH) server.fault({ fault: { kind: 'slow', ms: SLOW_MS }, times: 100 });
  });
  const { from, drawn } = await refreshDrawn(page, expected, LIMIT_MS);
  const all = Math.max(...Object.values(drawn));
  const port = (/** @type {Server} */ { url }) => Number(new URL(url).port);
  const own = Math.max(...servers.map((server) => busyWithin(watched.of(port(server)), [from, from + all])));
  const hanging = names.slice(0, EACH);
  await untilSaid(page, hanging, /waiting/, WAITING_MS);
  const waiting = (await sidebar(page)).filter(({ name, words }) => hanging.includes(name) && words.includes('waiting'));
  return { drawn: all, own, waiting: waiting.length };
}

/**
 * Gives each server a key more, and says what the sidebar must then count.
 * @param {readonly Server[]} servers
 * @returns {Record<string, import('./support/sidebar.mjs').Expected>}
 */
function oneMore(servers) {
  for (const server of servers) addKey(server);
  return Object.fromEntries(servers.map((server, i) => [nameOf(i), { keys: server.state.principalOf('alice')?.keys.length ?? 0 }]));
}

/** As the prepared data folder calls the server at a place in the list. @param {number} i */
const nameOf = (i) => `Server ${i + 1}`;

/** @param {readonly Round[]} rounds */
function rowOf(rounds) {
  const value = median(rounds.map(({ drawn, own }) => drawn / own));
  const waiting = Math.min(...rounds.map((r) => r.waiting));
  const times = rounds.map(({ drawn, own }) => `${drawn.toFixed(0)} over ${own.toFixed(0)} ms`).join(', ');
  return {
    name: 'refresh.50',
    value,
    unit: '',
    goal: `<= ${GOAL}`,
    reference:
      `${SERVERS} servers of which ${EACH} hang, ${EACH} answer errors and ${EACH} take ${SLOW_MS / 1000} s: F5 to the last answer in the sidebar, over ` +
      `the slowest server's own time: ${times}; of those that hang ${waiting} of ${EACH} then read that they are waited for; ${machineLoad()}`,
    ok: value <= GOAL && waiting === EACH,
  };
}
