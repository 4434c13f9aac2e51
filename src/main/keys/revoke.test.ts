import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TiledSandbox } from '../../sandbox/tiled';
import { signedIn, startSandbox, startTestApp, type TestApp, valueIn } from '../testing';

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

const keys = () => t.app.core.state.keys;
const refresh = async () => valueIn(await t.client.call('keys.refresh', { profileId }));
const made = async () =>
  valueIn(
    await t.client.call('keys.create', {
      profileId,
      fields: { note: 'nightly', scopes: 'read:metadata', lifetime: '3600', accessTags: '' },
      local: { label: '', owner: '', note: '' },
    }),
  ).keyId;
const addListed = async (...notes: readonly string[]): Promise<readonly string[]> => {
  for (const note of notes) server.addKey('alice', { note, scopes: ['read:metadata'], expiresAt: null });
  await refresh();
  return notes.map((note) => keys().find((k) => k.listed?.value.name === note)?.id ?? '');
};
const revoke = async (...keyIds: readonly string[]) =>
  valueIn(
    await t.client.call('keys.revoke', {
      keyIds: [...keyIds],
      acknowledged: true,
      ...(keyIds.length > 1 ? { typed: `revoke ${keyIds.length} keys`, total: keyIds.length } : {}),
    }),
  ).outcomes;
const revocations = async () => {
  await t.app.core.state.saved();
  return valueIn(await t.client.call('activity.read', { search: '', skip: 0, limit: 50 })).entries.filter((e) => e.what === 'key.revoke');
};
const secrets = () => [...t.stores.os.items.values()];
const listings = () => server.requests.filter((r) => r.path.endsWith('/auth/whoami')).length;

describe('a revocation whose answer was lost', () => {
  it.each([
    ['the connection broke off', { kind: 'dropAfterCommit' }],
    ['the server failed with an error of its own afterwards', { kind: 'serverError', carriedOut: true }],
  ] as const)('counts as done where the server lists the key no more: %s', async (_how, fault) => {
    const keyId = await made();
    const kept = secrets().length;
    server.fault({ fault, method: 'DELETE' });
    expect(await revoke(keyId)).toEqual([
      {
        keyId,
        result: { ok: true, already: false, note: 'The answer was lost; the server lists it no more.' },
        places: [],
        secretRemoved: true,
      },
    ]);
    expect(keys()).toEqual([]);
    expect(secrets()).toHaveLength(kept - 1);
    expect(await revocations()).toMatchObject([{ outcome: 'done', code: null }]);
    expect(server.requests.filter((r) => r.method === 'DELETE')).toHaveLength(1);
  });

  it('failed where the server lists the key as before', async () => {
    const keyId = await made();
    for (const kind of ['badGateway', 'htmlOk', 'reset'] as const) {
      server.fault({ fault: { kind }, method: 'DELETE' });
      expect((await revoke(keyId))[0]?.result).toMatchObject({ ok: false, problem: { code: 'key.revokeNothing', next: { do: 'retry' } } });
    }
    expect(t.app.core.state.key(keyId)?.held).not.toBeNull();
    expect((await revocations()).map((e) => e.outcome)).toEqual(['failed', 'failed', 'failed']);
  });

  it('is in doubt where the server cannot be listed afterwards, and settled by the next try', async () => {
    const keyId = await made();
    server.fault({ fault: { kind: 'dropAfterCommit' }, method: 'DELETE' });
    server.fault({ fault: { kind: 'badGateway' }, method: 'GET', times: 9 });
    const [outcome] = await revoke(keyId);
    expect(outcome?.result).toMatchObject({ ok: false, problem: { code: 'key.revokeUnknown', next: { do: 'refresh' } } });
    expect(outcome?.result.ok === false && outcome.result.problem.message).not.toContain('Nothing was revoked');
    expect(t.app.core.state.key(keyId)).toMatchObject({ revokedAt: null, held: { origin: 'created' } });
    expect(await revocations()).toMatchObject([{ outcome: 'failed', code: 'key.revokeUnknown' }]);
    server.clearFaults();
    expect((await revoke(keyId))[0]).toMatchObject({ result: { ok: true, already: true }, secretRemoved: true });
  });

  it('is no doubt where the server refuses', async () => {
    const keyId = await made();
    server.fault({ fault: { kind: 'tooMany', retryAfter: 3 }, method: 'DELETE' });
    expect((await revoke(keyId))[0]?.result).toMatchObject({ ok: false, problem: { code: 'tiled.tooMany' } });
  });

  it('among many costs one listing for all', async () => {
    const ids = await addListed('a', 'b', 'c', 'd');
    server.fault({ fault: { kind: 'dropAfterCommit' }, method: 'DELETE', times: 2 });
    server.fault({ fault: { kind: 'badGateway' }, method: 'DELETE' });
    const before = listings();
    const outcomes = await revoke(...ids);
    expect(outcomes.map((o) => o.result.ok)).toEqual([true, true, false, true]);
    expect(listings() - before).toBe(1);
    expect(keys().map((k) => k.id)).toEqual([ids[2]]);
  });

  it('keeps the row for the files that still hold the dead secret', async () => {
    const keyId = await made();
    const path = join(t.home, 'job.env');
    const target = { keyId, path, format: 'sh' as const, variable: '', withAddress: false };
    const { version } = valueIn(await t.client.call('export.previewFile', target));
    valueIn(await t.client.call('export.applyFile', { ...target, version }));
    server.fault({ fault: { kind: 'dropAfterCommit' }, method: 'DELETE' });
    const [outcome] = await revoke(keyId);
    expect(outcome?.places).toMatchObject([{ path }]);
    expect(existsSync(path) && readFileSync(path, 'utf8')).toMatch(/[0-9a-f]{72}/);
    expect(t.app.core.state.key(keyId)).toMatchObject({ held: null, revokedAt: expect.any(Number) });
  });
});

describe('a key that left the table meanwhile', () => {
  it('is gone by what the listing said, and stops no other', async () => {
    const [one = '', two = ''] = await addListed('one', 'two');
    for (const principal of server.state.principals) principal.keys = principal.keys.filter((k) => k.note !== 'one');
    await refresh();
    expect((await revoke(one, two)).map((o) => o.result)).toEqual([
      { ok: true, already: true },
      { ok: true, already: false },
    ]);
    expect(keys()).toEqual([]);
  });

  it('is not called gone where no listing said so, and stops no other', async () => {
    const [two = ''] = await addListed('two');
    const [never, other] = await revoke('never-seen', two);
    expect(never?.result).toMatchObject({ ok: false, problem: { code: 'key.unknown' } });
    expect(other?.result).toEqual({ ok: true, already: false });
  });
});
