import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';

/** Says, inside a form that will need the keychain, that it cannot take a secret now; nothing while it can. */
export function KeychainFirst({ purpose }: { readonly purpose: string }) {
  const keychain = useSnapshot((x) => x.keychain);
  if (keychain.state === 'unlocked') return null;
  const open = (label: string) => (
    <Button size="small" onClick={() => openDialog({ name: 'keychain', props: {} })}>
      {label}
    </Button>
  );
  if (keychain.state === 'waiting')
    return <Notice tone="warn">The system is asking for the keychain's password in its own window. {purpose}</Notice>;
  if (keychain.state === 'locked')
    return (
      <Notice tone="warn" action={open('Unlock keychain…')}>
        {keychain.name} is locked. {purpose}
      </Notice>
    );
  return (
    <Notice tone="warn" action={open('Choose where secrets are kept…')}>
      {keychain.name} cannot be used now. {purpose}
    </Notice>
  );
}
