import { type ByteText, CR, LF } from '../text';
import type { Answer, Answers, Credentials, ReaderModel } from './answers';

/** Space, tab, LF, vertical tab, form feed, CR: what `\s` means to Java. */
const isJavaSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly host: Span;
  readonly login: Span;
  readonly password: Span;
}

/** What matches from a word `password` or `login` on. */
interface Tail {
  readonly login: Span | null;
  readonly password: Span;
  readonly matchEnd: number;
}

/**
 * A word, with what can match behind it. `untilLogin` is the nearest matching `login` behind a run on one line that begins with this word and
 * ends at `loginAt`; the same for `password`. `login` and `password` match from this very word on.
 */
class Step implements Span {
  start = 0;
  end = 0;
  password: Tail | null = null;
  login: Tail | null = null;
  untilPassword: Tail | null = null;
  passwordAt = 0;
  untilLogin: Tail | null = null;
  loginAt = 0;
}

/**
 * LabKey's Java client (NetrcFileParser, 2009 to today). It reads lines, joins them with LF, and looks in the whole text for: `machine` (also
 * as the end of a longer word), white space, the shortest run on one line, white space, `login`, white space, such a run, white space,
 * `password`, white space, a run, white space. The first match whose first run is the host counts. So comments and macros are live, quotes
 * are part of the value, and nothing but white space may stand between login and password.
 *
 * A backtracking search would take cubic time on a long line; this walks the words once from the end and once over the matches.
 */
export function readAsLabKeyJava(text: ByteText): Answers {
  const byHost = new Map<string, Answer>();
  let next = 0;
  for (const found of candidates(text)) {
    if (found.start < next) continue;
    next = found.end;
    const host = text.slice(found.host.start, found.host.end);
    // A run with white space in it is no host that anybody can ask for.
    if (/\s/.test(host) || byHost.has(host)) continue;
    const credentials: Credentials = [text.slice(found.login.start, found.login.end), text.slice(found.password.start, found.password.end)];
    byHost.set(host, credentials);
  }
  return { byHost, others: null, ignoresCase: false };
}

/** For every word that ends in `machine`, in order, the match that begins there. */
function candidates(text: ByteText): readonly Found[] {
  const found: Found[] = [];
  const mayBreak = LINE_BREAK.test(text);
  // Two steps take turns: a file of 100,000 entries has 600,000 words.
  let step = new Step();
  let spare = new Step();
  let after: Step | null = null;
  for (let end = text.length; ; ) {
    let newLine = false;
    for (; end > 0; end -= 1) {
      const code = text.charCodeAt(end - 1);
      if (!isJavaSpace(code)) break;
      if (code === LF) newLine = true;
    }
    if (end === 0) break;
    let start = end;
    while (start > 0 && !isJavaSpace(text.charCodeAt(start - 1))) start -= 1;
    step.start = start;
    step.end = end;
    const breaks = mayBreak && LINE_BREAK.test(text.slice(start, end));
    fill(text, step, after, newLine, breaks, mayBreak);
    // By its last letter first: nearly all words are something else.
    if (end - start >= 7 && text.charCodeAt(end - 1) === 101 && text.startsWith('machine', end - 7)) {
      const match = fromMachine(text, end, after);
      if (match) found.push(match);
    }
    after = step;
    step = spare;
    spare = after;
    end = start;
  }
  return found.reverse();
}

function fill(text: ByteText, step: Step, after: Step | null, newLine: boolean, breaks: boolean, mayBreak: boolean): void {
  const { start, end } = step;
  step.password = null;
  step.login = null;
  if (end - start === 8 && text.startsWith('password', start)) {
    const value = after ? { start: after.start, end: after.end } : lastBlank(text, end);
    if (value && !(mayBreak && LINE_BREAK.test(text.slice(value.start, value.end))))
      step.password = { login: null, password: value, matchEnd: skipSpace(text, value.end) };
  } else if (end - start === 5 && after && text.startsWith('login', start)) {
    const direct = after.untilPassword;
    if (direct) step.login = { ...direct, login: { start: after.start, end: after.passwordAt } };
    else if (after.password) {
      const blank = blankBetween(text, end, after.start);
      if (blank) step.login = { ...after.password, login: blank };
    }
  }
  // The shortest run wins: the next word if it will do, else what is nearest behind it on the line.
  const goesOn = after !== null && !breaks;
  const further = goesOn && !newLine;
  step.untilPassword = goesOn && after.password ? after.password : further ? after.untilPassword : null;
  step.passwordAt = goesOn && after.password ? end : (after?.passwordAt ?? 0);
  step.untilLogin = goesOn && after.login ? after.login : further ? after.untilLogin : null;
  step.loginAt = goesOn && after.login ? end : (after?.loginAt ?? 0);
}

function fromMachine(text: ByteText, machineEnd: number, after: Step | null): Found | null {
  if (!after) return null;
  const tail = after.untilLogin ?? after.login;
  const host = after.untilLogin ? { start: after.start, end: after.loginAt } : blankBetween(text, machineEnd, after.start);
  if (!tail?.login || !host) return null;
  return { start: machineEnd - 7, host, login: tail.login, password: tail.password, end: tail.matchEnd };
}

/** Java's `.` stops at these too: next line, line and paragraph separator, here as UTF-8. */
const LINE_BREAK = /\u00c2\u0085|\u00e2\u0080[\u00a8\u00a9]/;

const isBreak = (code: number): boolean => code === LF || code === CR;

/** Where a run can only be one white-space character between two others: the last such place. */
function blankBetween(text: ByteText, from: number, to: number): Span | null {
  for (let at = to - 2; at > from; at -= 1) if (!isBreak(text.charCodeAt(at))) return { start: at, end: at + 1 };
  return null;
}

/** The same at the end of the file, which ends in a LF for this reader. */
const lastBlank = (text: ByteText, from: number): Span | null =>
  blankBetween(text, from, text.endsWith('\n') ? text.length : text.length + 1);

function skipSpace(text: ByteText, from: number): number {
  let at = from;
  while (at < text.length && isJavaSpace(text.charCodeAt(at))) at += 1;
  return at;
}

export const labkeyJava: ReaderModel = {
  id: 'labkeyJava',
  title: 'LabKey Java client',
  weight: 'must',
  read: readAsLabKeyJava,
};
