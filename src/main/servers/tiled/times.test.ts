import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from './times';

describe('trap 4: times come with a zone, without one, and with microseconds', () => {
  const at = Date.UTC(2026, 10, 21, 10, 37, 2);

  it.each([
    '2026-11-21T10:37:02',
    '2026-11-21T10:37:02+00:00',
    '2026-11-21T10:37:02Z',
    '2026-11-21 10:37:02',
    '2026-11-21T12:37:02+02:00',
    '2026-11-21T05:07:02-0530',
  ])('%s is one and the same instant, whatever zone this machine is in', (text) => {
    expect(parseTime(text)).toBe(at);
  });

  it('microseconds are read to the millisecond', () => {
    expect(parseTime('2026-11-21T10:37:02.123456')).toBe(at + 123);
    expect(parseTime('2026-11-21T10:37:02.5+00:00')).toBe(at + 500);
    expect(parseTime('2026-11-21T10:37:02.000417')).toBe(at);
  });

  it.each([
    '',
    'never',
    '2026-11-21',
    '2026-13-01T00:00:00',
    '2026-02-30T00:00:00',
    '2026-11-21T25:00:00',
    '1795271830',
    'Sat, 21 Nov 2026 10:37:02 GMT',
  ])('%s is no time', (text) => {
    expect(parseTime(text)).toBeNull();
  });

  it('reads the last date of all', () => {
    expect(parseTime('9999-12-31T23:59:59')).toBe(Date.UTC(9999, 11, 31, 23, 59, 59));
  });

  it('property: what a server writes for an instant reads back as this instant', () => {
    const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 0) }), offsets, (ms, minutes) => {
        const local = new Date(ms + minutes * 60_000).toISOString().slice(0, -1);
        const sign = minutes < 0 ? '-' : '+';
        const abs = Math.abs(minutes);
        const zone = `${sign}${String(Math.floor(abs / 60)).padStart(2, '0')}:${String(abs % 60).padStart(2, '0')}`;
        expect(parseTime(`${local}${zone}`)).toBe(ms);
        expect(parseTime(new Date(ms).toISOString().slice(0, -1))).toBe(ms);
      }),
    );
  });

  it('property: no text makes it throw or answer NaN', () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(parseTime(text)).not.toBeNaN()));
  });
});
