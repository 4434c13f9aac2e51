// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { OUT, ROOT } from '../tools/paths.mjs';

/** Bytes in a kilobyte as bundlers count them. */
const KB = 1000;

/**
 * The files that are loaded before the first line of `entry` runs: itself and what it imports statically, over all steps. Lazy chunks
 * (`import()`) do not count. Text that only looks like an import names no file and is passed over.
 * @param {string} entry
 * @param {Set<string>} [seen]
 * @returns {Set<string>}
 */
export function staticClosure(entry, seen = new Set()) {
  if (seen.has(entry) || !existsSync(entry)) return seen;
  seen.add(entry);
  const code = readFileSync(entry, 'utf8');
  for (const [, from, bare] of code.matchAll(
    /(?:\bimport|\bexport)\b[^"'`;()]*?\bfrom\s*["'](\.[^"']+)["']|\bimport\s*["'](\.[^"']+)["']/g,
  )) {
    const target = from ?? bare;
    if (target) staticClosure(join(dirname(entry), target), seen);
  }
  return seen;
}

/**
 * The scripts and styles that a page names, with what the scripts import statically.
 * @param {string} page path of the HTML file
 */
export function firstLoad(page) {
  const html = readFileSync(page, 'utf8');
  const named = [...html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.(?:m?js|css))"/g)].map((match) =>
    join(dirname(page), match[1] ?? ''),
  );
  /** @type {Set<string>} */
  const files = new Set();
  for (const file of named) for (const loaded of staticClosure(file)) files.add(loaded);
  return files;
}

/** @param {Iterable<string>} files @param {(content: Buffer) => number} size */
const kilobytes = (files, size) => [...files].reduce((sum, file) => sum + size(readFileSync(file)), 0) / KB;

/** @param {string} name @param {Set<string>} files @param {number} goal @param {(content: Buffer) => number} size @param {string} how */
function row(name, files, goal, size, how) {
  const value = files.size === 0 ? null : kilobytes(files, size);
  const list = [...files].map((file) => relative(ROOT, file)).join(', ');
  return {
    name,
    value,
    unit: 'kB',
    goal: `<= ${goal}`,
    reference: `${how}: ${list || 'no such file'}`,
    ok: value !== null && value <= goal,
  };
}

/** How much code each process reads before it can begin. */
export function* rows() {
  const plain = (/** @type {Buffer} */ content) => content.length;
  const gzip = (/** @type {Buffer} */ content) => gzipSync(content, { level: 9 }).length;
  yield row('bundle.main', staticClosure(join(OUT, 'main', 'index.js')), 300, plain, 'entry and static imports');
  yield row('bundle.preload', staticClosure(join(OUT, 'preload', 'index.cjs')), 10, plain, 'one file');
  yield row('bundle.renderer.first', firstLoad(join(OUT, 'renderer', 'index.html')), 120, gzip, 'gzip of each file');
}
