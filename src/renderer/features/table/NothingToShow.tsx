import { Button } from '../../components/Button';
import { EmptyState } from '../../components/bits';
import type { Row } from '../../lib/rows';
import { useDriver, useSnapshot } from '../../stores/state';
import { clearFilters, openDialog, setView, useUi } from '../../stores/ui';
import { refresh } from '../key-actions';
import { createKey } from '../window/shortcuts';

/** Why the table is empty, and what to do about it. */
export function NothingToShow({ shown }: { readonly shown: readonly Row[] }) {
  const view = useUi((u) => u.view);
  const filtered = useUi((u) => u.search !== '' || Object.keys(u.facets).length > 0);
  const profiles = useSnapshot((s) => s.profiles);
  const profile = view.kind === 'profile' ? profiles.find((p) => p.id === view.profileId) : profiles.length === 1 ? profiles[0] : undefined;
  const driver = useDriver(profile?.kind ?? null);
  if (shown.length > 0) return null;
  if (filtered) {
    return (
      <EmptyState title="No key fits" action={<Button onClick={() => clearFilters()}>Clear search and filters</Button>}>
        <p>Names, notes, owners, scopes, visible parts of secrets and files are searched.</p>
      </EmptyState>
    );
  }
  if (view.kind === 'attention') {
    return (
      <EmptyState title="Nothing needs your attention" action={<Button onClick={() => setView({ kind: 'all' })}>Show all keys</Button>}>
        <p>No key ends within a week, none has gone from its server, and every file still holds what it should.</p>
      </EmptyState>
    );
  }
  if (profile?.status.refresh === 'running') return <EmptyState title={`Asking ${profile.label}…`} />;
  if (
    profile &&
    (profile.status.refresh === 'signInNeeded' ||
      (!profile.status.signedIn && profile.status.refresh === 'never' && driver?.network !== false))
  ) {
    return (
      <EmptyState
        title={`Sign in to see your keys on ${profile.label}`}
        action={
          <>
            <Button variant="primary" onClick={() => openDialog({ name: 'signIn', props: { profileId: profile.id } })}>
              Sign in…
            </Button>
            <Button onClick={() => openDialog({ name: 'holdKey', props: { profileId: profile.id } })}>Hold a key you have…</Button>
          </>
        }
      >
        {profile.status.problem && <p>{profile.status.problem.message}</p>}
      </EmptyState>
    );
  }
  if (profile?.status.refresh === 'failed') {
    return (
      <EmptyState
        title={`${profile.label} could not be asked`}
        action={<Button onClick={() => void refresh(profile.id)}>Try again</Button>}
      >
        {profile.status.problem && <p>{profile.status.problem.message}</p>}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No keys yet"
      action={
        <>
          {profile?.server?.manages !== false && (
            <Button variant="primary" onClick={createKey}>
              Create key
            </Button>
          )}
          <Button onClick={() => openDialog({ name: 'holdKey', props: profile ? { profileId: profile.id } : {} })}>
            Hold a key you have…
          </Button>
        </>
      }
    >
      <p>
        {driver?.lists === false
          ? 'Keys that you hold appear here; no server is asked for them.'
          : profile?.status.incomplete
            ? 'Keys that you create or hold here appear here; of others the server does not tell, or not of all.'
            : 'Keys that you create, or that the server lists for your account, appear here.'}{' '}
        A key you already have can be kept in your keychain.
      </p>
    </EmptyState>
  );
}
