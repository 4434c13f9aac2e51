import { systemStores } from '../../src/main/app';
import { nodeHttp } from '../../src/main/http/node';
import type { Http } from '../../src/main/http/port';
import type { Keychain } from '../../src/main/keychain/port';
import { addSandbox, createKey, fromEnv, type HeadlessApp, openHeadless, SERVICE } from './headless-app';

/** What one create took, in milliseconds; `from` and `to` are instants since 1970. */
export interface CreateTime {
  readonly from: number;
  readonly to: number;
  /** The sentinel written, read back and removed, before anything leaves. */
  readonly prove: number;
  /** The secret written and read back. */
  readonly set: number;
  /** Requests as the app saw them, the server's own time included. */
  readonly http: number;
}

const now = (): number => performance.timeOrigin + performance.now();
const spent = { prove: 0, set: 0, http: 0 };

async function timed<T>(on: keyof typeof spent, work: () => Promise<T>): Promise<T> {
  const from = now();
  try {
    return await work();
  } finally {
    spent[on] += now() - from;
  }
}

const timedKeychain = (keychain: Keychain): Keychain => ({
  ...keychain,
  prove: (bytes) => timed('prove', () => keychain.prove(bytes)),
  set: (account, secret, prompt) => timed('set', () => keychain.set(account, secret, prompt)),
});

/** One create through the IPC contract. Throws unless the key is held and listed at its end. */
async function measure(app: HeadlessApp, profileId: string, note: string): Promise<CreateTime> {
  Object.assign(spent, { prove: 0, set: 0, http: 0 });
  const from = now();
  const keyId = await createKey(app, profileId, note);
  const to = now();
  const key = app.app.core.state.key(keyId);
  if (key?.held?.backend !== 'os') throw new Error('the new key is not held in the keychain');
  if (key.presence.value !== 'listed' || key.presence.asOf < from) throw new Error('the new key was not listed after it was made');
  return { from, to, ...spent };
}

const dataFolder = fromEnv('TESSERA_DATA');
const stores = systemStores(dataFolder, SERVICE);
const http: Http = (request) => timed('http', () => nodeHttp(request));
const app = await openHeadless({ dataFolder, http, stores: { ...stores, os: timedKeychain(stores.os) } });
const { profileId } = await addSandbox(app, fromEnv('BENCH_SERVER'));
const rounds = Number(fromEnv('BENCH_ROUNDS'));
const times: CreateTime[] = [];
for (let i = 0; i <= rounds; i++) {
  times.push(await measure(app, profileId, `Key ${i}`));
  // A person makes no two keys within a second; the copy of the index, which follows 1.5 s after a change, is not measured here.
  await new Promise((resolve) => setTimeout(resolve, 100));
}
await app.close();
process.send?.(times, () => process.disconnect());
