import { hasOpenQuote, holdsEntry } from './comments';
import type { Comment, Entry, FatalCode, Found, Macro, NetrcDocument, Pair, WarningCode, Word } from './document';
import { MOST_WARNINGS } from './document';
import { readMacro } from './macro';
import { BACKSLASH, BOM, type ByteText, CR, HASH, isBlank, isSpace, LF, lowerAscii, QUOTE } from './text';
import { HIDING_WORDS, KEYWORDS } from './words';

/** What a stretch of text is; what lies between is white space. */
export type Role = 'keyword' | 'name' | 'login' | 'password' | 'account' | 'unknown' | 'comment' | 'macro';

export interface Lexed {
  readonly document: NetrcDocument | null;
  /** Set where `document` is null. */
  readonly fatal: Found<FatalCode> | null;
  readonly warnings: readonly Found<WarningCode>[];
}

class Fatal {
  constructor(readonly found: Found<FatalCode>) {}
}

/** Being built; the parts of {@link Entry} that can still change. */
interface OpenEntry {
  kind: 'machine' | 'default';
  start: number;
  end: number;
  line: number;
  name: Word | null;
  login: Pair | null;
  password: Pair | null;
  ambiguous: boolean;
}

/**
 * Reads a netrc file, byte by byte and once (linear time). White space is space, tab, CR and LF; a quoted word ends at the next quote that
 * has no backslash before it; after `machine`, `login`, `password`, `account` and `macdef` the next word is the value whatever it says; `#`
 * begins a comment only where a keyword could stand; a macro runs to the first line that is empty (but for one CR).
 *
 * Line structure means nothing otherwise. Unknown words belong to the entry that they stand in. `visit` is told every stretch of text.
 */
export function lex(text: ByteText, visit?: (role: Role, start: number, end: number) => void): Lexed {
  const lexer = new Lexer(text, visit ?? (() => undefined));
  try {
    return { document: lexer.run(), fatal: null, warnings: lexer.warnings };
  } catch (e) {
    if (!(e instanceof Fatal)) throw e;
    return { document: null, fatal: e.found, warnings: lexer.warnings };
  }
}

class Lexer {
  readonly warnings: Found<WarningCode>[] = [];
  readonly #counts = new Map<WarningCode, number>();
  readonly #items: (Entry | Macro)[] = [];
  readonly #comments: Comment[] = [];
  #at = 0;
  #line = 1;
  #entry: OpenEntry | null = null;
  /** The line of the open entry's last word. */
  #entryLine = 0;
  #hides = false;
  #defaultSeen = false;

  constructor(
    readonly text: ByteText,
    readonly visit: (role: Role, start: number, end: number) => void,
  ) {}

  run(): NetrcDocument {
    const { text } = this;
    this.#refuseStrangeBytes();
    const hasBom = text.startsWith(BOM);
    if (hasBom) {
      this.#warn('bom', 1);
      this.#at = BOM.length;
    }
    for (;;) {
      this.#skipSpace();
      if (this.#at >= text.length) break;
      if (text.charCodeAt(this.#at) === HASH) this.#comment();
      else this.#keyword();
    }
    this.#close();
    return { text, hasBom, items: this.#items, comments: this.#comments, warnings: this.warnings, hidesWhatFollows: this.#hides };
  }

  #refuseStrangeBytes(): void {
    const { text } = this;
    if (text.startsWith('\u00fe\u00ff') || text.startsWith('\u00ff\u00fe')) throw this.#fatal('nul-or-utf16', 1);
    const nul = text.indexOf('\0');
    if (nul >= 0) throw this.#fatal('nul-or-utf16', this.#lineAt(nul));
    for (let cr = text.indexOf('\r'); cr >= 0; cr = text.indexOf('\r', cr + 1))
      if (text.charCodeAt(cr + 1) !== LF) throw this.#fatal('bare-cr', this.#lineAt(cr));
  }

  #lineAt(offset: number): number {
    return this.text.slice(0, offset).split('\n').length;
  }

  #fatal(code: FatalCode, line: number): Fatal {
    return new Fatal({ code, line });
  }

  #warn(code: WarningCode, line: number): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= MOST_WARNINGS) this.warnings.push({ code, line });
  }

  #skipSpace(): void {
    const { text } = this;
    let at = this.#at;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === LF) this.#line += 1;
      else if (!isSpace(code)) break;
    }
    this.#at = at;
  }

  /** Reads the word that begins here; leaves the place behind it. */
  #word(): Word {
    const { text } = this;
    const start = this.#at;
    let at = start;
    if (text.charCodeAt(at) !== QUOTE) {
      while (at < text.length && !isSpace(text.charCodeAt(at))) at += 1;
      this.#at = at;
      return { start, end: at, value: text.slice(start, at) };
    }
    const line = this.#line;
    let escapes = false;
    for (at += 1; ; at += 1) {
      if (at >= text.length) throw this.#fatal('unterminated-quote', line);
      const code = text.charCodeAt(at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        escapes = true;
        at += 1;
      }
      if (text.charCodeAt(at) === LF) this.#line += 1;
    }
    at += 1;
    if (at < text.length && !isSpace(text.charCodeAt(at))) throw this.#fatal('text-after-quote', this.#line);
    this.#at = at;
    const inside = text.slice(start + 1, at - 1);
    return { start, end: at, value: escapes ? inside.replace(/\\([\s\S])/g, '$1') : inside };
  }

  #keyword(): void {
    const { text } = this;
    const line = this.#line;
    const word = this.#word();
    const bare = text.charCodeAt(word.start) !== QUOTE;
    const lower = bare && word.value.length <= 8 ? lowerAscii(word.value) : '';
    const isKnown = KEYWORDS.has(lower) || lower === 'user';
    this.visit(isKnown ? 'keyword' : 'unknown', word.start, word.end);
    if (!isKnown) {
      this.#warn('unknown-token', line);
      if (this.#entry && this.#belongs(this.#entry, word, line)) {
        this.#entry.end = word.end;
        this.#entryLine = this.#line;
      }
      return;
    }
    if (lower !== word.value) this.#warn('keyword-case', line);
    if (lower === 'macdef') {
      this.#close();
      this.#macro(word, line);
    } else if (lower === 'machine' || lower === 'default') {
      this.#close();
      if (lower === 'machine' && this.#defaultSeen) this.#warn('machine-after-default', line);
      if (lower === 'default') this.#defaultSeen = true;
      const entry = {
        kind: lower,
        start: word.start,
        end: word.end,
        line,
        name: null,
        login: null,
        password: null,
        ambiguous: false,
      } as OpenEntry;
      if (lower === 'machine') {
        entry.name = this.#value('name', line);
        entry.end = entry.name.end;
      }
      this.#entry = entry;
      this.#entryLine = this.#line;
    } else this.#pair(lower === 'user' ? 'login' : (lower as 'login' | 'password' | 'account'), word, line);
  }

  /**
   * Whether an unknown word is part of the entry above: on the same line, or further down where the entry is laid out over lines or the word is
   * indented. What follows a one-line entry at the start of a line is a word astray, as it would be without the entry.
   */
  #belongs(entry: OpenEntry, word: Word, line: number): boolean {
    if (line === this.#entryLine) return true;
    const between = this.text.slice(entry.end, word.start);
    if (/\n[ \t\r]*\n/.test(between)) return false;
    return entry.line !== this.#entryLine || /^\s*[ \t]$/.test(between);
  }

  #pair(kind: 'login' | 'password' | 'account', keyword: Word, line: number): void {
    const value = this.#value(kind, line);
    const entry = this.#entry;
    if (!entry) {
      this.#warn('unknown-token', line);
      return;
    }
    entry.end = value.end;
    this.#entryLine = this.#line;
    if (kind === 'account') return;
    if (entry[kind]) entry.ambiguous = true;
    else entry[kind] = { keywordStart: keyword.start, keywordEnd: keyword.end, value };
  }

  /** The value after a keyword that stands in `line`. */
  #value(role: Role, line: number): Word {
    const { text } = this;
    this.#skipSpace();
    if (this.#at >= text.length) throw this.#fatal('dangling-keyword', line);
    const laterLine = this.#line > line;
    const at = this.#line;
    const first = text.charCodeAt(this.#at);
    if (laterLine && first === HASH) throw this.#fatal('comment-before-value', at);
    const word = this.#word();
    this.visit(role, word.start, word.end);
    const lower = word.value.length <= 8 ? lowerAscii(word.value) : '';
    if (laterLine && first !== QUOTE && (KEYWORDS.has(lower) || lower === 'user')) throw this.#fatal('dangling-keyword', line);
    if (first === HASH) this.#warn('hash-value', at);
    if (KEYWORDS.has(lower)) {
      this.#warn('keyword-as-value', at);
      if (HIDING_WORDS.has(lower)) this.#hides = true;
    }
    return word;
  }

  #close(): void {
    if (this.#entry) this.#items.push(this.#entry);
    this.#entry = null;
  }

  #comment(): void {
    const { text } = this;
    const start = this.#at;
    const eol = text.indexOf('\n', start);
    let end = eol < 0 ? text.length : eol;
    if (end > start && text.charCodeAt(end - 1) === CR) end -= 1;
    let before = start - 1;
    while (before >= 0 && isBlank(text.charCodeAt(before))) before -= 1;
    const fullLine = before < 0 || text.charCodeAt(before) === LF || (before === BOM.length - 1 && text.startsWith(BOM));
    this.#comments.push({ start, end, fullLine });
    this.visit('comment', start, end);
    const said = text.slice(start, end);
    if (holdsEntry(said)) this.#warn('commented-out-entry', this.#line);
    if (!fullLine && hasOpenQuote(said)) this.#warn('inline-comment-quote', this.#line);
    this.#at = end;
  }

  #macro(keyword: Word, line: number): void {
    const name = this.#value('unknown', line);
    const body = readMacro(this.text, name.end, this.#line);
    for (const number of body.blankLines) this.#warn('whitespace-line-in-macdef', number);
    if (body.isDoubtful) throw this.#fatal('macdef-ambiguous', line);
    if (!body.terminated) this.#warn('macdef-unterminated', line);
    if (!body.terminated && body.holdsEntryLine) throw this.#fatal('macdef-ambiguous', line);
    this.visit('macro', name.end, body.end);
    this.#items.push({ kind: 'macdef', start: keyword.start, end: body.end, line, name, terminated: body.terminated });
    this.#at = body.end;
    this.#line = body.nextLine;
  }
}
