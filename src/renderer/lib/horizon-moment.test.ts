import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../domain/time';
import { fieldText, momentOf, type Preset, presetMoment, typedMoment } from './horizon-moment';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Node reads the zone anew whenever it is set. */
const inZone = (zone: string) => vi.stubEnv('TZ', zone);
const utc = (text: string) => Date.parse(`${text}Z`);
const preset = (p: Preset, now: string) => new Date(presetMoment(p, utc(now))).toISOString().slice(0, 16);
const typed = (text: string, now = '2020-01-01T00:00') => {
  const m = typedMoment(text, utc(now));
  return m.ok ? [new Date(m.at).toISOString().slice(0, 16), m.note] : m.problem;
};

describe('the zone of this machine', () => {
  it('is what these tests set', () => {
    inZone('Europe/Berlin');
    expect(new Date(utc('2026-07-01T00:00')).getHours()).toBe(2);
    inZone('America/New_York');
    expect(new Date(utc('2026-07-01T00:00')).getHours()).toBe(20);
  });
});

describe('a moment by a word', () => {
  it('is the next morning at eight, whatever the clock does in the night', () => {
    inZone('Europe/Berlin');
    expect(preset('tomorrow', '2026-11-21T20:00')).toBe('2026-11-22T07:00');
    // Summer time begins on 29 March 2026 and ends on 25 October.
    expect(preset('tomorrow', '2026-03-28T20:00')).toBe('2026-03-29T06:00');
    expect(preset('tomorrow', '2026-10-24T20:00')).toBe('2026-10-25T07:00');
    inZone('America/New_York');
    // 8 March and 1 November 2026.
    expect(preset('tomorrow', '2026-03-07T20:00')).toBe('2026-03-08T12:00');
    expect(preset('tomorrow', '2026-10-31T20:00')).toBe('2026-11-01T13:00');
  });
  it('counts days as they are here: at midnight in UTC it may be yesterday', () => {
    inZone('America/New_York');
    expect(preset('tomorrow', '2026-11-22T01:00')).toBe('2026-11-22T13:00');
    inZone('Asia/Tokyo');
    expect(preset('tomorrow', '2026-11-21T16:00')).toBe('2026-11-22T23:00');
  });
  it('is the next Monday at eight; on a Monday this one while it is ahead', () => {
    inZone('Europe/Berlin');
    expect(preset('monday', '2026-11-21T20:00')).toBe('2026-11-23T07:00');
    expect(preset('monday', '2026-11-22T20:00')).toBe('2026-11-23T07:00');
    expect(preset('monday', '2026-11-23T06:59')).toBe('2026-11-23T07:00');
    expect(preset('monday', '2026-11-23T07:00')).toBe('2026-11-30T07:00');
    // Over the week-end on which the clock changes.
    expect(preset('monday', '2026-03-27T12:00')).toBe('2026-03-30T06:00');
    expect(preset('monday', '2026-10-23T12:00')).toBe('2026-10-26T07:00');
  });
  it('is the same time of day a week from now, not 168 hours', () => {
    inZone('Europe/Berlin');
    expect(preset('week', '2026-03-25T12:00')).toBe('2026-04-01T11:00');
    expect(preset('week', '2026-10-21T12:00')).toBe('2026-10-28T13:00');
    inZone('America/New_York');
    expect(preset('week', '2026-11-21T20:00')).toBe('2026-11-28T20:00');
  });
  it('knows leap days', () => {
    inZone('Europe/Berlin');
    expect(preset('tomorrow', '2028-02-28T12:00')).toBe('2028-02-29T07:00');
    expect(preset('tomorrow', '2028-02-29T12:00')).toBe('2028-03-01T07:00');
    expect(preset('week', '2028-02-22T12:00')).toBe('2028-02-29T12:00');
    expect(preset('tomorrow', '2027-02-28T12:00')).toBe('2027-03-01T07:00');
  });
  it('is always ahead, and within its week', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia']) {
      inZone(zone);
      fc.assert(
        fc.property(fc.integer({ min: utc('2024-01-01T00:00'), max: utc('2032-01-01T00:00') }), (now) => {
          const tomorrow = presetMoment('tomorrow', now);
          expect(tomorrow > now && tomorrow <= now + 33 * HOUR).toBe(true);
          const monday = presetMoment('monday', now);
          expect(monday > now && monday <= now + 7 * DAY + HOUR).toBe(true);
          expect([new Date(monday).getDay(), new Date(monday).getHours(), new Date(monday).getMinutes()]).toEqual([1, 8, 0]);
          expect(Math.abs(presetMoment('week', now) - now - 7 * DAY)).toBeLessThanOrEqual(HOUR);
        }),
        { numRuns: 300 },
      );
    }
  });
});

describe('a moment that was typed', () => {
  it('is a time of this zone', () => {
    inZone('Europe/Berlin');
    expect(typed('2026-11-23T08:00')).toEqual(['2026-11-23T07:00', null]);
    expect(typed('2026-07-23T08:00:30')).toEqual(['2026-07-23T06:00', null]);
    expect(typed('2028-02-29T00:00')).toEqual(['2028-02-28T23:00', null]);
  });
  it('that the clock leaves out is taken later, and this is said', () => {
    inZone('Europe/Berlin');
    expect(typed('2026-03-29T02:30')).toEqual(['2026-03-29T01:30', 'The clock leaves out 02:30 on that day; 03:30 is taken.']);
    inZone('America/New_York');
    expect(typed('2026-03-08T02:15')).toEqual(['2026-03-08T07:15', 'The clock leaves out 02:15 on that day; 03:15 is taken.']);
    inZone('Australia/Lord_Howe');
    expect(typed('2026-10-04T02:10')).toEqual(['2026-10-03T15:40', 'The clock leaves out 02:10 on that day; 02:40 is taken.']);
  });
  it('that comes twice is the second, and this is said', () => {
    inZone('Europe/Berlin');
    expect(typed('2026-10-25T02:30')).toEqual(['2026-10-25T01:30', '02:30 comes twice on that day; the second is taken.']);
    expect(typed('2026-10-25T01:59')).toEqual(['2026-10-24T23:59', null]);
    expect(typed('2026-10-25T03:00')).toEqual(['2026-10-25T02:00', null]);
    inZone('America/New_York');
    expect(typed('2026-11-01T01:30')).toEqual(['2026-11-01T06:30', '01:30 comes twice on that day; the second is taken.']);
    inZone('Australia/Lord_Howe');
    expect(typed('2026-04-05T01:45')).toEqual(['2026-04-04T15:15', '01:45 comes twice on that day; the second is taken.']);
  });
  it('must exist and be ahead', () => {
    inZone('Europe/Berlin');
    for (const text of ['', 'soon', '2026-11-23', '2026-11-23 08:00']) expect(typed(text)).toBe('Choose a date and a time.');
    for (const text of ['2027-02-29T08:00', '2026-13-01T08:00', '2026-11-31T08:00', '2026-11-01T25:00', '2026-00-10T08:00'])
      expect(typed(text), text).toBe('There is no such date.');
    expect(typed('2026-11-23T08:00', '2026-11-23T07:00')).toBe('This moment has passed. Choose a later one.');
    expect(typed('0099-11-23T08:00')).toBe('This moment has passed. Choose a later one.');
  });
  it('stands in the field as it was meant', () => {
    inZone('Europe/Berlin');
    fc.assert(
      fc.property(fc.integer({ min: utc('2026-01-01T00:00'), max: utc('2040-01-01T00:00') }), (ms) => {
        const at = ms - (ms % MINUTE);
        const back = typedMoment(fieldText(at), 0);
        // Of an hour that comes twice the second is read.
        expect(back.ok && (back.at === at || (back.at === at + HOUR && back.note !== null))).toBe(true);
      }),
    );
  });
});

describe('a choice that was kept', () => {
  it('means a moment from now on, or none', () => {
    inZone('Europe/Berlin');
    const now = utc('2026-11-21T20:00');
    expect(momentOf({ by: 'monday' }, now)).toBe(utc('2026-11-23T07:00'));
    expect(momentOf({ by: 'typed', text: '2026-12-24T18:00' }, now)).toBe(utc('2026-12-24T17:00'));
    expect(momentOf({ by: 'typed', text: '2025-12-24T18:00' }, now)).toBeNull();
  });
});
