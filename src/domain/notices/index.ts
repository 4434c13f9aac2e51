import type { AnyKey } from '../key';
import { DAY, type Instant } from '../time';
import type { Cause, Notice } from './cause';
import { nextLead } from './leads';
import { causesOfKey } from './of-key';
import { causesOfProfile } from './of-profile';
import { choiceOf, concerns, idleSince, isSilenced, leadsFor, mindedEnds, type NoticeProfile, type NoticeRules } from './rules';

export type { Cause, Notice, NoticeKind, NoticeOffer, TellTime } from './cause';
export { worded } from './cause';
export { NO_CHOICE, type ProfileWarnChoice, type WarnChoice } from './choice';
export { folded } from './folded';
export { DEFAULT_LEADS, leadsOf, leadsOfSpan } from './leads';
export { goneId } from './of-key';
export { SKEW_LIMIT_MS } from './of-profile';
export { choiceOf, concerns, DEFAULT_RULES, endsHere, endsWhen, idleSince, type NoticeProfile, type NoticeRules } from './rules';

/** All that is to be told at `now`, the most urgent and nearest first. Snoozed and muted keys are left out. */
export function causesOf(keys: readonly AnyKey[], profiles: readonly NoticeProfile[], rules: NoticeRules, now: Instant): readonly Cause[] {
  const byId = new Map(profiles.map((p) => [p.profile.id, p]));
  const all: Cause[] = [];
  for (const key of keys) {
    const profile = byId.get(key.profileId);
    if (profile) for (const cause of causesOfKey(key, profile, rules, now)) all.push(cause);
  }
  for (const profile of profiles) all.push(...causesOfProfile(profile));
  // What came true at once stays in the order of the keys.
  return all.sort((a, b) => RANK[a.urgency] - RANK[b.urgency] || a.since - b.since);
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
    if (!concerns(key)) continue;
    const ends = mindedEnds(key);
    if (ends !== null) {
      sooner(nextLead(leadsFor(key, profile, rules, ends), ends.first, now));
      sooner(ends.first);
      sooner(ends.last);
    }
    const idle = idleSince(key);
    if (idle !== null) sooner(idle.at + rules.unusedDays * DAY);
  }
  return next;
}
