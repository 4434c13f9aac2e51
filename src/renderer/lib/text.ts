/** Number of code points: what servers count, unlike `length`, which counts UTF-16 units. */
export const codePoints = (text: string): number => {
  let n = 0;
  for (const _ of text) n++;
  return n;
};

/** "100,000". By hand: the first use of the language's own formats costs more than a table takes to draw. */
export const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** "1 key", "23 keys". */
export const count = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`;

/** "a", "a and b", "a, b and c". */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;

/**
 * Whether a text put in at once may be a secret, or hold one (`export TILED_API_KEY=…`, `Authorization: Apikey …`): 32 characters or more
 * without white space anywhere in it. Such a text is handed to main and never kept in the page. Words that people search for are shorter.
 */
export const looksSecret = (text: string): boolean => /\S{32}/.test(text);

/** A text without the marks that turn the direction of writing: a foreign name in a sentence of ours must not turn the rest of it. */
export const unturned = (text: string): string => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');

/**
 * A foreign text inside of one of our own that is drawn by the system (a tooltip): marks that turn the direction of writing end with it. Where
 * we draw it ourselves a `bdi` does the same.
 */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
