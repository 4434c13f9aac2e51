import { fail, ok, type Result } from '../../domain/result';
import type { Assigned, Findings } from './env-document';

/**
 * Finds `X=…` in a dotenv file given as latin1. There is no standard: a value is told only where node, python-dotenv, Docker Compose and the
 * shell read the same; else it is null. Refuses with `env.unclear` where the variable has, or stands inside, a value of several lines, or is
 * written `X: …`, which some readers take and others do not.
 */
export function findInDotenv(text: string, name: string): Result<Findings> {
  // Some readers end a line at a lone carriage return, others do not.
  if (/\r(?!\n)/.test(text))
    return fail('env.notText', 'The file has carriage returns inside its lines. Nothing was written. Choose another file.');
  const assigned: Assigned[] = [];
  let open: { readonly quote: string; readonly line: number } | null = null;
  let start = text.startsWith('\u{ef}\u{bb}\u{bf}') ? 3 : 0;
  for (let number = 1; start < text.length; number += 1) {
    const newline = text.indexOf('\n', start);
    const lineEnd = newline === -1 ? text.length : newline + 1;
    const line = text.slice(start, newline === -1 ? text.length : newline).replace(/\r$/, '');
    if (open) {
      if (new RegExp(`^\\s*(?:export\\s+)?${name}\\s*[=:]`).test(line)) return unclear(name, number);
      if (closes(line, open.quote)) open = null;
      start = lineEnd;
      continue;
    }
    const entry = /^([ \t]*(?:export[ \t]+)?)([A-Za-z_][\w.-]*)([ \t]*)(=|:)([ \t]*)(.*)$/.exec(line);
    if (entry) {
      const [, before = '', key = '', gap = '', sign = '', gapAfter = '', value = ''] = entry;
      const quote = /^["'`]/.exec(value)?.[0];
      const unfinished = quote !== undefined && !closes(value.slice(1), quote);
      if (key === name) {
        if (sign === ':' || unfinished) return unclear(name, number);
        const { length, plain } = readValue(value);
        const from = start + before.length;
        assigned.push({
          line: number,
          lineStart: start,
          lineEnd,
          start: from,
          end: from + name.length + gap.length + 1 + gapAfter.length + length,
          value: plain === null ? null : Buffer.from(plain, 'latin1'),
        });
      }
      if (unfinished && sign === '=') open = { quote, line: number };
    }
    start = lineEnd;
  }
  return ok({
    assigned,
    noAppend: open
      ? `The value that starts in line ${open.line} has no closing quote, so that a line added at the end could be read as part of it.`
      : null,
  });
}

const unclear = (name: string, line: number) =>
  fail(
    'env.unclear',
    `Line ${line} sets ${name} in a way that programs read differently. The file is as it was. Change that line by hand, or choose another file.`,
  );

/** A backslash before the quote is an escape to some readers only; it is taken as one here and the value then reads as not told. */
const closes = (text: string, quote: string): boolean => new RegExp(`(?:^|[^\\\\])${quote}`).test(text);

/** How far the value goes (a trailing comment and blanks stay outside), and what it is where all readers agree. */
function readValue(value: string): { readonly length: number; readonly plain: string | null } {
  const quote = /^["'`]/.exec(value)?.[0];
  if (quote === undefined) {
    const bare = value.replace(/[ \t]+#.*$/, '').trimEnd();
    return { length: bare.length, plain: /[#"'`\\$]/.test(bare) ? null : bare };
  }
  const whole = new RegExp(`^${quote}((?:[^\\\\]|\\\\.)*?)${quote}(?=[ \\t]*(?:#.*)?$)`).exec(value);
  if (!whole) return { length: value.length, plain: null };
  const inner = whole[1] ?? '';
  const agreed = quote === "'" ? !/\\\\|\\'/.test(inner) && !inner.includes('${') : quote === '"' ? !/[\\$`]/.test(inner) : false;
  return { length: whole[0].length, plain: agreed && !inner.includes(quote) ? inner : null };
}
