import { useState } from 'react';
import type { KeychainView } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { CheckField, FieldGroup } from '../../components/Field';
import { useSnapshot } from '../../stores/state';
import { toast } from '../../stores/ui';
import parts from '../dialog-parts/parts.module.css';
import type { Action } from '../dialog-parts/useAction';
import { NewPassphrase } from './NewPassphrase';

type Backend = KeychainView['backend'];

const OS_NAME = {
  linux: "The system's keychain (Secret Service: GNOME Keyring, KWallet, KeePassXC)",
  darwin: 'The macOS keychain',
  win32: 'Windows Credential Manager',
} as const;

/** The three places for secrets, with what each means. Changing the place does not move what another one holds. */
export function PlaceChoice({
  keychain,
  action,
  done,
}: {
  readonly keychain: KeychainView;
  readonly action: Action;
  readonly done: () => void;
}) {
  const platform = useSnapshot((x) => x.run.platform);
  const [wanted, setWanted] = useState<Backend>(keychain.state === 'unavailable' ? 'vault' : keychain.backend);
  const use = async (backend: Backend) => {
    const answer = await action.run(() => client().call('keychain.choose', { backend, passphrase: null }));
    if (!answer?.ok) return;
    toast(backend === 'memory' ? 'New secrets stay in memory until Tessera quits.' : 'New secrets go to the system keychain.', 'good');
    done();
  };
  return (
    <section className={parts.section} aria-label="Choose a place">
      <FieldGroup legend="Keep secrets in">
        <CheckField
          radioGroup="place"
          checked={wanted === 'os'}
          onChange={() => setWanted('os')}
          label={OS_NAME[platform]}
          help="Protected by your login. The first choice wherever it works."
        />
        <CheckField
          radioGroup="place"
          checked={wanted === 'vault'}
          onChange={() => setWanted('vault')}
          label="A vault file with a passphrase"
          help="One encrypted file in Tessera's data folder. You type the passphrase once after each start."
        />
        <CheckField
          radioGroup="place"
          checked={wanted === 'memory'}
          onChange={() => setWanted('memory')}
          label="Memory only"
          help="Nothing is written. When Tessera quits, every secret made or kept meanwhile is gone; the keys live on at their servers."
        />
      </FieldGroup>
      <p className={parts.quiet}>Secrets that are held already stay where they are.</p>
      {wanted === 'vault' && !(keychain.backend === 'vault' && keychain.state === 'unlocked') && (
        <NewPassphrase exists={keychain.vaultExists} action={action} done={done} />
      )}
      {wanted !== 'vault' && (wanted !== keychain.backend || keychain.state === 'unavailable') && (
        <div className={parts.buttons}>
          <Button variant="primary" busy={action.busy} onClick={() => void use(wanted)}>
            {wanted === 'memory' ? 'Keep secrets in memory only' : 'Use the system keychain'}
          </Button>
        </div>
      )}
    </section>
  );
}
