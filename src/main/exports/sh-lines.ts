/**
 * A look at a shell file without running it: which characters are commands, which are quoted, which are comment. Everything works on bytes
 * written as latin1, one character a byte, so that no byte is ever lost in decoding.
 */

/** What each character of the text is: `.` command text, `q` quoted or inside a substitution, `c` comment, `h` here-document. */
export type ShMask = string;

export interface ShLine {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  /** Without the newline. */
  readonly end: number;
  /** False inside a quote, a substitution, a here-document, or after a line that ends in a backslash. */
  readonly startsFresh: boolean;
  /** How many if, for, while, case, `{` are open at its start. */
  readonly depth: number;
}

export interface ShText {
  readonly mask: ShMask;
  readonly lines: readonly ShLine[];
  /** False where the file ends inside a quote, a block, a here-document or after a backslash: a line put after it would be swallowed. */
  readonly endsFresh: boolean;
  /** The first line that leaves the file for good (`return`, `exit`, `exec`), or null: what stands after it is never read. */
  readonly leavesAt: number | null;
}

interface HereDocument {
  readonly word: string;
  readonly stripTabs: boolean;
}

/**
 * Lexes a POSIX shell file, with bash's and zsh's `$'…'`. Where it is in doubt it reports an unfinished or nested state, never a fresh one, so that the
 * caller refuses rather than guesses.
 */
export function lexSh(text: string): ShText {
  const mask: string[] = [];
  const stack: string[] = [];
  const starts: { start: number; fresh: boolean }[] = [{ start: 0, fresh: true }];
  let waiting: HereDocument[] = [];
  let i = 0;
  const put = (kind: string, count = 1) => {
    for (let n = 0; n < count && i < text.length; n += 1, i += 1) mask.push(kind);
  };
  const kind = () => (stack.length === 0 ? '.' : 'q');

  while (i < text.length) {
    const c = text[i];
    const top = stack.at(-1);
    if (c === '\n') {
      const escaped = text[i - 1] === '\\' && mask[i - 1] === 'e';
      put(kind());
      starts.push({ start: i, fresh: stack.length === 0 && !escaped && waiting.length === 0 });
      for (const here of waiting) {
        for (;;) {
          if (i >= text.length) return finish(text, mask, starts, false);
          const stop = text.indexOf('\n', i) === -1 ? text.length : text.indexOf('\n', i);
          const line = text.slice(i, stop);
          put('h', stop - i + 1);
          if (stop === text.length && (here.stripTabs ? line.replace(/^\t+/, '') : line) !== here.word)
            return finish(text, mask, starts, false);
          starts.push({ start: i, fresh: false });
          if ((here.stripTabs ? line.replace(/^\t+/, '') : line) === here.word) break;
        }
        const last = starts.at(-1);
        if (last) starts[starts.length - 1] = { start: last.start, fresh: true };
      }
      waiting = [];
      continue;
    }
    if (top === "'") {
      if (c === "'") stack.pop();
      put('q');
    } else if (c === '\\') {
      // A backslash at the end of a line joins the next one: marked, so that the newline can tell.
      if (text[i + 1] === '\n' || i + 1 === text.length) put('e');
      else put('q', 2);
      if (i === text.length && mask.at(-1) === 'e') return finish(text, mask, starts, false);
    } else if (top === "$'") {
      if (c === "'") stack.pop();
      put('q');
    } else if (top === '"' && c !== '"' && c !== '`' && !(c === '$' && /[({]/.test(text[i + 1] ?? ''))) put('q');
    else if (c === '"' || c === '`') {
      if (top === c) stack.pop();
      else stack.push(c);
      put('q');
    } else if (c === '$' && text[i + 1] === "'" && top !== '"') {
      stack.push("$'");
      put('q', 2);
    } else if (c === '$' && /[({]/.test(text[i + 1] ?? '')) {
      stack.push(text[i + 1] === '(' ? '(' : top === '"' || top === '{"' ? '{"' : '{');
      put('q', 2);
    } else if (c === "'" && top !== '{"') {
      stack.push("'");
      put('q');
    } else if (c === '(') {
      stack.push('(');
      put('q');
    } else if (c === ')' && top === '(') {
      put('q');
      stack.pop();
    } else if (c === '}' && (top === '{' || top === '{"')) {
      put('q');
      stack.pop();
    } else if (c === '#' && (top === undefined || top === '(' || top === '`') && /^[\s;&|()`]?$/.test(text[i - 1] ?? '')) {
      const stop = text.indexOf('\n', i);
      put('c', (stop === -1 ? text.length : stop) - i);
    } else if (c === '<' && text[i + 1] === '<' && text[i + 2] !== '<' && text[i - 1] !== '<') {
      const here = /^<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([A-Za-z0-9_.!-]+))/.exec(text.slice(i, i + 200));
      if (here) {
        waiting.push({ word: here[2] ?? here[3] ?? here[4] ?? '', stripTabs: here[1] === '-' });
        put(kind(), here[0].length);
      } else put(kind(), 2);
    } else put(kind());
  }
  return finish(
    text,
    mask,
    starts,
    stack.length === 0 && waiting.length === 0 && (starts.at(-1)?.start !== i || starts.at(-1)?.fresh === true),
  );
}

const COMMAND = String.raw`(?:^|[;&|]|(?<![\w-])(?:then|do|else|elif)(?=\s))\s*`;
const OPENS = new RegExp(`${COMMAND}(?:if|for|while|until|case|select|\\{)(?=\\s|$)`, 'g');
const CLOSES = new RegExp(`${COMMAND}(?:fi|done|esac|\\})(?=[\\s;&|)]|$)`, 'g');
/** Stands for a quoted character where commands are looked for; the brackets of `f()` count as such. */
const QUOTED = '\u0001';
const FUNCTION = new RegExp(`(?:^|[;&|])\\s*(?:function\\s+[\\w-]+|[\\w-]+\\s*${QUOTED}\\s?${QUOTED})\\s*\\{`, 'g');
const LEAVES = /^\s*(?:(?:return|exit)(?=[\s;&|]|$)|exec\s+[^0-9<>\s])/;

function finish(text: string, marks: readonly string[], starts: readonly { start: number; fresh: boolean }[], closed: boolean): ShText {
  const mask = marks.join('');
  const lines: ShLine[] = [];
  let depth = 0;
  let leavesAt: number | null = null;
  starts.forEach(({ start, fresh }, n) => {
    const next = starts[n + 1]?.start;
    const end = next === undefined ? text.length : next - 1;
    if (start >= text.length && n > 0) return;
    lines.push({ number: n + 1, start, end, startsFresh: fresh, depth });
    let code = '';
    for (let i = start; i < end; i += 1) code += mask[i] === '.' ? text[i] : mask[i] === 'q' ? QUOTED : ' ';
    if (fresh && depth === 0 && leavesAt === null && LEAVES.test(code)) leavesAt = n + 1;
    const opened = (code.match(OPENS)?.length ?? 0) + (code.match(FUNCTION)?.length ?? 0);
    depth = Math.max(0, depth + opened - (code.match(CLOSES)?.length ?? 0));
  });
  return { mask, lines, endsFresh: closed && depth === 0, leavesAt };
}

/**
 * The value of one shell word (as it stands, with its quotes) that needs no expansion, or null where its value cannot be told without running
 * a shell: variables, substitutions, patterns, `$'…'`.
 */
export function plainWord(word: string): string | null {
  let value = '';
  let i = 0;
  while (i < word.length) {
    const c = word[i] ?? '';
    if (c === "'") {
      const close = word.indexOf("'", i + 1);
      if (close === -1) return null;
      value += word.slice(i + 1, close);
      i = close + 1;
    } else if (c === '"') {
      for (i += 1; word[i] !== '"'; i += 1) {
        if (i >= word.length || word[i] === '$' || word[i] === '`') return null;
        if (word[i] === '\\' && /["\\$`]/.test(word[i + 1] ?? '')) i += 1;
        value += word[i];
      }
      i += 1;
    } else if (c === '\\') {
      if (i + 1 >= word.length) return null;
      value += word[i + 1];
      i += 2;
    } else {
      if (/[$`*?[~{}()<>&|; \t\n]/.test(c)) return null;
      value += c;
      i += 1;
    }
  }
  return value;
}
