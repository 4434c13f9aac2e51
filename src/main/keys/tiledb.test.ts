import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyState } from '../../domain/key-state';
import { startTileDbSandbox, type TileDbSandbox, type TileDbSandboxOptions } from '../../sandbox/tiledb';
import { startTestApp, type TestApp, valueIn } from '../testing';

/** The same use cases over TileDB's driver, its sandbox and its own files. */

let server: TileDbSandbox;
let t: TestApp;
let profileId = '';

async function start(options: TileDbSandboxOptions): Promise<void> {
  server = await startTileDbSandbox(options);
  const about = { label: 'TileDB', note: '', caFile: null, plainHttpAccepted: false };
  ({ profileId } = valueIn(await t.client.call('profile.add', { kind: 'tiledb', address: `${server.url}/v1/`, ...about })));
  const secrets = { password: { typed: 'secret2' } };
  valueIn(await t.client.call('profile.signIn', { profileId, method: 'password', fields: { username: 'henry' }, secrets }));
}
beforeEach(async () => {
  t = await startTestApp();
});
afterEach(async () => {
  expect(t.mishaps).toEqual([]);
  for (const { secret } of server.state.tokens) expect(t.crossed()).not.toContain(secret);
  await t.close();
  await server.stop();
});

const create = async (fields: Record<string, string> = {}): Promise<string> => {
  const wanted = { scopes: '*', lifetime: '3600', name: 'ingest', ...fields };
  const local = { label: '', owner: '', note: '' };
  return valueIn(await t.client.call('keys.create', { profileId, fields: wanted, local })).keyId;
};
const key = (id: string) => t.app.core.state.key(id);
const stateOf = (id: string) => {
  const record = key(id);
  return record ? keyState(record, Date.now()).state : null;
};
const revoke = async (keyId: string) =>
  valueIn(await t.client.call('keys.revoke', { keyIds: [keyId], acknowledged: true })).outcomes[0]?.result;

describe('TileDB through the use cases', () => {
  it.each(['v1', 'v4'] as const)('makes, lists, checks and revokes a token of %s, once that was acknowledged', async (generation) => {
    await start({ generation });
    const id = await create();
    expect(stateOf(id)).toBe('heldLive');
    expect(t.app.core.state.keysOf(profileId)).toHaveLength(1);
    expect(valueIn(await t.client.call('keys.verify', { keyId: id })).outcome).toBe('live');
    expect(key(id)?.listed?.value).toMatchObject({ name: 'ingest', scopes: ['*'] });
    const early = await t.client.call('keys.revoke', { keyIds: [id], acknowledged: false });
    expect(early).toMatchObject({ ok: false, error: { code: 'key.notAcknowledged' } });
    expect(await revoke(id)).toEqual({ ok: true, already: false });
    expect(server.state.tokens).toHaveLength(1);
  });

  it.each(['v1', 'v4'] as const)('counts a lost answer to a revocation as done where %s lists the token no more', async (generation) => {
    await start({ generation });
    const id = await create();
    server.fault({ fault: { kind: 'badGateway' }, method: 'DELETE' });
    expect(await revoke(id)).toMatchObject({ ok: false, problem: { code: 'key.revokeNothing' } });
    server.fault({ fault: { kind: 'dropAfterCommit' }, method: 'DELETE' });
    expect(await revoke(id)).toEqual({ ok: true, already: false, note: expect.stringContaining('The answer was lost') });
    expect(key(id)).toBeUndefined();
    expect(server.state.tokens).toHaveLength(1);
  });

  it('revokes a held token without a name by itself', async () => {
    await start({ unnamed: 'nameless', listedToken: 'masked' });
    const id = await create({ name: '' });
    expect(await revoke(id)).toEqual({ ok: true, already: false });
    expect(server.state.tokens.map((token) => token.kind)).toEqual(['session']);
  });

  it.each(['v1', 'v4'] as const)('ends the earlier login of %s when one signs in again', async (generation) => {
    await start({ generation });
    const [earlier] = server.state.tokens;
    const secrets = { password: { typed: 'secret2' } };
    valueIn(await t.client.call('profile.signIn', { profileId, method: 'password', fields: { username: 'henry' }, secrets }));
    expect(server.state.tokens).toHaveLength(1);
    expect(server.state.tokens).not.toContain(earlier);
    valueIn(await t.client.call('keys.refresh', { profileId }));
    expect(t.app.core.state.status(profileId).refresh).toBe('ok');
  });

  it.each([
    ['v1', true],
    ['v1', false],
    ['v4', true],
  ] as const)(
    'a login’s token of %s, as the vendor’s files hold one, is held like a key (sessions listed: %s)',
    async (generation, listed) => {
      await start({ generation, sessionsListed: listed });
      await create();
      const wanted = generation === 'v1' ? ({ kind: 'session' } as const) : { name: 'login-session-other', workspace: 'genomics' };
      const typed = server.addToken('henry', { ...wanted, expiresAt: Date.now() + 3_600_000 });
      const { keyId } = valueIn(
        await t.client.call('keys.hold', {
          profileId,
          keyId: null,
          secret: { typed },
          fields: {},
          local: { label: '', owner: '', note: '' },
        }),
      );
      expect(stateOf(keyId)).toBe('heldLive');
      valueIn(await t.client.call('keys.refresh', { profileId }));
      expect(stateOf(keyId)).toBe('heldLive');
      server.state.tokens = server.state.tokens.filter((token) => token.secret !== typed);
      valueIn(await t.client.call('keys.refresh', { profileId }));
      // A list without any session does not prove that there is none.
      expect(stateOf(keyId)).toBe(generation === 'v1' && listed ? 'heldGone' : 'heldLive');
      valueIn(await t.client.call('keys.verify', { keyId }));
      expect(stateOf(keyId)).toBe('heldGone');
    },
  );

  it('names the one new row after a create whose answer was lost, also where rows tell nothing but names', async () => {
    await start({ listedToken: 'absent', zeroDates: 'both' });
    for (const name of ['one', 'two']) server.addToken('henry', { name });
    server.fault({ fault: { kind: 'dropAfterCommit' }, method: 'POST' });
    const fields = { scopes: '*', lifetime: '3600', name: 'ingest' };
    const made = await t.client.call('keys.create', { profileId, fields, local: { label: '', owner: '', note: '' } });
    expect(made).toMatchObject({ ok: false, error: { code: 'key.createLost' } });
    expect(made.ok ? '' : made.error.message).toContain('now lists “ingest”, which');
    expect(server.state.tokens.filter((token) => token.name?.startsWith('ingest'))).toHaveLength(1);
  });

  it('puts a token into the vendor’s file and closes it again after another program opened it', async () => {
    await start({});
    const id = await create();
    const file = { keyId: id, kind: 'tiledbCloudJson', path: '', locator: '' };
    const { version } = valueIn(await t.client.call('export.previewConfig', file));
    valueIn(await t.client.call('export.applyConfig', { ...file, version, keep: true }));
    const path = join(t.home, '.tiledb', 'cloud.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ host: server.url });
    chmodSync(path, 0o644);
    valueIn(await t.client.call('place.check', { keyId: id }));
    expect(key(id)?.places[0]?.lastCheck).toMatchObject({ state: 'present', detail: expect.stringContaining('0644') });
    const place = { keyId: id, placeId: key(id)?.places[0]?.id ?? '' };
    expect(valueIn(await t.client.call('place.tighten', place)).notes).toHaveLength(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(key(id)?.places[0]?.lastCheck?.detail).toBeUndefined();
  });

  it('exports the address of one’s own server in any case: without it the token would go elsewhere', async () => {
    await start({ generation: 'v4' });
    const id = await create();
    const shown = valueIn(await t.client.call('export.preview', { keyId: id, variable: '', withAddress: false }));
    const posix = shown.commands.find((c) => c.shell === 'posix')?.masked ?? '';
    for (const name of ['TILEDB_REST_TOKEN', 'TILEDB_REST_HOST', 'TILEDB_REST_SERVER_ADDRESS', 'TILEDB_REST_WORKSPACE'])
      expect(posix).toContain(`${name}=`);
    const file = { keyId: id, path: join(t.home, 'env'), format: 'sh', variable: '', withAddress: false } as const;
    const { version } = valueIn(await t.client.call('export.previewFile', file));
    valueIn(await t.client.call('export.applyFile', { ...file, version }));
    expect(readFileSync(file.path, 'utf8')).toContain(`TILEDB_REST_HOST='${server.url}'`);
  });

  it('logins are listed apart from keys, and old ones are ended together, once that was acknowledged', async () => {
    await start({ generation: 'v4', seed: 'demo' });
    for (const name of ['login-session-1', 'login-session-2'])
      server.addToken('henry', { name, workspace: 'genomics', expiresAt: Date.now() + 3_600_000 });
    valueIn(await t.client.call('keys.refresh', { profileId }));
    const sessions = () => t.app.core.state.status(profileId).sessions;
    expect(sessions().length).toBeGreaterThanOrEqual(3);
    expect(t.app.core.state.keysOf(profileId).every((k) => !k.listed?.value.name?.startsWith('login-session-'))).toBe(true);
    const own = sessions().filter((s) => s.warnings.join(' ').includes('Tessera'));
    const old = sessions().filter((s) => !own.includes(s));
    const ids = old.map((s) => s.id);
    // A refresh in between takes nothing from under the person's hand.
    valueIn(await t.client.call('keys.refresh', { profileId }));
    expect(t.app.core.state.status(profileId).sessions.map((s) => s.id)).toEqual(expect.arrayContaining([...ids]));
    expect(await t.client.call('sessions.end', { profileId, ids, acknowledged: false })).toMatchObject({
      ok: false,
      error: { code: 'key.notAcknowledged' },
    });
    expect(valueIn(await t.client.call('sessions.end', { profileId, ids, acknowledged: true }))).toEqual({ ended: old.length });
    expect(sessions()).toHaveLength(own.length);
    expect(await t.client.call('sessions.end', { profileId, ids, acknowledged: true })).toMatchObject({
      ok: false,
      error: { code: 'session.listedAnew' },
    });
  });
});
