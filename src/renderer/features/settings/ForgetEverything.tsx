import { useState } from 'react';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { TextField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { isHeld } from '../../lib/key-view';
import { count } from '../../lib/text';
import { useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';

const WORDS = 'forget everything';

/** Takes everything of Tessera's off this machine, after the words were typed; says what it could not take away. */
export function ForgetEverything({ close }: DialogProps<'forgetEverything'>) {
  const profiles = useSnapshot((x) => x.profiles);
  const keys = useSnapshot((x) => x.keys);
  const keychain = useSnapshot((x) => x.keychain);
  const [typed, setTyped] = useState('');
  const [left, setLeft] = useState<readonly string[] | null>(null);
  const action = useAction();
  const held = keys.filter(isHeld).length;
  const places = keys.flatMap((k) => k.places).length;
  const right = typed.trim().toLowerCase() === WORDS;

  const send = async () => {
    if (!right) return;
    const answer = await action.run(() => client().call('machine.forgetEverything', { confirm: WORDS }));
    if (answer?.ok) setLeft(answer.value.left);
  };

  if (left !== null)
    return (
      <Dialog
        key="done"
        title="Forgotten"
        size="small"
        onClose={close}
        footer={
          <Button variant="primary" autoFocus onClick={close}>
            Close
          </Button>
        }
      >
        <p>Secrets, sessions, labels and log are gone from this machine. Keys at the servers live on.</p>
        {left.length > 0 && (
          <Notice tone="info">
            <p>What is left:</p>
            <ul className={parts.sentences}>
              {left.map((x) => (
                <li key={x}>{x}</li>
              ))}
            </ul>
          </Notice>
        )}
      </Dialog>
    );
  return (
    <Dialog
      title="Forget everything on this machine?"
      onClose={close}
      onSubmit={() => void send()}
      footer={
        <>
          <Button onClick={close}>Keep everything</Button>
          <Button type="submit" variant="danger" busy={action.busy} disabled={!right}>
            Forget everything
          </Button>
        </>
      }
    >
      <section className={parts.section} aria-label="What leaves this machine">
        <h3 className={parts.heading}>What leaves this machine</h3>
        <ul className={parts.sentences}>
          <li>
            {count(held, 'secret')} in {keychain.name}, which nobody can bring back
          </li>
          <li>{count(profiles.length, 'server')} with sessions, labels and notes; settings</li>
        </ul>
      </section>
      <section className={parts.section} aria-label="What stays">
        <h3 className={parts.heading}>What stays</h3>
        <ul className={parts.sentences}>
          <li>All keys at their servers, alive until they end or are revoked</li>
          {places > 0 && <li>{count(places, 'line')} with secrets in files that you had written; remove them first if they shall go</li>}
        </ul>
      </section>
      {held > 0 && (
        <Notice
          tone="warn"
          action={
            <Button size="small" onClick={() => openDialog({ name: 'revoke', props: { keyIds: keys.filter(isHeld).map((k) => k.id) } })}>
              Revoke them first…
            </Button>
          }
        >
          Keys whose secret is forgotten cannot be used from here again, though whoever has a copy still can.
        </Notice>
      )}
      <TextField label={`Type “${WORDS}” to go on`} required value={typed} onChange={setTyped} autoFocus />
      {action.problem && <ProblemNotice problem={action.problem} />}
    </Dialog>
  );
}
