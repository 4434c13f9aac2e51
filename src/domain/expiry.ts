import type { Instant } from './time';

/**
 * When a key ends. No driver returns a bare date: Tiled's zone-less times are UTC, LabKey's are server-local, TileDB's year 1 means unset.
 * `serverLocal` is a wall-clock time whose zone is not known; it is shown as the server's time and never compared with a clock as if it were ours.
 */
export type Expiry =
  | { readonly kind: 'at'; readonly at: Instant }
  | { readonly kind: 'never' }
  | { readonly kind: 'serverLocal'; readonly text: string }
  | { readonly kind: 'notTold' };

export const NEVER: Expiry = { kind: 'never' };
export const NOT_TOLD: Expiry = { kind: 'notTold' };

/** A server-local time as if it were UTC: for order among its like, and for {@link spanOf}. NaN where it is none. */
export const asIfUtc = (text: string): Instant => Date.parse(`${text.trim().replace(' ', 'T')}Z`);

/** How far a wall-clock time of an unknown zone may be from the same reading in UTC: UTC+14 comes first, UTC-12 last, and an hour for good measure. */
const ZONES = { first: -14 * 3_600_000, last: 13 * 3_600_000 } as const;

/** The earliest and the latest moment at which something may end; the same where the end is known. */
export interface Span {
  readonly first: Instant;
  readonly last: Instant;
}

/** When an expiry comes by the server's clock, at the earliest and at the latest; null where it never does or is not told. */
export function spanOf(expiry: Expiry): Span | null {
  if (expiry.kind === 'at') return { first: expiry.at, last: expiry.at };
  if (expiry.kind !== 'serverLocal') return null;
  const asUtc = asIfUtc(expiry.text);
  return Number.isNaN(asUtc) ? null : { first: asUtc + ZONES.first, last: asUtc + ZONES.last };
}

export type Passed = 'passed' | 'ahead' | 'unsure';

/**
 * Whether an expiry has passed at `now`. `skewMs` is server clock minus ours as last seen: the server's clock decides when a key dies.
 * A server-local time answers 'unsure' while some zone on Earth would still make the difference.
 */
export function hasPassed(expiry: Expiry, now: Instant, skewMs = 0): Passed {
  if (expiry.kind === 'never') return 'ahead';
  const span = spanOf(expiry);
  if (span === null) return 'unsure';
  if (now + skewMs >= span.last) return 'passed';
  return now + skewMs < span.first ? 'ahead' : 'unsure';
}

/** Share of its life that a key has left, 0 to 1; undefined where start or end is not known. */
export function lifeLeft(expiry: Expiry, start: Instant | undefined, now: Instant): number | undefined {
  if (expiry.kind === 'never') return 1;
  if (expiry.kind !== 'at' || start === undefined || expiry.at <= start) return undefined;
  return Math.min(1, Math.max(0, (expiry.at - now) / (expiry.at - start)));
}
