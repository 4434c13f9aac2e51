import { describe, expect, it } from 'vitest';
import { fateAt } from './alive-until';
import type { Expiry } from './expiry';
import { at, held, listedKey, record, T0 } from './testing';
import { DAY, HOUR, MINUTE } from './time';

const key = (expiry: Expiry, skewMs = 0) =>
  record('k', {
    listed: { value: listedKey('12345678', { expiry }), source: 'listing', asOf: T0, skewMs },
    presence: { value: 'listed', source: 'listing', asOf: T0 },
    held: held('h'),
  });
const MONDAY = T0 + 2 * DAY;

describe('alive until a moment', () => {
  it.each<[string, ReturnType<typeof key>, string]>([
    ['ends after it', key(at(MONDAY + 1)), 'lives'],
    ['ends at it', key(at(MONDAY)), 'dies'],
    ['never ends', key({ kind: 'never' }), 'lives'],
    ['not told', key({ kind: 'notTold' }), 'unsure'],
    ['near it in an unknown zone', key({ kind: 'serverLocal', text: new Date(MONDAY + HOUR).toISOString().slice(0, 19) }), 'unsure'],
    [
      'a week after it in an unknown zone',
      key({ kind: 'serverLocal', text: new Date(MONDAY + 7 * DAY).toISOString().slice(0, 19) }),
      'lives',
    ],
    ['over now', key(at(T0 - 1)), 'dead'],
    ['a server whose clock is ahead ends it sooner', key(at(MONDAY + MINUTE), 2 * MINUTE), 'dies'],
    ['gone from the server', { ...key({ kind: 'never' }), presence: { value: 'notListed', source: 'listing', asOf: T0 } }, 'dead'],
  ])('%s', (_case, k, fate) => {
    expect(fateAt(k, MONDAY, T0)).toBe(fate);
  });
});
