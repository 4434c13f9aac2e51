import type { Expiry } from '../expiry';
import { type AnyKey, expiryOf, fragmentOf, type KeyId, nameOf, type Usage } from '../key';
import { keyState } from '../key-state';
import type { Profile, ProfileId } from '../profile';
import { DAY, duration, type Instant, MINUTE, relative } from '../time';
import { NO_CHOICE, type ProfileWarnChoice, type WarnChoice } from './choice';
import { DEFAULT_LEADS, dueLead, leadsOf, nextLead } from './leads';

export { NO_CHOICE, type ProfileWarnChoice, type WarnChoice } from './choice';
export { DEFAULT_LEADS, leadsOf } from './leads';

export type NoticeKind = 'expiry' | 'expired' | 'gone' | 'forever' | 'unused' | 'keyLimit' | 'sessionLimit' | 'skew';
export type NoticeOffer = 'replace' | 'snooze' | 'mayDie' | 'mute' | 'show';

/**
 * Something that a person should know before work dies, as a value. The same cause gives the same id for ever, so that it is told once. Holds
 * no secret.
 */
export interface Notice {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly urgency: 'urgent' | 'warn' | 'info';
  readonly profileId: ProfileId;
  readonly keyId: KeyId | null;
  /** When it came true. */
  readonly since: Instant;
  readonly title: string;
  readonly body: string;
  /** The title where others may look on: no name, no server. */
  readonly discreet: string;
  readonly offers: readonly NoticeOffer[];
}

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

/** A clock that is further off than this is spoken of: tokens and warnings go by it. */
export const SKEW_LIMIT_MS = 2 * MINUTE;
/** Share of a server's limit from which it is spoken of. */
const NEAR_LIMIT = 0.9;

/** Moments in words, in the zone and language of whoever reads: the domain knows neither. */
export type TellTime = (at: Instant) => string;

/** All that is to be told at `now`, the most urgent and nearest first. Snoozed and muted keys are left out. */
export function noticesOf(
  keys: readonly AnyKey[],
  profiles: readonly NoticeProfile[],
  rules: NoticeRules,
  now: Instant,
  tell: TellTime,
): readonly Notice[] {
  const byId = new Map(profiles.map((p) => [p.profile.id, p]));
  const all: Notice[] = [];
  for (const key of keys) {
    const profile = byId.get(key.profileId);
    if (profile) all.push(...ofKey(key, profile, rules, now, tell));
  }
  for (const profile of profiles) all.push(...ofProfile(profile));
  return all.sort((a, b) => RANK[a.urgency] - RANK[b.urgency] || a.since - b.since || (a.id < b.id ? -1 : 1));
}

const RANK: Readonly<Record<Notice['urgency'], number>> = { urgent: 0, warn: 1, info: 2 };

/** When time alone will next bring a notice about one of the keys; null where none is to come. */
export function nextNoticeAt(
  keys: readonly AnyKey[],
  profiles: readonly NoticeProfile[],
  rules: NoticeRules,
  now: Instant,
): Instant | null {
  const byId = new Map(profiles.map((p) => [p.profile.id, p]));
  let next: Instant | null = null;
  const sooner = (at: Instant | null) => {
    if (at !== null && at > now && (next === null || at < next)) next = at;
  };
  for (const key of keys) {
    const profile = byId.get(key.profileId);
    const choice = choiceOf(key);
    if (!profile || isSilenced(choice, profile)) continue;
    sooner(choice.snoozedUntil);
    const expiry = expiryOf(key);
    if (!concerns(key)) continue;
    if (expiry.kind === 'at' && !choice.mayDie) {
      const end = endHere(key, expiry.at);
      sooner(nextLead(leadsFor(key, profile, rules, end), end, now));
      sooner(end);
    }
    const idle = idleSince(key);
    if (idle !== null) sooner(idle.at + rules.unusedDays * DAY);
  }
  return next;
}

/** What the user chose for a key, or nothing. */
export const choiceOf = (key: AnyKey): WarnChoice => key.warn ?? NO_CHOICE;

const isSilenced = (choice: WarnChoice, profile: NoticeProfile): boolean => choice.muted || (profile.profile.warn?.muted ?? false);

/** Somebody else's key, seen by an administrator, is that person's to mind, unless its secret is here. */
const concerns = (key: AnyKey): boolean => key.held !== null || key.places.length > 0 || !key.listed?.value.owner;

/** The end by our own clock: the server's decides, and is known to differ. */
const endHere = (key: AnyKey, end: Instant): Instant => end - (key.listed?.skewMs ?? 0);

function leadsFor(key: AnyKey, profile: NoticeProfile, rules: NoticeRules, end: Instant): readonly number[] {
  const wanted = choiceOf(key).leads ?? profile.profile.warn?.leads ?? rules.leads;
  return leadsOf(wanted, { end, createdAt: key.listed?.value.createdAt ?? null, firstSeen: key.firstSeen });
}

function ofKey(key: AnyKey, profile: NoticeProfile, rules: NoticeRules, now: Instant, tell: TellTime): readonly Notice[] {
  const choice = choiceOf(key);
  if (isSilenced(choice, profile) || !concerns(key)) return [];
  if (choice.snoozedUntil !== null && choice.snoozedUntil > now) return [];
  const expiry = expiryOf(key);
  const state = keyState(key, now);
  const about = aboutKey(key, profile);
  const found: Notice[] = [];
  if (expiry.kind === 'at' && !choice.mayDie && state.state !== 'heldGone') {
    const notice = ofEnd(key, profile, rules, expiry.at, now, tell);
    if (notice) found.push(notice);
  }
  const ended = expiry.kind === 'at' && endHere(key, expiry.at) <= now;
  if (state.state === 'heldGone' && key.revokedAt === null && !ended && !choice.mayDie)
    found.push({
      ...about('gone', String(key.presence.value === 'notListed' ? '' : 'refused')),
      urgency: 'urgent',
      since: state.asOf ?? now,
      title: `${quoted(key)} is gone from ${profile.profile.label}`,
      body: `${state.reason} What uses it fails. Its secret is still kept here.`,
      discreet: 'A key that is held here is gone from its server',
      offers: ['replace', 'mayDie', 'mute', 'show'],
    });
  if (state.state === 'heldLive' || state.state === 'liveNotHeld') found.push(...ofHygiene(key, expiry, about, rules, now, tell));
  return found;
}

/** The end of a key, ahead or just passed. One that had passed before Tessera ever saw the key is no news. */
function ofEnd(key: AnyKey, profile: NoticeProfile, rules: NoticeRules, at: Instant, now: Instant, tell: TellTime): Notice | null {
  const end = endHere(key, at);
  const about = aboutKey(key, profile);
  const used = key.places.length > 0 ? ` It is used at ${key.places.map((p) => p.path).join(', ')}.` : '';
  if (end <= now) {
    if (end < key.firstSeen) return null;
    return {
      ...about('expired', String(at)),
      urgency: 'urgent',
      since: end,
      title: `${quoted(key)} has ended`,
      body: `${whose(key, profile)} It ended ${tell(at)}.${used}`,
      discreet: 'A key has ended',
      offers: ['replace', 'mayDie', 'show'],
    };
  }
  const lead = dueLead(leadsFor(key, profile, rules, end), end, now);
  if (lead === null) return null;
  const left = relative(end, now);
  return {
    ...about('expiry', `${at}:${lead}`),
    urgency: end - now <= DAY ? 'urgent' : 'warn',
    since: end - lead,
    title: `${quoted(key)} ends ${left}`,
    body: `${whose(key, profile)} It ends ${tell(at)}.${used}`,
    discreet: `A key ends ${left}`,
    offers: ['replace', 'snooze', 'mayDie', 'mute', 'show'],
  };
}

type About = (kind: NoticeKind, cause: string) => Pick<Notice, 'id' | 'kind' | 'keyId' | 'profileId'>;

function ofHygiene(key: AnyKey, expiry: Expiry, about: About, rules: NoticeRules, now: Instant, tell: TellTime): readonly Notice[] {
  const found: Notice[] = [];
  if (expiry.kind === 'never' && key.listed?.value.fullAccess && !choiceOf(key).mayDie)
    found.push({
      ...about('forever', ''),
      urgency: 'info',
      since: key.firstSeen,
      title: `${quoted(key)} may do everything and never ends`,
      body: 'Whoever finds it can use it for ever. A key with an end and fewer rights does less harm.',
      discreet: 'A key with full access never ends',
      offers: ['replace', 'mute', 'show'],
    });
  const idle = idleSince(key);
  if (idle !== null && now - idle.at >= rules.unusedDays * DAY)
    found.push({
      ...about('unused', String(idle.at)),
      urgency: 'info',
      since: idle.at + rules.unusedDays * DAY,
      title: `${quoted(key)} has not been used for ${duration(now - idle.at)}`,
      body: idle.never
        ? 'The server has seen no use of it since it was made. Revoke it if nobody needs it.'
        : `Its last use was ${tell(idle.at)}. Revoke it if nobody needs it.`,
      discreet: 'A key has not been used for long',
      offers: ['mute', 'show'],
    });
  return found;
}

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

function ofProfile({ profile, usage, skewMs, at }: NoticeProfile): readonly Notice[] {
  if (profile.warn?.muted) return [];
  const found: Notice[] = [];
  const near = (kind: 'keyLimit' | 'sessionLimit', what: string, count: Usage['keys']) => {
    if (count === null || count.limit <= 0 || count.used < count.limit * NEAR_LIMIT) return;
    found.push({
      id: `${profile.id}:${kind}:${count.limit}`,
      kind,
      urgency: count.used >= count.limit ? 'warn' : 'info',
      profileId: profile.id,
      keyId: null,
      since: at ?? 0,
      title: `${profile.label}: ${count.used} of ${count.limit} ${what}`,
      body:
        count.used >= count.limit
          ? `The server makes no more ${what} for this account until some are revoked or end.`
          : `At ${count.limit} the server makes no more for this account. Revoke those that nobody needs.`,
      discreet: `An account is near its limit of ${what}`,
      offers: ['show'],
    });
  };
  near('keyLimit', 'keys', usage?.keys ?? null);
  near('sessionLimit', 'sessions', usage?.sessions ?? null);
  if (skewMs !== null && Math.abs(skewMs) >= SKEW_LIMIT_MS)
    found.push({
      id: `${profile.id}:skew:${skewMs > 0 ? 'behind' : 'ahead'}`,
      kind: 'skew',
      urgency: 'info',
      profileId: profile.id,
      keyId: null,
      since: at ?? 0,
      title: `This machine's clock is ${duration(skewMs)} ${skewMs > 0 ? 'behind' : 'ahead of'} ${profile.label}'s`,
      body: "The server's clock decides when a key ends; Tessera allows for the difference. Set this machine's clock right, or programs may be refused.",
      discreet: "This machine's clock is off",
      offers: ['show'],
    });
  return found;
}

const aboutKey =
  (key: AnyKey, profile: NoticeProfile): About =>
  (kind, cause) => ({ id: `${key.id}:${kind}${cause === '' ? '' : `:${cause}`}`, kind, keyId: key.id, profileId: profile.profile.id });

const quoted = (key: AnyKey): string => `“${nameOf(key)}”`;

function whose(key: AnyKey, profile: NoticeProfile): string {
  const fragment = fragmentOf(key);
  return `A key of ${profile.profile.label}${fragment === null || fragment === nameOf(key) ? '' : `, ${fragment}`}.`;
}
