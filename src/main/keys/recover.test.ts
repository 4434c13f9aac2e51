import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TiledSandbox } from '../../sandbox/tiled';
import { signedIn, startSandbox, startTestApp, type TestApp, type TestStores, testStores, valueIn } from '../testing';

const NO_LOCAL = { label: '', owner: '', note: '' };
const FIELDS = { note: 'nightly', scopes: 'read:metadata', lifetime: '3600', accessTags: '' };

let server: TiledSandbox;
let stores: TestStores;
const open: TestApp[] = [];

beforeEach(async () => {
  server = await startSandbox();
  stores = testStores();
});
afterEach(async () => {
  for (const t of open.splice(0)) {
    expect(t.mishaps).toEqual([]);
    await t.close();
  }
  await server.stop();
});

/** A start with a data folder of its own over the one keychain: a lost folder, as far as the keychain can tell. */
async function start(): Promise<TestApp> {
  const t = await startTestApp({ stores });
  open.push(t);
  return t;
}
const create = async (t: TestApp, profileId: string) =>
  valueIn(await t.client.call('keys.create', { profileId, fields: FIELDS, local: NO_LOCAL })).keyId;

it('the copy of a lost data folder outlives starts that add servers before they recover it', async () => {
  const first = await start();
  const keyId = await create(first, (await signedIn(first, server.url)).profileId);
  const secret = valueIn(await first.client.call('keys.reveal', { keyId })).secret;
  await first.app.close();
  for (const again of ['once', 'twice']) {
    const fresh = await start();
    await signedIn(fresh, server.url);
    await fresh.app.close();
    expect(stores.os.items.has('index-lost'), again).toBe(true);
  }
  const last = await start();
  const { profileId } = await signedIn(last, server.url);
  expect(valueIn(await last.client.call('keychain.recover', {}))).toEqual({ profiles: 3, keys: 1 });
  expect(valueIn(await last.client.call('keys.reveal', { keyId })).secret).toBe(secret);
  expect(last.app.core.state.profiles[0]?.id).toBe(profileId);
  expect(stores.os.items.has('index-lost')).toBe(false);
});

it('a start over its own folder sets nothing aside', async () => {
  const first = await start();
  await signedIn(first, server.url);
  await first.app.close();
  const again = await startTestApp({ folder: first.folder, stores });
  open.push(again);
  await signedIn(again, server.url);
  await again.app.close();
  expect(stores.os.items.has('index-lost')).toBe(false);
});

it('recovering does not cost what is held in memory only', async () => {
  const first = await start();
  await create(first, (await signedIn(first, server.url)).profileId);
  await first.app.close();
  const t = await start();
  valueIn(await t.client.call('keychain.choose', { backend: 'memory', passphrase: null }));
  const keyId = await create(t, (await signedIn(t, server.url)).profileId);
  valueIn(await t.client.call('keychain.choose', { backend: 'os', passphrase: null }));
  valueIn(await t.client.call('keychain.recover', {}));
  expect(valueIn(await t.client.call('keys.reveal', { keyId })).secret).toMatch(/^[0-9a-f]{72}$/);
});

it('forgetting everything takes the secrets of a lost data folder too', async () => {
  const first = await start();
  await create(first, (await signedIn(first, server.url)).profileId);
  await first.app.close();
  for (const added of [true, false]) {
    const fresh = await start();
    if (added) {
      await signedIn(fresh, server.url);
      await fresh.app.close();
      expect(stores.os.items.has('index-lost')).toBe(true);
    } else {
      valueIn(await fresh.client.call('machine.forgetEverything', { confirm: 'forget everything' }));
      expect([...stores.os.items.keys()]).toEqual([]);
    }
  }
});

it('the last server that goes takes the copy along', async () => {
  const t = await start();
  const { profileId } = await signedIn(t, server.url);
  await t.app.close();
  expect(stores.os.items.has('index')).toBe(true);
  valueIn(await t.client.call('profile.remove', { profileId }));
  await t.app.close();
  expect([...stores.os.items.keys()]).toEqual([]);
});
