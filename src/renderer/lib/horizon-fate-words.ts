import type { Fate } from '../../domain/alive-until';
import type { Row } from './rows';

/** How many rows share a fate. */
export type Tally = Readonly<Record<Fate, number>>;

export function tally(rows: readonly Row[], fate: (row: Row) => Fate): Tally {
  const of = { lives: 0, dies: 0, unsure: 0, dead: 0 };
  for (const row of rows) of[fate(row)]++;
  return of;
}

/** "4 of 23 keys will not make it to Mon 23 Nov, 08:00; 2 cannot be told." Keys that are of no use even now do not count. */
export function fateSentence({ lives, dies, unsure }: Tally, when: string): string {
  const all = lives + dies + unsure;
  if (all === 0) return 'None of these keys is of use even now.';
  const of = (n: number) => `${n.toLocaleString('en-GB')} of ${all.toLocaleString('en-GB')} ${all === 1 ? 'key' : 'keys'}`;
  const rest = unsure === 0 ? '.' : `; ${unsure.toLocaleString('en-GB')} cannot be told.`;
  if (dies > 0) return `${of(dies)} will not make it to ${when}${rest}`;
  if (lives === all)
    return all === 1 ? `The key will make it to ${when}.` : `All ${all.toLocaleString('en-GB')} keys will make it to ${when}.`;
  return `${of(lives)} will make it to ${when}${rest}`;
}
