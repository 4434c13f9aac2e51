import { type Span, spanOf } from '../expiry';
import { type AnyKey, expiryOf, type Usage } from '../key';
import type { Profile } from '../profile';
import { type Instant, relative } from '../time';
import { NO_CHOICE, type ProfileWarnChoice, type WarnChoice } from './choice';
import { DEFAULT_LEADS, leadsOfSpan } from './leads';

/** A profile as far as its notices depend on it. */
export interface NoticeProfile {
  readonly profile: Pick<Profile, 'id' | 'label'> & { readonly warn?: ProfileWarnChoice };
  readonly usage: Usage | null;
  /** Server clock minus ours, in milliseconds. */
  readonly skewMs: number | null;
  /** When the two above were seen. */
  readonly at: Instant | null;
}

export interface NoticeRules {
  readonly leads: readonly number[];
  /** Days without use after which a key is spoken of. */
  readonly unusedDays: number;
}

export const DEFAULT_RULES: NoticeRules = { leads: DEFAULT_LEADS, unusedDays: 120 };

/** What the user chose for a key, or nothing. */
export const choiceOf = (key: AnyKey): WarnChoice => key.warn ?? NO_CHOICE;

export const isSilenced = (choice: WarnChoice, profile: NoticeProfile): boolean => choice.muted || (profile.profile.warn?.muted ?? false);

/** Somebody else's key, seen by an administrator, is that person's to mind, unless its secret is here. */
export const concerns = (key: AnyKey): boolean => key.held !== null || key.places.length > 0 || !key.listed?.value.owner;

/**
 * When a key ends by our own clock: the server's decides, and is known to differ. An end in a zone that nobody told has an earliest and a latest
 * moment. Null where it never ends or the server does not say.
 */
export function endsHere(key: AnyKey): Span | null {
  const span = spanOf(expiryOf(key));
  const skew = key.listed?.skewMs ?? 0;
  return span && { first: span.first - skew, last: span.last - skew };
}

/** "ends in 3 days"; of an end whose moment is not known, what may be. */
export function endsWhen({ first, last }: Span, now: Instant): string {
  if (last <= now) return 'has ended';
  if (first === last) return `ends ${relative(first, now)}`;
  return first <= now ? 'may have ended' : `may end ${relative(first, now)}`;
}

/** Lead times that somebody wants for a key: its own, its profile's, or everybody's. */
const wantedFor = (key: AnyKey, profile: NoticeProfile, rules: NoticeRules): readonly number[] =>
  choiceOf(key).leads ?? profile.profile.warn?.leads ?? rules.leads;

export function leadsFor(key: AnyKey, profile: NoticeProfile, rules: NoticeRules, ends: Span): readonly number[] {
  return leadsOfSpan(wantedFor(key, profile, rules), ends, { createdAt: key.listed?.value.createdAt ?? null, firstSeen: key.firstSeen });
}

/**
 * A lead in words that stay the same: the quarter that short-lived keys are left with is as long as the server's clock differs at the moment,
 * which is another number of milliseconds with every answer.
 */
export const leadId = (key: AnyKey, profile: NoticeProfile, rules: NoticeRules, lead: number): string =>
  lead === 0 || wantedFor(key, profile, rules).includes(lead) ? String(lead) : 'quarter';

/**
 * Since when nobody but Tessera has used a key; null where the server does not tell. What Tessera's own checks did to the server's "last used"
 * does not count: then the last use that was not ours does.
 */
export function idleSince(key: AnyKey): { readonly at: Instant; readonly never: boolean } | null {
  const told = key.listed?.value.lastUsed;
  if (told === undefined || told === 'notTold') return null;
  const real = key.lastRealUse ?? null;
  return real === null ? { at: key.listed?.value.createdAt ?? key.firstSeen, never: true } : { at: real, never: false };
}

/** The end of a key that somebody wants to be warned of; null where it is meant, not known, or none. */
export const mindedEnds = (key: AnyKey): Span | null => (choiceOf(key).mayDie ? null : endsHere(key));
