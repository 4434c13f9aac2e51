import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalendarEntry, calendarOf } from './calendar';
import type { Expiry } from './expiry';
import { at, firstEight, held, listedKey, record, T0 } from './testing';
import { DAY, HOUR } from './time';

function entry(expiry: Expiry, name = 'laptop', id = 'k1'): CalendarEntry {
  return {
    key: record(id, {
      marks: [firstEight('573928c6')],
      listed: { value: listedKey('573928c6', { name, expiry }), source: 'listing', asOf: T0 },
      held: held('canary-hash'),
    }),
    server: 'Tiled at BMM',
    leads: [7 * DAY, DAY + 2 * HOUR, HOUR],
  };
}

/** Undoes folding and escaping, as a calendar program does. */
function read(text: string): readonly (readonly [string, string])[] {
  return text
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n')
    .filter(Boolean)
    .map((line) => {
      const i = line.indexOf(':');
      return [
        line.slice(0, i),
        line.slice(i + 1).replace(/\\([\\;,nN])/g, (_, c: string) => (c.toLowerCase() === 'n' ? '\n' : c)),
      ] as const;
    });
}
const told = (text: string, name: string) => read(text).find(([n]) => n === name)?.[1];

describe('the calendar file', () => {
  it('has one event for each end that is known, with alarms', () => {
    const text = calendarOf([entry(at(T0 + 30 * DAY))], T0);
    expect(told(text, 'DTSTART')).toBe('20261221T120000Z');
    expect(told(text, 'UID')).toBe('k1@tessera.invalid');
    expect(told(text, 'SUMMARY')).toBe('Key ends: laptop (Tiled at BMM)');
    expect(
      read(text)
        .filter(([n]) => n === 'TRIGGER')
        .map(([, v]) => v),
    ).toEqual(['-P7D', '-P1DT2H', '-PT1H']);
  });
  it('keeps its UIDs, so that a second import updates the first', () => {
    expect(told(calendarOf([entry(at(T0 + DAY), 'renamed')], T0 + HOUR), 'UID')).toBe(told(calendarOf([entry(at(T0 + DAY))], T0), 'UID'));
  });
  it('leaves out keys without an end, and calls a server’s own time what it is', () => {
    expect(calendarOf([entry({ kind: 'never' }), entry({ kind: 'notTold' })], T0)).not.toContain('VEVENT');
    const local = calendarOf([entry({ kind: 'serverLocal', text: '2026-12-24 18:00:00.123' })], T0);
    expect(told(local, 'DTSTART')).toBe('20261224T180000');
    expect(told(local, 'DESCRIPTION')).toContain('zone is not known');
  });
  it('counts the alarms of an end in an unknown zone from the earliest moment that it can be', () => {
    const local = calendarOf([{ ...entry({ kind: 'serverLocal', text: '2026-12-24 18:00' }), leads: [7 * DAY, 0] }], T0);
    // At UTC+14 it is 18:00 first: at 04:00 UTC.
    expect(read(local).filter(([n]) => n.startsWith('TRIGGER'))).toEqual([
      ['TRIGGER;VALUE=DATE-TIME', '20261217T040000Z'],
      ['TRIGGER;VALUE=DATE-TIME', '20261224T040000Z'],
    ]);
    expect(told(local, 'DESCRIPTION')).toContain('The alarms count from the earliest moment that it can be, 2026-12-24 04:00 UTC.');
  });
  it('has no event for what is no time', () => {
    expect(calendarOf([entry({ kind: 'serverLocal', text: 'soon' })], T0)).not.toContain('VEVENT');
  });
  it('holds no hash', () => {
    expect(calendarOf([entry(at(T0 + DAY))], T0)).not.toContain('canary');
  });
  it('any name survives: lines stay short, nothing breaks out of its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const text = calendarOf([entry(at(T0 + DAY), `x${name}`)], T0);
        for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        // What is not a line end or blank comes back as it was.
        const bare = (s: string) => s.replace(/[\p{Cc}\s]+/gu, ' ');
        expect(bare(told(text, 'SUMMARY') ?? '')).toBe(bare(Buffer.from(`Key ends: x${name} (Tiled at BMM)`).toString()));
        expect(read(text).filter(([n]) => n === 'BEGIN')).toHaveLength(5);
      }),
    );
  });
});
