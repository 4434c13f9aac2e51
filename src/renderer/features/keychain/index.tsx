import { useState } from 'react';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { count } from '../../lib/text';
import { useSnapshot } from '../../stores/state';
import { toast } from '../../stores/ui';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import { PlaceChoice } from './PlaceChoice';
import { StateNotice } from './StateNotice';
import { VaultUnlock } from './VaultUnlock';

/** Where secrets are kept, in which state that place is, and the other choices. Nothing here is done without a click. */
export default function Keychain({ reason, close }: DialogProps<'keychain'>) {
  const keychain = useSnapshot((x) => x.keychain);
  const action = useAction();
  const [choosing, setChoosing] = useState(false);
  const vaultLocked = keychain.backend === 'vault' && keychain.state === 'locked';

  const unlock = async () => {
    const answer = await action.run(() => client().call('keychain.unlock', { passphrase: null }));
    if (!answer?.ok) return;
    toast(`${keychain.name} is unlocked.`, 'good');
    close();
  };
  const check = () => void action.run(() => client().call('keychain.check', {}));
  const recover = async () => {
    const answer = await action.run(() => client().call('keychain.recover', {}));
    if (answer?.ok)
      toast(`Found in ${keychain.name}: ${count(answer.value.profiles, 'server')} and ${count(answer.value.keys, 'held key')}.`, 'good');
  };

  const showChoice = choosing || keychain.state === 'unavailable';
  return (
    <Dialog title="Where secrets are kept" onClose={close} footer={<Button onClick={close}>Close</Button>}>
      {reason && <Notice tone="warn">{reason}</Notice>}
      <StateNotice keychain={keychain} />
      {vaultLocked && <VaultUnlock action={action} done={close} />}
      {!vaultLocked && (
        <div className={parts.buttons}>
          {keychain.state === 'locked' && (
            <Button variant="primary" autoFocus busy={action.busy} onClick={() => void unlock()}>
              Unlock {keychain.name}
            </Button>
          )}
          {keychain.state !== 'unlocked' && <Button onClick={check}>Try again</Button>}
          {keychain.state === 'unlocked' && keychain.backend !== 'memory' && (
            <Button busy={action.busy} onClick={() => void recover()}>
              Recover from {keychain.name}
            </Button>
          )}
        </div>
      )}
      {keychain.state === 'unlocked' && keychain.backend !== 'memory' && (
        <p className={parts.quiet}>
          Recovering brings back servers and held keys that {keychain.name} remembers, after the data folder was lost. What is known here
          already stays as it is.
        </p>
      )}
      {action.problem && <ProblemNotice problem={action.problem} retry={check} />}
      {showChoice ? (
        <PlaceChoice keychain={keychain} action={action} done={close} />
      ) : (
        <div>
          <Button variant="quiet" onClick={() => setChoosing(true)}>
            Keep secrets somewhere else…
          </Button>
        </div>
      )}
    </Dialog>
  );
}
