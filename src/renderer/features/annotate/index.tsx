import { useState } from 'react';
import type { Problem } from '../../../domain/result';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { TextField } from '../../components/Field';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { nameOf } from '../../lib/key-view';
import { useDriver, useKey, useProfile } from '../../stores/state';

/** The user's own words about a key: servers cannot edit theirs. */
export default function Annotate({ keyId, close }: DialogProps<'annotate'>) {
  const key = useKey(keyId);
  const profile = useProfile(key?.profileId ?? null);
  const driver = useDriver(profile?.kind ?? null);
  const [label, setLabel] = useState(key?.local.label ?? '');
  const [owner, setOwner] = useState(key?.local.owner ?? '');
  const [note, setNote] = useState(key?.local.note ?? '');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (key === null) return null;
  const save = async () => {
    setBusy(true);
    const answer = await client().call('keys.annotate', { keyId, local: { label: label.trim(), owner: owner.trim(), note: note.trim() } });
    setBusy(false);
    if (answer.ok) close();
    else setProblem(answer.error);
  };
  const serverName = key.listed?.value.name;
  return (
    <Dialog
      title="Label, owner and note"
      subtitle={nameOf(key)}
      size="small"
      onClose={close}
      onSubmit={() => void save()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy}>
            Save
          </Button>
        </>
      }
    >
      {problem && <ProblemNotice problem={problem} retry={() => void save()} />}
      <TextField
        label="Label"
        help={serverName ? `Shown instead of the server's ${(driver?.nameLabel ?? 'name').toLowerCase()}, “${serverName}”.` : undefined}
        value={label}
        onChange={setLabel}
        maxCodePoints={200}
        autoFocus
      />
      <TextField label="Owner" help="A person, group or machine." value={owner} onChange={setOwner} maxCodePoints={200} />
      <TextField
        label="Note"
        help="Kept on this machine only, and searched with the rest."
        value={note}
        onChange={setNote}
        maxCodePoints={2_000}
        multiline
      />
    </Dialog>
  );
}
