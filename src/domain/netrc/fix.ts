import { ok, type Result } from '../result';
import { isEntry, type NetrcDocument } from './document';
import { lex } from './lex';
import type { Answer, Credentials } from './models/answers';
import { ask, isSameAnswer } from './models/answers';
import { READERS } from './models/index';
import { readAsPython } from './models/python';
import { type Refusal, refuse, refuseFatal } from './refusal';
import { applyEdits, applyToBytes, BOM, type ByteText, type Edit, isBlank, LF, lineStart, lowerAscii, mainEol, toText } from './text';

export type FixId = 'final-newline' | 'end-macro' | 'shield-comments' | 'plain-blank-lines' | 'lower-keywords' | 'no-bom';

/** What can be mended without a guess. Offered only where it was proved on the file at hand, see {@link fixFile}. */
export const FIXES: readonly { readonly id: FixId; readonly sentence: string }[] = [
  { id: 'no-bom', sentence: 'Take out the byte order mark at the start.' },
  { id: 'end-macro', sentence: 'Add the empty line that ends the last macro.' },
  { id: 'final-newline', sentence: 'Add a line end to the last line.' },
  { id: 'plain-blank-lines', sentence: 'Give blank lines a plain line end, which curl 8.11 to 8.20 needs.' },
  { id: 'lower-keywords', sentence: 'Write keywords in lower case.' },
  { id: 'shield-comments', sentence: 'Put a line # above comments (or a blank behind their #) that make Python reject the file.' },
];

export interface Fixed {
  readonly bytes: Uint8Array;
  readonly changed: boolean;
  readonly edits: readonly Edit[];
}

/**
 * Applies one fix to the whole file. Every reader's answer for every host must stay, or change from a rejected file to an answer, or from
 * nothing to what the entry plainly says; else it refuses.
 */
export function fixFile(bytes: Uint8Array, id: FixId): Result<Fixed, Refusal> {
  const text = toText(bytes);
  const { document, fatal } = lex(text);
  if (!document) return refuseFatal(fatal ?? { code: 'bare-cr', line: 1 });
  const edits = MAKERS[id](document);
  if (edits.length === 0) return ok({ bytes, changed: false, edits });
  if (!isBetter(document, applyEdits(text, edits)))
    return refuse(
      'would-change-others',
      null,
      'This would change what a program reads for some host, so it was not done. Nothing was changed.',
    );
  return ok({ bytes: applyToBytes(bytes, edits), changed: true, edits });
}

const insert = (at: number, text: string): Edit => ({ start: at, end: at, text });

const MAKERS: Readonly<Record<FixId, (document: NetrcDocument) => readonly Edit[]>> = {
  'no-bom': ({ hasBom }) => (hasBom ? [{ start: 0, end: BOM.length, text: '' }] : []),
  'final-newline': ({ text }) => (text === '' || text.endsWith('\n') ? [] : [insert(text.length, '\n')]),
  'end-macro': ({ text, items }) => {
    const last = items.at(-1);
    return last?.kind === 'macdef' && !last.terminated ? [insert(text.length, text.endsWith('\n') ? '\n' : '\n\n')] : [];
  },
  'plain-blank-lines': ({ text }) => {
    const edits: Edit[] = [];
    for (let at = text.indexOf('\r\n'); at >= 0; at = text.indexOf('\r\n', at + 2)) {
      let start = at;
      while (start > 0 && isBlank(text.charCodeAt(start - 1))) start -= 1;
      if (start === 0 || text.charCodeAt(start - 1) === LF) edits.push({ start: at, end: at + 1, text: '' });
    }
    return edits;
  },
  'lower-keywords': ({ text }) => {
    const edits: Edit[] = [];
    lex(text, (role, start, end) => {
      const word = text.slice(start, end);
      if (role === 'keyword' && lowerAscii(word) !== word) edits.push({ start, end, text: lowerAscii(word) });
    });
    return edits;
  },
  'shield-comments': ({ text }) => shield(text),
};

/** Twice at most: a line `#` helps where Python lost count of lines, a blank behind the `#` where the comment stands above all entries. */
function shield(text: ByteText): readonly Edit[] {
  const eol = mainEol(text);
  const traps = readAsPython(text, true).traps;
  const isFirst = (at: number) => /^[ \t]*$/.test(text.slice(lineStart(text, at), at));
  if (traps.length === 0 || !traps.every(isFirst)) return [];
  const lines = traps.map((at) => insert(lineStart(text, at), `#${eol}`));
  const left = readAsPython(applyEdits(text, lines), true).traps;
  if (left.length === 0) return lines;
  return traps.flatMap((at, i) => {
    const line = lines[i];
    const blank = isBlank(text.charCodeAt(at + 1)) ? [] : [insert(at + 1, ' ')];
    return line ? [line, ...blank] : blank;
  });
}

function isBetter(document: NetrcDocument, after: ByteText): boolean {
  const plain = new Map<string, Credentials>();
  for (const item of document.items) {
    const host = isEntry(item) && item.name ? lowerAscii(item.name.value) : null;
    if (isEntry(item) && host !== null && !plain.has(host))
      plain.set(host, [item.login?.value.value ?? '', item.password?.value.value ?? '']);
  }
  let isAnyBetter = false;
  const isFine = (host: string, was: Answer, is: Answer): boolean => {
    if (isSameAnswer(was, is)) return true;
    isAnyBetter = true;
    return was === 'rejected' || (was === null && isSameAnswer(is, plain.get(lowerAscii(host)) ?? null));
  };
  for (const reader of READERS) {
    const [was, is] = [reader.read(document.text), reader.read(after)];
    const hosts = new Set([...was.byHost.keys(), ...is.byHost.keys()]);
    for (const host of hosts) if (!isFine(host, ask(was, host), ask(is, host))) return false;
    if (!isFine('', was.others, is.others)) return false;
  }
  return isAnyBetter || !document.text.endsWith('\n');
}
