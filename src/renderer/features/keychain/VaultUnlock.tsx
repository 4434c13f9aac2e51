import { useRef } from 'react';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { SecretField, type SecretHandle } from '../../components/SecretField';
import { toast } from '../../stores/ui';
import parts from '../dialog-parts/parts.module.css';
import type { Action } from '../dialog-parts/useAction';

/**
 * Opens the vault with its passphrase. The action is the dialog's: this form goes as soon as main says that the vault is open, which may be
 * before the call's own answer.
 */
export function VaultUnlock({ action, done }: { readonly action: Action; readonly done: () => void }) {
  const field = useRef<SecretHandle>(null);
  const send = async () => {
    const passphrase = field.current?.take() ?? null;
    if (passphrase === null) {
      field.current?.focus();
      return;
    }
    const answer = await action.run(() => client().call('keychain.unlock', { passphrase }));
    if (answer?.ok) {
      toast('The vault is open.', 'good');
      done();
    } else field.current?.focus();
  };
  return (
    <form
      className={parts.section}
      autoComplete="off"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      <SecretField ref={field} label="Passphrase" kind={null} paste={false} autoFocus />
      <div className={parts.buttons}>
        <Button type="submit" variant="primary" busy={action.busy}>
          {action.busy ? 'Opening vault…' : 'Open vault'}
        </Button>
      </div>
    </form>
  );
}
