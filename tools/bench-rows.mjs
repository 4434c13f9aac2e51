// @ts-check

/**
 * @typedef {object} Row one measured figure
 * @property {string} name dotted, stable: later runs are compared by it
 * @property {number | null} value null when it could not be measured; the reason is then in `reference`
 * @property {string} unit
 * @property {string} goal such as `<= 300`
 * @property {string} reference what the figure was measured against, or how
 * @property {boolean} ok
 */

const KEYS = /** @type {const} */ (['name', 'value', 'unit', 'goal', 'reference', 'ok']);

/**
 * Reads the words after `npm run bench --`.
 * @param {readonly string[]} argv `--json`, and words that a bench file's name must hold (none: all files)
 * @returns {{ok: true, json: boolean, words: string[]} | {ok: false, message: string}}
 */
export function parseBenchArgs(argv) {
  const unknown = argv.find((word) => word.startsWith('-') && word !== '--json');
  if (unknown) return { ok: false, message: `Unknown flag: ${unknown}. There is --json, and words to choose bench files by.` };
  return { ok: true, json: argv.includes('--json'), words: argv.filter((word) => word !== '--json') };
}

/**
 * Takes what a bench file yielded for a row, or says what is wrong with it.
 * @param {unknown} value
 * @returns {Row}
 * @throws {TypeError} when it is not a row
 */
export function checkRow(value) {
  const row = /** @type {Record<string, unknown>} */ (value);
  const types = { name: 'string', unit: 'string', goal: 'string', reference: 'string', ok: 'boolean' };
  for (const [key, type] of Object.entries(types))
    if (typeof row?.[key] !== type) throw new TypeError(`a bench row needs ${key} as a ${type}`);
  if (row.value !== null && !Number.isFinite(row.value)) throw new TypeError(`${row.name} has no number as its value`);
  // A figure that was not measured has not met its goal.
  if (row.value === null && row.ok) throw new TypeError(`${row.name} was not measured and cannot be ok`);
  return /** @type {Row} */ (value);
}

/** One JSON object on a line, with the known keys in a fixed order. @param {Row} row */
export const jsonLine = (row) => JSON.stringify(Object.fromEntries(KEYS.map((key) => [key, row[key]])));

/** @param {number} value */
const shown = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));

/**
 * A table for people.
 * @param {readonly Row[]} rows
 */
export function table(rows) {
  const cells = [
    ['', 'figure', 'value', 'goal', 'reference'],
    ...rows.map((row) => [
      row.ok ? 'ok' : 'MISSED',
      row.name,
      row.value === null ? 'not measured' : `${shown(row.value)} ${row.unit}`.trim(),
      `${row.goal} ${row.unit}`.trim(),
      row.reference,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
