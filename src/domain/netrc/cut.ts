import type { Entry, NetrcDocument } from './document';
import { type Edit, HASH, isBlank, lineEnd, lineStart, mainEol, withoutEol } from './text';

/** How an entry leaves: alone; with the blank lines right above it; with a line `#` in its place, which shields a comment below. */
export type Way = 'plain' | 'withBlankLines' | 'hash';

/** Entries that leave together, since one begins on the line on which the other ends. */
export interface Cut {
  readonly entries: readonly Entry[];
  /** In order, on the old text. Ways that do not apply to entries on a shared line give the plain edits. */
  readonly edits: (way: Way) => readonly Edit[];
}

/** The removals of these entries (in the file's order), each with the comments and words around it that must stay. */
export function cuts(document: NetrcDocument, entries: readonly Entry[]): readonly Cut[] {
  const { text } = document;
  const groups: Entry[][] = [];
  for (const entry of entries) {
    const last = groups.at(-1)?.at(-1);
    // Only white space between, and no line end: they share the line.
    if (last && /^[ \t]*$/.test(text.slice(last.end, entry.start))) groups.at(-1)?.push(entry);
    else groups.push([entry]);
  }
  return groups.map((group) => ({ entries: group, edits: (way) => edits(document, group, way) }));
}

function edits(document: NetrcDocument, group: readonly Entry[], way: Way): readonly Edit[] {
  const { text } = document;
  const start = group[0]?.start ?? 0;
  const end = group.at(-1)?.end ?? 0;
  const firstLine = lineStart(text, start);
  const lastLineEnd = lineEnd(text, end);
  let before = start;
  while (before > firstLine && isBlank(text.charCodeAt(before - 1))) before -= 1;
  const content = withoutEol(text, end, lastLineEnd);
  let after = end;
  while (after < content && isBlank(text.charCodeAt(after))) after += 1;
  const sharesBefore = before > firstLine;
  const sharesAfter = after < content && text.charCodeAt(after) !== HASH;
  // Full-line comments between the entry's words stay where they are.
  const kept = document.comments.filter((c) => c.fullLine && c.start > start && c.start < end);

  if (sharesBefore || sharesAfter) {
    const from = sharesBefore ? before : start;
    const to = sharesBefore ? end : after;
    if (kept.length === 0) return [{ start: from, end: to, text: '' }];
    return around(document, kept, sharesBefore ? before : firstLine, sharesBefore, sharesAfter ? after : lastLineEnd);
  }
  const top = way === 'withBlankLines' ? aboveBlankLines(document, firstLine) : firstLine;
  const eol = text.slice(content, lastLineEnd) || mainEol(text);
  const whole = around(document, kept, top, false, lastLineEnd);
  const [first, ...rest] = whole;
  return way === 'hash' && first ? [{ ...first, text: `#${eol}` }, ...rest] : whole;
}

/** Deletes `[from, to)` but for whole comment lines; `keepsEol`: what stands before `from` on its line keeps its line end. */
function around(
  { text }: NetrcDocument,
  kept: readonly { readonly start: number; readonly end: number }[],
  from: number,
  keepsEol: boolean,
  to: number,
): readonly Edit[] {
  const result: Edit[] = [];
  let at = from;
  kept.forEach((comment, i) => {
    const line = lineStart(text, comment.start);
    if (i === 0 && keepsEol) {
      const eol = lineEnd(text, at);
      result.push({ start: at, end: withoutEol(text, at, eol), text: '' });
      if (line > eol) result.push({ start: eol, end: line, text: '' });
    } else if (line > at) result.push({ start: at, end: line, text: '' });
    at = lineEnd(text, comment.end);
  });
  result.push({ start: at, end: to, text: '' });
  return result;
}

/** Where the blank lines begin that stand right above a line; the empty line that ends a macro is none of them. */
function aboveBlankLines({ text, items, hasBom }: NetrcDocument, line: number): number {
  const macroEnd = items.reduce((end, item) => (item.kind === 'macdef' && item.end <= line ? item.end : end), hasBom ? 3 : 0);
  let at = line;
  while (at > macroEnd) {
    const above = lineStart(text, at - 1);
    if (text.slice(above, at).trim() !== '') break;
    at = above;
  }
  return Math.max(at, macroEnd);
}
