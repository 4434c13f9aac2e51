/** Pieces that break naive quoting in one shell or another, for tests of everything that renders a value. */
export const HOSTILE_PIECES: readonly string[] = [
  ...[
    "'",
    '"',
    '`',
    '$',
    '\\',
    '!',
    '%',
    '^',
    '&',
    '|',
    ';',
    '<',
    '>',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '*',
    '?',
    '~',
    '#',
    '=',
    ':',
    ',',
    '@',
    '+',
    '-',
    ' ',
  ],
  ...[
    "''",
    "'\\''",
    '"$HOME"',
    '$(id)',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the hostile text
    '${HOME}',
    '$HOME',
    '`id`',
    '!!',
    '!-1',
    '!$',
    '!e',
    '\\!',
    '\\\\',
    '\\n',
    '\\',
    '$$',
    '%PATH%',
    '^a^b',
    '&&',
    '||',
  ],
  ...[
    '~root',
    '/?',
    '--',
    '-n',
    '*.ts',
    '[a-z]',
    '{a,b}',
    '$<',
    '$?',
    "$'\\n'",
    '#x',
    ' #x',
    '\u{2018}',
    '\u{2019}',
    '\u{201b}',
    '\u{201c}',
    'é',
    'ß',
    '漢',
    '😀',
    '\u{a0}',
    '\u{F8FF}',
  ],
  ...['a', 'Z9', 'export X=1', 'tiled', '0123456789abcdef'],
];

/** The same for values of several lines: newlines before what history references start with. */
export const HOSTILE_BREAKS: readonly string[] = ['\n', '\n\n', '\n!', '\n^', '\n^a^b', '!\n', '\\\n', "'\n", '\n#'];

/** `count` values strung together from up to nine pieces, the first one empty, the same on every run for the same seed. */
export function hostileValues(pieces: readonly string[], count: number, seed = 20240607): readonly string[] {
  let state = seed;
  // A linear congruential generator (Numerical Recipes): enough to pick from a list.
  const below = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  return Array.from({ length: count }, (_, i) =>
    i === 0 ? '' : Array.from({ length: 1 + below(9) }, () => pieces[below(pieces.length)] ?? '').join(''),
  );
}
