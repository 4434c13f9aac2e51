import { fail, ok, type Result } from '../../domain/result';
import type { Assigned, Findings } from './env-document';
import { lexSh, plainWord, type ShLine, type ShText } from './sh-lines';

/**
 * Finds `X=…` and `export X=…` on lines of their own, outside every block and quote, in a shell file given as latin1. Uses of the variable
 * (`$X`) and a bare `export X` are let be; any other mention (`unset X`, `eval "X=…"`, `read X`, an assignment inside an if) is refused
 * with `env.unclear`, since what it does cannot be told without running it.
 */
export function findInSh(text: string, name: string): Result<Findings> {
  const sh = lexSh(text);
  const assigned: Assigned[] = [];
  const mention = new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`, 'g');
  for (const { index } of text.matchAll(mention)) {
    if (sh.mask[index] === 'c') continue;
    const line = lineAt(sh, index);
    if (isRead(text, index, name) || isBareExport(text, sh, line, name)) continue;
    const hit = simpleAssignment(text, sh, line, name);
    if (!hit) return unclear(name, line.number);
    if (sh.leavesAt !== null && line.number > sh.leavesAt) {
      return fail(
        'env.unclear',
        `${name} is set in line ${line.number}, but the file ends before, in line ${sh.leavesAt}. The file is as it was.`,
      );
    }
    // `X=1; export X` mentions the name twice in one assignment.
    if (assigned.at(-1)?.line !== hit.line) assigned.push(hit);
  }
  return ok({ assigned, noAppend: noAppend(sh) });
}

const unclear = (name: string, line: number) =>
  fail(
    'env.unclear',
    `Line ${line} uses ${name} in a way that only running the file would explain. The file is as it was. Change that line by hand, or choose another file.`,
  );

function noAppend(sh: ShText): string | null {
  if (!sh.endsFresh)
    return 'The file ends inside a quote, a block or a continued line, so that a line added after it would not be read as one.';
  if (sh.leavesAt !== null) return `Line ${sh.leavesAt} leaves the file, so that a line added at its end would not be read.`;
  return null;
}

function lineAt(sh: ShText, index: number): ShLine {
  let [low, high] = [0, sh.lines.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sh.lines[middle]?.start ?? Number.POSITIVE_INFINITY) <= index) low = middle;
    else high = middle - 1;
  }
  const line = sh.lines[low];
  if (!line) throw new Error('a mention outside every line');
  return line;
}

/** `$X` and `${X…}`, except `${X=…}` and `${X:=…}`, which assign. */
function isRead(text: string, index: number, name: string): boolean {
  if (text[index - 1] === '$') return true;
  if (text.slice(index - 2, index) !== '${' && text.slice(index - 3, index) !== '${#') return false;
  return !/^:?=/.test(text.slice(index + name.length, index + name.length + 2));
}

function isBareExport(text: string, sh: ShText, line: ShLine, name: string): boolean {
  return (
    line.startsFresh &&
    /^[ \t]*export[ \t]+$/.test(text.slice(line.start, text.indexOf(name, line.start))) &&
    /^[ \t]*(#.*)?$/.test(text.slice(text.indexOf(name, line.start) + name.length, line.end)) &&
    sh.mask[line.start] !== 'h'
  );
}

function simpleAssignment(text: string, sh: ShText, line: ShLine, name: string): Assigned | null {
  if (!line.startsFresh || line.depth > 0) return null;
  const head = new RegExp(`^([ \\t]*)(?:export[ \\t]+)?${name}=`).exec(text.slice(line.start, line.end));
  if (!head) return null;
  const from = line.start + head[0].length;
  let end = from;
  while (end < line.end && !(sh.mask[end] === '.' && /[ \t;&|<>()]/.test(text[end] ?? ''))) {
    // A word that runs on over the line's end stays unfinished here.
    if (sh.mask[end] === 'e' || sh.mask[end] === 'h') return null;
    end += 1;
  }
  const next = text[line.end] === '\n' ? sh.mask[line.end] : '.';
  if (next !== '.') return null;
  const rest = new RegExp(`^[ \\t]*(?:;[ \\t]*(?:export[ \\t]+${name}[ \\t]*;?[ \\t]*)?)?$`);
  const comment = sh.mask.indexOf('c', end);
  const stop = comment === -1 || comment > line.end ? line.end : comment;
  if (!rest.test(text.slice(end, stop))) return null;
  const value = plainWord(text.slice(from, end));
  return {
    line: line.number,
    lineStart: line.start,
    lineEnd: Math.min(text.length, line.end + 1),
    start: line.start + (head[1]?.length ?? 0),
    end,
    value: value === null ? null : Buffer.from(value, 'latin1'),
  };
}
