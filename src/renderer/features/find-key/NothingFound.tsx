import type { ProfileView } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { age } from '../../lib/dates';
import { useNow } from '../../stores/clock';
import { useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';
import parts from '../dialog-parts/parts.module.css';

/** No known key fits: where it could still be, and what to do there. A key of a server that was not listed just now may be new. */
export function NothingFound({ fragment }: { readonly fragment: string | null }) {
  const profiles = useSnapshot((x) => x.profiles);
  const drivers = useSnapshot((x) => x.drivers);
  const listing = profiles.filter((p) => drivers.find((d) => d.kind === p.kind)?.lists);
  const tells = (p: ProfileView) => drivers.find((d) => d.kind === p.kind)?.listsParts !== false;
  const lists = listing.filter(tells);
  const silent = listing.filter((p) => !tells(p));
  return (
    <Notice tone="warn">
      <div className={parts.section}>
        <p>
          No key known here fits
          {fragment ? (
            <>
              {' '}
              <code>{fragment}</code>
            </>
          ) : (
            ''
          )}
          .
          {(lists.length > 0 || silent.length === 0) &&
            ' It may be newer than the last listing, of another account, or of a server that is not in your list.'}
        </p>
        {silent.map((p) => (
          <div key={p.id}>
            <p>
              <bdi>{p.label}</bdi> lists no part of its keys: a key that is not held here cannot be compared. Keep it at that server to find
              out.
            </p>
            <Button size="small" onClick={() => openDialog({ name: 'holdKey', props: { profileId: p.id } })}>
              Keep it at {p.label}…
            </Button>
          </div>
        ))}
        {lists.length > 0 && (
          <>
            <p>It would have to be looked for at:</p>
            <ul className={parts.sentences}>
              {lists.map((p) => (
                <li key={p.id}>
                  <ListedAt profile={p} />
                </li>
              ))}
            </ul>
            <div className={parts.buttons}>
              <Button size="small" onClick={() => void client().call('keys.refresh', { profileId: null })}>
                Refresh all
              </Button>
            </div>
          </>
        )}
      </div>
    </Notice>
  );
}

function ListedAt({ profile: p }: { readonly profile: ProfileView }) {
  const now = useNow();
  const who = p.principal ? `${p.label} (${p.principal.label})` : p.label;
  if (p.status.refresh === 'signInNeeded' || p.manager.kind === 'none')
    return (
      <>
        {who}: not signed in.{' '}
        <Button size="small" variant="quiet" onClick={() => openDialog({ name: 'signIn', props: { profileId: p.id } })}>
          Sign in…
        </Button>
      </>
    );
  if (p.status.refresh === 'running') return <>{who}: is being listed now.</>;
  if (p.status.listedAt === null) return <>{who}: not listed yet.</>;
  return (
    <>
      {who}: listed {age(p.status.listedAt, now)}
      {p.status.incomplete ? `, not completely: ${p.status.incomplete}` : ''}.
    </>
  );
}
