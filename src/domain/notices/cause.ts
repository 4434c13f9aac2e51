import type { KeyId } from '../key';
import type { ProfileId } from '../profile';
import type { Instant } from '../time';

export type NoticeKind = 'expiry' | 'expired' | 'gone' | 'forever' | 'unused' | 'keyLimit' | 'sessionLimit' | 'skew';
export type NoticeOffer = 'replace' | 'snooze' | 'mayDie' | 'mute' | 'show';

/** What a notice says. */
export interface NoticeWords {
  readonly title: string;
  readonly body: string;
  /** The title where others may look on: no name, no server. */
  readonly discreet: string;
  readonly offers: readonly NoticeOffer[];
}

/** What a notice is about. The same cause gives the same id for ever, so that it is told once. */
export interface About {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly urgency: 'urgent' | 'warn' | 'info';
  readonly profileId: ProfileId;
  readonly keyId: KeyId | null;
  /** When it came true. */
  readonly since: Instant;
}

/** Something that a person should know before work dies, as a value. Holds no secret. */
export interface Notice extends About, NoticeWords {}

/** Moments in words, in the zone and language of whoever reads: the domain knows neither. */
export type TellTime = (at: Instant) => string;

/** A notice that is not worded yet: of 100,000 keys with something to tell few are read of. */
export interface Cause extends About {
  readonly words: (tell: TellTime) => NoticeWords;
}

/** A cause in words. */
export function worded({ words, ...about }: Cause, tell: TellTime): Notice {
  return { ...about, ...words(tell) };
}
