import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyWithin, type Interval, median, ratio } from './figures.mjs';

const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([7])).toBe(7);
    expect(median([9, 1, 4])).toBe(4);
    expect(median([10, 1, 3, 2])).toBe(2.5);
    // Sorted as numbers, not as text.
    expect(median([100, 9, 20])).toBe(20);
  });

  it('leaves as many values below as above, and the list as it was', () => {
    fc.assert(
      fc.property(times, (values) => {
        const before = [...values];
        const m = median(values);
        expect(values).toEqual(before);
        expect(values.filter((v) => v < m).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((v) => v > m).length).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it('has no answer for nothing', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('ratio', () => {
  it('is of the medians: one slow run does not count', () => {
    expect(ratio([30, 33, 9_000], [20, 22, 21])).toBeCloseTo(33 / 21);
  });

  it('has no answer where the reference took no time', () => {
    expect(() => ratio([1], [0])).toThrow(RangeError);
    expect(() => ratio([1], [])).toThrow(RangeError);
  });
});

describe('busy time', () => {
  it('counts overlaps once and only what lies inside', () => {
    expect(busyWithin([], [0, 10])).toBe(0);
    expect(
      busyWithin(
        [
          [8, 20],
          [1, 3],
          [2, 4],
          [2, 3],
          [-5, 1],
          [30, 40],
        ],
        [0, 10],
      ),
    ).toBe(6);
  });

  it('is what counting millisecond by millisecond gives', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 })).map(([a, d]): Interval => [a, a + d]);
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), span, (intervals, within) => {
        let counted = 0;
        for (let t = within[0]; t < within[1]; t++) if (intervals.some(([a, b]) => a <= t && t < b)) counted++;
        expect(busyWithin(intervals, within)).toBe(counted);
      }),
    );
  });
});
