import { describe, expect, it } from 'vitest';
import { makeKey, NOW } from '../../../../test-support/renderer/sketch';
import type { Expiry } from '../../../domain/expiry';
import { DEFAULT_LEADS } from '../../../domain/notices';
import { DAY, HOUR, MINUTE } from '../../../domain/time';
import { ownLeads, unsaidOf, unsaidWords } from './own-leads';

const key = (expiry: Expiry, seenBefore: number, id = 'k') =>
  makeKey(id, { profileId: 'p', name: 'laptop', fragment: '573928c6', expiry, firstSeen: NOW - seenBefore });
const known = (left: number): Expiry => ({ kind: 'at', at: NOW + left });
/** `left`: until its earliest moment. */
const unknown = (left: number): Expiry => ({ kind: 'serverLocal', text: new Date(NOW + left + 14 * HOUR).toISOString().slice(0, 19) });

describe('the leads of a key, in words', () => {
  it.each<[string, Expiry, number, readonly number[], string, string | null, readonly number[]]>([
    [
      'all',
      known(60 * DAY),
      DAY,
      DEFAULT_LEADS,
      'Warned of 30 days, 7 days, 1 day and 1 hour before the end',
      null,
      [30 * DAY, 53 * DAY, 59 * DAY, 60 * DAY - HOUR],
    ],
    [
      'those that are left to a key that was first seen late',
      known(3 * DAY),
      0,
      DEFAULT_LEADS,
      'Warned of 1 day and 1 hour before the end',
      'not 30 days and 7 days before: too little of its time was left when it was first seen',
      [2 * DAY, 3 * DAY - HOUR],
    ],
    [
      'a quarter',
      known(40 * MINUTE),
      0,
      DEFAULT_LEADS,
      'Warned of 10 minutes before the end',
      'a quarter of what was left when it was first seen, too little for what was chosen',
      [30 * MINUTE],
    ],
    [
      'seen after its end',
      known(-DAY),
      0,
      [DAY],
      'Not warned of before its end',
      'not 1 day before: it had ended when it was first seen',
      [],
    ],
    [
      'by the half of what was left',
      known(20 * DAY),
      10 * DAY,
      [30 * DAY, 7 * DAY, HOUR],
      'Warned of 7 days and 1 hour before the end',
      'not 30 days before: too little of its time was left when it was first seen',
      [13 * DAY, 20 * DAY - HOUR],
    ],
    ['none wanted', known(DAY), DAY, [], 'Not warned of before its end', null, []],
    [
      'an unknown zone',
      unknown(20 * DAY),
      DAY,
      [7 * DAY, DAY],
      'Warned of 7 days and 1 day before the earliest moment of its end, and when that has come',
      null,
      [13 * DAY, 19 * DAY, 20 * DAY],
    ],
    ['an unknown zone, none wanted', unknown(DAY), 0, [], 'Warned of when the earliest moment of its end has come', null, [DAY]],
    [
      'an unknown zone, first seen after its earliest moment',
      unknown(-HOUR),
      0,
      [DAY],
      'Warned of when the earliest moment of its end has come',
      'not 1 day before: that moment had come when it was first seen',
      [-HOUR],
    ],
  ])('%s', (_case, expiry, seenBefore, wanted, words, why, moments) => {
    expect(ownLeads(key(expiry, seenBefore), wanted)).toEqual({ words, why, moments: moments.map((ms) => NOW + ms) });
  });
  it('are none where no end is known', () => {
    expect(ownLeads(key({ kind: 'never' }, DAY), DEFAULT_LEADS)).toBeNull();
  });
});

describe('keys near their end of which nothing is announced', () => {
  const words = (keys: readonly ReturnType<typeof key>[], wanted: readonly number[] = DEFAULT_LEADS) =>
    unsaidWords(unsaidOf(keys, (k) => (k.id === 'quiet' ? [] : wanted), NOW));
  it('are those that need attention for it', () => {
    const far = [key(known(8 * DAY), 0), key(known(-DAY), 0), key({ kind: 'never' }, 0), key({ kind: 'notTold' }, 0)];
    expect(unsaidOf(far, () => DEFAULT_LEADS, NOW)).toEqual({ keys: 0, may: 0, seenLate: 0 });
  });
  it.each<[string, readonly ReturnType<typeof key>[], string]>([
    ['one', [key(known(HOUR), 0)], '1 key ends within 7 days, and is not announced now: it was near its end when Tessera first saw it.'],
    [
      'some in an unknown zone',
      [key(known(HOUR), 0), key(unknown(DAY), 0)],
      '2 keys end, or may end, within 7 days, and are not announced now: they were near their end when Tessera first saw them.',
    ],
    [
      'all in an unknown zone, one quiet',
      [key(unknown(DAY), 0), key(unknown(DAY), 0, 'quiet')],
      '2 keys may end within 7 days, and are not announced now: 1 was near its end when Tessera first saw it, and so you chose it for the others.',
    ],
    ['by choice', [key(known(HOUR), DAY, 'quiet')], '1 key ends within 7 days, and is not announced now: so you chose it.'],
  ])('%s', (_case, keys, said) => {
    expect(words(keys)).toBe(said);
  });
});
