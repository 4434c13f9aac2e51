import type { FatalCode, WarningCode } from './document';
import { isEntry, type NetrcDocument } from './document';
import { FIXES, type FixId, fixFile } from './fix';
import { lex } from './lex';
import { curlLimitWarning } from './limits';
import { readAsCurl } from './models/curl';
import { readAsCurl813 } from './models/curl-8-13';
import { readAsPython } from './models/python';
import { refuseFatal } from './refusal';
import { sentenceOf } from './sentences';
import { type ByteText, lineNumber, lowerAscii, toText } from './text';

export type FindingCode =
  | FatalCode
  | WarningCode
  | 'python-rejects'
  | 'curl-rejects'
  | 'curl813-rejects'
  | 'duplicate-host'
  | 'no-final-newline';

/** One thing to know about a file. */
export interface Finding {
  readonly code: FindingCode;
  /** 1 for the first line; null for the file as a whole. */
  readonly line: number | null;
  /** `error`: a program loses entries or Tessera cannot edit the file; `warning`: some may. */
  readonly severity: 'error' | 'warning';
  readonly sentence: string;
}

export interface Health {
  readonly findings: readonly Finding[];
  /** Fixes that change no reader's answer but for the better, proved on this very file. */
  readonly fixes: readonly { readonly id: FixId; readonly sentence: string }[];
  /** The line of the first `default` entry, which answers for every host without an entry of its own. */
  readonly defaultLine?: number;
}

const ERRORS: ReadonlySet<FindingCode> = new Set([
  'curl-file-limit',
  'inline-comment-quote',
  'python-rejects',
  'curl-rejects',
  'machine-after-default',
]);

/** Looks at a whole file: what programs will trip over, and what can be mended safely. Never holds a value of the file but host names. */
export function diagnose(bytes: Uint8Array): Health {
  const text = toText(bytes);
  const { document, fatal, warnings } = lex(text);
  const findings: Finding[] = [];
  const add = (code: FindingCode, line: number | null, sentence: string, severity?: Finding['severity']) =>
    findings.push({ code, line, severity: severity ?? (ERRORS.has(code) ? 'error' : 'warning'), sentence });
  if (fatal)
    add(
      fatal.code,
      fatal.line,
      refuseFatal(fatal).error.message.replace(/ Nothing was changed\.$/, ' Tessera does not edit the file until then.'),
      'error',
    );
  for (const { code, line } of [...warnings, ...curlLimitWarning(text)]) add(code, line, sentenceOf(code, line));
  readerFindings(text, add);
  if (document) duplicates(document, add);
  if (text !== '' && !text.endsWith('\n'))
    add('no-final-newline', lineNumber(text, text.length), 'The last line has no line end. curl 7.86 does not see it.');
  const fixes = document
    ? FIXES.flatMap(({ id, sentence }) => {
        const fixed = fixFile(bytes, id);
        return fixed.ok && fixed.value.changed ? [{ id, sentence }] : [];
      })
    : [];
  const seen = new Set<string>();
  const once = findings.filter(({ code, line }) => seen.size !== seen.add(`${code} ${line}`).size);
  const fallback = document?.items.find((item) => item.kind === 'default');
  return {
    findings: once.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    fixes,
    ...(fallback ? { defaultLine: fallback.line } : {}),
  };
}

type Add = (code: FindingCode, line: number | null, sentence: string) => void;

const PYTHON_FAULTS = {
  notUtf8: 'has bytes that are not UTF-8',
  badToken: 'has a word where Python expects a keyword, often the second word of a comment below a blank line',
  noName: 'has machine without a name',
  macroEnd: 'begins a macro that has no empty line at its end',
} as const;

function readerFindings(text: ByteText, add: Add): void {
  const { fault } = readAsPython(text);
  if (fault) {
    const line = fault.why === 'notUtf8' ? lineNumber(text, Math.max(0, text.search(/[\u0080-\u00ff]/))) : lineNumber(text, fault.offset);
    add(
      'python-rejects',
      line,
      `Python rejects the whole file, so requests, httpx and pip find no key in it. Line ${line} ${PYTHON_FAULTS[fault.why]}.`,
    );
  }
  if (readAsCurl(text).others === 'rejected')
    add(
      'curl-rejects',
      null,
      'curl from 8.21 on (with git and R built on it) gives up on the file before its end, and loses the entries behind that place.',
    );
  else if (readAsCurl813(text).others === 'rejected')
    add(
      'curl813-rejects',
      null,
      'curl 8.13 to 8.20 gives up on the file before its end: a blank line with a Windows line end, or a character beyond ASCII.',
    );
}

function duplicates(document: NetrcDocument, add: Add): void {
  const first = new Map<string, string>();
  for (const item of document.items) {
    if (!isEntry(item) || !item.name) continue;
    const host = lowerAscii(item.name.value);
    // Compared, never shown.
    const meaning = JSON.stringify([item.login?.value.value, item.password?.value.value]);
    const known = first.get(host);
    if (known === undefined) first.set(host, meaning);
    else if (known !== meaning)
      add(
        'duplicate-host',
        item.line,
        `Line ${item.line} is another entry for ${/^[!-~]+$/.test(host) ? host : 'a host'} with another login or key. Python uses the last one, nearly all others the first.`,
      );
  }
}
