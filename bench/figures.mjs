// @ts-check
import { availableParallelism, loadavg } from 'node:os';

/**
 * The middle value; of an even count the mean of the two in the middle.
 * @param {readonly number[]} values at least one
 * @throws {RangeError} for none
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new RangeError('the median of no values');
  return (low + high) / 2;
}

/**
 * How many times longer the first series takes than the second: of their medians, so that one slow run decides nothing.
 * @param {readonly number[]} ours
 * @param {readonly number[]} reference all above zero
 * @throws {RangeError} where a series is empty or the reference took no time
 */
export function ratio(ours, reference) {
  const base = median(reference);
  if (!(base > 0)) throw new RangeError('the reference took no time');
  return median(ours) / base;
}

/** Middle, smallest and largest, as people read them. @param {readonly number[]} values @param {string} [unit] theirs */
export const spread = (values, unit = 'ms') =>
  `${median(values).toFixed(0)} ${unit} (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})`;

/** How busy the machine is with everything, for a row's reference: a figure taken on a busy machine says little about Tessera. */
export const machineLoad = () => `load ${(loadavg()[0] ?? 0).toFixed(1)} on ${availableParallelism()} cores`;

/** @typedef {readonly [from: number, to: number]} Interval two instants on one clock, milliseconds */

/**
 * For how long of a stretch of time at least one of the intervals was open: requests that overlap are not counted twice, and what lies
 * outside the stretch is not counted at all.
 * @param {readonly Interval[]} intervals in any order
 * @param {Interval} within
 */
export function busyWithin(intervals, [from, to]) {
  const inside = intervals.map(([a, b]) => /** @type {const} */ ([Math.max(a, from), Math.min(b, to)])).filter(([a, b]) => b > a);
  let busy = 0;
  let reached = from;
  for (const [a, b] of inside.sort((x, y) => x[0] - y[0])) {
    busy += Math.max(0, b - Math.max(a, reached));
    reached = Math.max(reached, b);
  }
  return busy;
}
