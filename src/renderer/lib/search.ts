import type { Mask } from './mask';
import { NameOrder } from './names';
import type { Row } from './rows';
import type { Sorter } from './sort';

/** Rows whose texts are kept as one: so many that finding them costs little, so few that one changed key costs little. */
const BLOCK = 256;

/** Before the visible end of a secret; nobody types it. */
const DOTS = /…/g;

/** Everything of a key that a person may search for, in lower case. A word has no line break, so none fits across two parts. */
export function searchText(row: Row): string {
  const { key, name, fragment } = row;
  const listed = key.listed?.value;
  let text = name;
  const add = (part: string | null | undefined) => {
    if (part) text += `\n${part}`;
  };
  if (listed && listed.name !== name) add(listed.name);
  if (fragment !== name) add(fragment);
  add(key.local.owner);
  add(key.local.note);
  add(listed?.owner?.label);
  for (const scope of listed?.scopes ?? []) add(scope);
  for (const tag of listed?.accessTags ?? []) add(tag);
  for (const place of key.places) {
    add(place.path);
    add(place.locator);
  }
  add(row.server);
  add(row.stateWords);
  for (const { kind, value } of key.marks) if ((kind === 'firstEight' || kind === 'lastSeven') && !fragment?.endsWith(value)) add(value);
  return text.replace(DOTS, '').toLowerCase();
}

interface Block {
  readonly text: string;
  /** Where the text of each row ends. */
  readonly ends: Uint32Array;
}

/** The texts of all rows, in which words are looked for. Made block by block, when first needed or when there is time. */
class Haystack {
  readonly #rows: readonly Row[];
  readonly #blocks: (Block | undefined)[];

  /** Takes over from the one before what has not changed. */
  constructor(rows: readonly Row[], before: Haystack | null) {
    this.#rows = rows;
    this.#blocks = Array.from({ length: Math.ceil(rows.length / BLOCK) }, (_, b) =>
      before !== null && sameBlock(rows, before.#rows, b) ? before.#blocks[b] : undefined,
    );
  }

  /** Makes the texts that are not there yet, until told to stop. Answers whether all are there. */
  warm(stop: () => boolean): boolean {
    for (let b = 0; b < this.#blocks.length; b++)
      if (this.#blocks[b] === undefined) {
        if (stop()) return false;
        this.#block(b);
      }
    return true;
  }

  /** Strikes out, of the rows that are still in, those whose text lacks the word (in lower case, without white space). */
  keep(word: string, isIn: Mask): void {
    const sought = word.replace(DOTS, '');
    if (sought === '') return;
    const found = new Uint8Array(BLOCK);
    for (let b = 0; b < this.#blocks.length; b++) {
      const first = b * BLOCK;
      const rows = isIn.subarray(first, first + BLOCK);
      if (!rows.includes(1)) continue;
      const { text, ends } = this.#block(b);
      found.fill(0);
      let row = 0;
      for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, ends[row++])) {
        while ((ends[row] ?? text.length) <= at) row++;
        found[row] = 1;
      }
      for (let i = 0; i < rows.length; i++) rows[i] = (rows[i] ?? 0) & (found[i] ?? 0);
    }
  }

  #block(b: number): Block {
    let block = this.#blocks[b];
    if (block === undefined) {
      const rows = this.#rows.slice(b * BLOCK, (b + 1) * BLOCK);
      const ends = new Uint32Array(rows.length);
      let length = 0;
      const texts = rows.map((row, i) => {
        const text = searchText(row);
        length += text.length + 1;
        ends[i] = length;
        return text;
      });
      block = { text: texts.join('\n'), ends };
      this.#blocks[b] = block;
    }
    return block;
  }
}

function sameBlock(rows: readonly Row[], before: readonly Row[], b: number): boolean {
  const end = Math.min(rows.length, (b + 1) * BLOCK);
  if (end !== Math.min(before.length, (b + 1) * BLOCK)) return false;
  for (let i = b * BLOCK; i < end; i++) if (rows[i] !== before[i]) return false;
  return true;
}

/**
 * Finds rows by words: each must occur somewhere. It remembers what it found last: while somebody types, each letter narrows what the last
 * one left.
 */
export class Finder {
  #rows: readonly Row[] = [];
  #haystack = new Haystack([], null);
  #last: { readonly among: Mask | null; readonly search: string; readonly found: Mask } | null = null;

  /** Of the rows that are in `among` (null: all) those with every word of the search. */
  find(rows: readonly Row[], search: string, among: Mask | null): Mask {
    this.#take(rows);
    const narrows = this.#last !== null && this.#last.among === among && search.startsWith(this.#last.search);
    const found = (narrows ? this.#last?.found : among)?.slice() ?? new Uint8Array(rows.length).fill(1);
    for (const word of search.toLowerCase().split(/\s+/)) this.#haystack.keep(word, found);
    this.#last = { among, search, found };
    return found;
  }

  /**
   * Makes the texts while nothing else is to do, and has the names ordered, so that the first keystroke and the first sort at 100,000 rows are
   * like all others. The answer stops it.
   */
  warm(rows: readonly Row[], sorter: Sorter): () => void {
    this.#take(rows);
    const haystack = this.#haystack;
    const names = new NameOrder(sorter, rows.length);
    let handle = 0;
    const some = (idle: IdleDeadline) => {
      const stop = () => idle.timeRemaining() < 5;
      if (!haystack.warm(stop) || !names.warm(stop)) handle = requestIdleCallback(some);
    };
    handle = requestIdleCallback(some);
    return () => cancelIdleCallback(handle);
  }

  #take(rows: readonly Row[]): void {
    if (this.#rows === rows) return;
    this.#haystack = new Haystack(rows, this.#haystack);
    this.#rows = rows;
    this.#last = null;
  }
}
