/**
 * The file is kept as bytes and read as a string with one character per byte (Latin-1), so that offsets are byte offsets, nothing is decoded
 * and what is not edited comes out as it went in.
 */
export type ByteText = string;

export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const TAB = 9;
export const QUOTE = 34;
export const HASH = 35;
export const BACKSLASH = 92;

/** The UTF-8 byte order mark, one character per byte. */
export const BOM = '\u00ef\u00bb\u00bf';

const CHUNK = 16_384;

/** One character per byte. */
export function toText(bytes: Uint8Array): ByteText {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK)
    parts.push(String.fromCharCode.apply(null, bytes.subarray(at, at + CHUNK) as unknown as number[]));
  return parts.join('');
}

/** The inverse of {@link toText}. */
export function toBytes(text: ByteText): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Space, tab, CR or LF: what separates words for every reader. Form feed and vertical tab separate for some only, so they are ordinary. */
export const isSpace = (code: number): boolean => code === SPACE || code === LF || code === TAB || code === CR;
export const isBlank = (code: number): boolean => code === SPACE || code === TAB;

/** Lower case for A to Z only: readers compare bytes, so `\u00c0` must stay itself. */
export const lowerAscii = (text: string): string => (/[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (part) => part.toLowerCase()) : text);

/** One replacement: the bytes from `start` up to `end` become `text` (ASCII). */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that are in order and do not overlap. */
export function applyEdits(text: ByteText, edits: readonly Edit[]): ByteText {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** {@link applyEdits} on bytes: what is not edited is copied, never decoded. */
export function applyToBytes(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const grown = edits.reduce((sum, e) => sum + e.text.length - (e.end - e.start), 0);
  const out = new Uint8Array(bytes.length + grown);
  let from = 0;
  let to = 0;
  const copy = (end: number) => {
    out.set(bytes.subarray(from, end), to);
    to += end - from;
    from = end;
  };
  for (const edit of edits) {
    copy(edit.start);
    for (let i = 0; i < edit.text.length; i += 1) out[to + i] = edit.text.charCodeAt(i);
    to += edit.text.length;
    from = edit.end;
  }
  copy(bytes.length);
  return out;
}

/** Where the line that holds `offset` begins; a byte order mark belongs to no line. */
export function lineStart(text: ByteText, offset: number): number {
  const at = text.lastIndexOf('\n', offset - 1) + 1;
  return offset > 0 && at > 0 ? at : text.startsWith(BOM) && offset >= BOM.length ? BOM.length : 0;
}

/** Where the line that holds `offset` ends, its LF included; the text's end where it has none. */
export function lineEnd(text: ByteText, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

/** `[start, end)` without the CR and LF at its end. */
export function withoutEol(text: ByteText, start: number, end: number): number {
  let at = end;
  if (at > start && text.charCodeAt(at - 1) === LF) at -= 1;
  if (at > start && text.charCodeAt(at - 1) === CR) at -= 1;
  return at;
}

/** CRLF where CRLF lines outnumber LF lines, else LF. */
export function mainEol(text: ByteText): '\r\n' | '\n' {
  let crlf = 0;
  let lf = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (at > 0 && text.charCodeAt(at - 1) === CR) crlf += 1;
    else lf += 1;
  }
  return crlf > lf ? '\r\n' : '\n';
}

/** 1 for the first line. */
export function lineNumber(text: ByteText, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
