import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyRecord, ListedKey } from '../key';
import { at, firstEight, held, listedKey, record, T0 } from '../testing';
import { DAY, HOUR, MINUTE } from '../time';
import { causesOf, DEFAULT_RULES, folded, NO_CHOICE, type Notice, type NoticeProfile, nextNoticeAt, type WarnChoice, worded } from '.';

const PROFILE: NoticeProfile = { profile: { id: 'profile', label: 'Tiled at BMM' }, usage: null, skewMs: null, at: T0 };
const tell = (instant: number) => new Date(instant).toISOString();

function key(listed: Partial<ListedKey>, change: Partial<KeyRecord> = {}): KeyRecord {
  return record('k1', {
    marks: [firstEight('573928c6')],
    firstSeen: T0 - 365 * DAY,
    listed: {
      value: listedKey('573928c6', { name: 'laptop', createdAt: T0 - 365 * DAY, lastUsed: T0, ...listed }),
      source: 'listing',
      asOf: T0,
    },
    presence: { value: 'listed', source: 'listing', asOf: T0 },
    lastRealUse: T0,
    ...change,
  });
}

/** All that is to be told, in words. */
const noticesIn = (...told: Parameters<typeof causesOf>): readonly Notice[] => causesOf(...told).map((cause) => worded(cause, tell));
const notices = (keys: readonly KeyRecord[], now = T0, profile = PROFILE): readonly Notice[] =>
  noticesIn(keys, [profile], DEFAULT_RULES, now);
const kinds = (keys: readonly KeyRecord[], now = T0, profile = PROFILE) => notices(keys, now, profile).map((n) => n.kind);
const choice = (change: Partial<WarnChoice>): Partial<KeyRecord> => ({ warn: { ...NO_CHOICE, ...change } });

const inUnknownZone = (instant: number) => ({ kind: 'serverLocal', text: new Date(instant).toISOString().slice(0, 23) }) as const;

describe('a notice before the end', () => {
  it.each([
    [31 * DAY, null],
    [30 * DAY, '30 days'],
    [8 * DAY, '8 days'],
    [7 * DAY, '7 days'],
    [DAY, '24 hours'],
    [HOUR, '1 hour'],
  ])('%d ms before: %s', (left, words) => {
    const found = notices([key({ expiry: at(T0 + left) })]);
    expect(found.map((n) => n.title)).toEqual(words === null ? [] : [`“laptop” ends in ${words}`]);
  });

  it('has one id for each lead, however often it is asked', () => {
    const k = key({ expiry: at(T0 + 10 * DAY) });
    const [first] = notices([k]);
    const [later] = notices([k], T0 + DAY);
    const [next] = notices([k], T0 + 4 * DAY);
    expect(later?.id).toBe(first?.id);
    expect(next?.id).not.toBe(first?.id);
  });

  it('has one id though the server’s clock is known a little differently with each answer', () => {
    const day = key({ expiry: at(T0 + 15 * MINUTE), createdAt: T0 - HOUR }, { firstSeen: T0 - HOUR });
    const heard = (skewMs: number) => notices([{ ...day, listed: day.listed && { ...day.listed, skewMs } }]).map((n) => n.id);
    expect(heard(412)).toHaveLength(1);
    expect(heard(-187)).toEqual(heard(412));
  });

  it('goes by the server’s clock', () => {
    const k = key({ expiry: at(T0 + HOUR + 5 * MINUTE) });
    expect(notices([k])[0]?.title).toContain('ends in 1 hour');
    const ahead = { ...k, listed: k.listed && { ...k.listed, skewMs: 10 * MINUTE } };
    expect(notices([ahead])[0]?.title).toContain('ends in 55 minutes');
  });

  it('goes by the earliest moment that an end in an unknown zone can be', () => {
    const text = new Date(T0 + 20 * DAY).toISOString().slice(0, 19).replace('T', ' ');
    const k = key({ expiry: { kind: 'serverLocal', text } });
    const first = T0 + 20 * DAY - 14 * HOUR;
    const last = T0 + 20 * DAY + 13 * HOUR;
    const [week] = notices([k], first - 7 * DAY);
    expect(notices([k], first - 7 * DAY - 1)[0]?.id).not.toBe(week?.id);
    expect(week).toMatchObject({
      kind: 'expiry',
      urgency: 'warn',
      title: '“laptop” may end in 7 days',
      discreet: 'A key may end in 7 days',
    });
    expect(week?.body).toContain(
      `It ends at ${text} by the server’s clock, whose zone is not known. Tessera goes by the earliest moment that this can be.`,
    );
    expect(notices([k], first)[0]).toMatchObject({ kind: 'expiry', urgency: 'urgent', title: '“laptop” may have ended' });
    const ended = notices([k], last)[0];
    expect(ended).toMatchObject({ kind: 'expired', title: '“laptop” has ended' });
    expect(ended?.body).toContain(`It ended at ${text} by the server’s clock`);
    expect(notices([k], last - 1)[0]?.kind).toBe('expiry');
    expect(nextNoticeAt([k], [PROFILE], DEFAULT_RULES, T0)).toBe(first - 7 * DAY);
    expect(nextNoticeAt([k], [PROFILE], DEFAULT_RULES, first)).toBe(last);
    expect(notices([key({ expiry: { kind: 'serverLocal', text: 'soon' } })])).toEqual([]);
  });

  it('says of an end in an unknown zone that it may have come, from the earliest moment on, whenever the key was first seen', () => {
    const text = new Date(T0 + 20 * DAY).toISOString().slice(0, 19);
    const first = T0 + 20 * DAY - 14 * HOUR;
    const last = T0 + 20 * DAY + 13 * HOUR;
    for (const firstSeen of [T0 - 300 * DAY, first - HOUR, first, first + 5 * HOUR, last - 1])
      for (const change of [{}, choice({ leads: [] })]) {
        const k = key({ expiry: { kind: 'serverLocal', text } }, { firstSeen, ...change });
        const from = Math.max(first, firstSeen);
        const [said, ...more] = notices([k], from);
        expect(said).toMatchObject({
          kind: 'expiry',
          urgency: 'urgent',
          title: '“laptop” may have ended',
          discreet: 'A key may have ended',
        });
        expect(more).toEqual([]);
        expect(notices([k], last - 1).map((n) => n.id)).toEqual([said?.id]);
        expect(notices([{ ...k, listed: k.listed && { ...k.listed, skewMs: -187 } }], last - 1)[0]?.id).toBe(said?.id);
        if (firstSeen < first) expect(notices([k], first - 1)[0]?.id).not.toBe(said?.id);
      }
    const seenLate = key({ expiry: { kind: 'serverLocal', text } }, { firstSeen: first - 1 });
    expect(nextNoticeAt([seenLate], [PROFILE], DEFAULT_RULES, first - 1)).toBe(first);
    expect(nextNoticeAt([seenLate], [PROFILE], DEFAULT_RULES, first)).toBe(last);
  });

  it('names the places where work will stop', () => {
    const place = { id: 'p', kind: 'netrc', path: '~/.netrc', locator: 'host', hash: 'h', putAt: T0, lastCheck: null };
    expect(notices([key({ expiry: at(T0 + DAY) }, { places: [place] })])[0]?.body).toContain('~/.netrc');
  });

  it('tells nothing of the key in its discreet title', () => {
    for (const n of notices([key({ expiry: at(T0 + DAY) }), key({ expiry: { kind: 'never' }, fullAccess: true })]))
      expect(n.discreet).not.toMatch(/laptop|BMM|573928c6/);
  });
});

describe('what a person decided', () => {
  const soon = { expiry: at(T0 + DAY) };
  it.each<[string, Partial<KeyRecord>, readonly string[]]>([
    ['muted', choice({ muted: true }), []],
    ['this one may die', choice({ mayDie: true }), []],
    ['snoozed', choice({ snoozedUntil: T0 + 1 }), []],
    ['the snooze is over', choice({ snoozedUntil: T0 }), ['expiry']],
    ['leads of its own', choice({ leads: [HOUR] }), []],
    ['no leads at all', choice({ leads: [] }), []],
  ])('%s', (_case, change, expected) => {
    expect(kinds([key(soon, change)])).toEqual(expected);
  });

  it('what was put off is told again when the snooze is over, once; a warning that came up later as ever', () => {
    const k = key({ expiry: at(T0 + 10 * DAY) });
    const [before] = notices([k]);
    const snoozed = { ...k, ...choice({ snoozedUntil: T0 + DAY }) };
    const [after] = notices([snoozed], T0 + DAY);
    expect(after?.id).not.toBe(before?.id);
    expect(notices([snoozed], T0 + 2 * DAY)[0]?.id).toBe(after?.id);
    expect(notices([snoozed], T0 + 4 * DAY)[0]?.id).toBe(notices([k], T0 + 4 * DAY)[0]?.id);
  });

  it('a profile can be muted, and have leads of its own', () => {
    expect(kinds([key(soon)], T0, { ...PROFILE, profile: { ...PROFILE.profile, warn: { leads: null, muted: true } } })).toEqual([]);
    expect(kinds([key(soon)], T0, { ...PROFILE, profile: { ...PROFILE.profile, warn: { leads: [HOUR], muted: false } } })).toEqual([]);
  });
});

describe('after the end', () => {
  it('a key that died under our eyes is told once', () => {
    const k = key({ expiry: at(T0 - HOUR) });
    expect(kinds([k])).toEqual(['expired']);
    expect(notices([k], T0 + 3 * DAY)[0]?.id).toBe(notices([k])[0]?.id);
  });
  it('is told also where the server has cleared the key away since', () => {
    const k = key({ expiry: at(T0 - HOUR) }, { held: held('h'), presence: { value: 'notListed', source: 'listing', asOf: T0 } });
    expect(notices([k])[0]?.id).toBe(notices([key({ expiry: at(T0 - HOUR) })])[0]?.id);
    expect(kinds([{ ...k, revokedAt: T0 - 2 * HOUR }])).toEqual([]);
    expect(kinds([{ ...k, ...choice({ mayDie: true }) }])).toEqual([]);
  });
  it('of a key that was known to be gone before its end, the end is not told as well', () => {
    const gone = key({ expiry: at(T0 + 7 * DAY) }, { held: held('h'), presence: { value: 'notListed', source: 'listing', asOf: T0 } });
    const [told] = notices([gone]);
    expect(told).toMatchObject({ kind: 'gone', since: T0 });
    // As it stands when the server is asked on and on, and when it cannot be asked any more.
    for (const presence of ['notListed', 'cannotTell'] as const) {
      const later = { ...gone, missingSince: T0, presence: { value: presence, source: 'listing', asOf: T0 + 8 * DAY } } as const;
      expect(notices([later], T0 + 8 * DAY)).toEqual([told && { ...told, body: expect.any(String) }]);
    }
    const refused = {
      ...gone,
      presence: key({}).presence,
      check: { value: { kind: 'refused' }, source: 'ownCheck', asOf: T0 + 1 },
    } as const;
    expect(kinds([refused], T0 + 8 * DAY)).toEqual(['gone']);
    const cleared = { ...gone, missingSince: T0 + 7 * DAY };
    expect(kinds([{ ...cleared, presence: { value: 'notListed', source: 'listing', asOf: T0 + 7 * DAY } }], T0 + 8 * DAY)).toEqual([
      'expired',
    ]);
  });
  it('one that was dead when it was first seen is no news', () => {
    expect(kinds([key({ expiry: at(T0 - 400 * DAY) })])).toEqual([]);
  });
});

describe('other warnings', () => {
  it('a held key that the server knows no more', () => {
    const gone = key({}, { held: held('h'), presence: { value: 'notListed', source: 'listing', asOf: T0 } });
    expect(kinds([gone])).toEqual(['gone']);
    expect(kinds([{ ...gone, revokedAt: T0 }])).toEqual([]);
  });
  it('a key that is gone is one cause, whether its secret was refused or its row is missing', () => {
    const refused = key({}, { held: held('h'), check: { value: { kind: 'refused' }, source: 'ownCheck', asOf: T0 + 1 } });
    const missing = { ...refused, presence: { value: 'notListed', source: 'listing', asOf: T0 + 2 } as const };
    expect(notices([refused], T0 + 3).map((n) => n.id)).toEqual(notices([missing], T0 + 3).map((n) => n.id));
    expect(kinds([refused], T0 + 3)).toEqual(['gone']);
  });
  it('a key with full access that never ends', () => {
    expect(kinds([key({ fullAccess: true, expiry: { kind: 'never' } })])).toEqual(['forever']);
    expect(kinds([key({ fullAccess: false, expiry: { kind: 'never' } })])).toEqual([]);
  });
  it.each<[string, Partial<ListedKey>, Partial<KeyRecord>, readonly string[]]>([
    ['unused for 120 days', { lastUsed: T0 - 120 * DAY }, { lastRealUse: T0 - 120 * DAY }, ['unused']],
    ['119 days', { lastUsed: T0 - 119 * DAY }, { lastRealUse: T0 - 119 * DAY }, []],
    ['our own check yesterday is no use', { lastUsed: T0 - DAY }, { lastRealUse: T0 - 200 * DAY }, ['unused']],
    ['never used, made 120 days ago', { lastUsed: null, createdAt: T0 - 120 * DAY }, {}, ['unused']],
    ['the server does not tell', { lastUsed: 'notTold', createdAt: T0 - 300 * DAY }, {}, []],
  ])('%s', (_case, listed, change, expected) => {
    const { lastRealUse: _none, ...rest } = key({ ...listed, expiry: at(T0 + 500 * DAY) });
    expect(kinds([{ ...rest, ...change }])).toEqual(expected);
  });
  it('somebody else’s key is theirs to mind, unless its secret is here', () => {
    const other = key({ owner: { id: 'p2', label: 'bob' }, expiry: at(T0 + DAY) });
    expect(kinds([other])).toEqual([]);
    expect(kinds([{ ...other, held: held('h') }])).toEqual(['expiry']);
  });
  it.each<[string, NoticeProfile['usage'], readonly string[]]>([
    ['89 of 100 keys', { keys: { used: 89, limit: 100 }, sessions: null }, []],
    ['90 of 100 keys', { keys: { used: 90, limit: 100 }, sessions: null }, ['keyLimit']],
    ['200 of 200 sessions', { keys: null, sessions: { used: 200, limit: 200 } }, ['sessionLimit']],
  ])('near a limit: %s', (_case, usage, expected) => {
    expect(kinds([], T0, { ...PROFILE, usage })).toEqual(expected);
  });
  it('a limit that is reached is another cause than one that is near', () => {
    const at90 = notices([], T0, { ...PROFILE, usage: { keys: { used: 90, limit: 100 }, sessions: null } });
    const full = notices([], T0, { ...PROFILE, usage: { keys: { used: 100, limit: 100 }, sessions: null } });
    expect(full[0]?.urgency).toBe('warn');
    expect(full[0]?.id).not.toBe(at90[0]?.id);
  });
  it('a clock that is off', () => {
    expect(kinds([], T0, { ...PROFILE, skewMs: MINUTE })).toEqual([]);
    const [notice] = notices([], T0, { ...PROFILE, skewMs: 10 * MINUTE });
    expect(notice?.title).toBe("This machine's clock is 10 minutes behind Tiled at BMM's");
  });
});

describe('the next moment', () => {
  const keys = fc.array(
    fc.record({
      end: fc.integer({ min: -5 * DAY, max: 60 * DAY }),
      made: fc.integer({ min: DAY, max: 300 * DAY }),
      used: fc.option(fc.integer({ min: 0, max: 200 * DAY }), { nil: null }),
      mayDie: fc.boolean(),
      /** Whether the zone of its end is known. */
      zone: fc.boolean(),
      seen: fc.integer({ min: 0, max: 300 * DAY }),
    }),
    { maxLength: 5 },
  );
  it('no notice comes by time alone before it, and all come at theirs', () => {
    fc.assert(
      fc.property(keys, (list) => {
        const records = list.map((k, i) => ({
          ...key({
            expiry: k.zone ? at(T0 + k.end) : inUnknownZone(T0 + k.end),
            createdAt: T0 - k.made,
            lastUsed: k.used === null ? null : T0 - k.used,
          }),
          id: `k${i}`,
          firstSeen: T0 - Math.min(k.made, k.seen),
          ...(k.used === null ? {} : { lastRealUse: T0 - k.used }),
          warn: { ...NO_CHOICE, mayDie: k.mayDie },
        }));
        const ids = (now: number) => notices(records, now).map((n) => n.id);
        // From moment to moment, as a timer would go: between two of them nothing comes up.
        const seen = new Set(ids(T0));
        let now = T0;
        for (let next = nextNoticeAt(records, [PROFILE], DEFAULT_RULES, now); next !== null; ) {
          expect(ids(next - 1).filter((id) => !seen.has(id))).toEqual([]);
          now = next;
          for (const id of ids(now)) seen.add(id);
          next = nextNoticeAt(records, [PROFILE], DEFAULT_RULES, now);
        }
        expect(ids(T0 + 900 * DAY).filter((id) => !seen.has(id))).toEqual([]);
      }),
    );
  });
  it('while an end in an unknown zone may have come it is spoken of, always as the same', () => {
    fc.assert(
      fc.property(
        fc.record({
          made: fc.integer({ min: 15 * HOUR, max: 400 * DAY }),
          seen: fc.integer({ min: -13 * HOUR + 1, max: 400 * DAY }),
          after: fc.array(fc.integer({ min: -14 * HOUR, max: 13 * HOUR - 1 }), { minLength: 1 }),
          leads: fc.option(fc.array(fc.integer({ min: MINUTE, max: 90 * DAY }), { maxLength: 4 }), { nil: null }),
        }),
        ({ made, seen, after, leads }) => {
          const k = key(
            { expiry: inUnknownZone(T0), createdAt: T0 - made },
            { firstSeen: T0 - Math.min(made, seen), ...choice({ leads }) },
          );
          const told = after.map((ms) => notices([k], T0 + ms));
          for (const list of told) expect(list.map((n) => n.title)).toEqual(['“laptop” may have ended']);
          expect(new Set(told.flat().map((n) => n.id)).size).toBe(1);
        },
      ),
    );
  });
});

describe('very many', () => {
  it('of one sort are some, and one that counts the others; those of another sort stand as they are', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => ({ ...key({ expiry: { kind: 'never' }, fullAccess: true }), id: `k${i}` }));
    const causes = causesOf([...many, { ...key({ expiry: at(T0 + DAY) }), id: 'soon' }], [PROFILE], DEFAULT_RULES, T0);
    expect(causes).toHaveLength(1_001);
    const list = folded(causes, [PROFILE], tell);
    expect(list).toHaveLength(202);
    expect(list[0]).toMatchObject({ kind: 'expiry', keyId: 'soon' });
    expect(list.at(-1)).toMatchObject({ keyId: null, title: '800 more keys of Tiled at BMM may do everything and never end' });
    expect(new Set(list.map((n) => n.id)).size).toBe(202);
  });
});
