import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeListing, withoutKnowledge } from './join';
import type { KeyRecord } from './key';
import type { Mark } from './mark';
import { at, firstEight, held, listedKey, listing, record, T0 } from './testing';
import { HOUR, MINUTE } from './time';

const ids = () => {
  let n = 0;
  return () => `new-${++n}`;
};
const merge = (records: readonly KeyRecord[], l: ReturnType<typeof listing>) => mergeListing(records, l, 'profile', ids());

describe('joining a listing with what this machine holds', () => {
  it('joins a held secret to its row by first eight and keeps what only we know', () => {
    const known = record('a', {
      marks: [firstEight('aaaaaaaa'), { kind: 'hash', value: 'H' }],
      held: held('H'),
      local: { label: 'mine', owner: '', note: '' },
    });
    const { upserts, gone } = merge([known], listing([listedKey('aaaaaaaa')]));
    expect(gone).toEqual([]);
    expect(upserts).toHaveLength(1);
    expect(upserts[0]).toMatchObject({ id: 'a', presence: { value: 'listed' }, local: { label: 'mine' }, ambiguous: false });
    expect(upserts[0]?.marks).toContainEqual({ kind: 'hash', value: 'H' });
  });

  it('says gone only for a complete listing', () => {
    const known = record('a', {
      marks: [firstEight('aaaaaaaa')],
      held: held('H'),
      presence: { value: 'listed', source: 'listing', asOf: 1 },
    });
    expect(merge([known], listing([])).upserts[0]?.presence.value).toBe('notListed');
    expect(merge([known], listing([], { complete: { yes: false, why: 'A page failed.' } })).upserts[0]?.presence.value).toBe('cannotTell');
  });

  it('says nothing of a secret that was never seen to be of this account', () => {
    const pasted = (more: Partial<KeyRecord>) =>
      record('a', { marks: [firstEight('aaaaaaaa')], held: { ...held('H'), origin: 'pasted' }, ...more });
    const seen = (more: Partial<KeyRecord>) => merge([pasted(more)], listing([])).upserts[0]?.presence.value;
    const checked = (id: string): Partial<KeyRecord> => ({
      check: { value: { kind: 'live', principal: { id, label: id } }, source: 'ownCheck', asOf: 1 },
    });
    expect(seen({})).toBe('cannotTell');
    expect(seen(checked('somebody else'))).toBe('cannotTell');
    expect(seen(checked('p1'))).toBe('notListed');
  });

  it('drops a row that is neither listed nor held nor put anywhere', () => {
    expect(merge([record('a', { marks: [firstEight('aaaaaaaa')] })], listing([])).gone).toEqual(['a']);
  });

  it('keeps a place of use of a key that is gone', () => {
    const place = { id: 'p', kind: 'envFile', path: '/x', locator: 'K', hash: 'H', putAt: 1, lastCheck: null };
    expect(merge([record('a', { places: [place] })], listing([])).gone).toEqual([]);
  });

  it('flags two rows that share their first eight, and does not swap them between refreshes', () => {
    const rows = [listedKey('aaaaaaaa', { name: 'one', expiry: at(1) }), listedKey('aaaaaaaa', { name: 'two', expiry: at(2) })];
    const first = merge([], listing(rows)).upserts;
    expect(first.map((r) => r.ambiguous)).toEqual([true, true]);
    const again = merge(first, listing([...rows].reverse())).upserts;
    expect(new Map(again.map((r) => [r.id, r.listed?.value.name]))).toEqual(new Map(first.map((r) => [r.id, r.listed?.value.name])));
  });

  it('never joins rows of different owners', () => {
    const bob = { id: 'p2', label: 'bob' };
    const known = record('a', {
      marks: [firstEight('aaaaaaaa')],
      held: held('H'),
      presence: { value: 'listed', source: 'listing', asOf: 1 },
    });
    const { upserts } = merge([known], listing([listedKey('aaaaaaaa', { owner: bob })]));
    expect(upserts.find((r) => r.id === 'a')?.presence.value).toBe('notListed');
    expect(upserts).toHaveLength(2);
  });

  it('leaves sessions out', () => {
    expect(merge([], listing([listedKey('aaaaaaaa', { session: true })])).upserts).toEqual([]);
  });

  describe('a secret that is held like a key, and is a session’s,', () => {
    const pasted = (marks: readonly Mark[], more: Partial<KeyRecord> = {}) =>
      record('a', {
        marks,
        held: { ...held('H'), origin: 'pasted' },
        check: { value: { kind: 'live', principal: { id: 'p1', label: 'p1' } }, source: 'ownCheck', asOf: 1 },
        ...more,
      });
    const hash: Mark = { kind: 'hash', value: 'H' };
    const lastSeven: Mark = { kind: 'lastSeven', value: 'm2Lp8sT' };
    const session = (marks: readonly Mark[]) => ({ ...listedKey('aaaaaaaa', { session: true }), marks });

    it('is found among the sessions', () => {
      for (const mark of [hash, lastSeven]) {
        const { upserts } = merge([pasted([hash, lastSeven])], listing([session([mark]), session([])], { sessionsComplete: true }));
        expect(upserts).toMatchObject([{ id: 'a', presence: { value: 'listed' }, listed: { value: { session: true } } }]);
      }
      const listedOnly = record('b', { marks: [lastSeven] });
      expect(merge([listedOnly], listing([session([lastSeven])]))).toEqual({ upserts: [], gone: ['b'] });
    });

    it('is not gone where sessions are not listed, or one of them shows nothing', () => {
      const presence = (rows: Parameters<typeof listing>[0], sessionsComplete: boolean, more: Partial<KeyRecord> = {}) =>
        merge([pasted([hash, lastSeven], more)], listing(rows, { sessionsComplete })).upserts[0]?.presence.value;
      const other = session([{ kind: 'lastSeven', value: 'another' }]);
      const wasSession = { listed: { value: session([lastSeven]), source: 'listing', asOf: 1 } } as const;
      const wasKey = { listed: { value: listedKey('x', { session: false }), source: 'listing', asOf: 1 } } as const;
      expect(presence([], false)).toBe('cannotTell');
      expect(presence([], false, wasSession)).toBe('cannotTell');
      expect(presence([session([])], true)).toBe('cannotTell');
      expect(presence([session([])], true, wasSession)).toBe('cannotTell');
      expect(presence([other], true, wasSession)).toBe('notListed');
      expect(presence([other], true)).toBe('notListed');
      expect(presence([session([])], false, wasKey)).toBe('notListed');
    });
  });

  it('knows a row that tells nothing but its name by that, and never a held key', () => {
    const named = (name: string) => ({ ...listedKey('aaaaaaaa', { name }), marks: [{ kind: 'name', value: name } as const] });
    const local = { label: '', owner: '', note: 'mine' };
    const known = record('a', { marks: [{ kind: 'name', value: 'one' }], local });
    const { upserts, gone } = merge([known], listing([named('two'), named('one')]));
    expect(upserts.map((r) => [r.id, r.local.note])).toEqual([
      ['new-1', ''],
      ['a', 'mine'],
    ]);
    expect(gone).toEqual([]);
    const ours = { ...known, held: held('H') };
    expect(merge([ours], listing([named('one')])).upserts).toMatchObject([{ id: 'new-1' }, { id: 'a', presence: { value: 'cannotTell' } }]);
  });

  it('keeps the age of what was known when the server cannot be asked', () => {
    const known = record('a', {
      presence: { value: 'listed', source: 'listing', asOf: 1 },
      listed: { value: listedKey('aaaaaaaa'), source: 'listing', asOf: 1 },
    });
    const lost = withoutKnowledge(known, T0);
    expect(lost.presence).toEqual({ value: 'cannotTell', source: 'thisMachine', asOf: T0 });
    expect(lost.listed?.asOf).toBe(1);
  });

  const eight = fc.integer({ min: 0, max: 40 }).map((n) => n.toString(16).padStart(8, '0'));
  it('is idempotent, lists every row once and loses no held secret, for any listing', () => {
    fc.assert(
      fc.property(fc.array(eight, { maxLength: 30 }), fc.array(eight, { maxLength: 30 }), (rows, known) => {
        const records = known.map((e, i) => record(`k${i}`, { marks: [firstEight(e)], held: i % 2 === 0 ? held(`h${i}`) : null }));
        const l = listing(rows.map((e) => listedKey(e)));
        const once = merge(records, l);
        expect(once.upserts.filter((r) => r.presence.value === 'listed')).toHaveLength(rows.length);
        const secrets = (rs: readonly KeyRecord[]) => rs.flatMap((r) => r.held?.hash ?? []).sort();
        expect(secrets(once.upserts)).toEqual(secrets(records));
        expect(new Set(once.upserts.map((r) => r.id)).size).toBe(once.upserts.length);
        const twice = merge(once.upserts, l);
        expect(twice.gone).toEqual([]);
        expect(
          twice.upserts
            .filter((r) => r.presence.value === 'listed')
            .map((r) => r.id)
            .sort(),
        ).toEqual(
          once.upserts
            .filter((r) => r.presence.value === 'listed')
            .map((r) => r.id)
            .sort(),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('joins 100,000 rows in linear time', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => listedKey(i.toString(16).padStart(8, '0')));
    const first = merge([], listing(rows));
    const second = merge(first.upserts, listing(rows, { asOf: T0 + HOUR }));
    expect(second.upserts).toHaveLength(100_000);
  });
});

describe('keys of which a listing shows no part', () => {
  const times = (value: string): Mark => ({ kind: 'times', value });
  const row = (marks: readonly Mark[], name: string) => listedKey('x', { marks, name, fragment: null });

  it('are joined by when they were issued and end, and a difference of these says nothing', () => {
    const jwt = record('a', { marks: [{ kind: 'hash', value: 'H' }, times('1/9')], held: held('H') });
    expect(merge([jwt], listing([row([times('1/9')], 'one')])).upserts).toMatchObject([{ id: 'a', presence: { value: 'listed' } }]);
    const apart = merge([jwt], listing([row([times('2/9')], 'one')])).upserts;
    expect(apart.map((r) => [r.id, r.presence.value])).toEqual([
      ['new-1', 'listed'],
      ['a', 'cannotTell'],
    ]);
    const sameTail = record('b', { marks: [{ kind: 'lastSeven', value: 'abcdefg' }, times('1/9')], held: held('H') });
    expect(merge([sameTail], listing([row([{ kind: 'lastSeven', value: 'abcdefg' }, times('2/9')], 'one')])).upserts).toMatchObject([
      { id: 'b', presence: { value: 'listed' }, ambiguous: false },
    ]);
  });

  it('made in one second are told apart by their names, where both are known', () => {
    const named = (value: string): Mark => ({ kind: 'name', value });
    const one = record('a', { marks: [{ kind: 'hash', value: 'H' }, times('1/9'), named('one')], held: held('H') });
    const seen = (name: string) => merge([one], listing([row([times('1/9'), named(name)], name)])).upserts.find((r) => r.id === 'a');
    expect(seen('one')?.presence.value).toBe('listed');
    expect(seen('two')?.presence.value).toBe('cannotTell');
  });

  it('made in one second are ambiguous, unless a stronger mark tells them apart', () => {
    expect(merge([], listing([row([times('1/9')], 'one'), row([times('1/9')], 'two')])).upserts.map((r) => r.ambiguous)).toEqual([
      true,
      true,
    ]);
    const named = (value: string): Mark => ({ kind: 'name', value });
    const rows = ['one', 'two'].map((name) => row([times('1/9'), named(name)], name));
    const known = ['one', 'two'].map((name) => record(name, { marks: [times('1/9'), named(name)], held: held(name) }));
    expect(merge(known, listing(rows)).upserts.map((r) => [r.id, r.ambiguous])).toEqual([
      ['one', false],
      ['two', false],
    ]);
    const pasted = record('one', { marks: [times('1/9')], held: held('H') });
    expect(merge([pasted], listing(rows)).upserts.map((r) => r.ambiguous)).toEqual([true, true]);
    const told = ['aaaaaaa', 'bbbbbbb'].map((value) => row([{ kind: 'lastSeven', value }, times('1/9')], value));
    expect(merge([], listing(told)).upserts.map((r) => r.ambiguous)).toEqual([false, false]);
  });

  it('may be any of such rows, so a held key that fits none is not said to be gone', () => {
    const opaque = record('a', { marks: [{ kind: 'hash', value: 'H' }], held: held('H') });
    const seen = (rows: ReturnType<typeof row>[], records = [opaque]) =>
      merge(records, listing(rows)).upserts.find((r) => r.id === 'a')?.presence.value;
    expect(seen([row([{ kind: 'serverId', value: '1' }], 'one')])).toBe('cannotTell');
    expect(seen([row([{ kind: 'hash', value: 'other' }], 'one')])).toBe('notListed');
    expect(seen([])).toBe('notListed');
    const other = record('b', { marks: [{ kind: 'serverId', value: '1' }], held: held('H2') });
    expect(seen([row([{ kind: 'serverId', value: '1' }], 'one')], [opaque, other])).toBe('notListed');
  });
});

describe('what a complete listing is complete of', () => {
  const gone = (known: KeyRecord, reach: Parameters<typeof mergeListing>[4]) =>
    mergeListing([known], listing([]), 'profile', ids(), reach).upserts[0]?.presence.value;
  const ofBob = record('a', {
    marks: [{ kind: 'serverId', value: '7' }],
    held: held('H'),
    listed: { value: listedKey('x', { owner: { id: 'p2', label: 'bob' } }), source: 'listing', asOf: 1 },
    presence: { value: 'listed', source: 'listing', asOf: 1 },
  });

  it('the account’s own keys: another user’s key is not missed in it', () => {
    expect(gone(ofBob, {})).toBe('cannotTell');
    expect(gone(ofBob, { everyone: true })).toBe('notListed');
  });

  it('all but the kinds of secret that the server never lists', () => {
    const made = { ...held('H'), secretKind: 'session' };
    const own = record('a', { marks: [{ kind: 'hash', value: 'H' }], held: made });
    expect(gone(own, { neverListed: ['session'] })).toBe('cannotTell');
    expect(gone(own, { neverListed: ['another'] })).toBe('notListed');
  });
});

describe('a long listing', () => {
  const rows = Array.from({ length: 2_003 }, (_, i) =>
    listedKey(String(i).padStart(8, '0'), { marks: [{ kind: 'serverId', value: `${i}` }] }),
  );
  const first = mergeListing([], listing(rows), 'profile', ids()).upserts;
  const again = (change: (key: KeyRecord, i: number) => KeyRecord, later: Parameters<typeof listing>[1] & object, told = rows) =>
    mergeListing(first.map(change), listing(told, later), 'profile', ids());
  const same = (key: KeyRecord) => key;

  it('that says what it said a quarter of an hour before changes nothing', () => {
    expect(again(same, { asOf: T0 + 15 * MINUTE })).toEqual({ upserts: [], gone: [] });
  });
  it('is written anew after an hour, so that no knowledge looks much older than it is', () => {
    expect(again(same, { asOf: T0 + HOUR }).upserts).toHaveLength(2_003);
  });
  it('changes the rows that changed, and drops those that are gone', () => {
    const told = rows.slice(1).map((r, i) => (i === 7 ? { ...r, name: 'renamed' } : r));
    const { upserts, gone } = again(same, { asOf: T0 + MINUTE }, told);
    expect(upserts.map((k) => k.listed?.value.name)).toEqual(['renamed']);
    expect(gone).toEqual([first[0]?.id]);
  });
  it('is put beside an own check that came between', () => {
    const refused = { value: { kind: 'refused' }, source: 'ownCheck', asOf: T0 + MINUTE } as const;
    const { upserts } = again((key, i) => (i === 3 ? { ...key, held: held('h'), check: refused } : key), { asOf: T0 + 2 * MINUTE });
    expect(upserts).toHaveLength(1);
    expect(upserts[0]?.presence.asOf).toBe(T0 + 2 * MINUTE);
  });
  it('brings back what could not be told meanwhile', () => {
    const { upserts } = again((key) => withoutKnowledge(key, T0 + MINUTE), { asOf: T0 + 2 * MINUTE });
    expect(upserts).toHaveLength(2_003);
  });
});

it('since when a key is missing is kept while the server cannot be asked, and forgotten when it is listed again', () => {
  const known = record('a', {
    marks: [firstEight('aaaaaaaa')],
    held: held('H'),
    presence: { value: 'listed', source: 'listing', asOf: T0 },
  });
  const [gone] = merge([known], listing([], { asOf: T0 + HOUR })).upserts;
  expect(gone?.missingSince).toBe(T0 + HOUR);
  const [later] = merge(gone ? [withoutKnowledge(gone, T0 + 2 * HOUR)] : [], listing([], { asOf: T0 + 3 * HOUR })).upserts;
  expect(later).toMatchObject({ missingSince: T0 + HOUR, presence: { asOf: T0 + 3 * HOUR } });
  const [back] = merge(later ? [later] : [], listing([listedKey('aaaaaaaa')], { asOf: T0 + 4 * HOUR })).upserts;
  expect(back && 'missingSince' in back).toBe(false);
});
