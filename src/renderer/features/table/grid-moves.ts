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

/** The ids of the keys from one row to another, both included, whichever comes first. */
export function rangeOf(rows: readonly { readonly key: { readonly id: string } }[], a: number, b: number): Set<string> {
  return new Set(rows.slice(Math.max(0, Math.min(a, b)), Math.max(a, b) + 1).map((r) => r.key.id));
}
