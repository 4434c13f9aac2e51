import { BACKSLASH, type ByteText, CR, HASH, LF, QUOTE, SPACE, TAB } from '../text';
import { type Answers, type Credentials, type ReaderModel, rejectedWhole } from './answers';
import { isUtf8 } from './utf8';

/** Where and why Python's reader gives up. */
export interface PythonFault {
  readonly offset: number;
  readonly why: 'notUtf8' | 'badToken' | 'noName' | 'macroEnd';
}

export interface PythonReading {
  readonly answers: Answers;
  readonly fault: PythonFault | null;
  /** With `lenient`: where comments begin that make Python reject the file although they are ordinary comments. */
  readonly traps: readonly number[];
}

/**
 * Python's `netrc` module from 3.11 on, as of CPython's Lib/netrc.py and measured on 3.11 to 3.13. A bare word ends by consuming one white-space
 * character, a quoted one consumes nothing after its quote; a comment is skipped only where the line number has not moved since before its
 * first word was looked for, and at top level only where that word is `#` alone. So a comment of two words after a blank line rejects the
 * whole file. The last entry of a host counts.
 *
 * `lenient` goes on after such a comment as if it had been skipped, and reports it.
 */
export function readAsPython(text: ByteText, lenient = false): PythonReading {
  const traps: number[] = [];
  const reject = (fault: PythonFault): PythonReading => ({ answers: rejectedWhole(false), fault, traps });
  if (!isUtf8(text)) return reject({ offset: 0, why: 'notUtf8' });
  const lexer = new Lexer(text);
  const byHost = new Map<string, Credentials>();
  const comment = (skips: boolean): void => {
    if (skips) lexer.skipLine();
    else if (lenient && lexer.isCommentOpen()) {
      traps.push(lexer.tokenStart);
      lexer.skipLine();
    }
  };
  for (;;) {
    const line = lexer.line;
    const word = lexer.token();
    if (word === '') break;
    if (word.charCodeAt(0) === HASH) {
      comment(lexer.line === line && word.length === 1);
      continue;
    }
    let name = 'default';
    if (word === 'machine' || word === 'macdef') name = lexer.token();
    else if (word !== 'default') return reject({ offset: lexer.tokenStart, why: 'badToken' });
    if (word === 'macdef') {
      if (!lexer.skipMacro()) return reject({ offset: lexer.tokenStart, why: 'macroEnd' });
      continue;
    }
    if (name === '') return reject({ offset: lexer.tokenStart, why: 'noName' });
    let login = '';
    let password = '';
    for (;;) {
      const before = lexer.line;
      const next = lexer.token();
      if (next.charCodeAt(0) === HASH) {
        comment(lexer.line === before);
        continue;
      }
      if (next === '' || next === 'machine' || next === 'default' || next === 'macdef') {
        lexer.pushBack(next);
        break;
      }
      if (next === 'login' || next === 'user') login = lexer.token();
      else if (next === 'password') password = lexer.token();
      else if (next === 'account') lexer.token();
      else return reject({ offset: lexer.tokenStart, why: 'badToken' });
    }
    byHost.set(name, [login, password]);
  }
  return { answers: { byHost, others: byHost.get('default') ?? null, ignoresCase: false }, fault: null, traps };
}

/** Text mode: a CRLF arrives as LF, so a CR before its LF is passed over wherever it stands. */
class Lexer {
  line = 1;
  /** Where the last word began. */
  tokenStart = 0;
  #at = 0;
  #pushed: string | null = null;
  #endedLine = false;
  readonly #folds: boolean;

  constructor(readonly text: ByteText) {
    this.#folds = text.includes('\r\n');
  }

  pushBack(word: string): void {
    this.#pushed = word;
  }

  #skipFold(): void {
    if (this.#folds && this.text.charCodeAt(this.#at) === CR && this.text.charCodeAt(this.#at + 1) === LF) this.#at += 1;
  }

  token(): string {
    if (this.#pushed !== null) {
      const word = this.#pushed;
      this.#pushed = null;
      return word;
    }
    const { text } = this;
    this.#endedLine = false;
    for (; ; this.#at += 1) {
      this.#skipFold();
      if (this.#at >= text.length) return '';
      const code = text.charCodeAt(this.#at);
      if (code === LF) this.line += 1;
      else if (code !== SPACE && code !== TAB && code !== CR) break;
    }
    this.tokenStart = this.#at;
    const quoted = text.charCodeAt(this.#at) === QUOTE;
    if (quoted) this.#at += 1;
    let from = this.#at;
    let word = '';
    for (; this.#at < text.length; this.#at += 1) {
      if (this.#folds && text.charCodeAt(this.#at) === CR && text.charCodeAt(this.#at + 1) === LF) {
        word += text.slice(from, this.#at);
        this.#at += 1;
        from = this.#at;
      }
      const code = text.charCodeAt(this.#at);
      if (code === BACKSLASH) {
        word += text.slice(from, this.#at);
        this.#at += 1;
        this.#skipFold();
        from = this.#at;
        if (text.charCodeAt(this.#at) === LF) this.line += 1;
      } else if (quoted ? code === QUOTE : code === SPACE || code === LF || code === TAB || code === CR) {
        word += text.slice(from, this.#at);
        if (code === LF) {
          this.line += 1;
          this.#endedLine = true;
        }
        this.#at += 1;
        return word;
      } else if (code === LF) this.line += 1;
    }
    this.#at = text.length;
    return word + text.slice(from);
  }

  /** True where the line of the last word, a comment's first, goes on: its other words would be read as keywords. */
  isCommentOpen(): boolean {
    return !this.#endedLine;
  }

  /** As readline does: without counting the line. */
  skipLine(): void {
    const eol = this.text.indexOf('\n', this.#at);
    this.#at = eol < 0 ? this.text.length : eol + 1;
  }

  /** Leaves the place behind the first line that is exactly LF; false where there is none. */
  skipMacro(): boolean {
    const { text } = this;
    while (this.#at < text.length) {
      this.#skipFold();
      const isEmpty = text.charCodeAt(this.#at) === LF;
      this.skipLine();
      if (isEmpty) return true;
    }
    return false;
  }
}

export const python: ReaderModel = {
  id: 'python',
  title: 'Python 3.11 and newer (requests, httpx, pip, the LabKey client)',
  weight: 'must',
  read: (text) => readAsPython(text).answers,
};
