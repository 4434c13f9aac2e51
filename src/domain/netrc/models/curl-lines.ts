import { type ByteText, HASH, isBlank, LF } from '../text';

/** Longest line that curl takes, its LF not counted. */
const LINE = 16_382;

/** What curl from 8.11 on loads: full-line comments dropped, leading blanks too, a LF at the end. */
export interface Loaded {
  readonly text: ByteText;
  /** Bytes that count towards curl's limit on the whole file. */
  readonly size: number;
  /** A line is longer than curl takes. */
  readonly lineTooLong: boolean;
}

/** Longest word, in bytes. */
export const LONGEST_WORD = 4_095;

export function load(text: ByteText): Loaded {
  const kept: string[] = [];
  let from = 0;
  let lineTooLong = false;
  for (let start = 0; start < text.length; ) {
    const eol = text.indexOf('\n', start);
    const end = eol < 0 ? text.length : eol;
    if (end - start > LINE) lineTooLong = true;
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
  kept.push(text.slice(from));
  const joined = kept.join('');
  const whole = joined === '' || joined.charCodeAt(joined.length - 1) === LF ? joined : `${joined}\n`;
  return { text: whole, size: whole.length, lineTooLong };
}
