import type { Cause, Notice, NoticeKind, TellTime } from './cause';
import { worded } from './cause';
import type { NoticeProfile } from './rules';

/** So many warnings of one sort and server stand one by one; what is more is one line with its number. */
export const SINGLY = 200;

const MORE: Readonly<Record<NoticeKind, string>> = {
  expiry: 'end before long',
  expired: 'have ended',
  gone: 'are gone from the server',
  forever: 'may do everything and never end',
  unused: 'have not been used for long',
  keyLimit: 'are near a limit',
  sessionLimit: 'are near a limit',
  skew: 'are off',
};

/** Causes in words, in their order; of very many of one sort and server the first, and then one that counts the others: nobody reads 10,000. */
export function folded(causes: readonly Cause[], profiles: readonly NoticeProfile[], tell: TellTime): readonly Notice[] {
  const labels = new Map(profiles.map(({ profile }) => [profile.id, profile.label]));
  const counts = new Map<string, number>();
  const sort = (cause: Cause): string => `${cause.profileId}:${cause.kind}:${cause.urgency}`;
  for (const cause of causes) counts.set(sort(cause), (counts.get(sort(cause)) ?? 0) + 1);
  const shown = new Map<string, number>();
  const notices: Notice[] = [];
  for (const cause of causes) {
    const at = sort(cause);
    const before = shown.get(at) ?? 0;
    shown.set(at, before + 1);
    if (before < SINGLY) notices.push(worded(cause, tell));
    else if (before === SINGLY) notices.push(theOthers(cause, (counts.get(at) ?? 0) - SINGLY, labels.get(cause.profileId) ?? ''));
  }
  return notices;
}

const theOthers = ({ kind, urgency, profileId, since }: Cause, count: number, label: string): Notice => ({
  id: `${profileId}:more:${kind}:${urgency}`,
  kind,
  urgency,
  profileId,
  keyId: null,
  since,
  title: `${count.toLocaleString('en-GB')} more ${count === 1 ? 'key' : 'keys'} of ${label} ${MORE[kind]}`,
  body: 'The table shows them all: filter it by state, end or last use.',
  discreet: 'Many keys need a look',
  offers: ['show'],
});
