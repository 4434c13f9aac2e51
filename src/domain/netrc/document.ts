import type { ByteText } from './text';

/** A value with its place: `[start, end)` includes the quotes where it has them. */
export interface Word {
  readonly start: number;
  readonly end: number;
  /** Without quotes and their escapes; one character per byte. */
  readonly value: string;
}

/** `login WORD`, `password WORD`; `user` stands for `login` where `keyword` has four letters. */
export interface Pair {
  readonly keywordStart: number;
  readonly keywordEnd: number;
  readonly value: Word;
}

/** An entry: from its keyword up to the end of its last word, unknown ones included. Comments behind it are not part of it. */
export interface Entry {
  readonly kind: 'machine' | 'default';
  readonly start: number;
  readonly end: number;
  /** 1 for the first line. */
  readonly line: number;
  /** Null for `default`. */
  readonly name: Word | null;
  /** The first of its kind. */
  readonly login: Pair | null;
  readonly password: Pair | null;
  /** More than one login or more than one password: readers differ on which counts. */
  readonly ambiguous: boolean;
}

/** A macro: opaque, from `macdef` through the empty line that ends it. */
export interface Macro {
  readonly kind: 'macdef';
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly name: Word;
  readonly terminated: boolean;
}

/** `#` to the end of the line (which is not part of it), where a keyword could stand. */
export interface Comment {
  readonly start: number;
  readonly end: number;
  /** Nothing but blanks before it. */
  readonly fullLine: boolean;
}

/** What is worth a warning; the codes are stable. Files that hold them can be edited. */
export type WarningCode =
  | 'bom'
  | 'commented-out-entry'
  | 'curl-file-limit'
  | 'hash-value'
  | 'inline-comment-quote'
  | 'keyword-as-value'
  | 'keyword-case'
  | 'macdef-unterminated'
  | 'machine-after-default'
  | 'unknown-token'
  | 'whitespace-line-in-macdef';

/** Where the file cannot be understood beyond doubt, it is not touched. */
export type FatalCode =
  | 'nul-or-utf16'
  | 'bare-cr'
  | 'unterminated-quote'
  | 'text-after-quote'
  | 'dangling-keyword'
  | 'comment-before-value'
  | 'macdef-ambiguous';

export interface Found<Code extends string> {
  readonly code: Code;
  /** 1 for the first line. */
  readonly line: number;
}

/** The file as it stands. Nothing of it is normalised. */
export interface NetrcDocument {
  readonly text: ByteText;
  readonly hasBom: boolean;
  readonly items: readonly (Entry | Macro)[];
  readonly comments: readonly Comment[];
  /** In the file's order; at most {@link MOST_WARNINGS} of one code. */
  readonly warnings: readonly Found<WarningCode>[];
  /** Whether another entry's value is `machine`, `default` or `macdef`, which hides what follows from curl up to 8.20. */
  readonly hidesWhatFollows: boolean;
}

export const MOST_WARNINGS = 50;

export const isEntry = (item: Entry | Macro): item is Entry => item.kind !== 'macdef';
