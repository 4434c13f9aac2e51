import { BACKSLASH, type ByteText, CR, isBlank, isSpace, LF, lowerAscii, QUOTE } from '../text';
import type { Answer, Answers, ReaderModel } from './answers';
import { rejectedWhole } from './answers';
import { LONGEST_WORD, load, sizeSince821 } from './curl-lines';

/** Bytes that curl from 8.11 on takes at most, counted as each loads the file. */
export const LARGEST_FILE = 131_071;

/**
 * curl from 8.21 on, as of its scanner in lib/netrc.c and measured on 8.21 and 8.23. Keywords in any case, bare only; unknown words are passed
 * over, and so are the words of a comment that does not stand on a line of its own: those are live. The first entry of a host, or `default`,
 * that has a login or a password ends the search, so that a fault further down harms only the hosts that are not found before it.
 */
export function readAsCurl(text: ByteText): Answers {
  const loaded = load(text);
  // Only comments and no LF at the end: nothing is loaded, and curl 8.21 crashes on that.
  const crashes = loaded.size === 0 && text !== '' && !text.endsWith('\n');
  if (crashes || loaded.lineTooLong || sizeSince821(text, loaded) > LARGEST_FILE) return rejectedWhole(true);
  const scan = new Scan(loaded.text);
  const byHost = new Map<string, Answer>();
  const answers = (others: Answer): Answers => ({ byHost, others, ignoresCase: true });
  let host: string | null = null;
  let isDefault = false;
  let login: string | null = null;
  let password: string | null = null;
  for (;;) {
    const token = scan.next(false);
    if (token === 'fault') return answers('rejected');
    const keyword = token === 'end' ? 'end' : scan.keyword;
    if (keyword === 'end' || keyword === 'machine' || keyword === 'default' || keyword === 'macdef') {
      if ((host !== null || isDefault) && (login !== null || password !== null)) {
        if (isDefault) return answers([login ?? '', password ?? '']);
        if (host !== null && !byHost.has(host)) byHost.set(host, [login ?? '', password ?? '']);
      }
      host = login = password = null;
      isDefault = false;
    }
    if (keyword === 'end') return answers(null);
    if (keyword === 'default') isDefault = true;
    else if (keyword === 'macdef') scan.skipMacro();
    else if (keyword !== '') {
      const value = scan.next(true);
      if (value === 'fault') return answers('rejected');
      if (value === 'end') continue;
      if (keyword === 'machine') host = lowerAscii(scan.value);
      else if (keyword === 'login' && (host !== null || isDefault)) login = scan.value;
      else if (keyword === 'password' && (host !== null || isDefault)) password = scan.value;
    }
  }
}

class Scan {
  /** The last word, where a value was asked for. */
  value = '';
  /** The last word in lower case where it is a bare keyword, else empty. */
  keyword = '';
  #at = 0;

  constructor(readonly text: ByteText) {}

  next(wantsValue: boolean): 'word' | 'end' | 'fault' {
    const { text } = this;
    this.#skipSpace();
    const start = this.#at;
    this.keyword = '';
    if (start >= text.length) return 'end';
    if (text.charCodeAt(start) === QUOTE) {
      const value = quoted(text, start);
      if (value === null || value.value.length > LONGEST_WORD) return 'fault';
      this.value = value.value;
      this.#at = value.end;
      return 'word';
    }
    let end = start;
    while (end < text.length && !isSpace(text.charCodeAt(end))) end += 1;
    // A CR that stands alone, so neither white space here nor a word.
    if (end === start) return 'fault';
    this.#at = end;
    if (wantsValue) {
      if (end - start > LONGEST_WORD) return 'fault';
      this.value = text.slice(start, end);
    } else if (end - start <= 8) {
      const word = lowerAscii(text.slice(start, end));
      if (/^(?:machine|default|account|login|password|macdef)$/.test(word)) this.keyword = word;
    }
    return 'word';
  }

  #skipSpace(): void {
    const { text } = this;
    let at = this.#at;
    for (;;) {
      while (isBlank(text.charCodeAt(at))) at += 1;
      while (text.charCodeAt(at) === CR) at += 1;
      if (text.charCodeAt(at) !== LF) break;
      at += 1;
    }
    this.#at = at;
  }

  /** To the first LF that follows another with nothing but CR between. */
  skipMacro(): void {
    const { text } = this;
    for (let eol = text.indexOf('\n', this.#at); eol >= 0; eol = text.indexOf('\n', eol + 1)) {
      let at = eol + 1;
      while (text.charCodeAt(at) === CR) at += 1;
      if (text.charCodeAt(at) === LF) {
        this.#at = at;
        return;
      }
    }
    this.#at = text.length;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** A quoted word from its opening quote on; null where it is not closed. */
export function quoted(text: ByteText, start: number): { readonly value: string; readonly end: number } | null {
  let value = '';
  let from = start + 1;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return { value: value + text.slice(from, at), end: at + 1 };
    if (code === BACKSLASH) {
      const escaped = text.charAt(at + 1);
      value += text.slice(from, at) + (ESCAPES[escaped] ?? escaped);
      at += 1;
      from = at + 1;
    }
  }
  return null;
}

export const curl: ReaderModel = {
  id: 'curl',
  title: 'curl 8.21 and newer (git, R and PycURL built on it)',
  weight: 'must',
  read: readAsCurl,
};
