import { type ReactNode, useCallback, useEffect, useState } from 'react';
import type { Problem } from '../../../domain/result';
import type { KeyView, RevokePreview } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Progress } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { CheckField, TextField } from '../../components/Field';
import { ProblemNotice } from '../../components/ProblemNotice';
import { stateOf } from '../../lib/key-view';
import { count } from '../../lib/text';
import { now } from '../../stores/clock';
import { useAppState, useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';
import { KeySummary } from '../dialog-parts/KeySummary';
import { noRepeat } from '../dialog-parts/noRepeat';
import parts from '../dialog-parts/parts.module.css';
import { useGone } from '../dialog-parts/useAction';
import { Consequences } from './Consequences';
import { Counts, LeftOut } from './Counts';
import { RevokeResult } from './RevokeResult';
import s from './revoke.module.css';
import { useArmed } from './useArmed';
import { useRevoke } from './useRevoke';

export interface RevokeDialogProps {
  readonly keyIds: readonly string[];
  readonly close: () => void;
  /** What led here, above the keys: "You pasted this very key." */
  readonly lead?: ReactNode;
}

/**
 * Revokes keys: what main says it would come to, what follows, the words to type where there are several, one red button, and afterwards
 * what was done and what still holds the dead secret. The keys are those of the moment of opening: they may leave the table while the
 * dialog still speaks of them.
 */
export function RevokeDialog({ keyIds, close, lead }: RevokeDialogProps) {
  const [keys] = useState(() => keyIds.map((id) => useAppState.getState().keyIndex.get(id)).filter((k): k is KeyView => k !== undefined));
  const [preview, setPreview] = useState<RevokePreview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gone = useGone();

  const look = useCallback(async () => {
    setProblem(null);
    const answer = await client().call('keys.revokePreview', { keyIds: keys.map((k) => k.id) });
    if (gone.current) return;
    if (answer.ok) setPreview(answer.value);
    else setProblem(answer.error);
  }, [keys, gone]);
  useEffect(() => {
    if (keys.length > 0) void look();
  }, [keys, look]);

  if (keys.length === 0) return <Said close={close}>This key is no longer in the table: it was revoked or forgotten meanwhile.</Said>;
  if (preview === null)
    return (
      <Dialog key="looking" title={keys.length === 1 ? 'Revoke key' : `Revoke ${count(keys.length, 'key')}`} size="small" onClose={close}>
        {problem ? <ProblemNotice problem={problem} retry={() => void look()} /> : <Progress label="Counting…" />}
      </Dialog>
    );
  return <Ask key="ask" keys={keys} preview={preview} close={close} lead={lead} />;
}

const Said = ({ close, children }: { readonly close: () => void; readonly children: ReactNode }) => (
  <Dialog
    title="Revoke key"
    size="small"
    onClose={close}
    footer={
      <Button variant="primary" autoFocus onClick={close}>
        Close
      </Button>
    }
  >
    {typeof children === 'string' ? <p>{children}</p> : children}
  </Dialog>
);

/** Up to so many keys are shown each with what is known of it; of more, the numbers. */
const ONE_BY_ONE = 3;

function Ask({
  keys,
  preview,
  close,
  lead,
}: {
  readonly keys: readonly KeyView[];
  readonly preview: RevokePreview;
  readonly close: () => void;
  readonly lead: ReactNode;
}) {
  const profiles = useSnapshot((x) => x.profiles);
  const drivers = useSnapshot((x) => x.drivers);
  const [acknowledged, setAcknowledged] = useState(false);
  const [typed, setTyped] = useState('');
  const revoking = useRevoke();
  const { action } = revoking;
  const armed = useArmed();

  const leftOut = new Set(preview.profiles.flatMap((p) => p.cannot.flatMap((c) => c.keyIds)));
  const able = keys.filter((k) => !leftOut.has(k.id));
  const kinds = drivers.filter((d) => able.some((k) => profiles.find((p) => p.id === k.profileId)?.kind === d.kind));
  const acknowledgements = kinds.map((d) => d.revoke?.acknowledgement).filter((t): t is string => typeof t === 'string');
  const mustTick = acknowledgements.length > 0;
  const right = preview.phrase === null || typed.trim() === preview.phrase;
  const ready = armed && right && (!mustTick || acknowledged);
  const onlyExpired = able.length > 0 && able.every((k) => stateOf(k, now()).state === 'expiredListed');
  const verb = onlyExpired ? 'Remove' : 'Revoke';
  const what = able.length === 1 ? (onlyExpired ? 'expired key' : 'key') : count(able.length, onlyExpired ? 'expired key' : 'key');

  const send = (ids: readonly string[]) => revoking.send(ids, { acknowledged: mustTick, typed: preview.phrase, total: preview.rows });

  if (revoking.report !== null)
    return (
      <RevokeResult
        keys={able}
        report={revoking.report}
        again={(ids) => void send(ids)}
        busy={action.busy}
        problem={action.problem}
        close={close}
      />
    );

  if (able.length === 0)
    return (
      <Said close={close}>
        <LeftOut preview={preview} />
        {keys.map(
          (k) =>
            k.held && (
              <div key={k.id}>
                <Button
                  onClick={() => {
                    close();
                    openDialog({ name: 'forgetSecret', props: { keyId: k.id } });
                  }}
                >
                  Forget its secret here…
                </Button>
              </div>
            ),
        )}
      </Said>
    );

  return (
    <Dialog
      title={able.length === 1 ? `${verb} this ${onlyExpired ? 'expired key' : 'key'}?` : `${verb} ${what}?`}
      onClose={close}
      // What was revoked, and where the dead secret still stands, is told here only.
      dismissable={!action.busy}
      onSubmit={() => {
        if (ready && !action.busy) void send(able.map((k) => k.id));
      }}
      footer={
        <>
          {action.busy && able.length > 1 ? (
            <Button onClick={revoking.stop}>Stop</Button>
          ) : (
            <Button onClick={close} disabled={action.busy}>
              Keep {able.length === 1 ? 'key' : 'keys'}
            </Button>
          )}
          <Button
            type="submit"
            variant="danger"
            busy={action.busy}
            aria-disabled={!ready || undefined}
            autoFocus={!mustTick && preview.phrase === null}
            onKeyDown={noRepeat}
          >
            {action.busy ? `${onlyExpired ? 'Removing' : 'Revoking'} ${what}…` : `${verb} ${what}`}
          </Button>
        </>
      }
    >
      {lead}
      {able.length <= ONE_BY_ONE ? (
        <ul className={parts.cards} aria-label="Keys">
          {able.map((k) => (
            <li key={k.id} className={parts.card}>
              <KeySummary keyView={k} full />
            </li>
          ))}
        </ul>
      ) : (
        <Counts preview={preview} keys={able} />
      )}
      <LeftOut preview={preview} />
      <Consequences
        keys={able}
        groups={
          onlyExpired
            ? [
                {
                  name: '',
                  sentences: [
                    `${able.length === 1 ? 'It works' : 'They work'} no more already; removing takes ${able.length === 1 ? 'it' : 'them'} off the server's list.`,
                  ],
                },
              ]
            : kinds.map((d) => ({ name: d.name, sentences: d.revoke?.consequences ?? [] }))
        }
      />
      {mustTick && <CheckField label={acknowledgements.join(' ')} checked={acknowledged} onChange={setAcknowledged} />}
      {preview.phrase !== null && (
        <TextField
          label={`Type “${preview.phrase}” to go on`}
          required
          value={typed}
          autoFocus={!mustTick}
          error={action.problem?.field === 'typed' ? action.problem.message : null}
          onChange={setTyped}
        />
      )}
      {action.busy && able.length > 1 && (
        <div className={s.progress}>
          <Progress
            label={`${revoking.done.toLocaleString('en-GB')} of ${count(revoking.of, 'key')}`}
            value={revoking.done / Math.max(1, revoking.of)}
          />
        </div>
      )}
      {action.problem && action.problem.field !== 'typed' && (
        <ProblemNotice problem={action.problem} {...(able[0] && able.length === 1 ? { profileId: able[0].profileId } : {})} />
      )}
    </Dialog>
  );
}
