import type { Usage } from '../key';
import { duration, MINUTE } from '../time';
import type { Cause } from './cause';
import type { NoticeProfile } from './rules';

/** A clock that is further off than this is spoken of: tokens and warnings go by it. */
export const SKEW_LIMIT_MS = 2 * MINUTE;
/** Share of a server's limit from which it is spoken of. */
const NEAR_LIMIT = 0.9;

/** What is to be told of a server as a whole: its limits, and its clock. */
export function causesOfProfile({ profile, usage, skewMs, at }: NoticeProfile): readonly Cause[] {
  if (profile.warn?.muted) return [];
  const found: Cause[] = [];
  const near = (kind: 'keyLimit' | 'sessionLimit', what: string, count: Usage['keys']) => {
    if (count === null || count.limit <= 0 || count.used < count.limit * NEAR_LIMIT) return;
    const isFull = count.used >= count.limit;
    found.push({
      // That nothing more can be made is told also to who was told that it is near.
      id: `${profile.id}:${kind}:${count.limit}${isFull ? ':full' : ''}`,
      kind,
      urgency: isFull ? 'warn' : 'info',
      profileId: profile.id,
      keyId: null,
      since: at ?? 0,
      words: () => ({
        title: `${profile.label}: ${count.used} of ${count.limit} ${what}`,
        body: isFull
          ? `The server makes no more ${what} for this account until some are revoked or end.`
          : `At ${count.limit} the server makes no more for this account. Revoke those that nobody needs.`,
        discreet: `An account is near its limit of ${what}`,
        offers: ['show'],
      }),
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
      words: () => ({
        title: `This machine's clock is ${duration(skewMs)} ${skewMs > 0 ? 'behind' : 'ahead of'} ${profile.label}'s`,
        body: "The server's clock decides when a key ends; Tessera allows for the difference. Set this machine's clock right, or programs may be refused.",
        discreet: "This machine's clock is off",
        offers: ['show'],
      }),
    });
  return found;
}
