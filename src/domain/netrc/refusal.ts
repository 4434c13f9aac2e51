import { err } from '../result';
import type { FatalCode } from './document';

/** Why a file is left as it is. */
export type RefusalCode =
  | FatalCode
  | 'bad-host'
  | 'unsafe-key'
  | 'multiple-logins'
  | 'conflict-other-login'
  | 'would-break-python'
  | 'would-change-others'
  | 'would-not-be-read';

/** An edit that was not made. Never holds a value of the file. */
export interface Refusal {
  readonly code: RefusalCode;
  /** 1 for the first line; null where it is about no line. */
  readonly line: number | null;
  /** Whole sentences: what is there, and what to do. */
  readonly message: string;
}

const FATAL: Readonly<Record<FatalCode, string>> = {
  'nul-or-utf16': 'The file has NUL bytes or is UTF-16, which no program reads as netrc. Save it as plain text (UTF-8).',
  'bare-cr': 'has a carriage return without a line feed. Programs differ on whether a line ends there. Give the file plain line ends.',
  'unterminated-quote':
    'has a quotation mark that is never closed. Programs differ on where that value ends, and some reject the whole file. Close it, or take it out.',
  'text-after-quote': 'has text right after a closing quotation mark. Programs differ on what it means. Put a space there, or take it out.',
  'dangling-keyword': 'has a keyword without its value. Some programs take the next word for it. Complete the line, or take it out.',
  'comment-before-value':
    'has a comment where a value is due. Some programs take the comment for the value. Move the comment above the entry.',
  'macdef-ambiguous':
    'begins a macro (macdef) of which programs differ where it ends, so entries below it are seen by some only. Put an empty line where the macro ends.',
};

export const refuse = (code: RefusalCode, line: number | null, message: string) => err<Refusal>({ code, line, message });

/** True for the code of a finding after which the file is not read: what its entries are is not beyond doubt. */
export const isFatal = (code: string): boolean => code in FATAL;

/** The refusal for a file that cannot be understood beyond doubt. */
export const refuseFatal = ({ code, line }: { readonly code: FatalCode; readonly line: number }) =>
  refuse(code, line, `${code === 'nul-or-utf16' ? '' : `Line ${line} `}${FATAL[code]} Nothing was changed.`);

export const badHost = () =>
  refuse(
    'bad-host',
    null,
    'A netrc entry names a bare host: a lower-case name, an IPv4 address, or an IPv6 address without brackets; no scheme, port or path. Nothing was changed.',
  );

export const unsafeValue = (what: 'key' | 'login') =>
  refuse(
    'unsafe-key',
    null,
    `The ${what} has characters (white space, quotation mark, backslash, #, comma, or beyond ASCII), a length, or a meaning that programs read differently in a netrc file. Use it in another way. Nothing was changed.`,
  );
