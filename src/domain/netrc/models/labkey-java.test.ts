import { expect, it } from 'vitest';
import { chance, HOSTS, OUR_HOST, randomFile } from '../testing-files';
import { ask, type Credentials } from './answers';
import { readAsLabKeyJava } from './labkey-java';

const SPACE = '[ \\t\\n\\v\\f\\r]';
const PATTERN = new RegExp(`machine${SPACE}+(.+?)${SPACE}+login${SPACE}+(.+?)${SPACE}+password${SPACE}+(.+?)${SPACE}+`, 'g');

/** The client's own way: a backtracking search over the joined lines. */
function search(text: string, host: string): Credentials | null {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  const joined = lines.map((line) => `${line}\n`).join('');
  for (const match of joined.matchAll(PATTERN)) if (match[1] === host) return [match[2] ?? '', match[3] ?? ''];
  return null;
}

it('the linear walk finds what the backtracking search finds', () => {
  const words = ['machine', 'login', 'password', 'x', 'mymachine', 'lk.test', ' ', '\n', '\t', '\f', '\r\n', '#'];
  let found = 0;
  for (let seed = 0; seed < 6_000; seed += 1) {
    const c = chance(seed);
    const text =
      seed % 3 === 0
        ? randomFile(c, 3)
        : Array.from({ length: 4 + c.below(26) }, () => c.pick(words) + c.pick(['', ' ', ' ', '  ', '\n'])).join('');
    const answers = readAsLabKeyJava(text);
    for (const host of [OUR_HOST, 'x', 'login', 'password', 'machine', '#', ...HOSTS]) {
      const expected = search(text, host);
      if (expected) found += 1;
      expect(ask(answers, host), JSON.stringify({ text, host })).toEqual(expected);
    }
  }
  expect(found).toBeGreaterThan(1_500);
});
