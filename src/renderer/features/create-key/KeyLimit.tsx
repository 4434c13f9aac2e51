import type { ProfileView } from '../../../domain/views';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { stateOf } from '../../lib/key-view';
import { count } from '../../lib/text';
import { useNow } from '../../stores/clock';
import { useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';

/** From this share of the server's limit on, the count is shown. */
const SHOWN_FROM = 0.8;

/** How near an account is to its limit of keys, and the expired ones, which count, to be removed together. */
export function KeyLimit({ profile }: { readonly profile: ProfileView }) {
  const now = useNow();
  const keys = useSnapshot((x) => x.keys);
  const limit = profile.status.usage?.keys ?? null;
  if (limit === null || limit.used < limit.limit * SHOWN_FROM) return null;
  // An administrator's list has the keys of others, which do not count against this account's limit.
  const expired = keys
    .filter((k) => k.profileId === profile.id && k.listed?.value.owner == null && stateOf(k, now).state === 'expiredListed')
    .map((k) => k.id);
  const full = limit.used >= limit.limit;
  return (
    <Notice
      tone={full ? 'bad' : 'warn'}
      action={
        expired.length > 0 ? (
          <Button size="small" onClick={() => openDialog({ name: 'revoke', props: { keyIds: expired } })}>
            Remove {count(expired.length, 'expired key')}…
          </Button>
        ) : undefined
      }
    >
      {limit.used} of {limit.limit} keys of this account are taken; expired ones count until they are removed.
      {full && ' The server makes no more until one is gone.'}
    </Notice>
  );
}
