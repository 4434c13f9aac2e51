import { describe, expect, it } from 'vitest';
import { makeKey, NOW } from '../../../../test-support/renderer/sketch';
import type { Notice } from '../../../domain/notices';
import { DAY, HOUR, MINUTE } from '../../../domain/time';
import { leadsText, leadText, titleOf, untilTomorrow } from './words';

const notice: Notice = {
  id: 'k:expiry:1:2',
  kind: 'expiry',
  urgency: 'urgent',
  profileId: 'p',
  keyId: 'k',
  since: NOW - HOUR,
  title: '“laptop” ends in 9 hours',
  body: '',
  discreet: '',
  offers: [],
};
const keyEndingIn = (ms: number, skewMs = 0) => {
  const key = makeKey('k', { profileId: 'p', name: 'laptop', fragment: '573928c6', expiry: { kind: 'at', at: NOW + ms } });
  return { ...key, listed: key.listed && { ...key.listed, skewMs } };
};

const inUnknownZone = (at: number) =>
  makeKey('k', {
    profileId: 'p',
    name: 'laptop',
    fragment: '573928c6',
    expiry: { kind: 'serverLocal', text: new Date(at).toISOString().slice(0, 19) },
  });

describe('a title', () => {
  it.each<[string, number, number, string]>([
    ['as main wrote it', 9 * HOUR, 0, '“laptop” ends in 9 hours'],
    ['an hour later', 8 * HOUR, 0, '“laptop” ends in 8 hours'],
    ['when it is over', -MINUTE, 0, '“laptop” has ended'],
    ['by the table’s, where the clocks differ by a moment', 9 * HOUR, 400, '“laptop” ends in 9 hours'],
    ['by the server’s clock, which is ten minutes ahead', 5 * MINUTE, 10 * MINUTE, '“laptop” has ended'],
  ])('%s', (_case, left, skew, words) => {
    expect(titleOf(notice, keyEndingIn(left, skew), NOW)).toBe(words);
  });
  it('says what may be where the zone of the end is not known', () => {
    const ends = (ms: number) => inUnknownZone(NOW + ms);
    expect(titleOf(notice, ends(6 * DAY + 14 * HOUR), NOW)).toBe('“laptop” may end in 6 days');
    expect(titleOf(notice, ends(0), NOW)).toBe('“laptop” may have ended');
    expect(titleOf(notice, ends(-13 * HOUR), NOW)).toBe('“laptop” has ended');
  });
  it('of anything else, or of a key that has gone, is main’s', () => {
    expect(titleOf({ ...notice, kind: 'unused', title: 'unused' }, keyEndingIn(HOUR), NOW)).toBe('unused');
    expect(titleOf(notice, null, NOW)).toBe('“laptop” ends in 9 hours');
  });
});

it.each([
  [30 * DAY, '30 days'],
  [DAY, '1 day'],
  [12 * HOUR, '12 hours'],
  [7.5 * DAY, '7.5 days'],
  [90 * MINUTE, '90 minutes'],
])('%d ms is %s', (ms, words) => {
  expect(leadText(ms)).toBe(words);
});

it('lead times are told longest first, and none is said', () => {
  expect(leadsText([HOUR, 30 * DAY, DAY])).toBe('30 days, 1 day and 1 hour before the end');
  expect(leadsText([])).toBe('not before the end');
});

it('until tomorrow is the next eight o’clock of a later day, also over the change of the clocks', () => {
  const at = (text: string) => new Date(text).getTime();
  expect(untilTomorrow(at('2026-11-21T21:00:00'))).toBe(11 * HOUR);
  expect(untilTomorrow(at('2026-11-21T00:30:00'))).toBe(31.5 * HOUR);
  for (const day of ['2026-03-28', '2026-10-24', '2028-02-28'])
    expect(new Date(at(`${day}T22:00:00`) + untilTomorrow(at(`${day}T22:00:00`))).getHours()).toBe(8);
});
