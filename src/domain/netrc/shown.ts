import type { ByteText } from './text';

/** What is not drawn, or turns the direction of writing: control and format marks, line separators, the private and the unassigned, and blanks but the plain one. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/**
 * A word of the file as people read it: valid UTF-8 as such, other bytes one by one, and what would not be seen by its number, as <U+202E>.
 * For the eye only: what is compared with the file stays as it is.
 */
export function shownWord(word: ByteText): string {
  if (/^[ -~]*$/.test(word)) return word;
  return decoded(word).replace(UNSEEN, (mark) => `<U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`);
}

function decoded(word: ByteText): string {
  try {
    const bytes = Uint8Array.from(word, (c) => c.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return word;
  }
}
