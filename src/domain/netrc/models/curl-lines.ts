import { type ByteText, HASH, isBlank, LF } from '../text';

/** Longest line that curl takes, its LF not counted. */
const LINE = 16_382;

/** What curl from 8.11 on loads: full-line comments dropped, leading blanks too, a LF at the end. */
export interface Loaded {
  readonly text: ByteText;
  /** Bytes that count towards the limit of curl 8.11 to 8.20 on the whole file; from 8.21 on see {@link sizeSince821}. */
  readonly size: number;
  /** A line is longer than curl takes. */
  readonly lineTooLong: boolean;
}

/** Longest word, in bytes. */
export const LONGEST_WORD = 4_095;

/** `stopsAtLongLine`: what follows a line that is too long is not loaded, and nothing is said; so do curl 8.11 to 8.20. */
export function load(text: ByteText, stopsAtLongLine = false): Loaded {
  const kept: string[] = [];
  let from = 0;
  let lineTooLong = false;
  for (let start = 0; start < text.length; ) {
    const eol = text.indexOf('\n', start);
    const end = eol < 0 ? text.length : eol;
    if (end - start > LINE) {
      lineTooLong = true;
      if (stopsAtLongLine) return finish(kept, text.slice(from, start), lineTooLong);
    }
    let first = start;
    while (first < end && isBlank(text.charCodeAt(first))) first += 1;
    const next = eol < 0 ? end : eol + 1;
    if (text.charCodeAt(first) === HASH && first < end) {
      kept.push(text.slice(from, start));
      from = next;
    } else if (first > start) {
      kept.push(text.slice(from, start));
      from = first;
    }
    start = next;
  }
  return finish(kept, text.slice(from), lineTooLong);
}

function finish(kept: readonly string[], rest: string, lineTooLong: boolean): Loaded {
  const joined = kept.join('') + rest;
  const whole = joined === '' || joined.charCodeAt(joined.length - 1) === LF ? joined : `${joined}\n`;
  return { text: whole, size: whole.length, lineTooLong };
}

/** From 8.21 on curl takes the end of a file that ends in LF for one more, empty line. */
export const sizeSince821 = (text: ByteText, loaded: Loaded): number =>
  text === '' || text.charCodeAt(text.length - 1) === LF ? loaded.size + 1 : loaded.size;
