import { type ByteText, lowerAscii } from '../text';

/** Login and password as a reader would send them, one character per byte. */
export type Credentials = readonly [login: string, password: string];

/** `rejected`: the reader gives up on the file before it has an answer; null: it finds no credentials. */
export type Answer = Credentials | null | 'rejected';

/** What one reader would answer for every host, from one pass over the file. */
export interface Answers {
  readonly byHost: ReadonlyMap<string, Answer>;
  /** For all hosts that are not in `byHost`. */
  readonly others: Answer;
  /** True where the reader compares host names without regard to case; the names in `byHost` are in lower case then. */
  readonly ignoresCase: boolean;
}

/** A reader's rules, restated. Runs in linear time. */
export interface ReaderModel {
  readonly id: ReaderId;
  /** For people. */
  readonly title: string;
  /** `must`: an edit that would change what it answers for another host is not made; `warn`: it is said. */
  readonly weight: 'must' | 'warn';
  readonly read: (text: ByteText) => Answers;
}

export type ReaderId = 'python' | 'curl' | 'curl813' | 'labkeyJava' | 'go';

export const rejectedWhole = (ignoresCase: boolean): Answers => ({ byHost: new Map(), others: 'rejected', ignoresCase });

/** What the reader answers for a host, given in lower case. */
export function ask(answers: Answers, host: string): Answer {
  const found = answers.byHost.get(host);
  return found === undefined ? answers.others : found;
}

export function isSameAnswer(a: Answer, b: Answer): boolean {
  if (a === null || b === null || a === 'rejected' || b === 'rejected') return a === b;
  return a[0] === b[0] && a[1] === b[1];
}

/**
 * The first host, other than `host` in any spelling, whose answer differs between two versions of a file; `*` stands for all hosts that have no
 * entry. From rejected to accepted is no difference. Null where there is none.
 */
export function firstChanged(before: Answers, after: Answers, host: string): string | null {
  // A reader that rejected the whole file had no answer that could be lost.
  if (before.others === 'rejected' && before.byHost.size === 0) return null;
  const isFine = (was: Answer, is: Answer) => was === 'rejected' || isSameAnswer(was, is);
  for (const [name, was] of before.byHost) {
    const is = after.byHost.get(name);
    if (!isFine(was, is === undefined ? after.others : is) && lowerAscii(name) !== host) return name;
  }
  for (const [name, is] of after.byHost)
    if (!before.byHost.has(name) && !isFine(before.others, is) && lowerAscii(name) !== host) return name;
  return isFine(before.others, after.others) ? null : '*';
}
