import { describe, expect, it } from 'vitest';
import { nameOf } from './key';
import { listedKey, record, T0 } from './testing';

const named = (name: string, label = '', fragment: string | null = '573928c6') =>
  nameOf(
    record('k1', {
      marks: [],
      local: { label, owner: '', note: '' },
      listed: { value: { ...listedKey('573928c6', { name }), fragment }, source: 'listing', asOf: T0 },
    }),
  );

describe('a key’s name', () => {
  it('is the label, else what the server calls it, else the visible part of its secret', () => {
    expect(named('nightly', 'mine')).toBe('mine');
    expect(named('nightly')).toBe('nightly');
    expect(named('')).toBe('573928c6');
    expect(named('', '', null)).toBe('unnamed key');
  });

  it('is the server’s number for it where nothing else is told', () => {
    const numbered = (value: string) => nameOf(record('k1', { marks: [{ kind: 'serverId', value }] }));
    expect(numbered('17')).toBe('key 17');
    expect(numbered('0f3c4d5e-aaaa-bbbb-cccc-0123456789ab')).toBe('unnamed key');
  });

  it.each(['   ', '\u200b', '\u00a0\u3000', '\u202e\u2066', '\t\n', '\u2800', '\u3164'])(
    'is never one of which nothing is seen: %j',
    (blank) => {
      expect(named(blank)).toBe('573928c6');
      expect(named('nightly', blank)).toBe('nightly');
      expect(named(blank, blank, null)).toBe('unnamed key');
    },
  );

  it.each([' padded', '\u200bafter a mark', 'データ', '\u00fc', '🔑', '-', '\u05e2'])(
    'stays as it is where something of it is seen: %s',
    (name) => {
      expect(named(name)).toBe(name);
    },
  );
});
