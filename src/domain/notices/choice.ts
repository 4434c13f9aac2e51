import type { Instant } from '../time';

/** What a person decided about the warnings of one key. */
export interface WarnChoice {
  /** Lead times in milliseconds; null: those of the profile. */
  readonly leads: readonly number[] | null;
  /** No warnings of this key at all. */
  readonly muted: boolean;
  /** Its end is meant: no warning of it, and no mark in the table. */
  readonly mayDie: boolean;
  readonly snoozedUntil: Instant | null;
}

export const NO_CHOICE: WarnChoice = { leads: null, muted: false, mayDie: false, snoozedUntil: null };

/** What a person decided about the warnings of all keys of a profile. */
export interface ProfileWarnChoice {
  readonly leads: readonly number[] | null;
  readonly muted: boolean;
}
