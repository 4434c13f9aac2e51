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

/** The widest difference between two zones on Earth (UTC-12 to UTC+14), in milliseconds. */
const ZONE_SPAN_MS = 26 * 3_600_000;

export type Passed = 'passed' | 'ahead' | 'unsure';

/**
 * Whether an expiry has passed at `now`. `skewMs` is server clock minus ours as last seen: the server's clock decides when a key dies.
 * A server-local time answers 'unsure' while some zone on Earth would still make the difference.
 */
export function hasPassed(expiry: Expiry, now: Instant, skewMs = 0): Passed {
  switch (expiry.kind) {
    case 'at':
      return now + skewMs >= expiry.at ? 'passed' : 'ahead';
    case 'never':
      return 'ahead';
    case 'notTold':
      return 'unsure';
    case 'serverLocal': {
      const asUtc = Date.parse(`${expiry.text.trim().replace(' ', 'T')}Z`);
      if (Number.isNaN(asUtc)) return 'unsure';
      const d = now + skewMs - asUtc;
      if (d > ZONE_SPAN_MS / 2) return 'passed';
      if (d < -ZONE_SPAN_MS / 2 - 3_600_000) return 'ahead';
      return 'unsure';
    }
  }
}

/** Share of its life that a key has left, 0 to 1; undefined where start or end is not known. */
export function lifeLeft(expiry: Expiry, start: Instant | undefined, now: Instant): number | undefined {
  if (expiry.kind === 'never') return 1;
  if (expiry.kind !== 'at' || start === undefined || expiry.at <= start) return undefined;
  return Math.min(1, Math.max(0, (expiry.at - now) / (expiry.at - start)));
}
