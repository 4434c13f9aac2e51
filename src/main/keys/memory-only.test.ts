import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testStores, valueIn } from '../testing';
import { inLab, Lab, labSignIn } from './testing-lab';

let lab: Lab;
let t: TestApp;
let profileId: string;
const SESSION_KEY = 'sess-0123456789abcdef';

beforeEach(async () => {
  lab = new Lab();
  lab.sessionKeys.add(SESSION_KEY);
  t = await startTestApp({ drivers: [lab.driver] });
  ({ profileId } = await inLab(t));
});
afterEach(async () => {
  expect(t.mishaps).toEqual([]);
  await t.close();
});

const profile = async () => valueIn(await t.client.call('app.snapshot', {})).profiles[0];
const hold = (secret: string, fields: Record<string, string> = {}) =>
  t.client.call('keys.hold', { profileId, keyId: null, secret: { typed: secret }, fields, local: { label: '', owner: '', note: '' } });

describe('a session that may not be kept', () => {
  it('lives in memory: signed in, without an item in any store and without a line on the disk', async () => {
    expect((await profile())?.status.signedIn).toBe(true);
    expect([...t.stores.os.items.keys()]).toEqual([]);
    await t.app.core.state.saved();
    expect(readFileSync(join(t.folder, 'index.json'), 'utf8')).toContain('"sessions":[]');
    valueIn(await t.client.call('keys.refresh', { profileId }));
  });

  it('needs no keychain at sign-in', async () => {
    t.stores.os.failure = { kind: 'unavailable', why: 'None.' };
    valueIn(await labSignIn(t, profileId));
    t.stores.os.failure = null;
  });

  it('takes the place of a kept one, whose item goes', async () => {
    t.stores.os.items.set('old', 'kept');
    await t.app.core.state.putSession({ profileId, account: 'old', backend: 'os' });
    valueIn(await labSignIn(t, profileId));
    expect(t.stores.os.items.has('old')).toBe(false);
  });

  it('is gone at the next start, which asks to sign in', async () => {
    const { folder, home } = t;
    const keep = testStores();
    const first = await startTestApp({ drivers: [lab.driver], stores: keep, folder: `${folder}-again`, home });
    const added = await inLab(first);
    await first.close();
    const next = await startTestApp({ drivers: [lab.driver], stores: keep, folder: `${folder}-again`, home });
    await next.app.settleIn();
    const seen = valueIn(await next.client.call('app.snapshot', {})).profiles[0];
    expect(seen).toMatchObject({ id: added.profileId, manager: { kind: 'session' }, status: { refresh: 'signInNeeded', signedIn: false } });
    await next.close();
    rmSync(`${folder}-again`, { recursive: true });
  });

  it('makes a key that takes over as the manager where that is wanted', async () => {
    const made = valueIn(
      await t.client.call('keys.create', { profileId, fields: {}, local: { label: '', owner: '', note: '' }, manage: true }),
    );
    expect((await profile())?.manager).toEqual({ kind: 'key', keyId: made.keyId });
    valueIn(await t.client.call('keys.create', { profileId, fields: {}, local: { label: '', owner: '', note: '' } }));
    expect((await profile())?.manager).toEqual({ kind: 'key', keyId: made.keyId });
  });
});

describe('a key that ends with a browser session', () => {
  it('is recognised, kept in memory whatever the store, and said what it is', async () => {
    const { keyId } = valueIn(await hold(SESSION_KEY));
    expect([...t.stores.os.items.values()]).toEqual([]);
    const view = valueIn(await t.client.call('app.snapshot', {})).keys.find((k) => k.id === keyId);
    expect(view?.held).toMatchObject({ backend: 'memory', secretKind: 'session' });
    await t.app.core.state.saved();
    expect(readFileSync(join(t.folder, 'index.json'), 'utf8')).not.toContain(keyId);
  });

  it('is the kind that the user names, where the driver knows it', async () => {
    const plain = 'f'.repeat(64);
    lab.sessionKeys.add(plain);
    const { keyId } = valueIn(await hold(plain, { secretKind: 'session' }));
    expect(t.app.core.state.key(keyId)?.held?.backend).toBe('memory');
    const other = 'e'.repeat(64);
    lab.sessionKeys.add(other);
    const second = valueIn(await hold(other, { secretKind: 'no such kind' }));
    expect(t.app.core.state.key(second.keyId)?.held).toMatchObject({ backend: 'os', secretKind: 'key' });
  });

  it('is joined to no row, whichever moved when it was shown', async () => {
    const { secret } = lab.add('alice', 'production');
    const { keyId } = valueIn(await hold(secret, { secretKind: 'session' }));
    expect(t.app.core.state.key(keyId)?.linked).toBeUndefined();
    expect(t.app.core.state.key(keyId)?.listed).toBeNull();
  });

  it('is nothing to revoke, which is said before: it is not counted, and its store is named in the history', async () => {
    const { keyId } = valueIn(await hold(SESSION_KEY));
    const row = t.app.core.state.key(valueIn(await hold(lab.add('alice', 'a key').secret)).keyId);
    const preview = valueIn(await t.client.call('keys.revokePreview', { keyIds: [keyId, row?.id ?? ''] }));
    expect(preview).toMatchObject({
      rows: 1,
      phrase: null,
      profiles: [{ count: 1, cannot: [{ keyIds: [keyId], why: expect.stringMatching(/session key.*ends with.*Forget it here/) }] }],
    });
    const { entries } = valueIn(await t.client.call('activity.read', { search: '', skip: 0, limit: 9 }));
    expect(entries.filter((e) => e.what === 'key.hold').map((e) => [e.keyId, e.code])).toEqual([
      [row?.id, null],
      [keyId, 'memory'],
    ]);
  });

  it('can be revoked like any key where it has a row after all', async () => {
    const { keyId } = valueIn(await hold(SESSION_KEY));
    await t.app.core.state.changeKey(keyId, (key) => ({ ...key, marks: [...key.marks, { kind: 'serverId', value: '7' }] }));
    expect(valueIn(await t.client.call('keys.revokePreview', { keyIds: [keyId] })).rows).toBe(1);
  });

  it('is not called gone because no listing shows it', async () => {
    const { keyId } = valueIn(await hold(SESSION_KEY));
    lab.add('alice', 'a key');
    valueIn(await t.client.call('keys.refresh', { profileId }));
    expect(t.app.core.state.key(keyId)?.presence.value).toBe('cannotTell');
  });

  it('is never written to a file, and copied with its warning', async () => {
    const { keyId } = valueIn(await hold(SESSION_KEY));
    const refused = { ok: false, error: { code: 'key.memoryOnly' } };
    const path = join(t.home, '.env');
    const env = { keyId, path, format: 'sh', variable: 'LAB_KEY', withAddress: false } as const;
    expect(await t.client.call('export.previewFile', env)).toMatchObject(refused);
    expect(await t.client.call('export.applyFile', { ...env, version: 'none' })).toMatchObject(refused);
    const line = { keyId, login: '', replace: false };
    expect(await t.client.call('netrc.preview', line)).toMatchObject(refused);
    expect(await t.client.call('netrc.apply', { ...line, keep: true, version: 'none' })).toMatchObject(refused);
    expect(readdirSync(t.home)).toEqual([]);
    expect(existsSync(path)).toBe(false);
    const preview = valueIn(await t.client.call('export.preview', { keyId, variable: '', withAddress: false }));
    expect(preview.warnings[0]).toBe('It ends with your browser session.');
    valueIn(await t.client.call('export.copy', { keyId, item: { kind: 'secret' }, variable: '', withAddress: false }));
    expect(t.clipboard.text).toBe(SESSION_KEY);
  });
});
