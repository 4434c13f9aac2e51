/** Where a key press moves the grid's focus: the new index, or null where the key moves nothing. */
export function moveFocus(key: string, from: number, rows: number, page: number): number | null {
  const clamp = (n: number) => Math.max(0, Math.min(rows - 1, n));
  switch (key) {
    case 'ArrowDown':
      return clamp(from + 1);
    case 'ArrowUp':
      return clamp(from < 0 ? 0 : from - 1);
    case 'PageDown':
      return clamp(from + page);
    case 'PageUp':
      return clamp(from - page);
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return null;
  }
}

/** The ids of the keys from one line to another, both included, whichever comes first. Lines of servers have none. */
export function rangeOf(
  lines: readonly ({ readonly key: { readonly id: string } } | { readonly group: string })[],
  a: number,
  b: number,
): Set<string> {
  return new Set(lines.slice(Math.max(0, Math.min(a, b)), Math.max(a, b) + 1).flatMap((line) => ('key' in line ? [line.key.id] : [])));
}

/**
 * The row that typing leads to: the next one whose name begins so, round the end; null where none does. One letter goes on to the next row,
 * also when it is typed again and again; more letters may still fit the row that they are on.
 */
export function typeAhead(rows: readonly { readonly nameLower: string }[], from: number, typed: string): number | null {
  const text = typed.toLowerCase();
  const [letter = ''] = text;
  const same = [...text].every((c) => c === letter);
  const wanted = same ? letter : text;
  const start = same ? from + 1 : Math.max(0, from);
  for (let i = 0; i < rows.length; i++) {
    const at = (start + i) % rows.length;
    if (rows[at]?.nameLower.startsWith(wanted)) return at;
  }
  return null;
}

/** Letters that come within this time of each other are one word, in milliseconds. */
const ONE_WORD = 800;

/** What is being typed over the grid. */
export class Typing {
  #text = '';
  #at = Number.NEGATIVE_INFINITY;

  /** The row that a key press leads to; null where it is none of a word's letters or fits no row. A blank counts inside of a word only. */
  key(
    e: { readonly key: string; readonly timeStamp: number; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean },
    rows: readonly { readonly nameLower: string }[],
    from: number,
  ): number | null {
    const going = e.timeStamp - this.#at < ONE_WORD;
    if ([...e.key].length !== 1 || e.ctrlKey || e.metaKey || e.altKey || (e.key === ' ' && !going)) return null;
    this.#text = going ? this.#text + e.key : e.key;
    this.#at = e.timeStamp;
    return typeAhead(rows, from, this.#text);
  }
}
