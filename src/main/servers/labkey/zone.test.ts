import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, knowsZone } from './zone';

const at = (text: string, zone: string) => {
  const instant = instantOf(text, zone);
  return instant === null ? null : new Date(instant).toISOString();
};

describe('instantOf', () => {
  it.each([
    ['2026-11-21 04:55:23.379', 'America/Los_Angeles', '2026-11-21T12:55:23.379Z'],
    ['2026-07-01 12:00:00.000', 'America/Los_Angeles', '2026-07-01T19:00:00.000Z'],
    ['2026-07-01 12:00', 'Asia/Kathmandu', '2026-07-01T06:15:00.000Z'],
    ['2026-01-01 00:30:00', 'Pacific/Kiritimati', '2025-12-31T10:30:00.000Z'],
    ['2026-01-01 23:30:00', 'Pacific/Pago_Pago', '2026-01-02T10:30:00.000Z'],
    ['2026-02-28 23:59:59.999', 'UTC', '2026-02-28T23:59:59.999Z'],
  ])('%s in %s is %s', (text, zone, instant) => {
    expect(at(text, zone)).toBe(instant);
  });

  it('an hour that comes twice is read as its first coming', () => {
    // Clocks go back at 02:00 PDT on 1 November 2026: 01:30 is 08:30Z and again 09:30Z.
    expect(at('2026-11-01 01:30:00.000', 'America/Los_Angeles')).toBe('2026-11-01T08:30:00.000Z');
    expect(at('2026-11-01 02:00:00.000', 'America/Los_Angeles')).toBe('2026-11-01T10:00:00.000Z');
    expect(at('2026-10-25 02:30:00.000', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('2026-04-05 01:45:00.000', 'Australia/Lord_Howe')).toBe('2026-04-04T14:45:00.000Z');
  });

  it('a skipped hour is moved on by the gap', () => {
    // Clocks go forward at 02:00 PST on 8 March 2026.
    expect(at('2026-03-08 02:30:00.000', 'America/Los_Angeles')).toBe('2026-03-08T10:30:00.000Z');
    expect(at('2026-03-29 02:30:00.000', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('agrees with the zone’s own clock for any instant, but in the hour that comes twice', () => {
    const zones = ['America/Los_Angeles', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC'];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 1_300_000_000, max: 2_000_000_000 }), (zone, seconds) => {
        const wall = new Date(seconds * 1000).toLocaleString('sv-SE', { timeZone: zone });
        const read = instantOf(wall, zone);
        const again = new Date(read ?? 0).toLocaleString('sv-SE', { timeZone: zone });
        expect(again).toBe(wall);
        expect(read).toBeLessThanOrEqual(seconds * 1000);
      }),
    );
  });

  it.each(['', 'never', '2026-02-31 00:00:00', '2026-13-01 00:00:00', '2026-01-01 24:00:00', '2026-01-01'])('%j is no time', (text) => {
    expect(instantOf(text, 'UTC')).toBeNull();
  });

  it('a zone that this machine does not know gives no instant', () => {
    expect(knowsZone('Nowhere/Land')).toBe(false);
    expect(instantOf('2026-01-01 00:00:00', 'Nowhere/Land')).toBeNull();
  });
});
