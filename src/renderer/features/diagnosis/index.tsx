import { useCallback, useEffect, useState } from 'react';
import type { Diagnosis, DiagnosisStep } from '../../../domain/diagnosis';
import type { Problem } from '../../../domain/result';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Progress } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { nextButton, ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { exactLocal } from '../../lib/dates';
import { nameOf } from '../../lib/key-view';
import { useNow } from '../../stores/clock';
import { useDriver, useKey, useProfile } from '../../stores/state';
import parts from '../dialog-parts/parts.module.css';
import { useGone } from '../dialog-parts/useAction';
import { LinkSteps } from '../profile-bar/LinkSteps';
import s from './diagnosis.module.css';
import { OutcomeIcon } from './OutcomeIcon';

/** Why a key is refused: the answer first, then every cause that was looked into. */
export default function Diagnose({ keyId, close }: DialogProps<'diagnose'>) {
  const key = useKey(keyId);
  const profile = useProfile(key?.profileId ?? null);
  const driver = useDriver(profile?.kind ?? null);
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const now = useNow();
  const gone = useGone();

  const look = useCallback(async () => {
    setBusy(true);
    setProblem(null);
    const answer = await client().call('keys.diagnose', { keyId });
    if (gone.current) return;
    setBusy(false);
    if (answer.ok) setDiagnosis(answer.value);
    else setProblem(answer.error);
  }, [keyId, gone]);
  useEffect(() => void look(), [look]);

  const profileId = profile ? { profileId: profile.id } : {};
  return (
    <Dialog
      title={driver?.diagnosis?.label ?? 'Why is it refused?'}
      subtitle={key ? [nameOf(key), profile?.label].filter(Boolean).join(', ') : undefined}
      size="large"
      onClose={close}
      footer={
        <>
          {diagnosis && <p className={s.asOf}>Looked at {exactLocal(diagnosis.at, now)}</p>}
          <Button busy={busy} onClick={() => void look()}>
            Look again
          </Button>
          <Button variant="primary" autoFocus onClick={close}>
            Close
          </Button>
        </>
      }
    >
      {problem && <ProblemNotice problem={problem} retry={() => void look()} {...profileId} />}
      {diagnosis === null && problem === null && <Progress label="Asking the server, and looking at the files of this machine…" />}
      {diagnosis && (
        <>
          <p role="status" className={s.verdict}>
            {diagnosis.verdict}
          </p>
          <section className={parts.section} aria-label="What was looked into">
            <h3 className={parts.heading}>What was looked into</h3>
            <ol className={s.steps}>
              {diagnosis.steps.map((step) => (
                <Step key={step.id} step={step} retry={() => void look()} {...profileId} />
              ))}
            </ol>
          </section>
          {diagnosis.links.length > 0 && (
            <section className={parts.section} aria-label="Pages of the server">
              <h3 className={parts.heading}>Pages of the server</h3>
              <LinkSteps links={diagnosis.links} />
            </section>
          )}
        </>
      )}
    </Dialog>
  );
}

const WORDS: Readonly<Record<DiagnosisStep['outcome'], string>> = {
  cause: 'this is why',
  suspect: 'may be why',
  fine: 'fine',
  unknown: 'not known',
};

function Step({ step, retry, profileId }: { readonly step: DiagnosisStep; readonly retry: () => void; readonly profileId?: string }) {
  // The same buttons as those of problems: a step's next action is one of theirs.
  const next = nextButton({ code: step.id, message: step.finding, next: step.next }, retry, profileId);
  return (
    <li className={`${s.step} ${s[step.outcome]}`}>
      <OutcomeIcon outcome={step.outcome} />
      <div>
        <p className={s.question}>
          <strong>{step.question}</strong> <span className={s.word}>{WORDS[step.outcome]}</span>
        </p>
        <p>{step.finding}</p>
      </div>
      {next && (
        <Button size="small" onClick={next.run}>
          {next.label}
        </Button>
      )}
    </li>
  );
}
