import { spanOf } from '../../domain/expiry';
import { DAY, relative } from '../../domain/time';
import { exactLocal } from './dates';
import { ENDLESS, type Row } from './rows';

export const HORIZON_DAYS = 90;

/** Keys that end so close together that they are drawn at one place. `x` in pixels from the strip's left end. */
export interface Cluster {
  readonly x: number;
  readonly rows: readonly Row[];
}

export interface Horizon {
  readonly clusters: readonly Cluster[];
  /** Keys that end within the strip. */
  readonly within: number;
  readonly later: number;
  readonly never: number;
  /** Not told. */
  readonly unsure: number;
}

/** Keys of which an end can still be waited for. */
const isAlive = (row: Row): boolean => row.stateName !== 'heldGone' && row.stateName !== 'expiredListed';

/** When a row ends: the earliest moment where its zone is not known, or now where that has come. {@link ENDLESS}; NaN where nothing is known. */
export function earliestOf(row: Row, now: number): number {
  const span = Number.isNaN(row.ends) ? spanOf(row.expiry) : null;
  return span === null ? row.ends : span.last <= now ? span.last : Math.max(now, span.first);
}

/** "ends in 6 days, Fri 27 Nov, 17:30"; of an end in an unknown zone, what may be. */
export function endWords(row: Row, now: number): string {
  const { expiry } = row;
  const at = earliestOf(row, now);
  if (expiry.kind !== 'serverLocal') return `ends ${relative(at, now)}, ${exactLocal(at, now)}`;
  return at <= now ? 'may have ended' : `may end ${relative(at, now)}, ${exactLocal(at, now)} at the earliest`;
}

/**
 * Lays the ends of the next 90 days on a line of `width` pixels. Two places are never nearer than `slot` pixels, so that nothing is drawn
 * over something else: a key that would be goes to the place before it.
 */
export function layHorizon(rows: readonly Row[], now: number, width: number, slot: number): Horizon {
  const ends: { readonly at: number; readonly row: Row }[] = [];
  let later = 0;
  let never = 0;
  let unsure = 0;
  for (const row of rows) {
    if (!isAlive(row)) continue;
    const at = earliestOf(row, now);
    if (at === ENDLESS) never++;
    else if (Number.isNaN(at)) unsure++;
    else if (at > now + HORIZON_DAYS * DAY) later++;
    else if (at > now || (at === now && row.expiry.kind === 'serverLocal')) ends.push({ at, row });
  }
  ends.sort((a, b) => a.at - b.at);
  const clusters: { x: number; rows: Row[] }[] = [];
  const usable = Math.max(0, width - slot);
  for (const { at, row } of ends) {
    const x = ((at - now) / (HORIZON_DAYS * DAY)) * usable;
    const last = clusters[clusters.length - 1];
    if (last && x - last.x < slot) last.rows.push(row);
    else clusters.push({ x, rows: [row] });
  }
  return { clusters, within: ends.length, later, never, unsure };
}

/** A span of time on the strip. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Ticks {
  /** Local midnights that begin a month. */
  readonly months: readonly number[];
  /** Those of the other Mondays. */
  readonly weeks: readonly number[];
  readonly weekends: readonly Span[];
}

/** What the strip is divided by. */
export function horizonTicks(now: number): Ticks {
  const months: number[] = [];
  const weeks: number[] = [];
  const weekends: Span[] = [];
  const d = new Date(now);
  const end = now + HORIZON_DAYS * DAY;
  // Through the calendar rather than by 24 hours, so that a change to summer time shifts nothing.
  const midnight = (i: number) => new Date(d.getFullYear(), d.getMonth(), d.getDate() + i);
  for (let i = -1; i <= HORIZON_DAYS; i++) {
    const day = midnight(i);
    const at = day.getTime();
    if (i > 0 && day.getDate() === 1) months.push(at);
    else if (i > 0 && day.getDay() === 1) weeks.push(at);
    if (day.getDay() === 6) {
      const span = { from: Math.max(now, at), to: Math.min(end, midnight(i + 2).getTime()) };
      if (span.to > span.from) weekends.push(span);
    }
  }
  return { months, weeks, weekends };
}
