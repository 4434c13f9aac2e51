import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyView } from '../../domain/views';
import type { TiledSandbox } from '../../sandbox/tiled';
import { nodeHttp } from '../http/node';
import type { Http } from '../http/port';
import { signedIn, startSandbox, startTestApp, type TestApp, valueIn } from '../testing';
import { finishLeftovers } from './startup';

/** What else happens while a use case waits for a server, the keychain or the user. */

const NO_LOCAL = { label: '', owner: '', note: '' };
const MINE = { label: 'mine', owner: 'me', note: 'typed meanwhile' };
const READ_ONLY = { note: 'nightly', scopes: 'read:metadata', lifetime: '3600', accessTags: '' };

let server: TiledSandbox;
let t: TestApp;
let profileId: string;

beforeEach(async () => {
  server = await startSandbox();
  t = await startTestApp();
  ({ profileId } = await signedIn(t, server.url));
});
afterEach(async () => {
  expect(t.mishaps).toEqual([]);
  await t.close();
  await server.stop();
});

const keys = async (): Promise<readonly KeyView[]> => valueIn(await t.client.call('app.snapshot', {})).keys as readonly KeyView[];
const key = async (id: string) => (await keys()).find((k) => k.id === id);
const create = () => t.client.call('keys.create', { profileId, fields: READ_ONLY, local: NO_LOCAL });
const hold = (secret: string) =>
  t.client.call('keys.hold', { profileId, keyId: null, secret: { typed: secret }, fields: {}, local: NO_LOCAL });
const addKey = (note: string, who = 'alice') => server.addKey(who, { note, scopes: ['read:metadata'], expiresAt: Date.now() + 3_600_000 });

/** Does something once, the next time that a request like this one is about to leave. */
function beforeRequest(method: string, path: string, what: () => Promise<unknown>): void {
  let done = false;
  const http: Http = async (request) => {
    if (!done && request.method === method && new URL(request.url).pathname.endsWith(path)) {
      done = true;
      await what();
    }
    return nodeHttp(request);
  };
  Object.assign(t.app.core, { http });
}

/** Does something once, while the keychain is being read. */
function duringRead(what: () => Promise<unknown>): void {
  const { get } = t.stores.os;
  Object.assign(t.stores.os, {
    get: async (account: string, prompt: 'never' | 'mayAsk') => {
      Object.assign(t.stores.os, { get });
      const read = await get(account, prompt);
      await what();
      return read;
    },
  });
}

describe('what is changed while something else waits', () => {
  it('words typed while the keychain is read stay', async () => {
    const { keyId } = valueIn(await create());
    duringRead(() => t.client.call('keys.annotate', { keyId, local: MINE }));
    valueIn(await t.client.call('keys.reveal', { keyId }));
    expect((await key(keyId))?.local).toEqual(MINE);
  });

  it('words typed while a key is checked, or held, stay', async () => {
    const secret = addKey('elsewhere');
    valueIn(await t.client.call('keys.refresh', { profileId }));
    const keyId = (await keys())[0]?.id ?? '';
    beforeRequest('GET', '/auth/apikey', () => t.client.call('keys.annotate', { keyId, local: MINE }));
    valueIn(
      await t.client.call('keys.hold', { profileId, keyId, secret: { typed: secret }, fields: {}, local: { ...NO_LOCAL, owner: 'other' } }),
    );
    expect((await key(keyId))?.local).toEqual({ ...MINE, owner: 'other' });
    beforeRequest('GET', '/auth/apikey', () => t.client.call('keys.annotate', { keyId, local: NO_LOCAL }));
    valueIn(await t.client.call('keys.verify', { keyId }));
    expect((await key(keyId))?.local).toEqual(NO_LOCAL);
  });

  it('a key that is forgotten while its secret is read is not brought back', async () => {
    const { keyId } = valueIn(await create());
    duringRead(() => t.client.call('keys.forget', { keyId }));
    await t.client.call('keys.reveal', { keyId });
    expect((await key(keyId))?.held).toBeNull();
  });

  it('a server renamed while a key is held keeps its new name', async () => {
    beforeRequest('GET', '/auth/apikey', () => t.client.call('profile.edit', { profileId, label: 'New', note: '', caFile: null }));
    valueIn(await hold(addKey('x')));
    expect(valueIn(await t.client.call('app.snapshot', {})).profiles[0]?.label).toBe('New');
  });

  it('the account reserved for a key under way is no leftover of a kill', async () => {
    let leftovers: Promise<void> | null = null;
    let reserved = 0;
    beforeRequest('POST', '/auth/apikey', async () => {
      leftovers = finishLeftovers(t.app.core);
      await new Promise((r) => setTimeout(r, 20));
      reserved = t.app.core.state.pending.length;
    });
    valueIn(await create());
    await leftovers;
    expect(reserved).toBe(1);
    expect(t.app.core.state.pending).toEqual([]);
    expect((await keys()).map((k) => k.held?.backend)).toEqual(['os']);
  });
});

describe('whose secret it is', () => {
  it('two keys with the same note are not taken for each other', async () => {
    addKey('pipeline');
    valueIn(await t.client.call('keys.refresh', { profileId }));
    const other = (await keys())[0]?.id ?? '';
    const { keyId } = valueIn(await hold(addKey('pipeline')));
    expect(keyId).not.toBe(other);
    expect((await key(other))?.held).toBeNull();
  });

  it('a value that is not ours in the keychain does not manage a server', async () => {
    const { keyId } = valueIn(await create());
    valueIn(await t.client.call('profile.setManager', { profileId, manager: { kind: 'key', keyId } }));
    t.stores.os.items.set(t.app.core.state.key(keyId)?.held?.account ?? '', 'f'.repeat(72));
    const before = server.requests.length;
    expect(await t.client.call('keys.refresh', { profileId })).toMatchObject({ ok: false, error: { code: 'key.changedInKeychain' } });
    expect(server.requests).toHaveLength(before);
  });

  it('of a kind that is never asked: name and end are what the user typed', async () => {
    const added = { kind: 'other', address: '', label: 'Elsewhere', note: '', caFile: null, plainHttpAccepted: false };
    const { profileId: other } = valueIn(await t.client.call('profile.add', added));
    const fields = { name: 'Station', expiry: '2031-03-05' };
    const secret = { typed: 'a secret of another server' };
    const { keyId } = valueIn(await t.client.call('keys.hold', { profileId: other, keyId: null, secret, fields, local: NO_LOCAL }));
    const held = await key(keyId);
    expect(held?.local.label).toBe('Station');
    expect(held?.userExpiry).toEqual({ kind: 'at', at: new Date(2031, 2, 5, 23, 59, 59).getTime() });
  });
});

describe('a session and where it is kept', () => {
  const signInAgain = () =>
    t.client.call('profile.signIn', {
      profileId,
      method: 'password',
      fields: { username: 'alice' },
      secrets: { password: { typed: 'secret1' } },
    });

  it('goes into the store in use, not into the one that the user left', async () => {
    valueIn(await t.client.call('keychain.choose', { backend: 'memory', passphrase: null }));
    t.stores.os.failure = { kind: 'locked' };
    valueIn(await signInAgain());
    expect(t.app.core.state.session(profileId)?.backend).toBe('memory');
    // The one before is taken out once its store can be opened.
    t.stores.os.failure = null;
    await finishLeftovers(t.app.core);
    expect([...t.stores.os.items.keys()].filter((account) => !account.startsWith('index'))).toEqual([]);
  });

  it('from before stays where the new one cannot be kept', async () => {
    t.stores.os.writeFailure = { kind: 'unavailable', why: 'The daemon died.' };
    expect(await signInAgain()).toMatchObject({ ok: false, error: { code: 'keychain.unavailable' } });
    t.stores.os.writeFailure = null;
    expect(server.state.principals.flatMap((p) => p.sessions).map((s) => s.revoked)).toEqual([false, true]);
    valueIn(await t.client.call('keys.refresh', { profileId }));
  });
});

it('an edited server is one that the next start can read', async () => {
  valueIn(await t.client.call('profile.edit', { profileId, label: ' New ', note: 'n', caFile: null }));
  await t.app.core.state.saved();
  const again = await startTestApp({ folder: t.folder, stores: t.stores });
  const shown = valueIn(await again.client.call('app.snapshot', {}));
  expect(shown.profiles).toMatchObject([{ id: profileId, label: 'New', note: 'n' }]);
  expect(shown.run.notes).toEqual([]);
  await again.close();
});
