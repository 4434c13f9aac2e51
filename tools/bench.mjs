// @ts-check
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkRow, jsonLine, parseBenchArgs, table } from './bench-rows.mjs';
import { ensureBuilt } from './build.mjs';
import { requireNode } from './node-version.mjs';
import { ROOT } from './paths.mjs';
import { ensureSystem } from './system.mjs';

/**
 * @typedef {import('./bench-rows.mjs').Row} Row
 * @typedef {object} BenchFile what a file bench/NAME.bench.mjs exports
 * @property {Iterable<Row> | (() => AsyncIterable<Row> | Iterable<Row> | Promise<Iterable<Row>>)} rows
 * @property {readonly import('./needs.mjs').Purpose[]} [purposes] what it needs from the system
 */

/**
 * `npm run bench`: builds, measures, prints a table, or with --json one object a line and everything else on stderr.
 * @param {readonly string[]} argv
 * @returns {Promise<number>} 1 when a goal was missed or a file failed
 */
async function bench(argv) {
  requireNode();
  const parsed = parseBenchArgs(argv);
  if (!parsed.ok) {
    console.error(parsed.message);
    return 2;
  }
  const say = (/** @type {string} */ line) => (parsed.json ? console.error(line) : console.log(line));
  const built = await ensureBuilt({ say });
  if (!built.ok) {
    console.error(`${built.output}\nNothing was measured: ${built.reason}.`);
    return 1;
  }
  const folder = join(ROOT, 'bench');
  const files = readdirSync(folder).filter(
    (name) => name.endsWith('.bench.mjs') && (parsed.words.length === 0 || parsed.words.some((word) => name.includes(word))),
  );
  /** @type {Row[]} */
  const rows = [];
  for (const file of files.sort()) {
    try {
      /** @type {BenchFile} */
      const module = await import(pathToFileURL(join(folder, file)).href);
      const system = module.purposes ? await ensureSystem(module.purposes, { say }) : undefined;
      const lacking = module.purposes?.flatMap((purpose) => system?.blocking(purpose) ?? []) ?? [];
      if (lacking.length > 0) throw new Error(`not on this system: ${lacking.map(({ id }) => id).join(', ')}`);
      for await (const value of await (typeof module.rows === 'function' ? module.rows() : module.rows)) {
        const row = checkRow(value);
        rows.push(row);
        if (parsed.json) console.log(jsonLine(row));
      }
    } catch (error) {
      /** @type {Row} */
      const row = {
        name: file,
        value: null,
        unit: '',
        goal: 'runs',
        reference: error instanceof Error ? error.message : String(error),
        ok: false,
      };
      rows.push(row);
      if (parsed.json) console.log(jsonLine(row));
    }
  }
  if (!parsed.json) console.log(table(rows));
  return rows.length > 0 && rows.every(({ ok }) => ok) ? 0 : 1;
}

process.exitCode = await bench(process.argv.slice(2));
