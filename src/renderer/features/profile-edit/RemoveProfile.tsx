import { useEffect, useState } from 'react';
import type { Problem } from '../../../domain/result';
import type { RemovalPreview } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Progress } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { useProfile } from '../../stores/state';
import { toast } from '../../stores/ui';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';

/** Takes a server's entry off this machine, after main said what that means. */
export function RemoveProfile({ profileId, close }: DialogProps<'removeProfile'>) {
  const profile = useProfile(profileId);
  // The entry is gone while the dialog still says goodbye.
  const [label] = useState(profile?.label ?? 'this server');
  const [preview, setPreview] = useState<RemovalPreview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const action = useAction();
  useEffect(() => {
    let stale = false;
    void client()
      .call('profile.removePreview', { profileId })
      .then((answer) => {
        if (stale) return;
        if (answer.ok) setPreview(answer.value);
        else setProblem(answer.error);
      });
    return () => {
      stale = true;
    };
  }, [profileId]);
  const remove = async () => {
    const answer = await action.run(() => client().call('profile.remove', { profileId }));
    if (!answer?.ok) return;
    toast(`${label} was removed from this machine.`, 'good');
    close();
  };
  return (
    <Dialog
      title={`Remove ${label}?`}
      subtitle="From this machine only."
      onClose={close}
      footer={
        <>
          <Button autoFocus onClick={close}>
            Keep server
          </Button>
          <Button variant="danger" busy={action.busy} disabled={preview === null} onClick={() => void remove()}>
            {action.busy ? 'Removing server…' : 'Remove server'}
          </Button>
        </>
      }
    >
      {preview === null && problem === null && <Progress label="Looking what belongs to it…" />}
      {problem && <ProblemNotice problem={problem} profileId={profileId} />}
      {preview && <Sentences title="Leaves this machine" sentences={preview.leaves} />}
      {preview && <Sentences title="Stays" sentences={preview.stays} />}
      {action.problem && <ProblemNotice problem={action.problem} profileId={profileId} retry={() => void remove()} />}
    </Dialog>
  );
}

function Sentences({ title, sentences }: { readonly title: string; readonly sentences: readonly string[] }) {
  return sentences.length === 0 ? null : (
    <section className={parts.section} aria-label={title}>
      <h3 className={parts.heading}>{title}</h3>
      <ul className={parts.sentences}>
        {sentences.map((x) => (
          <li key={x}>{x}</li>
        ))}
      </ul>
    </section>
  );
}
