import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyRecord } from './key';
import type { Profile } from './profile';
import { type TableRecord, tableRecord, tableText } from './table-text';
import { at, held, listedKey, record, T0 } from './testing';

const profile: Profile = {
  id: 'profile',
  kind: 'some',
  label: 'Lab, main',
  address: 'https://lab.example',
  principal: { id: 'p1', label: 'alice' },
  manager: { kind: 'none' },
  server: null,
  caFile: null,
  plainHttpAccepted: false,
  addedAt: T0,
  note: '',
};

const known = (change: Parameters<typeof listedKey>[1] = {}, more: Partial<KeyRecord> = {}): KeyRecord =>
  record('k1', {
    listed: { value: listedKey('573928c6', change), source: 'listing', asOf: T0 },
    presence: { value: 'listed', source: 'listing', asOf: T0 },
    ...more,
  });

/** A reader of RFC 4180, written apart from the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let i = 0;
  while (i < text.length) {
    let field = '';
    if (text[i] === '"') {
      for (i++; ; i++) {
        if (text[i] !== '"') field += text[i];
        else if (text[i + 1] === '"') field += text[i++];
        else break;
      }
      i++;
    } else while (i < text.length && !',\r\n'.includes(text[i] ?? '')) field += text[i++];
    row.push(field);
    if (text[i] === ',') i++;
    else {
      expect(text.slice(i, i + 2)).toBe('\r\n');
      i += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

const csvOf = (...records: TableRecord[]): Record<string, string>[] => {
  const [head = [], ...rows] = readCsv(tableText('csv', records));
  return rows.map((r) => Object.fromEntries(head.map((h, i) => [h, r[i] ?? ''])));
};

describe('a key as a record', () => {
  it('says times in UTC, to the second', () => {
    const r = tableRecord(known({ expiry: at(T0 + 1_500), createdAt: T0, lastUsed: T0 - 60_000 }), profile, T0);
    expect([r.created, r.expires, r.lastUsed]).toEqual(['2026-11-21T12:00:00Z', '2026-11-21T12:00:01Z', '2026-11-21T11:59:00Z']);
    expect(r.expiresServerTime).toBeNull();
  });
  it('tells never, not told and a time of an unknown zone apart', () => {
    const of = (change: Parameters<typeof listedKey>[1]) => {
      const r = tableRecord(known(change), profile, T0);
      return [r.expires, r.expiresServerTime, r.lastUsed];
    };
    expect(of({ expiry: { kind: 'never' }, lastUsed: null })).toEqual(['never', null, 'never']);
    expect(of({ expiry: { kind: 'notTold' }, lastUsed: 'notTold' })).toEqual([null, null, null]);
    expect(of({ expiry: { kind: 'serverLocal', text: '2027-02-11 14:03' } })).toEqual([null, '2027-02-11 14:03', 'never']);
  });
  it('says whose it is: the owner that the server names, else the account', () => {
    expect(tableRecord(known(), profile, T0).belongsTo).toBe('alice');
    expect(tableRecord(known({ owner: { id: 'p9', label: 'bob' } }), profile, T0).belongsTo).toBe('bob');
  });
  it('is made of a key without a listing or a server, too', () => {
    const r = tableRecord(record('k2', { held: held('h2') }), null, T0);
    expect(r).toMatchObject({ server: '', account: null, scopes: null, fullAccess: null, created: null, heldHere: true });
  });
});

describe('secrets', () => {
  const secret = record('k3', {
    held: held('a'.repeat(64)),
    marks: [
      { kind: 'hash', value: 'b'.repeat(64) },
      { kind: 'firstEight', value: '573928c6' },
    ],
    places: [{ id: 'p', kind: 'envFile', path: '~/.env', locator: 'KEY', hash: 'c'.repeat(64), putAt: T0, lastCheck: null }],
    listed: {
      value: listedKey('573928c6', { marks: [{ kind: 'hash', value: 'd'.repeat(64) }] }),
      source: 'listing',
      asOf: T0,
    },
  });
  it.each(['csv', 'json'] as const)('no hash and no keychain account is in the %s', (format) => {
    const text = tableText(format, [tableRecord(secret, profile, T0)]);
    for (const letter of 'abcd') expect(text).not.toContain(letter.repeat(20));
    expect(text).not.toContain('account-');
    expect(text).toContain('573928c6');
    expect(text).toContain('~/.env');
  });
});

describe('CSV', () => {
  it('keeps every text, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (label, note) => {
        const [row] = csvOf(tableRecord(known({}, { local: { label: `x${label}`, owner: '', note: `x${note}` } }), profile, T0));
        expect(row?.Label).toBe(`x${label}`);
        expect(row?.Note).toBe(`x${note}`);
        expect(row?.Server).toBe('Lab, main');
      }),
    );
  });
  it('lets nothing begin like a formula', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '＝1', '=HYPERLINK("http://x")']) {
      const [row] = csvOf(tableRecord(known({}, { local: { label: '', owner: '', note: text } }), profile, T0));
      expect(row?.Note).toBe(`'${text}`);
    }
    const [row] = csvOf(tableRecord(known({ scopes: ['=cmd', 'read'] }), profile, T0));
    expect(row?.Scopes).toBe("'=cmd; read");
  });
  it('has a heading, and lines that end as the standard says', () => {
    expect(tableText('csv', [])).toMatch(/^Name,State,Server,.*,Note\r\n$/);
    expect(csvOf(tableRecord(known(), profile, T0), tableRecord(known(), profile, T0))).toHaveLength(2);
  });
});

describe('JSON', () => {
  it('is what the records are', () => {
    const records = [tableRecord(known({ scopes: ['a', 'b'], fullAccess: true }), profile, T0)];
    expect(JSON.parse(tableText('json', records))).toEqual(records);
    expect(records[0]).toMatchObject({ scopes: ['a', 'b'], fullAccess: true });
  });
});
