// @ts-check

/**
 * Whether a figure meets its goal on this machine. A goal was set where the reference took `set`; on a machine (or at a moment) at which the
 * same reference takes more, the figure may be more by as much. A machine that is faster makes no goal stricter.
 * @param {{value: number, goal: number, reference: number, set: number}} figures value and goal, and both references, in the same unit
 * @returns {{ok: boolean, allowed: number}} `allowed`: the most that the value may be here
 */
export function verdict({ value, goal, reference, set }) {
  if (!(set > 0) || !(reference > 0)) throw new RangeError('a reference took nothing');
  const allowed = goal * Math.max(1, reference / set);
  return { ok: value <= allowed, allowed };
}
