import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Notice } from '../../components/Notice';
import { useDriver, useProfile } from '../../stores/state';
import { openDialog } from '../../stores/ui';

/** The server is there; what became of the key that was in its address, and how to go on. */
export function EndStep({
  profileId,
  sentence,
  problem,
  close,
}: {
  readonly profileId: string;
  readonly sentence: string | null;
  readonly problem: string | null;
  readonly close: () => void;
}) {
  const profile = useProfile(profileId);
  const driver = useDriver(profile?.kind ?? null);
  const canSignIn = driver?.signIn.some((m) => profile?.server?.signInMethods.includes(m.id)) ?? false;
  const go = (to: 'signIn' | 'holdKey') => {
    close();
    openDialog({ name: to, props: { profileId } });
  };
  return (
    <Dialog
      title={`${profile?.label ?? 'The server'} was added`}
      size="small"
      onClose={close}
      footer={
        <>
          {problem && <Button onClick={() => go('holdKey')}>Paste the key again…</Button>}
          {canSignIn && <Button onClick={() => go('signIn')}>Sign in…</Button>}
          <Button variant="primary" autoFocus onClick={close}>
            Done
          </Button>
        </>
      }
    >
      {sentence && <Notice tone="good">{sentence}</Notice>}
      {problem && <Notice tone="bad">The key of the address was not kept. {problem}</Notice>}
      {canSignIn && <p>To see and manage all keys of the account, sign in as well.</p>}
    </Dialog>
  );
}
