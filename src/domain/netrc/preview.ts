import { lex, type Role } from './lex';
import { applyEdits, type ByteText, type Edit, lineEnd, lineNumber, lineStart, toText } from './text';

/** One changed line, fit to be shown: values masked. */
export interface ShownLine {
  /** In the old file, or in the new one for a line that is new. */
  readonly number: number;
  readonly before: string | null;
  readonly after: string | null;
}

export interface Marks {
  /** Stands for the key that is written. */
  readonly secret: string;
  /** Stands for every other value that is not a host or a login. */
  readonly mask: string;
}

/** More are not shown, only counted. */
const MOST_LINES = 200;

/**
 * The lines that edits change, before and after. Shown are keywords, hosts and logins; passwords, accounts, comments (which may hold old keys),
 * macros and unknown words are masked.
 */
export function shownLines(bytes: Uint8Array, edits: readonly Edit[], key: string | null, marks: Marks): readonly ShownLine[] {
  const text = toText(bytes);
  const after = applyEdits(text, edits);
  const [oldParts, newParts] = [partsOf(text), partsOf(after)];
  const shown: ShownLine[] = [];
  let shift = 0;
  for (let i = 0; i < edits.length && shown.length < MOST_LINES; ) {
    // Edits on the same lines are shown together.
    const start = lineStart(text, edits[i]?.start ?? 0);
    let end = start;
    let grown = 0;
    for (; i < edits.length; i += 1) {
      const edit = edits[i];
      if (!edit || (edit.start >= end && end > start) || (end > start && lineStart(text, edit.start) >= end)) break;
      const isWholeLine =
        edit.end > edit.start
          ? edit.end === lineStart(text, edit.end)
          : lineStart(text, edit.start) === edit.start && edit.text.endsWith('\n');
      end = Math.max(end, isWholeLine ? edit.end : lineEnd(text, edit.end));
      grown += edit.text.length - (edit.end - edit.start);
      if (end === start) {
        i += 1;
        break;
      }
    }
    const oldLines = render(text, oldParts, start, end, null, marks);
    const newLines = render(after, newParts, start + shift, end + shift + grown, key, marks);
    push(shown, oldLines, newLines, lineNumber(text, start), lineNumber(after, start + shift));
    shift += grown;
  }
  return shown;
}

/** Lines that are the same before and after are not shown; a line that is only in one has nothing beside it. */
function push(shown: ShownLine[], before: readonly string[], after: readonly string[], oldNumber: number, newNumber: number): void {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const gone = before.slice(head, before.length - tail);
  const come = after.slice(head, after.length - tail);
  // The same but for what is masked: still a change, and all of it is shown.
  if (gone.length === 0 && come.length === 0)
    before.forEach((line, i) => {
      if (line.trim() !== '') shown.push({ number: oldNumber + i, before: line, after: after[i] ?? null });
    });
  for (let i = 0; i < Math.max(gone.length, come.length); i += 1) {
    const number = gone[i] === undefined ? newNumber + head + i : oldNumber + head + i;
    if ((gone[i] ?? '').trim() === '' && (come[i] ?? '').trim() === '' && gone[i] === undefined) continue;
    shown.push({ number, before: gone[i] ?? null, after: come[i] ?? null });
  }
}

interface Part {
  readonly role: Role;
  readonly start: number;
  readonly end: number;
}

function partsOf(text: ByteText): readonly Part[] {
  const parts: Part[] = [];
  lex(text, (role, start, end) => parts.push({ role, start, end }));
  return parts;
}

const SHOWN: ReadonlySet<Role> = new Set(['keyword', 'name', 'login']);

function render(text: ByteText, parts: readonly Part[], start: number, end: number, key: string | null, marks: Marks): readonly string[] {
  if (end <= start) return [];
  let out = '';
  let at = start;
  for (const part of parts) {
    if (part.end <= start || part.start >= end) continue;
    if (part.start > at) out += text.slice(at, part.start);
    const said = text.slice(part.start, part.end);
    if (SHOWN.has(part.role)) out += readable(said);
    else if (part.role === 'password' && said === key) out += marks.secret;
    else out += part.role === 'comment' ? (said.length > 1 ? `# ${marks.mask}` : '#') : marks.mask;
    at = Math.max(at, part.end);
  }
  if (at < end) out += text.slice(at, end).replace(/[^\s]/g, '\u00b7');
  return out.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** Bytes as people read them: UTF-8 where it is, a dot for what is not printable. */
function readable(bytes: ByteText): string {
  let said = bytes;
  try {
    said = decodeURIComponent(bytes.replace(/[%\u0080-\u00ff]/g, (c) => `%${c.charCodeAt(0).toString(16)}`));
  } catch {
    said = bytes.replace(/[\u0080-\u00ff]/g, '\u00b7');
  }
  return said.replace(/\p{C}/gu, '\u00b7');
}
