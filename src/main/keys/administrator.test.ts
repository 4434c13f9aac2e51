import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerDriver } from '../servers/driver';
import { startTestApp, type TestApp, valueIn } from '../testing';
import { holdIn, inLab, Lab, rowNamed } from './testing-lab';

let lab: Lab;
let t: TestApp;
let profileId: string;

beforeEach(async () => {
  lab = new Lab();
  lab.add('alice', 'of alice');
  lab.add('bob', 'of bob');
  lab.add('carol', 'of carol');
  t = await startTestApp({ drivers: [lab.driver] });
  ({ profileId } = await inLab(t));
});
afterEach(async () => {
  expect(t.mishaps).toEqual([]);
  await t.close();
});

const refresh = async () => valueIn(await t.client.call('keys.refresh', { profileId }));
const everyone = (on: boolean) => t.client.call('profile.everyone', { profileId, everyone: on });
const status = async () => valueIn(await t.client.call('app.snapshot', {})).profiles[0]?.status;
const names = () => t.app.core.state.keysOf(profileId).map((k) => k.listed?.value.name ?? k.local.label);
const asAdministrator = async () => {
  lab.administrators.add('alice');
  await refresh();
  valueIn(await everyone(true));
};

describe('the keys of all users', () => {
  it('are refused to an account of which the server does not say that it administers', async () => {
    expect((await status())?.administers).toBe(false);
    expect(await everyone(true)).toMatchObject({ ok: false, error: { code: 'profile.notAdministrator' } });
    expect(names()).toEqual(['of alice']);
  });

  it('are listed for an administrator, with their owners, and the wish is kept for the next start', async () => {
    await asAdministrator();
    expect((await status())?.administers).toBe(true);
    expect(names()).toEqual(['of alice', 'of bob', 'of carol']);
    expect(rowNamed(t, 'of bob').listed?.value.owner).toEqual({ id: 'id-bob', label: 'bob' });
    await t.app.core.state.saved();
    expect(readFileSync(join(t.folder, 'index.json'), 'utf8')).toContain('"everyone":true');
  });

  it('are not blamed on a create whose answer was lost: what others make meanwhile is theirs', async () => {
    await t.close();
    let lost = true;
    const create: ServerDriver['create'] = async () => {
      lab.add('bob', 'of bob, meanwhile');
      if (lost) lab.add('alice', 'lost');
      return { ok: false, error: { code: 'http.reset', message: 'The connection broke off.', next: { do: 'retry' }, ambiguous: true } };
    };
    t = await startTestApp({ drivers: [{ ...lab.driver, create }] });
    ({ profileId } = await inLab(t));
    await asAdministrator();
    const made = () => t.client.call('keys.create', { profileId, fields: {}, local: { label: '', owner: '', note: '' } });
    const answer = await made();
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'key.createLost', next: { do: 'revoke', keyIds: [rowNamed(t, 'lost').id] } },
    });
    expect(answer.ok ? '' : answer.error.message).not.toContain('bob');
    lost = false;
    expect(await made()).toMatchObject({ ok: false, error: { code: 'key.createNothing' } });
  });

  it('leave the table when it is switched off; a key that is held here stays, and is not called gone', async () => {
    await asAdministrator();
    const bob = rowNamed(t, 'of bob');
    await t.app.core.state.changeKey(bob.id, (k) => ({
      ...k,
      held: {
        account: 'a',
        hash: 'h',
        since: 1,
        origin: 'pasted',
        backend: 'memory',
        lastSeen: { value: 'found', source: 'thisMachine', asOf: 1 },
      },
    }));
    valueIn(await everyone(false));
    expect(names()).toEqual(['of alice', 'of bob']);
    expect(t.app.core.state.key(bob.id)?.presence.value).toBe('cannotTell');
    expect(t.app.core.state.profile(profileId)).not.toHaveProperty('everyone');
  });

  it('leave the table even where the server cannot be asked just then', async () => {
    await asAdministrator();
    lab.driver.list = async () => ({ ok: false, error: { code: 'http.timeout', message: 'No answer.', next: { do: 'retry' } } });
    expect(await everyone(false)).toMatchObject({ ok: false, error: { code: 'http.timeout' } });
    expect(names()).toEqual(['of alice']);
  });
});

describe('revoking many keys', () => {
  const preview = async (keyIds: readonly string[]) => valueIn(await t.client.call('keys.revokePreview', { keyIds: [...keyIds] }));
  const revoke = (keyIds: readonly string[], typed?: string, total?: number) =>
    t.client.call('keys.revoke', {
      keyIds: [...keyIds],
      acknowledged: false,
      ...(typed === undefined ? {} : { typed }),
      ...(total === undefined ? {} : { total }),
    });
  const all = () => t.app.core.state.keysOf(profileId).map((k) => k.id);

  it('is counted first, server by server, without asking any', async () => {
    await asAdministrator();
    const made = lab.add('alice', 'manager');
    const { keyId } = await holdIn(t, profileId, made.secret);
    valueIn(await t.client.call('profile.setManager', { profileId, manager: { kind: 'key', keyId } }));
    const other = valueIn(
      await t.client.call('profile.add', {
        kind: 'other',
        address: 'x.test',
        label: 'X',
        note: '',
        caFile: null,
        plainHttpAccepted: false,
      }),
    );
    const kept = await holdIn(t, other.profileId, 'some key of x', null, 'x');
    const calls = lab.calls.length;
    expect(await preview([...all(), kept.keyId, 'nobody'])).toEqual({
      profiles: [
        { profileId, label: 'Lab', count: 4, ofOthers: 2, held: 1, places: 0, managerKey: true, cannot: [] },
        {
          profileId: other.profileId,
          label: 'X',
          count: 0,
          ofOthers: 0,
          held: 0,
          places: 0,
          managerKey: false,
          cannot: [{ why: 'Keys of this server are revoked where they were made, not from here.', keyIds: [kept.keyId] }],
        },
      ],
      rows: 4,
      phrase: 'revoke 4 keys',
    });
    expect(lab.calls).toHaveLength(calls);
  });

  it('needs the words typed exactly; nothing is revoked otherwise', async () => {
    await asAdministrator();
    const keyIds = all();
    for (const typed of [undefined, '', 'revoke 2 keys', 'Revoke 3 keys', 'revoke 3 keys please'])
      expect(await revoke(keyIds, typed)).toMatchObject({ ok: false, error: { code: 'key.notTyped', field: 'typed' } });
    expect(lab.rows).toHaveLength(3);
    valueIn(await revoke(keyIds, 'revoke 3 keys'));
    expect(lab.rows).toEqual([]);
  });

  it('needs them for one key of another user, and not for one of one’s own', async () => {
    await asAdministrator();
    const bob = rowNamed(t, 'of bob').id;
    expect((await preview([bob])).phrase).toBe('revoke 1 key');
    expect(await revoke([bob])).toMatchObject({ ok: false, error: { code: 'key.notTyped' } });
    valueIn(await revoke([bob], 'revoke 1 key'));
    const own = rowNamed(t, 'of alice').id;
    expect((await preview([own])).phrase).toBeNull();
    valueIn(await revoke([own]));
  });

  it('in portions is typed once, for the number of all', async () => {
    await asAdministrator();
    const [first, ...rest] = all();
    expect(await revoke([first ?? ''], undefined, 3)).toMatchObject({ ok: false, error: { code: 'key.notTyped' } });
    valueIn(await revoke([first ?? ''], 'revoke 3 keys', 3));
    // A total below what is sent counts for nothing.
    expect(await revoke(rest, 'revoke 1 key', 1)).toMatchObject({ ok: false, error: { code: 'key.notTyped' } });
    valueIn(await revoke(rest, 'revoke 3 keys', 3));
  });
});
