import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { T0 } from '../testing';
import { DAY, HOUR, MINUTE } from '../time';
import { DEFAULT_LEADS, dueLead, leadsOf, nextLead } from './leads';

const life = (days: number, seenDaysBefore = days) => ({ end: T0, createdAt: T0 - days * DAY, firstSeen: T0 - seenDaysBefore * DAY });

describe('lead times', () => {
  it.each<[string, readonly number[], readonly number[]]>([
    ['a year: all four', leadsOf(DEFAULT_LEADS, life(365)), [30 * DAY, 7 * DAY, DAY, HOUR]],
    ['30 days: a month before its end would be at its birth', leadsOf(DEFAULT_LEADS, life(30)), [7 * DAY, DAY, HOUR]],
    ['14 days: a week is just half', leadsOf(DEFAULT_LEADS, life(14)), [7 * DAY, DAY, HOUR]],
    ['a day: an hour', leadsOf(DEFAULT_LEADS, life(1)), [HOUR]],
    ['a year, first seen three days before its end', leadsOf(DEFAULT_LEADS, life(365, 3)), [DAY, HOUR]],
    [
      '30 minutes: none is left, so a quarter',
      leadsOf(DEFAULT_LEADS, { end: T0, createdAt: T0 - 30 * MINUTE, firstSeen: T0 - 30 * MINUTE }),
      [7.5 * MINUTE],
    ],
    ['first seen when it was over', leadsOf(DEFAULT_LEADS, life(30, -1)), []],
    ['nobody wants any', leadsOf([], life(365)), []],
    ['no word of when it was made', leadsOf(DEFAULT_LEADS, { end: T0, createdAt: null, firstSeen: T0 - 30 * DAY }), [7 * DAY, DAY, HOUR]],
  ])('%s', (_case, leads, expected) => {
    expect(leads).toEqual(expected);
  });

  it('speaks of the shortest lead that has come, so that sleep through three gives one warning', () => {
    expect(dueLead([30 * DAY, 7 * DAY, DAY, HOUR], T0, T0 - 2 * HOUR)).toBe(DAY);
    expect(dueLead([30 * DAY, 7 * DAY], T0, T0 - 40 * DAY)).toBe(null);
  });

  const lifes = fc.record({
    end: fc.constant(T0),
    createdAt: fc.option(fc.integer({ min: T0 - 1_000 * DAY, max: T0 - 1 }), { nil: null }),
    firstSeen: fc.integer({ min: T0 - 1_000 * DAY, max: T0 - 1 }),
  });
  const wanted = fc.uniqueArray(fc.integer({ min: MINUTE, max: 400 * DAY }), { minLength: 1, maxLength: 6 });

  it('no lead is longer than half of the life or of what was left; a key with a future always has one', () => {
    fc.assert(
      fc.property(wanted, lifes, (leads, l) => {
        const kept = leadsOf(leads, l);
        expect(kept.length).toBeGreaterThan(0);
        for (const lead of kept) {
          expect(lead).toBeLessThanOrEqual((l.end - l.firstSeen) / 2 + 1);
          if (l.createdAt !== null) expect(lead).toBeLessThanOrEqual((l.end - l.createdAt) / 2 + 1);
        }
      }),
    );
  });

  it('the next moment is exactly when the lead that is due changes', () => {
    fc.assert(
      fc.property(wanted, lifes, fc.integer({ min: 0, max: 1_000 * DAY }), (leads, l, before) => {
        const now = T0 - before;
        const kept = leadsOf(leads, l);
        const next = nextLead(kept, T0, now);
        if (next === null) return dueLead(kept, T0, T0) === dueLead(kept, T0, now);
        return next > now && dueLead(kept, T0, next) !== dueLead(kept, T0, now) && dueLead(kept, T0, next - 1) === dueLead(kept, T0, now);
      }),
    );
  });
});
