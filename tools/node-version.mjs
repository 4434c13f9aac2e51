// @ts-check

/**
 * Compares dotted versions by number.
 * @param {string} have such as `20.19.5` or `v22.1.0`
 * @param {string} want such as `22.12.0`
 * @returns {boolean} whether `have` is at least `want`
 */
export function atLeast(have, want) {
  const parts = (/** @type {string} */ text) =>
    text
      .replace(/^v/, '')
      .split('.')
      .map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [parts(have), parts(want)];
  for (let i = 0; i < 3; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The oldest Node that the build and the tests were seen to run on. */
export const OLDEST_NODE = '20.19.0';

/** Ends the launcher with one sentence when this Node is too old. */
export function requireNode() {
  if (atLeast(process.version, OLDEST_NODE)) return;
  console.error(`Tessera needs Node ${OLDEST_NODE} or newer; this is ${process.version}. Nothing was changed.`);
  process.exit(1);
}
