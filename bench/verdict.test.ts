import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdict } from './verdict.mjs';

const figure = fc.double({ min: 0.01, max: 1e6, noNaN: true });

describe('verdict', () => {
  it('holds a figure to its goal where the reference takes what it took when the goal was set', () => {
    expect(verdict({ value: 60, goal: 60, reference: 42, set: 42 })).toEqual({ ok: true, allowed: 60 });
    expect(verdict({ value: 60.1, goal: 60, reference: 42, set: 42 }).ok).toBe(false);
  });

  it('allows as many times more as the reference takes', () => {
    expect(verdict({ value: 120, goal: 60, reference: 84, set: 42 })).toEqual({ ok: true, allowed: 120 });
    expect(verdict({ value: 121, goal: 60, reference: 84, set: 42 }).ok).toBe(false);
  });

  it('is never stricter than the goal, and never lets a slower figure pass where a faster one fails', () => {
    fc.assert(
      fc.property(figure, figure, figure, figure, (value, goal, reference, set) => {
        const { ok, allowed } = verdict({ value, goal, reference, set });
        expect(allowed).toBeGreaterThanOrEqual(goal);
        if (value <= goal) expect(ok).toBe(true);
        if (!ok) expect(verdict({ value: value * 2, goal, reference, set }).ok).toBe(false);
      }),
    );
  });

  it.each([0, Number.NaN, -1])('has no answer for a reference of %s', (reference) => {
    expect(() => verdict({ value: 1, goal: 1, reference, set: 1 })).toThrow(RangeError);
    expect(() => verdict({ value: 1, goal: 1, reference: 1, set: reference })).toThrow(RangeError);
  });
});
