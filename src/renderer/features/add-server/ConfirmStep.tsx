import { useState } from 'react';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Fact } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { CheckField, TextField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { listed } from '../../lib/text';
import { openDialog, toast } from '../../stores/ui';
import { LABEL_MAX, NO_WORDS, NOTE_MAX, nearLimit, tooLong } from '../dialog-parts/LocalFields';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import type { Asked, Probed } from './model';

export interface ConfirmStepProps {
  readonly asked: Asked;
  readonly probed: Probed;
  readonly back: () => void;
  /** Takes the ticket of the key found in the address; whoever takes it uses or drops it. */
  readonly takeTicket: () => string | null;
  readonly end: (end: { readonly profileId: string; readonly sentence: string | null; readonly problem: string | null }) => void;
  readonly close: () => void;
}

/** What the server said it is, a key that was in the address, and what the entry shall be called. */
export function ConfirmStep({ asked, probed, back, takeTicket, end, close }: ConfirmStepProps) {
  const { driver } = asked;
  const { info, found } = probed;
  const [label, setLabel] = useState(probed.suggestedLabel);
  const [note, setNote] = useState('');
  const [keep, setKeep] = useState(true);
  const [missing, setMissing] = useState<string | null>(null);
  const action = useAction();
  const methods = driver.signIn.filter((m) => info?.signInMethods.includes(m.id));

  const send = async () => {
    const wrong = label.trim() === '' ? 'Give it a name.' : tooLong(label, note);
    if (wrong) {
      setMissing(wrong);
      return;
    }
    const answer = await action.run(() =>
      client().call('profile.add', {
        kind: driver.kind,
        address: asked.address,
        label: label.trim(),
        note,
        caFile: asked.caFile || null,
        plainHttpAccepted: asked.plainHttpAccepted,
      }),
    );
    if (!answer?.ok) return;
    const { profileId } = answer.value;
    const ticket = takeTicket();
    if (ticket !== null && keep) {
      const held = await client().call('keys.hold', { profileId, keyId: null, secret: { ticket }, fields: {}, local: NO_WORDS });
      void client().call('secret.drop', { ticket });
      end({ profileId, sentence: held.ok ? held.value.sentence : null, problem: held.ok ? null : held.error.message });
      return;
    }
    if (ticket !== null) void client().call('secret.drop', { ticket });
    toast(`${label.trim()} was added.`, 'good');
    close();
    if (methods.length > 0) openDialog({ name: 'signIn', props: { profileId } });
    else openDialog({ name: 'holdKey', props: { profileId } });
  };

  return (
    <Dialog
      title={info ? 'This is the server' : `Add ${driver.name}`}
      onClose={close}
      onSubmit={() => void send()}
      footer={
        <>
          <Button onClick={back}>Back</Button>
          <Button type="submit" variant="primary" busy={action.busy}>
            {action.busy ? 'Adding server…' : 'Add server'}
          </Button>
        </>
      }
    >
      {info && (
        <>
          <p>{info.meaning}</p>
          <dl className={parts.facts}>
            <Fact label="Address">
              <code>{asked.address}</code>
            </Fact>
            <Fact label="Server">
              {driver.name}
              {info.version && ` ${info.version}`}
            </Fact>
            <Fact label="Sign in">{methods.length > 0 ? listed(methods.map((m) => m.label)) : 'not from here; a key can be kept'}</Fact>
          </dl>
        </>
      )}
      {asked.plainHttpAccepted && <Notice tone="warn">Plain http: password and keys travel unencrypted. The entry stays marked.</Notice>}
      {found && (
        <Notice tone="info">
          <p>
            A key was in the address
            {found.fragment ? (
              <>
                : <code>{found.fragment}…</code>
              </>
            ) : (
              ''
            )}
            . It was taken out before anything was sent.
          </p>
          {found.problem && <p>{found.problem}</p>}
          <CheckField label="Keep this key once the server is added" checked={keep} onChange={setKeep} />
        </Notice>
      )}
      <TextField
        label="Name"
        required
        value={label}
        maxCodePoints={nearLimit(label, LABEL_MAX)}
        error={missing}
        autoFocus
        onChange={(t) => {
          setLabel(t);
          setMissing(null);
        }}
      />
      <TextField
        label="Note"
        multiline
        value={note}
        maxCodePoints={nearLimit(note, NOTE_MAX)}
        onChange={setNote}
        placeholder="What this account is for"
      />
      {action.problem && <ProblemNotice problem={action.problem} retry={() => void send()} />}
    </Dialog>
  );
}
