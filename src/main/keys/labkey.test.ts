import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyRecord } from '../../domain/key';
import { keyState } from '../../domain/key-state';
import { type LabKeySandbox, startLabKeySandbox } from '../../sandbox/labkey';
import { startTestApp, type TestApp, valueIn } from '../testing';
import { holdIn } from './testing-lab';

/** The same use cases over LabKey's driver and its sandbox: what the server made of memory for these tests only claims. */

const ADA = 'ada@lab.test';

let server: LabKeySandbox;
let t: TestApp;
let profileId: string;
let now = Date.UTC(2026, 10, 21, 12);
const clock = () => now;

beforeEach(async () => {
  server = await startLabKeySandbox({ version: '24.11', sleep: async () => undefined, now: clock });
  t = await startTestApp({ now: clock });
  const added = await t.client.call('profile.add', {
    kind: 'labkey',
    address: server.url,
    label: 'LabKey',
    note: '',
    caFile: null,
    plainHttpAccepted: false,
  });
  ({ profileId } = valueIn(added));
});
afterEach(async () => {
  expect(t.mishaps).toEqual([]);
  await t.close();
  await server.stop();
});

const signIn = async (email: string, password: string) =>
  valueIn(
    await t.client.call('profile.signIn', { profileId, method: 'password', fields: { email }, secrets: { password: { typed: password } } }),
  );
const keysHere = () => t.app.core.state.keysOf(profileId);
const key = (id: string) => t.app.core.state.key(id);
const state = (id: string) => {
  const record = key(id);
  return record ? keyState(record, now).state : null;
};

describe('LabKey through the use cases', () => {
  it('says before it is tried that a key without a known row cannot be revoked', async () => {
    const secret = server.addKey(ADA, { description: 'nightly' });
    await signIn(ADA, 'secret1');
    const { keyId } = await holdIn(t, profileId, secret);
    const cannot = async () => valueIn(await t.client.call('keys.revokePreview', { keyIds: [keyId] })).profiles[0]?.cannot;
    expect(await cannot()).toEqual([]);
    valueIn(await t.client.call('keys.unlink', { keyId }));
    expect(await cannot()).toMatchObject([{ keyIds: [keyId], why: expect.stringContaining('link it to its row') }]);
  });

  it('counts a lost answer to a deletion as done where the row is gone, and lets go of the secret that the server refuses', async () => {
    const [first, second] = [server.addKey(ADA, { description: 'nightly' }), server.addKey(ADA, { description: 'laptop' })];
    await signIn(ADA, 'secret1');
    const { keyId } = await holdIn(t, profileId, first);
    now += 60_000;
    await holdIn(t, profileId, second);
    now += 60_000;
    const revoke = async () => valueIn(await t.client.call('keys.revoke', { keyIds: [keyId], acknowledged: false })).outcomes[0]?.result;
    server.fault({ fault: { kind: 'badGateway' }, path: 'deleteRows' });
    expect(await revoke()).toMatchObject({ ok: false, problem: { code: 'key.revokeNothing' } });
    server.fault({ fault: { kind: 'dropAfterCommit' }, path: 'deleteRows' });
    expect(await revoke()).toEqual({ ok: true, already: false, note: expect.stringContaining('The answer was lost') });
    expect([...t.stores.os.items.values()]).toEqual([second]);
  });

  it('signs in for this run, joins a pasted key to its row by use, and proves by deletion that it was right', async () => {
    const [first, second] = [server.addKey(ADA, { description: 'nightly' }), server.addKey(ADA, { description: 'laptop' })];
    await signIn(ADA, 'secret1');
    expect([...t.stores.os.items.values()]).toEqual([]);
    expect(keysHere()).toHaveLength(2);
    const { keyId } = await holdIn(t, profileId, first);
    expect(key(keyId)).toMatchObject({ linked: { by: 'use' }, listed: { value: { name: 'nightly' } } });
    expect(keysHere()).toHaveLength(2);
    now += 60_000;
    const other = await holdIn(t, profileId, second);
    expect(key(other.keyId)?.listed?.value.name).toBe('laptop');
    now += 60_000;
    const report = valueIn(await t.client.call('keys.revoke', { keyIds: [keyId], acknowledged: false }));
    expect(report.outcomes[0]?.result).toEqual({ ok: true, already: false });
    expect([...t.stores.os.items.values()]).toEqual([second]);
    expect(state(other.keyId)).toBe('heldLive');
  });

  it('knows a key as live that it made where the server lists nothing', async () => {
    const old = await startLabKeySandbox({ version: '23.11', sleep: async () => undefined, now: clock });
    const profile = { kind: 'labkey', address: old.url, label: '', note: '', caFile: null, plainHttpAccepted: false };
    const own = valueIn(await t.client.call('profile.add', profile)).profileId;
    const account = { fields: { email: ADA }, secrets: { password: { typed: 'secret1' } } };
    valueIn(await t.client.call('profile.signIn', { profileId: own, method: 'password', ...account }));
    const made = { profileId: own, fields: {}, local: { label: 'nightly', owner: '', note: '' } };
    const { keyId } = valueIn(await t.client.call('keys.create', made));
    expect(key(keyId)?.presence.value).toBe('cannotTell');
    expect(state(keyId)).toBe('heldLive');
    await old.stop();
  });

  it.each([
    ['said to be one', '24.11', 'sessionKey'],
    ['seen to be one, whatever was said', '22.11', 'apiKey'],
  ] as const)('signs in with a session key, %s, without any keychain, and keeps it in memory only', async (_how, version, secretKind) => {
    const old = await startLabKeySandbox({ version, allowSessionKeys: true, sleep: async () => undefined, now: clock });
    const profile = { kind: 'labkey', address: old.url, label: '', note: '', caFile: null, plainHttpAccepted: false };
    const added = valueIn(await t.client.call('profile.add', profile));
    t.stores.os.failure = { kind: 'unavailable', why: 'None.' };
    const secrets = { key: { typed: old.addSessionKey(ADA) } };
    valueIn(await t.client.call('profile.signIn', { profileId: added.profileId, method: 'key', fields: { secretKind }, secrets }));
    const held = t.app.core.state.keysOf(added.profileId).find((k) => k.held);
    expect(held?.held).toMatchObject({ backend: 'memory', secretKind: 'sessionKey' });
    expect(t.app.core.state.profile(added.profileId)?.manager).toEqual({ kind: 'key', keyId: held?.id });
    await t.app.core.state.saved();
    expect(JSON.parse(readFileSync(join(t.folder, 'index.json'), 'utf8')).data.keys.map((k: KeyRecord) => k.id)).not.toContain(held?.id);
    const next = await startTestApp({ now: clock, folder: t.folder, home: t.home, stores: t.stores });
    await next.app.settleIn();
    expect(next.app.core.state.status(added.profileId)).toMatchObject({ refresh: 'signInNeeded' });
    await next.close();
    await old.stop();
  });

  it('keeps the secret where a deletion disproves a link by hand, and names the key that died', async () => {
    const [first, second] = [server.addKey(ADA, { description: 'nightly' }), server.addKey(ADA, { description: 'laptop' })];
    await signIn(ADA, 'secret1');
    const one = await holdIn(t, profileId, first);
    now += 60_000;
    const two = await holdIn(t, profileId, second);
    for (const { keyId } of [one, two]) valueIn(await t.client.call('keys.unlink', { keyId }));
    const row = (name: string) => keysHere().find((k) => k.listed?.value.name === name)?.id ?? '';
    valueIn(await t.client.call('keys.link', { keyId: one.keyId, rowKeyId: row('laptop') }));
    const report = valueIn(await t.client.call('keys.revoke', { keyIds: [one.keyId], acknowledged: false }));
    expect(report.outcomes[0]?.result).toMatchObject({ ok: false, problem: { code: 'key.wrongLink' } });
    expect([...t.stores.os.items.values()]).toContain(first);
    expect(state(two.keyId)).toBe('heldGone');
    now += 11 * 60_000;
    valueIn(await t.client.call('keys.verify', { keyId: one.keyId }));
    expect(state(one.keyId)).toBe('heldLive');
    expect(key(one.keyId)?.listed?.value.name).toBe('nightly');
  });

  it('finds the stale .netrc line that beats a good key', async () => {
    const good = server.addKey(ADA, { description: 'nightly' });
    await signIn(ADA, 'secret1');
    const { keyId } = await holdIn(t, profileId, good);
    writeFileSync(join(t.home, '.netrc'), `machine 127.0.0.1\nlogin apikey\npassword ${'0'.repeat(64)}\n`, { mode: 0o600 });
    now += 60_000;
    const diagnosis = valueIn(await t.client.call('keys.diagnose', { keyId }));
    expect(diagnosis.steps.filter((s) => s.outcome === 'suspect' || s.outcome === 'cause')).not.toEqual([]);
    expect(JSON.stringify(diagnosis)).not.toContain('0'.repeat(64));
  });

  it('lists everyone’s keys for an administrator and revokes one with the words typed', async () => {
    server.addKey(ADA, { description: 'of another' });
    await signIn('admin@lab.test', 'secret2');
    valueIn(await t.client.call('profile.everyone', { profileId, everyone: true }));
    const other = keysHere().find((k) => k.listed?.value.name === 'of another');
    expect(other?.listed?.value.owner).not.toBeNull();
    const call = { keyIds: [other?.id ?? ''], acknowledged: false };
    expect(await t.client.call('keys.revoke', call)).toMatchObject({ ok: false, error: { code: 'key.notTyped' } });
    const report = valueIn(await t.client.call('keys.revoke', { ...call, typed: 'revoke 1 key' }));
    expect(report.outcomes[0]?.result).toMatchObject({ ok: true });
    valueIn(await t.client.call('profile.everyone', { profileId, everyone: false }));
    expect(keysHere()).toEqual([]);
  });

  it('learns of a change of the site’s rules, and of its zone, an hour later; what cannot be asked stays as it was', async () => {
    await signIn(ADA, 'secret1');
    const details = () => t.app.core.state.profile(profileId)?.server?.details;
    expect(details()).toMatchObject({ apiKeyExpirationSeconds: '-1', timezone: 'America/Los_Angeles' });
    server.setOption('apiKeyExpirationSeconds', 7 * 86_400);
    server.setOption('timezone', 'Europe/Berlin');
    valueIn(await t.client.call('keys.refresh', { profileId }));
    expect(details()?.apiKeyExpirationSeconds).toBe('-1');
    // A session ends after half an hour without use.
    for (let i = 0; i < 3; i += 1) {
      now += 25 * 60_000;
      server.fault({ fault: { kind: 'reset' }, path: 'login-login.view' });
      valueIn(await t.client.call('keys.refresh', { profileId }));
    }
    expect(details()?.timezone).toBe('America/Los_Angeles');
    server.clearFaults();
    valueIn(await t.client.call('keys.refresh', { profileId }));
    expect(details()).toMatchObject({ apiKeyExpirationSeconds: String(7 * 86_400), timezone: 'Europe/Berlin' });
    expect(t.app.core.state.profile(profileId)?.server?.meaning).toContain('7 days');
  });

  it('signs in by a pasted key, which is joined to its row though it was shown twice within the ten minutes', async () => {
    const pasted = server.addKey(ADA, { description: 'from the browser' });
    server.addKey(ADA, { description: 'production', lastUsed: now - 11 * 60_000 });
    const secrets = { key: { typed: `"${pasted}"\n` } };
    valueIn(await t.client.call('profile.signIn', { profileId, method: 'key', fields: {}, secrets }));
    const held = keysHere().filter((k) => k.held !== null);
    expect(held).toMatchObject([{ linked: { by: 'use' }, listed: { value: { name: 'from the browser' } } }]);
    expect(keysHere()).toHaveLength(2);
  });

  it('puts a new secret away before the server is asked which row it is', async () => {
    await signIn(ADA, 'secret1');
    const last: (string | undefined)[] = [];
    t.stores.os.onWrite = (_account, secret) => {
      if (/^[0-9a-f]{64}$/.test(secret)) last.push(server.requests.at(-1)?.path);
    };
    const call = { profileId, fields: { description: 'new' }, local: { label: '', owner: '', note: '' } };
    const { keyId } = valueIn(await t.client.call('keys.create', call));
    expect(last).toEqual(['/security-createApiKey.api']);
    expect(key(keyId)).toMatchObject({ listed: { value: { name: 'new' } }, presence: { value: 'listed' } });
    expect(key(keyId)?.marks).toContainEqual({ kind: 'serverId', value: '1' });
    expect(keysHere()).toHaveLength(1);
  });

  it('says why no key is made, as the driver says it, and where that can be changed', async () => {
    await signIn(ADA, 'secret1');
    server.setOption('allowApiKeys', false);
    const refused = await t.client.call('keys.create', { profileId, fields: {}, local: { label: '', owner: '', note: '' } });
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'labkey.creationDisabled', next: { do: 'openBrowser', url: `${server.url}/admin-customizeSite.view` } },
    });
    expect(keysHere()).toEqual([]);
  });

  it('names the server after its own beginning, not after the folder that was pasted', async () => {
    const probe = { kind: 'labkey', address: `${server.url}/home/project-begin.view`, caFile: null, acceptPlainHttp: true };
    const { address, suggestedLabel } = valueIn(await t.client.call('profile.probe', probe));
    expect(address).toBe(server.url);
    expect(suggestedLabel).toBe(new URL(server.url).host);
  });
});
