import { HOUR, MINUTE, SECOND } from '../../domain/time';

/** How a refresh of one server ended: with a listing, without a usable answer, or wanting the user (sign-in, locked keychain). */
export type Ended = 'ok' | 'failed' | 'wantsUser';

/** Between two looks at a server that answers. */
export const INTERVAL_MS = 15 * MINUTE;
const FIRST_BACK_OFF_MS = 30 * SECOND;
const LONGEST_BACK_OFF_MS = HOUR;

/**
 * Milliseconds until a server is asked again by itself; null: not before something changes. `failures` in a row, the last one included;
 * `random` from 0 to 1. A server that answers is asked every quarter of an hour, give or take a tenth, so that fifty are not asked at once; one
 * that does not is left alone for longer each time, up to an hour, at a random moment of the second half. One that wants the user is not asked
 * at all: a refused credential shown again and again locks accounts.
 */
export function nextDelay(ended: Ended, failures: number, random: number): number | null {
  switch (ended) {
    case 'ok':
      return Math.round(INTERVAL_MS * (0.9 + 0.2 * random));
    case 'failed': {
      const longest = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(20, Math.max(0, failures - 1)));
      return Math.round(longest * (0.5 + 0.5 * random));
    }
    case 'wantsUser':
      return null;
  }
}
