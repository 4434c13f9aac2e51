/** Netrc files made at random from a seed, for the tests: everything that people and programs write, and much that they should not. */

export interface Chance {
  /** A whole number from 0 up to `below`. */
  readonly below: (below: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
}

/** The same numbers for the same seed, on every machine (mulberry32). */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  const pick = <T>(from: readonly T[]): T => {
    const found = from[below(from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  return { below, pick };
}

export const OUR_HOST = 'lk.test';

/** Hosts that the files speak of. */
export const HOSTS = ['a.test', 'b.test', 'x.lk.test', 'lk.test.corp', 'A.test', 'c'] as const;

const VALUES = ['u', 'p1', 'me@x.test', 'K#1', 'a"b', 'a\\b', "'q'", 'S3cret%20', '4711', 'apikey'];
const QUOTED = ['"p q"', '"p"', '"a \\"b\\" c"', '"#x"', '""'];
const ODD = ['machine', 'default', 'macdef', 'login', '#v', 'k\u00c3\u00a4', '\u00ff', 'a,b', 'x\fy'];
const COMMENTS = [
  '# two words',
  '#one',
  '#old stuff here',
  '#',
  '# machine lk.test login apikey password OLD',
  '# machine a.test login z password z',
  '#machine c login z',
  '# caf\u00c3\u00a9 au lait',
  '# say "hi',
  '# 5" and "six"',
  '## login u',
];
const MACROS = [
  'macdef up\n cd /pub\n ls\n\n',
  'macdef m\nmachine lk.test login mu password mp\n\n',
  'macdef w\n ls\n  \n\n',
  'macdef e\n\n',
  'macdef q\n say "hi\n\n',
];

/** `strange` from 0 (what people write) to 3 (anything). One character per byte. */
export function randomFile(c: Chance, strange: number): string {
  const odds = (outOf: number) => c.below(outOf) === 0;
  const value = () => (strange > 0 && odds(9) ? c.pick(QUOTED) : strange > 1 && odds(14) ? c.pick(ODD) : c.pick(VALUES));
  const gap = () => (odds(5) ? c.pick(['\n  ', '\n\t', '  ', '\t', ' \n', '\n\n  ', '\n# two words\n  ']) : ' ');
  const keyword = (word: string) => (strange > 2 && odds(30) ? word.toUpperCase() : word);
  const entry = (host: string, login: string, password: string) => {
    const pairs = [`${keyword('login')} ${login}`, `${keyword('password')} ${password}`];
    if (odds(12)) pairs.reverse();
    if (odds(10)) pairs.splice(c.below(3), 0, `account ${c.pick(VALUES)}`);
    if (strange > 1 && odds(14)) pairs.splice(c.below(2), 1);
    if (strange > 1 && odds(18)) pairs.push(c.pick(['protocol https', 'user x', 'port 1', 'interactive', 'login u2']));
    return `${keyword('machine')} ${host}${pairs.map((pair) => gap() + pair).join('')}`;
  };
  const parts: string[] = [];
  for (let i = c.below(7); i > 0; i -= 1) {
    const what = c.below(20);
    const end = odds(6) ? c.pick(['', ' ', ' \n', '\n\n', '\n\n\n', `${odds(2) ? ' ' : ''}${c.pick(COMMENTS)}\n`]) : '\n';
    if (what < 9) parts.push(entry(c.pick(HOSTS), value(), value()) + (end === '' ? ' ' : end));
    else if (what < 12) parts.push(`${odds(6) ? '  ' : ''}${c.pick(COMMENTS)}\n`);
    else if (what < 13) parts.push('\n');
    else if (what < 14) parts.push(c.pick(MACROS));
    else if (what < 15)
      parts.push(`${c.pick(['default', 'default', '  default'])}${odds(4) ? '' : ` login ${value()} password ${value()}`}\n`);
    else if (what < 18)
      parts.push(entry(c.pick([OUR_HOST, OUR_HOST, 'LK.test']), strange > 1 && odds(6) ? value() : 'apikey', value()) + end);
    else if (strange > 1 && odds(2))
      parts.push(`${c.pick(['garbage', '"" junk', 'machine', 'login x', 'macdef z\n ls'])}${c.pick(['\n', ' ', '\n  \n'])}`);
    else parts.push(odds(2) ? '\n' : `${c.pick(COMMENTS)}\n`);
  }
  let text = parts.join('');
  if (odds(8)) text = text.replace(/\n$/, '');
  if (odds(7)) text = text.replaceAll('\n', '\r\n');
  else if (strange > 1 && odds(12)) text = text.replace(/\n/g, () => (odds(3) ? '\r\n' : '\n'));
  if (strange > 1 && odds(25)) text = `\u00ef\u00bb\u00bf${text}`;
  return text;
}
