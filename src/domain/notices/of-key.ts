import type { Span } from '../expiry';
import { type AnyKey, expiryOf, fragmentOf, nameOf } from '../key';
import { keyState } from '../key-state';
import { DAY, duration, type Instant } from '../time';
import type { About, Cause, NoticeKind, TellTime } from './cause';
import { dueLead } from './leads';
import {
  choiceOf,
  concerns,
  endsWhen,
  idleSince,
  isSilenced,
  leadId,
  leadsFor,
  mindedEnds,
  type NoticeProfile,
  type NoticeRules,
} from './rules';

/** The id by which it is told that a key is gone, whichever way that became known. */
export const goneId = (keyId: string): string => `${keyId}:gone`;

/** What is to be told of one key. Snoozed and muted keys, and those that are other people's to mind, have nothing. */
export function causesOfKey(key: AnyKey, profile: NoticeProfile, rules: NoticeRules, now: Instant): readonly Cause[] {
  const choice = choiceOf(key);
  if (isSilenced(choice, profile) || !concerns(key)) return [];
  if (choice.snoozedUntil !== null && choice.snoozedUntil > now) return [];
  const state = keyState(key, now);
  const found: Cause[] = [];
  const ends = mindedEnds(key);
  if (state.state === 'heldGone') {
    // Servers clear away what has ended: then its end is the news, not that it is gone. Who was told that it is gone needs no word of its end.
    const since = Math.min(key.missingSince ?? now, state.asOf ?? now);
    if (key.revokedAt === null && !choice.mayDie)
      found.push(...(ends !== null && ends.last <= since ? ofEnd(key, profile, ends.last) : ofGone(key, profile, state.reason, since)));
  } else if (ends !== null) {
    found.push(...(ends.last <= now ? ofEnd(key, profile, ends.last) : ofLead(key, profile, rules, ends, now)));
  }
  if (state.state === 'heldLive' || state.state === 'liveNotHeld') found.push(...ofHygiene(key, profile, rules, now));
  return found;
}

const aboutKey = (
  key: AnyKey,
  profile: NoticeProfile,
  kind: NoticeKind,
  id: string,
): Pick<About, 'id' | 'kind' | 'profileId' | 'keyId'> => ({
  id,
  kind,
  profileId: profile.profile.id,
  keyId: key.id,
});

/** The end that has passed. One that had passed before Tessera ever saw the key is no news. */
function ofEnd(key: AnyKey, profile: NoticeProfile, end: Instant): readonly Cause[] {
  if (end < key.firstSeen) return [];
  return [
    {
      ...aboutKey(key, profile, 'expired', `${key.id}:expired:${endId(key)}`),
      urgency: 'urgent',
      since: end,
      words: (tell) => ({
        title: `${quoted(key)} has ended`,
        body: `${whose(key, profile)} It ended ${toldEnd(key, tell)}.${usedAt(key)}`,
        discreet: 'A key has ended',
        offers: ['replace', 'mayDie', 'show'],
      }),
    },
  ];
}

/**
 * An end ahead whose lead has come; one of an unknown zone is warned of by the earliest moment at which it may be. After a snooze it is told once
 * more, which is what a snooze is for.
 */
function ofLead(key: AnyKey, profile: NoticeProfile, rules: NoticeRules, ends: Span, now: Instant): readonly Cause[] {
  const { first: end, last } = ends;
  const lead = dueLead(leadsFor(key, profile, rules, ends), end, now);
  if (lead === null) return [];
  const since = end - lead;
  const { snoozedUntil } = choiceOf(key);
  const again = snoozedUntil !== null && since < snoozedUntil ? `:${snoozedUntil}` : '';
  return [
    {
      ...aboutKey(key, profile, 'expiry', `${key.id}:expiry:${endId(key)}:${leadId(key, profile, rules, lead)}${again}`),
      urgency: end - now <= DAY ? 'urgent' : 'warn',
      since,
      words: (tell) => ({
        title: `${quoted(key)} ${endsWhen(ends, now)}`,
        body: `${whose(key, profile)} It ends ${toldEnd(key, tell)}.${end === last ? '' : ' Tessera goes by the earliest moment that this can be.'}${usedAt(key)}`,
        discreet: `A key ${endsWhen(ends, now)}`,
        offers: ['replace', 'snooze', 'mayDie', 'mute', 'show'],
      }),
    },
  ];
}

const ofGone = (key: AnyKey, profile: NoticeProfile, reason: string, since: Instant): readonly Cause[] => [
  {
    ...aboutKey(key, profile, 'gone', goneId(key.id)),
    urgency: 'urgent',
    since,
    words: () => ({
      title: `${quoted(key)} is gone from ${profile.profile.label}`,
      body: `${reason} What uses it fails. Its secret is still kept here.`,
      discreet: 'A key that is held here is gone from its server',
      offers: ['replace', 'mayDie', 'mute', 'show'],
    }),
  },
];

function ofHygiene(key: AnyKey, profile: NoticeProfile, rules: NoticeRules, now: Instant): readonly Cause[] {
  const found: Cause[] = [];
  if (expiryOf(key).kind === 'never' && key.listed?.value.fullAccess && !choiceOf(key).mayDie)
    found.push({
      ...aboutKey(key, profile, 'forever', `${key.id}:forever`),
      urgency: 'info',
      since: key.firstSeen,
      words: () => ({
        title: `${quoted(key)} may do everything and never ends`,
        body: `${whose(key, profile)} Whoever finds it can use it for ever. A key with an end and fewer rights does less harm.`,
        discreet: 'A key with full access never ends',
        offers: ['replace', 'mute', 'show'],
      }),
    });
  const idle = idleSince(key);
  if (idle !== null && now - idle.at >= rules.unusedDays * DAY)
    found.push({
      ...aboutKey(key, profile, 'unused', `${key.id}:unused:${idle.at}`),
      urgency: 'info',
      since: idle.at + rules.unusedDays * DAY,
      words: (tell) => ({
        title: `${quoted(key)} has not been used for ${duration(now - idle.at)}`,
        body: `${whose(key, profile)} ${
          idle.never ? 'The server has seen no use of it since it was made.' : `Its last use was ${tell(idle.at)}.`
        } Revoke it if nobody needs it.`,
        discreet: 'A key has not been used for long',
        offers: ['replace', 'mute', 'show'],
      }),
    });
  return found;
}

/** The end as the server tells it, which does not move with what is known of its clock. */
function endId(key: AnyKey): string {
  const expiry = expiryOf(key);
  return expiry.kind === 'at' ? String(expiry.at) : expiry.kind === 'serverLocal' ? expiry.text : '';
}

function toldEnd(key: AnyKey, tell: TellTime): string {
  const expiry = expiryOf(key);
  if (expiry.kind === 'at') return tell(expiry.at);
  return expiry.kind === 'serverLocal' ? `at ${expiry.text} by the server’s clock, whose zone is not known` : '';
}

const usedAt = (key: AnyKey): string => (key.places.length > 0 ? ` It is used at ${key.places.map((p) => p.path).join(', ')}.` : '');

const quoted = (key: AnyKey): string => `“${nameOf(key)}”`;

function whose(key: AnyKey, profile: NoticeProfile): string {
  const fragment = fragmentOf(key);
  return `A key of ${profile.profile.label}${fragment === null || fragment === nameOf(key) ? '' : `, ${fragment}`}.`;
}
