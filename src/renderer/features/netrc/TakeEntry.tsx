import { shownWord } from '../../../domain/netrc/shown';
import type { NetrcEntryView } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useSnapshot } from '../../stores/state';
import { toast } from '../../stores/ui';
import { useAction } from '../dialog-parts/useAction';
import { KeychainFirst } from '../keychain/KeychainFirst';

/** Takes the key of an entry that was found in the file into the keychain. */
export function TakeEntry({
  entry,
  version,
  close,
}: {
  readonly entry: NetrcEntryView;
  readonly version: string;
  readonly close: () => void;
}) {
  const keychain = useSnapshot((x) => x.keychain.name);
  const action = useAction();
  const { host, login, line } = entry;
  const shownHost = shownWord(host);
  const take = async () => {
    const answer = await action.run(() => client().call('netrc.take', { host, login, line, version }));
    if (!answer?.ok) return;
    toast(`The key of ${shownHost} is in the keychain.`, 'good');
    close();
  };
  return (
    <Dialog
      title="Take this key into the keychain?"
      subtitle={`${shownHost}, login ${shownWord(login)}, line ${line}`}
      size="small"
      onClose={close}
      dismissable={!action.busy}
      onSubmit={() => void take()}
      footer={
        <>
          <Button onClick={close} disabled={action.busy}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={action.busy} autoFocus>
            Take into keychain
          </Button>
        </>
      }
    >
      <KeychainFirst purpose="The key needs a place first." />
      <p>
        A copy of the secret goes to {keychain}. In the table it stands under {shownHost}, a server of kind Other, which Tessera never
        contacts.
      </p>
      <p>The file stays as it is. The line is watched from then on, and the key’s row says when another program changes it.</p>
      {action.problem && <ProblemNotice problem={action.problem} retry={close} />}
    </Dialog>
  );
}
