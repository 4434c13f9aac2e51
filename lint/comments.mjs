// @ts-check

/**
 * Rules about comments, which Biome's plugins cannot see. Each takes a file's text and yields the lines that break it.
 * @typedef {{line: number, message: string}} Finding
 */

/** A reason is a few words, not a placeholder. */
const REASON = /[:\s-]+\S+(?:\s+\S+){1,}/;

/** @type {readonly {find: RegExp, broken: (rest: string) => boolean, message: string}[]} */
const RULES = [
  { find: /@ts-nocheck\b/, broken: () => true, message: 'comment/nocheck: no @ts-nocheck: types hold in every file.' },
  { find: /@ts-ignore\b/, broken: () => true, message: 'comment/ignore: no @ts-ignore: use @ts-expect-error with a reason.' },
  {
    find: /@ts-expect-error\b/,
    broken: (rest) => !REASON.test(rest),
    message: 'comment/expect-error: @ts-expect-error needs its reason on the same line.',
  },
  {
    find: /biome-ignore(?:-all|-start)?\s+\S+?(?=:|\s|$)/,
    broken: (rest) => !REASON.test(rest),
    message: 'comment/biome-ignore: biome-ignore needs its reason on the same line.',
  },
  {
    find: /\b(?:eslint-disable|prettier-ignore|istanbul ignore|c8 ignore|v8 ignore)\b/,
    broken: () => true,
    message: 'comment/foreign: this comment belongs to a tool that is not in use here.',
  },
];

/**
 * Checks the comments of a source file. Only comment text counts: the same words in a string are someone's data.
 * @param {string} text
 * @returns {Finding[]}
 */
export function checkComments(text) {
  /** @type {Finding[]} */
  const findings = [];
  text.split('\n').forEach((content, index) => {
    for (const { find, broken, message } of RULES) {
      const at = find.exec(content);
      // A directive stands at the start of a comment; anything else that holds the word only talks about it.
      if (!at || !/^\s*(?:\/\/+|\/\*+|\*|\{\/\*|.*\s\/\/|.*\s\/\*)\s*$/.test(content.slice(0, at.index))) continue;
      if (broken(content.slice(at.index + at[0].length).replace(/\*\/\}?\s*$/, ''))) findings.push({ line: index + 1, message });
    }
  });
  return findings;
}
