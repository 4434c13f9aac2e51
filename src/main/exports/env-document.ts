import type { EnvFormat } from '../../domain/exports';
import { fail, ok, type Result } from '../../domain/result';
import { renderAssignment } from '../../domain/shell-export';
import { findInDotenv } from './dotenv-lines';
import { findInSh } from './sh-assignments';

/** One line that assigns the variable. Offsets count bytes. */
export interface Assigned {
  /** Line number, from 1. */
  readonly line: number;
  /** The whole line, from its first byte to the next line's. */
  readonly lineStart: number;
  readonly lineEnd: number;
  /** What a replacement exchanges: from the name (or `export`) to the end of the value. */
  readonly start: number;
  readonly end: number;
  /** The value's bytes; null where only running a shell (or choosing a reader) would tell. */
  readonly value: Buffer | null;
}

/** All that is known of a variable in a file, before anything is changed. */
export interface Findings {
  readonly assigned: readonly Assigned[];
  /** Why a line put at the end might not be read; null where it would. */
  readonly noAppend: string | null;
}

export interface EnvEdit {
  readonly bytes: Buffer;
  /** The number that the changed line has (set) or had (remove). */
  readonly line: number;
  /** The line's new text, without its line end; null where it was taken out. */
  readonly written: string | null;
  /** The value that was there; undefined where there was none, null where it cannot be told. */
  readonly replaced: Buffer | null | undefined;
  /** Other lines that assign the variable and stay. */
  readonly alsoAt: readonly number[];
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Finds a variable. Refuses with `env.unclear` where the file speaks of it in a way that cannot be judged without running a shell, and with
 * `env.notText` where the file is no text in an encoding that has ASCII's bytes. Messages name lines, never their content.
 */
export function findVariable(bytes: Buffer, format: EnvFormat, name: string): Result<Findings> {
  if (bytes.includes(0) || (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return fail(
      'env.notText',
      'The file is not plain text (it may be UTF-16). Nothing was written. Save it as UTF-8 or choose another file.',
    );
  }
  return format === 'sh' ? findInSh(bytes.toString('latin1'), name) : findInDotenv(bytes.toString('latin1'), name);
}

/** The assignment that counts: the last one. Null where there is none; `env.twice` where several differ, so that nobody can say which is meant. */
export function effective(found: Findings, name: string): Result<Assigned | null> {
  const last = found.assigned.at(-1);
  if (!last) return ok(null);
  const alike = found.assigned.every((a) => a.value !== null && last.value !== null && a.value.equals(last.value));
  if (found.assigned.length > 1 && !alike) {
    const lines = found.assigned.map((a) => a.line).join(', ');
    return fail(
      'env.twice',
      `${name} is set more than once, to different values (lines ${lines}). The file is as it was. Leave one of these lines in it and try again.`,
    );
  }
  return ok(last);
}

/**
 * Sets a variable: exchanges the assignment that counts, else adds a line at the end. No other byte changes, except that a file without a
 * final line end gets one before the new line (and again none at its end). Fails as {@link findVariable} and {@link effective} do, with `env.cannotAppend`, and
 * with `export.cannotQuote` for a value that the format cannot hold on one line.
 */
export function setVariable(before: Buffer | null, format: EnvFormat, name: string, value: string): Result<EnvEdit> {
  if (/[\r\n]/.test(value)) return fail('export.cannotQuote', 'This value has several lines and cannot be put in an env file.');
  const rendered = renderAssignment(format === 'sh' ? 'posix' : 'dotenv', { name, value });
  if (!rendered.ok) return rendered;
  const old = before ?? Buffer.alloc(0);
  const found = findVariable(old, format, name);
  if (!found.ok) return found;
  const which = effective(found.value, name);
  if (!which.ok) return which;
  const text = Buffer.from(rendered.value, 'utf8');
  const hit = which.value;
  let edit: EnvEdit;
  if (hit) {
    const bytes = Buffer.concat([old.subarray(0, hit.start), text, old.subarray(hit.end)]);
    const alsoAt = found.value.assigned.filter((a) => a !== hit).map((a) => a.line);
    edit = { bytes, line: hit.line, written: rendered.value, replaced: hit.value, alsoAt };
  } else {
    if (found.value.noAppend)
      return fail('env.cannotAppend', `${found.value.noAppend} The file is as it was. Choose another file, or add the line by hand.`);
    const eol = format === 'dotenv' && /\r\n[^\n]*$/.test(old.toString('latin1')) ? '\r\n' : '\n';
    const fresh = old.length === 0 || old.equals(BOM) || old.at(-1) === 0x0a;
    const added = fresh ? [text, Buffer.from(eol)] : [Buffer.from(eol), text];
    const line = old.toString('latin1').split('\n').length + (fresh ? 0 : 1);
    edit = { bytes: Buffer.concat([old, ...added]), line, written: rendered.value, replaced: undefined, alsoAt: [] };
  }
  return proved(edit, format, name, value);
}

/** Reads the edited text with the same eyes: what cannot be read back as meant is not written. */
function proved(edit: EnvEdit, format: EnvFormat, name: string, value: string): Result<EnvEdit> {
  const found = findVariable(edit.bytes, format, name);
  if (found.ok && found.value.assigned.at(-1)?.value?.equals(Buffer.from(value, 'utf8'))) return ok(edit);
  return fail(
    'env.unclear',
    `The file's other lines would change what ${name} means. The file is as it was. Choose another file, or add the line by hand.`,
  );
}

/**
 * Takes out every line that sets the variable to a value that `isOurs` accepts. Null where there is none. A last line without a line end takes the one
 * before it along, so that taking out undoes {@link setVariable} byte for byte.
 */
export function removeVariable(
  before: Buffer,
  format: EnvFormat,
  name: string,
  isOurs: (value: Buffer) => boolean,
): Result<EnvEdit | null> {
  const found = findVariable(before, format, name);
  if (!found.ok) return found;
  const ours = found.value.assigned.filter((a) => a.value !== null && isOurs(a.value));
  const last = ours.at(-1);
  if (!last) return ok(null);
  const kept: Buffer[] = [];
  let from = 0;
  for (const { lineStart, lineEnd } of ours) {
    const open = lineEnd === before.length && before.at(-1) !== 0x0a;
    const start = open ? withoutLineEnd(before, lineStart) : lineStart;
    kept.push(before.subarray(from, Math.max(from, start)));
    from = lineEnd;
  }
  kept.push(before.subarray(from));
  const alsoAt = found.value.assigned.filter((a) => !ours.includes(a)).map((a) => a.line);
  return ok({ bytes: Buffer.concat(kept), line: last.line, written: null, replaced: last.value, alsoAt });
}

function withoutLineEnd(bytes: Buffer, end: number): number {
  if (end > 0 && bytes[end - 1] === 0x0a) return bytes[end - 2] === 0x0d ? end - 2 : end - 1;
  return end;
}
