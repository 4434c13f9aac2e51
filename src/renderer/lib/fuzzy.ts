/**
 * How well `query` fits `text`: the higher the better; null where it does not. Each word of the query must occur: as the beginning of a
 * word best, inside a word next, as letters in order last.
 */
export function fuzzyScore(text: string, query: string): number | null {
  const t = text.toLowerCase();
  let score = 0;
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = t.indexOf(word);
    if (at >= 0) {
      const begins = at === 0 || /[\s\-_.:/(“"']/.test(t[at - 1] ?? '');
      score += (begins ? 100 : 50) - Math.min(40, at);
      continue;
    }
    let i = -1;
    let gaps = 0;
    for (const c of word) {
      const next = t.indexOf(c, i + 1);
      if (next < 0) return null;
      gaps += next - i - 1;
      i = next;
    }
    // Letters scattered over the whole text are an accident, not a match.
    if (word.length < 2 || gaps > word.length * 4) return null;
    score += 20 - Math.min(19, gaps);
  }
  return score;
}

/** The best `limit` of `items`, best first; with an empty query the first ones as they are. `bonusOf` is added to what fits at all. */
export function fuzzyPick<T>(
  items: readonly T[],
  query: string,
  textOf: (item: T) => string,
  limit: number,
  bonusOf: (item: T) => number = () => 0,
): T[] {
  if (query.trim() === '') return items.slice(0, limit);
  const hits: { readonly item: T; readonly score: number; readonly order: number }[] = [];
  items.forEach((item, order) => {
    const score = fuzzyScore(textOf(item), query);
    if (score !== null) hits.push({ item, score: score + bonusOf(item), order });
  });
  hits.sort((a, b) => b.score - a.score || a.order - b.order);
  return hits.slice(0, limit).map((h) => h.item);
}
