import { describe, expect, it } from 'vitest';
import { hasPassed, lifeLeft } from './expiry';
import { compareMarks } from './mark';
import { DAY, duration, HOUR, MINUTE, relative } from './time';

const NOW = Date.UTC(2026, 10, 21, 12);

describe('expiry', () => {
  it('an instant has passed from its very millisecond on', () => {
    expect(hasPassed({ kind: 'at', at: NOW }, NOW)).toBe('passed');
    expect(hasPassed({ kind: 'at', at: NOW + 1 }, NOW)).toBe('ahead');
  });
  it('a server-local time is unsure while some zone would make the difference', () => {
    expect(hasPassed({ kind: 'serverLocal', text: '2026-11-21 20:00:00.000' }, NOW)).toBe('unsure');
    expect(hasPassed({ kind: 'serverLocal', text: '2026-11-20 02:00:00.000' }, NOW)).toBe('passed');
    expect(hasPassed({ kind: 'serverLocal', text: '2026-11-23 02:00:00.000' }, NOW)).toBe('ahead');
    expect(hasPassed({ kind: 'serverLocal', text: 'tomorrow' }, NOW)).toBe('unsure');
  });
  it('what is not told is unsure, never is ahead', () => {
    expect(hasPassed({ kind: 'notTold' }, NOW)).toBe('unsure');
    expect(hasPassed({ kind: 'never' }, NOW)).toBe('ahead');
  });
  it('the share of life left is between none and all', () => {
    expect(lifeLeft({ kind: 'at', at: NOW + 3 * DAY }, NOW - DAY, NOW)).toBe(0.75);
    expect(lifeLeft({ kind: 'at', at: NOW - DAY }, NOW - 2 * DAY, NOW)).toBe(0);
    expect(lifeLeft({ kind: 'at', at: NOW + DAY }, undefined, NOW)).toBeUndefined();
  });
});

describe('times in words', () => {
  it.each([
    [30_000, 'less than a minute'],
    [MINUTE, '1 minute'],
    [3 * HOUR, '3 hours'],
    [47 * HOUR, '47 hours'],
    [6 * DAY + HOUR, '6 days'],
    [800 * DAY, '2 years'],
  ])('%d ms is %s', (ms, words) => expect(duration(ms)).toBe(words));
  it('says before and after', () => {
    expect(relative(NOW + 6 * DAY, NOW)).toBe('in 6 days');
    expect(relative(NOW - 2 * HOUR, NOW)).toBe('2 hours ago');
    expect(relative(NOW, NOW)).toBe('just now');
  });
});

describe('marks', () => {
  it('a shared proof decides; a contradicted one excludes', () => {
    expect(compareMarks([{ kind: 'hash', value: 'a' }], [{ kind: 'hash', value: 'a' }])).toBe('same');
    expect(
      compareMarks(
        [
          { kind: 'hash', value: 'a' },
          { kind: 'firstEight', value: 'x' },
        ],
        [
          { kind: 'hash', value: 'b' },
          { kind: 'firstEight', value: 'x' },
        ],
      ),
    ).toBe('different');
  });
  it('a first eight alone is perhaps, a name is nothing', () => {
    expect(compareMarks([{ kind: 'firstEight', value: 'x' }], [{ kind: 'firstEight', value: 'x' }])).toBe('perhaps');
    expect(compareMarks([{ kind: 'name', value: 'x' }], [{ kind: 'name', value: 'x' }])).toBe('unrelated');
  });
});
