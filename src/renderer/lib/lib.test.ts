import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { tiled } from '../../../test-support/renderer/drivers';
import { makeRows } from '../../../test-support/renderer/rows';
import { makeScene, NOW } from '../../../test-support/renderer/scene';
import type { Field } from '../../domain/driver';
import { DAY, HOUR, MINUTE } from '../../domain/time';
import type { KeyView } from '../../domain/views';
import { howManyFit } from '../components/ScopeChips';
import { moveFocus, rangeOf, typeAhead } from '../features/table/grid-moves';
import { applyPatch, KeyIndex } from '../stores/state';
import { age, exactLocal, expiryText, utc } from './dates';
import { fieldProblem, initialValue, lifetimeEnd, visibleFields } from './form';
import { fuzzyPick, fuzzyScore } from './fuzzy';
import { horizonTicks, layHorizon } from './horizon';
import { lastUsedOf, makeRow, type Row } from './rows';
import { inOrder, type Sort, Sorter } from './sort';
import { codePoints, count, listed, looksSecret } from './text';

vi.stubEnv('TZ', 'Europe/Berlin');

const scene = makeScene();
const sortRows = (list: readonly Row[], sort: Sort) => inOrder(list, new Sorter(list).by(sort));
const rows = sortRows(makeRows(scene.keys, scene.profiles, NOW), { column: 'key', ascending: true });
const rowNamed = (name: string): Row => {
  const row = rows.find((r) => r.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row;
};

describe('dates', () => {
  it('says the day by its nearness, in local time', () => {
    expect(exactLocal(NOW + 23 * MINUTE, NOW)).toBe('today, 21:23');
    expect(exactLocal(NOW + 9 * HOUR, NOW)).toBe('tomorrow, 06:00');
    expect(exactLocal(NOW - 22 * HOUR, NOW)).toBe('yesterday, 23:00');
    expect(exactLocal(Date.UTC(2026, 10, 27, 16, 30), NOW)).toBe('Fri 27 Nov, 17:30');
    expect(exactLocal(Date.UTC(2022, 0, 31, 16, 30), NOW)).toBe('31 Jan 2022, 17:30');
  });
  it('says UTC in full', () => expect(utc(NOW)).toBe('2026-11-21 20:00 UTC'));
  it('says ages in the largest fitting unit', () => {
    expect(age(NOW - 2_000, NOW)).toBe('just now');
    expect(age(NOW - 12_000, NOW)).toBe('12 s ago');
    expect(age(NOW - 4 * MINUTE, NOW)).toBe('4 min ago');
    expect(age(NOW - 26 * HOUR, NOW)).toBe('26 h ago');
    expect(age(NOW - 3 * DAY, NOW)).toBe('3 days ago');
    // A server's clock ahead of ours is no reason for "in 3 minutes".
    expect(age(NOW + 3 * MINUTE, NOW)).toBe('just now');
  });
  it('never invents a zone for a server-local time', () => {
    const t = expiryText({ kind: 'serverLocal', text: '2027-02-11 14:03' }, NOW);
    expect(t.main).toBe('2027-02-11 14:03');
    expect(t.sub).toBe("server's own time");
    expect(t.tip).toMatch(/^2027-02-11 14:03\n/);
  });
  it('grades urgency at a day and at a week', () => {
    const urgency = (ms: number) => expiryText({ kind: 'at', at: NOW + ms }, NOW).urgency;
    expect([urgency(-1), urgency(DAY - 1), urgency(DAY), urgency(7 * DAY - 1), urgency(7 * DAY)]).toEqual([
      'past',
      'hours',
      'days',
      'days',
      'none',
    ]);
  });
});

describe('text', () => {
  it('counts code points, not UTF-16 units', () => expect(codePoints('a🔑é')).toBe(3));
  it('lists and counts in words', () => {
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
    expect(count(1, 'key')).toBe('1 key');
    expect(count(1_200, 'key')).toBe('1,200 keys');
  });
  it('takes a long text without spaces for a secret', () => {
    expect(looksSecret('3086866a'.repeat(9))).toBe(true);
    expect(looksSecret(` ${'3086866a'.repeat(9)}\n`)).toBe(true);
    for (const around of ['export TILED_API_KEY=', 'Authorization: Apikey ', 'first line\n'])
      expect(looksSecret(`${around}${'3086866a'.repeat(9)}`)).toBe(true);
    expect(looksSecret('Databroker bridge for the catalogue of nanomaterials')).toBe(false);
    expect(looksSecret('3086866a')).toBe(false);
  });
});

describe('rows', () => {
  it('asks for attention where something is wrong or near', () => {
    const kinds = (name: string) => rowNamed(name).attention.map((a) => a.kind);
    expect(kinds('batch 0x12')).toEqual(['gone', 'place']);
    expect(kinds('beamtime 2026-2, GUP 31702')).toEqual(['expired']);
    expect(kinds('Data validation pipeline')).toEqual(['soon', 'place']);
    expect(kinds('Lab dashboard')).toEqual([]);
  });
  it("reads a last use within the server's grain of our own call as our check", () => {
    const { key } = rowNamed('ml-notebooks');
    const driver = { ...tiled, lastUsedGrainMs: 60_000 };
    expect(lastUsedOf(key, driver)).toMatchObject({ kind: 'at', byTessera: true });
    expect(lastUsedOf(key, { ...driver, lastUsedGrainMs: 1_000 })).toMatchObject({ byTessera: false });
    expect(lastUsedOf(rowNamed('Lab dashboard').key, driver)).toEqual({ kind: 'notTold' });
    // A server whose clock is two hours ahead.
    const { listed } = key;
    const [call = 0] = key.ownCalls;
    const ahead = (used: number): KeyView =>
      listed ? { ...key, ownCalls: [call], listed: { ...listed, skewMs: 7_200_000, value: { ...listed.value, lastUsed: used } } } : key;
    const grain = { ...tiled, lastUsedGrainMs: 1_000 };
    expect(lastUsedOf(ahead(call + 7_200_500), grain)).toMatchObject({ byTessera: true });
    expect(lastUsedOf(ahead(call), grain)).toMatchObject({ byTessera: false });
    expect(lastUsedOf(rowNamed('simulation compare').key, driver)).toEqual({ kind: 'never' });
  });
  it('does not show a key that was revoked and left nothing behind', () => {
    const gone: KeyView = { ...rowNamed('Lab dashboard').key, revokedAt: NOW, held: null, places: [] };
    expect(makeRows([gone], scene.profiles, NOW)).toEqual([]);
  });
});

describe('sort', () => {
  it('puts unknown dates last, whichever way round', () => {
    for (const ascending of [true, false]) {
      const sorted = sortRows(rows, { column: 'expires', ascending });
      expect(sorted[sorted.length - 1]?.expiry.kind).toBe('notTold');
    }
  });
  it('orders by each column and keeps every row', () => {
    for (const column of ['key', 'state', 'server', 'scopes', 'created', 'expires', 'lastUsed', 'owner', 'places'] as const) {
      const up = sortRows(rows, { column, ascending: true });
      expect(new Set(up)).toEqual(new Set(rows));
    }
    const names = sortRows(rows, { column: 'key', ascending: false }).map((r) => r.nameLower);
    expect(names).toEqual([...names].sort().reverse());
  });
});

const ending = ({ key, profile }: Row, id: string, at: number): Row =>
  makeRow(
    { ...key, id, listed: key.listed && { ...key.listed, value: { ...key.listed.value, expiry: { kind: 'at', at } } } },
    profile,
    NOW,
  );

describe('horizon', () => {
  it('counts each living key once and never draws two places over each other', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -30, max: 200 }), { maxLength: 60 }), fc.integer({ min: 60, max: 2_000 }), (days, width) => {
        const base = rowNamed('Lab dashboard');
        const many = days.map((d, i) => ending(base, `x${i}`, NOW + d * DAY));
        const h = layHorizon(many, NOW, width, 22);
        const drawn = h.clusters.reduce((n, c) => n + c.rows.length, 0);
        expect(drawn).toBe(h.within);
        expect(h.within + h.later).toBe(days.filter((d) => d > 0).length);
        h.clusters.forEach((c, i) => {
          expect(c.x).toBeGreaterThanOrEqual(0);
          expect(c.x).toBeLessThanOrEqual(Math.max(0, width - 22));
          const before = h.clusters[i - 1];
          if (before) expect(c.x - before.x).toBeGreaterThanOrEqual(22);
        });
      }),
    );
  });
  it('leaves out keys that are gone or expired', () => {
    const h = layHorizon(
      [rowNamed('batch 0x12'), rowNamed('beamtime 2026-2, GUP 31702'), rowNamed('old laptop'), rowNamed('ci')],
      NOW,
      800,
      22,
    );
    expect(h).toMatchObject({ within: 0, later: 0, never: 1, unsure: 1 });
  });
  it('begins months at local midnight, over the change of clocks', () => {
    const { months, weeks } = horizonTicks(Date.UTC(2026, 8, 20));
    expect(months.map((m) => new Date(m).toString().slice(4, 21))).toEqual(['Oct 01 2026 00:00', 'Nov 01 2026 00:00', 'Dec 01 2026 00:00']);
    expect(weeks.every((w) => new Date(w).getDay() === 1 && new Date(w).getHours() === 0)).toBe(true);
  });
  it('has each week-end from Saturday to Monday, midnight to midnight, and the rest of the one that runs', () => {
    const { weekends } = horizonTicks(NOW);
    // NOW is a Saturday evening.
    expect(weekends[0]).toEqual({ from: NOW, to: Date.UTC(2026, 10, 22, 23) });
    expect(weekends).toHaveLength(13);
    const sunday = horizonTicks(NOW + 20 * HOUR).weekends[0];
    expect(sunday).toEqual({ from: NOW + 20 * HOUR, to: Date.UTC(2026, 10, 22, 23) });
    // Over the change of the clock on 25 October a week-end has an hour more.
    const autumn = horizonTicks(Date.UTC(2026, 9, 20)).weekends[0];
    expect((autumn?.to ?? 0) - (autumn?.from ?? 0)).toBe(49 * HOUR);
  });
});

describe('forms', () => {
  const field = (name: string): Field => {
    const f = tiled.create?.fields.find((x) => x.name === name);
    if (f === undefined) throw new Error(name);
    return f;
  };
  it('ticks at first only what may be given', () => {
    expect(initialValue(field('scopes'), ['read:metadata'])).toBe('read:metadata');
    expect(initialValue(field('scopes'), null)).toBe('read:metadata read:data');
  });
  it('enforces the limit in code points', () => {
    expect(fieldProblem(field('note'), '🔑'.repeat(255), NOW)).toBeNull();
    expect(fieldProblem(field('note'), '🔑'.repeat(256), NOW)).toBe('1 characters too long; 255 fit.');
  });
  it('asks for what is required', () => {
    expect(fieldProblem(field('scopes'), '', NOW)).toBe('Choose at least one scope.');
    expect(fieldProblem(field('lifetime'), 'never', NOW)).toBeNull();
    expect(fieldProblem(field('lifetime'), '0', NOW)).not.toBeNull();
  });
  it('shows a field only while the field it depends on has its value and is shown', () => {
    const a: Field = { name: 'a', label: 'A', help: '', required: true, kind: 'choice', options: [], initial: 'x' };
    const b: Field = { name: 'b', label: 'B', help: '', required: true, kind: 'tags', dependsOn: { field: 'a', values: ['y'] } };
    const c: Field = { name: 'c', label: 'C', help: '', required: true, kind: 'tags', dependsOn: { field: 'b', values: ['1'] } };
    expect(visibleFields([a, b, c], { a: 'x', b: '1' }).map((f) => f.name)).toEqual(['a']);
    expect(visibleFields([a, b, c], { a: 'y', b: '1' }).map((f) => f.name)).toEqual(['a', 'b', 'c']);
  });
  it('ends a lifetime in seconds from now', () => {
    expect(lifetimeEnd('60', NOW)).toBe(NOW + MINUTE);
    expect(lifetimeEnd('never', NOW)).toBeNull();
  });
});

describe('fuzzy', () => {
  it('prefers beginnings of words, then insides, then letters in order', () => {
    const scores = ['Revoke key', 'prerevoke', 'r-e-voke'].map((t) => fuzzyScore(t, 'revoke'));
    expect(scores[0]).toBeGreaterThan(scores[1] ?? 0);
    expect(scores[1]).toBeGreaterThan(scores[2] ?? 0);
    expect(fuzzyScore('settings', 'xyz')).toBeNull();
  });
  it('keeps the given order for an empty query', () => expect(fuzzyPick(['b', 'a', 'c'], ' ', (x) => x, 2)).toEqual(['b', 'a']));
});

describe('grid', () => {
  it('moves inside its rows', () => {
    expect(moveFocus('ArrowDown', -1, 5, 3)).toBe(0);
    expect(moveFocus('ArrowUp', 0, 5, 3)).toBe(0);
    expect(moveFocus('PageDown', 3, 5, 3)).toBe(4);
    expect(moveFocus('End', 0, 5, 3)).toBe(4);
    expect(moveFocus('x', 0, 5, 3)).toBeNull();
  });
  it('takes ranges in either direction', () => {
    const four = ['a', 'b', 'c', 'd'].map((id) => ({ key: { id } }));
    expect(rangeOf(four, 2, 0)).toEqual(new Set(['a', 'b', 'c']));
  });
  it('finds the next row by what is typed, goes round, and walks on by one letter again and again', () => {
    const list = ['beta', 'alpha one', 'alpha two', 'gamma', 'alpine'].map((nameLower) => ({ nameLower }));
    expect(typeAhead(list, 0, 'a')).toBe(1);
    expect(typeAhead(list, 1, 'aa')).toBe(2);
    expect(typeAhead(list, 2, 'aaa')).toBe(4);
    expect(typeAhead(list, 4, 'a')).toBe(1);
    // More letters may still fit the row that the first ones found.
    expect(typeAhead(list, 1, 'alp')).toBe(1);
    expect(typeAhead(list, 1, 'alpha t')).toBe(2);
    expect(typeAhead(list, 3, 'G')).toBe(3);
    expect(typeAhead(list, 0, 'z')).toBeNull();
    expect(typeAhead([], -1, 'a')).toBeNull();
  });
});

describe('scope chips', () => {
  it('never promise more than two lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 8, max: 60 }),
        (lengths, room) => {
          const n = howManyFit(
            lengths.map((l) => 'x'.repeat(l)),
            room,
          );
          const chars = lengths.slice(0, n).reduce((sum, l) => sum + l + 3, 0);
          expect(chars).toBeLessThanOrEqual(2 * room);
        },
      ),
    );
  });
  it('show a single word of fitting width', () => {
    expect(howManyFit(['read:metadata', 'read:data'], 20)).toBe(2);
    expect(howManyFit(['read:metadata'], 10)).toBe(0);
  });
});

describe('patches', () => {
  const state = { snapshot: scene, keyIndex: new KeyIndex(scene.keys), problem: null };
  it('replace, add and remove keys', () => {
    const k0 = scene.keys[0] as KeyView;
    const next = applyPatch(state, {
      seq: 2,
      keys: [
        { ...k0, ambiguous: true },
        { ...k0, id: 'new' },
      ],
      keysGone: ['k1'],
    });
    expect(next.keyIndex.get('k0')?.ambiguous).toBe(true);
    expect(next.keyIndex.has('new')).toBe(true);
    expect(next.keyIndex.has('k1')).toBe(false);
    expect(next.snapshot?.keys).toHaveLength(scene.keys.length);
    expect(next.snapshot?.seq).toBe(2);
  });
  it('leave what they do not name as it is', () => {
    const next = applyPatch(state, { seq: 2, clipboard: { kind: 'cleared', at: NOW } });
    expect(next.snapshot?.keys).toBe(scene.keys);
    expect(next.snapshot?.settings).toBe(scene.settings);
    expect(next.snapshot?.clipboard.kind).toBe('cleared');
  });
});
