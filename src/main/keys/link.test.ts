import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyState } from '../../domain/key-state';
import { startTestApp, type TestApp, valueIn } from '../testing';
import { holdIn, inLab, Lab, rowNamed } from './testing-lab';

let lab: Lab;
let t: TestApp;
let profileId: string;
let timers: { readonly ms: number; readonly run: () => void; cancelled: boolean }[];

beforeEach(async () => {
  lab = new Lab();
  timers = [];
  t = await startTestApp({
    drivers: [lab.driver],
    later: (ms, run) => {
      const timer = { ms, run, cancelled: false };
      timers.push(timer);
      return () => {
        timer.cancelled = true;
      };
    },
  });
  ({ profileId } = await inLab(t));
});
afterEach(async () => {
  expect(t.mishaps).toEqual([]);
  await t.close();
});

const key = (id: string) => t.app.core.state.key(id);
const refresh = async () => valueIn(await t.client.call('keys.refresh', { profileId }));
const state = (id: string) => {
  const record = key(id);
  return record ? keyState(record, Date.now()).state : null;
};
const idle = () => t.app.core.turn(profileId, async () => undefined);
const keysHere = () => t.app.core.state.keysOf(profileId);

describe('a secret that is found by use', () => {
  it('joins the row that moved; nothing of either is lost, and the next listing keeps them one', async () => {
    const made = lab.add('alice', 'nightly');
    lab.add('alice', 'other');
    await refresh();
    const row = rowNamed(t, 'nightly');
    valueIn(await t.client.call('keys.annotate', { keyId: row.id, local: { label: 'of the row', owner: 'Bob', note: 'one' } }));
    const { keyId } = await holdIn(t, profileId, made.secret, null, 'of the secret');
    expect(key(row.id)).toBeUndefined();
    expect(key(keyId)).toMatchObject({
      linked: { by: 'use' },
      local: { label: 'of the secret / of the row', owner: 'Bob', note: 'one' },
      listed: { value: { name: 'nightly' } },
    });
    expect(state(keyId)).toBe('heldLive');
    await refresh();
    expect(keysHere()).toHaveLength(2);
    expect(key(keyId)?.presence.value).toBe('listed');
    expect(readFileSync(join(t.folder, 'index.json'), 'utf8')).toContain('"linked":{"by":"use"');
  });

  it('is live without a row where none moved, and a later look finds it', async () => {
    const made = lab.add('alice', 'nightly');
    lab.moves = false;
    const { keyId } = await holdIn(t, profileId, made.secret);
    expect(keysHere()).toHaveLength(2);
    expect(state(keyId)).toBe('heldLive');
    lab.moves = true;
    valueIn(await t.client.call('keys.verify', { keyId }));
    expect(keysHere()).toHaveLength(1);
    expect(key(keyId)?.linked?.by).toBe('use');
  });

  it('is not joined to a row whose secret another key holds', async () => {
    const made = lab.add('alice', 'nightly');
    lab.moves = false;
    const { keyId } = await holdIn(t, profileId, made.secret);
    const other = lab.add('alice', 'other');
    await refresh();
    const wrong = await holdIn(t, profileId, other.secret, rowNamed(t, 'nightly').id);
    expect(key(wrong.keyId)?.linked?.by).toBe('hand');
    lab.moves = true;
    valueIn(await t.client.call('keys.verify', { keyId }));
    expect(key(keyId)?.linked).toBeUndefined();
    expect(key(keyId)?.listed).toBeNull();
    expect(key(wrong.keyId)?.listed?.value.name).toBe('nightly');
  });

  it('goes to the row that moved rather than to the one that was picked, and that is said', async () => {
    const made = lab.add('alice', 'nightly');
    lab.add('alice', 'other');
    await refresh();
    const picked = rowNamed(t, 'other');
    const { keyId, sentence } = await holdIn(t, profileId, made.secret, picked.id);
    expect(keyId).not.toBe(picked.id);
    expect(key(picked.id)?.held).toBeNull();
    expect(key(keyId)?.linked?.by).toBe('use');
    expect(sentence).toContain('It is not the key that you picked in the list, but “nightly”.');
  });
});

describe('what a check is told', () => {
  it('is the manager and the check before; a manager key that listed for it counts as used by us', async () => {
    const manager = lab.add('alice', 'manager');
    const made = lab.add('alice', 'nightly');
    const { keyId: managerId } = await holdIn(t, profileId, manager.secret);
    valueIn(await t.client.call('profile.setManager', { profileId, manager: { kind: 'key', keyId: managerId } }));
    const calls = key(managerId)?.ownCalls.length ?? 0;
    const { keyId } = await holdIn(t, profileId, made.secret);
    expect(lab.known.at(-1)).toEqual({ manager: 'key', before: null });
    // One call for the check's listings, which end in the same millisecond or the next, and one for the listing that follows.
    expect((key(managerId)?.ownCalls.length ?? 0) - calls).toBeGreaterThanOrEqual(2);
    valueIn(await t.client.call('keys.verify', { keyId }));
    expect(lab.known.at(-1)).toEqual({ manager: 'key', before: 'live' });
  });

  it('goes without a manager where the keychain would have to ask', async () => {
    const manager = lab.add('alice', 'manager');
    const { keyId: managerId } = await holdIn(t, profileId, manager.secret);
    valueIn(await t.client.call('profile.setManager', { profileId, manager: { kind: 'key', keyId: managerId } }));
    const made = lab.add('alice', 'nightly');
    t.stores.os.failure = { kind: 'locked' };
    await t.client.call('keys.hold', {
      profileId,
      keyId: null,
      secret: { typed: made.secret },
      fields: {},
      local: { label: '', owner: '', note: '' },
    });
    t.stores.os.failure = null;
    expect(lab.known.at(-1)?.manager).toBeNull();
  });
});

describe('a second look', () => {
  it('is planned once for a key, goes as a check does, and plans no third', async () => {
    const made = lab.add('alice', 'nightly');
    lab.paused = true;
    const { keyId } = await holdIn(t, profileId, made.secret);
    expect(timers.map((x) => x.ms)).toEqual([60_000]);
    expect(key(keyId)?.check?.value.kind).toBe('inconclusive');
    timers[0]?.run();
    await idle();
    expect(timers).toHaveLength(1);
    expect(key(keyId)?.check?.value.kind).toBe('inconclusive');
    valueIn(await t.client.call('keys.verify', { keyId }));
    expect(timers).toHaveLength(2);
    lab.paused = false;
    timers[1]?.run();
    await idle();
    expect(key(keyId)?.check?.value.kind).toBe('live');
    expect(key(keyId)?.linked?.by).toBe('use');
  });

  it('keeps its distance from the one before at the same server', async () => {
    const made = [lab.add('alice', 'one'), lab.add('alice', 'two'), lab.add('alice', 'three')];
    lab.paused = true;
    for (const { secret } of made) await holdIn(t, profileId, secret);
    const waits = timers.map((x) => Math.round(x.ms / 1_000));
    expect(waits).toEqual([60, 120, 180]);
  });

  it('is cancelled by a look of the person’s, and when the app closes', async () => {
    const made = lab.add('alice', 'nightly');
    lab.paused = true;
    const { keyId } = await holdIn(t, profileId, made.secret);
    valueIn(await t.client.call('keys.verify', { keyId }));
    expect(timers.map((x) => x.cancelled)).toEqual([true, false]);
    await t.app.close();
    expect(timers.map((x) => x.cancelled)).toEqual([true, true]);
  });

  it('asks nothing of a locked keychain, and nothing about a key that was forgotten', async () => {
    const made = lab.add('alice', 'nightly');
    lab.paused = true;
    const { keyId } = await holdIn(t, profileId, made.secret);
    const checks = lab.known.length;
    t.stores.os.failure = { kind: 'locked' };
    timers[0]?.run();
    await idle();
    expect(lab.known).toHaveLength(checks);
    t.stores.os.failure = null;
    valueIn(await t.client.call('keys.verify', { keyId }));
    valueIn(await t.client.call('keys.forget', { keyId }));
    timers.at(-1)?.run();
    await idle();
    expect(lab.known).toHaveLength(checks + 1);
  });
});

describe('a link by hand', () => {
  const unlinked = async () => {
    const made = lab.add('alice', 'nightly');
    lab.moves = false;
    const { keyId } = await holdIn(t, profileId, made.secret);
    return { keyId, row: rowNamed(t, 'nightly') };
  };

  it('makes one key of both, and splits them again with the next listing', async () => {
    const { keyId, row } = await unlinked();
    valueIn(await t.client.call('keys.link', { keyId, rowKeyId: row.id }));
    expect(keysHere().map((k) => k.id)).toEqual([keyId]);
    expect(key(keyId)?.linked?.by).toBe('hand');
    lab.moves = true;
    valueIn(await t.client.call('keys.verify', { keyId }));
    expect(key(keyId)?.linked?.by).toBe('use');
    valueIn(await t.client.call('keys.unlink', { keyId }));
    expect(keysHere()).toHaveLength(2);
    expect(key(keyId)).toMatchObject({ listed: null, held: { origin: 'pasted' } });
    expect(key(keyId)?.linked).toBeUndefined();
    expect(state(keyId)).toBe('heldLive');
    expect(await t.client.call('keys.unlink', { keyId })).toMatchObject({ ok: false, error: { code: 'key.notLinked' } });
  });

  it('is a claim: a key whose row it may have taken is not called gone for that', async () => {
    const [one, two] = [lab.add('alice', 'one'), lab.add('alice', 'two')];
    lab.moves = false;
    const [first, second] = [await holdIn(t, profileId, one.secret), await holdIn(t, profileId, two.secret)];
    valueIn(await t.client.call('keys.link', { keyId: first.keyId, rowKeyId: rowNamed(t, 'two').id }));
    lab.rows.shift();
    await refresh();
    expect(key(second.keyId)?.presence.value).toBe('cannotTell');
    expect(state(second.keyId)).toBe('heldLive');
  });

  it('is refused for what cannot be two halves of one key', async () => {
    const { keyId, row } = await unlinked();
    const link = (a: string, b: string) => t.client.call('keys.link', { keyId: a, rowKeyId: b });
    expect(await link(row.id, keyId)).toMatchObject({ ok: false, error: { code: 'key.link.notHeld' } });
    expect(await link(keyId, keyId)).toMatchObject({ ok: false, error: { code: 'key.link.otherServer' } });
    const second = await inLab(t, 'https://second.test');
    const elsewhere = t.app.core.state.keysOf(second.profileId)[0]?.id ?? '';
    expect(await link(keyId, elsewhere)).toMatchObject({ ok: false, error: { code: 'key.link.otherServer' } });
    lab.administrators.add('alice');
    lab.add('bob', 'of bob');
    await refresh();
    valueIn(await t.client.call('profile.everyone', { profileId, everyone: true }));
    expect(await link(keyId, rowNamed(t, 'of bob').id)).toMatchObject({ ok: false, error: { code: 'key.link.otherOwner' } });
    valueIn(await link(keyId, row.id));
    lab.add('alice', 'third');
    await refresh();
    expect(await link(keyId, rowNamed(t, 'third').id)).toMatchObject({ ok: false, error: { code: 'key.link.hasRow' } });
    const made = lab.add('alice', 'fourth');
    const { keyId: other } = await holdIn(t, profileId, made.secret);
    expect(await link(other, keyId)).toMatchObject({ ok: false, error: { code: 'key.link.rowHeld' } });
  });
});

describe('what a deletion proves', () => {
  const revoke = async (keyId: string) => {
    const report = valueIn(await t.client.call('keys.revoke', { keyIds: [keyId], acknowledged: false }));
    return report.outcomes[0]?.result;
  };
  /** Two held keys, the first linked by hand to the second's row. */
  const crossed = async (bothHeld = true) => {
    const [a, b] = [lab.add('alice', 'a'), lab.add('alice', 'b')];
    lab.moves = false;
    const one = await holdIn(t, profileId, a.secret, null, 'one');
    const two = bothHeld ? await holdIn(t, profileId, b.secret, null, 'two') : null;
    valueIn(await t.client.call('keys.link', { keyId: one.keyId, rowKeyId: rowNamed(t, 'b').id }));
    return { one: one.keyId, two: two?.keyId ?? '', a, b };
  };

  it('is that the link was right: the secret goes with its key, without another look', async () => {
    const a = lab.add('alice', 'a');
    const { keyId } = await holdIn(t, profileId, a.secret);
    const checks = lab.known.length;
    expect(await revoke(keyId)).toEqual({ ok: true, already: false });
    expect(lab.known).toHaveLength(checks);
    expect(keysHere()).toEqual([]);
    expect([...t.stores.os.items.values()]).not.toContain(a.secret);
  });

  it('may be that the link was wrong: the secret is kept without a row, and the key that died is named', async () => {
    const { one, two, a } = await crossed();
    const result = await revoke(one);
    expect(result).toMatchObject({ ok: false, problem: { code: 'key.wrongLink' } });
    expect(result?.ok === false && result.problem.message).toContain('“two”, whose secret is held here and works no more');
    expect([...t.stores.os.items.values()]).toContain(a.secret);
    expect(key(one)).toMatchObject({ check: null, held: { origin: 'pasted' } });
    expect(key(one)?.linked).toBeUndefined();
    expect(key(one)?.marks.some((m) => m.kind === 'serverId')).toBe(false);
    expect(state(two)).toBe('heldGone');
    expect(state(one)).toBe('unknown');
    expect(new Set(keysHere().map((k) => k.listed?.value.name ?? k.local.label))).toEqual(new Set(['one', 'two', 'a']));
  });

  it('may be that a key died whose secret is nowhere here', async () => {
    const { one } = await crossed(false);
    const result = await revoke(one);
    expect(result?.ok === false && result.problem.message).toContain('is another one than the secret held here');
    expect(state(one)).toBe('unknown');
  });

  it('may be that a row without a secret was the row of a held key', async () => {
    const a = lab.add('alice', 'a');
    lab.moves = false;
    const { keyId } = await holdIn(t, profileId, a.secret, null, 'one');
    const row = rowNamed(t, 'a');
    expect(await revoke(row.id)).toMatchObject({ ok: true, note: expect.stringContaining('It was the key “one”') });
    expect(keysHere().map((k) => k.id)).toEqual([keyId]);
    expect(state(keyId)).toBe('heldGone');
    expect(key(keyId)?.revokedAt).not.toBeNull();
  });

  it('is asked of the secret itself where the server does not say it', async () => {
    const { one } = await crossed(false);
    lab.proves = false;
    expect(await revoke(one)).toMatchObject({ ok: false, problem: { code: 'key.wrongLink' } });
    expect(key(one)?.held).not.toBeNull();
    expect(state(one)).toBe('heldLive');
  });

  it('waits for the second look where the server pauses', async () => {
    const { one } = await crossed(false);
    lab.proves = false;
    lab.paused = true;
    expect(await revoke(one)).toMatchObject({ ok: false, problem: { code: 'key.linkUnproven' } });
    lab.paused = false;
    timers.at(-1)?.run();
    await idle();
    expect(key(one)?.linked).toBeUndefined();
    expect(state(one)).toBe('heldLive');
  });

  it('never reaches the window, the index or the log', async () => {
    const { createHash } = await import('node:crypto');
    const { one, b } = await crossed(false);
    await revoke(one);
    await t.app.core.state.saved();
    const died = createHash('sha256').update(b.secret).digest('hex');
    const files = ['index.json', 'activity.jsonl'].map((name) => readFileSync(join(t.folder, name), 'utf8')).join('');
    expect(t.crossed() + files).not.toContain(died);
  });
});
