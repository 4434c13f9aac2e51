import { type ReactNode, useState } from 'react';
import type { KeyView, RevokeReport } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { CheckField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { stateOf } from '../../lib/key-view';
import { count, listed } from '../../lib/text';
import { now } from '../../stores/clock';
import { useAppState, useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';
import { KeySummary } from '../dialog-parts/KeySummary';
import { noRepeat } from '../dialog-parts/noRepeat';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import { RevokeResult } from './RevokeResult';
import s from './revoke.module.css';
import { useArmed } from './useArmed';

type Outcome = RevokeReport['outcomes'][number];

/** As many keys as main takes in one call. */
const PORTION = 500;

export interface RevokeDialogProps {
  readonly keyIds: readonly string[];
  readonly close: () => void;
  /** What led here, above the keys: "You pasted this very key." */
  readonly lead?: ReactNode;
}

/**
 * Revokes keys: what they are, what follows, one red button, and afterwards what was done and what still holds the dead secret. The keys
 * are those of the moment of opening: they may leave the table while the dialog still speaks of them.
 */
export function RevokeDialog({ keyIds, close, lead }: RevokeDialogProps) {
  const [keys] = useState(() => keyIds.map((id) => useAppState.getState().keyIndex.get(id)).filter((k): k is KeyView => k !== undefined));
  const profiles = useSnapshot((x) => x.profiles);
  const drivers = useSnapshot((x) => x.drivers);
  const [acknowledged, setAcknowledged] = useState(false);
  const [report, setReport] = useState<RevokeReport | null>(null);
  const action = useAction();
  const armed = useArmed();

  const kindOf = (k: KeyView) => profiles.find((p) => p.id === k.profileId)?.kind;
  const revokes = (k: KeyView) =>
    drivers.find((d) => d.kind === kindOf(k))?.revoke != null && profiles.find((p) => p.id === k.profileId)?.server?.manages !== false;
  const able = keys.filter(revokes);
  const unable = keys.filter((k) => !revokes(k));
  const kinds = drivers.filter((d) => able.some((k) => kindOf(k) === d.kind));
  const acknowledgements = kinds.map((d) => d.revoke?.acknowledgement).filter((t): t is string => typeof t === 'string');
  const mustTick = acknowledgements.length > 0;
  const onlyExpired = able.length > 0 && able.every((k) => stateOf(k, now()).state === 'expiredListed');
  const verb = onlyExpired ? 'Remove' : 'Revoke';
  const what = able.length === 1 ? (onlyExpired ? 'expired key' : 'key') : count(able.length, onlyExpired ? 'expired key' : 'key');

  const send = async (ids: readonly string[]) => {
    let reached: readonly Outcome[] = [];
    await action.run(async () => {
      for (let from = 0; from < ids.length; from += PORTION) {
        const keyIds = ids.slice(from, from + PORTION);
        const answer = await client().call('keys.revoke', { keyIds, acknowledged: mustTick });
        if (answer.ok) reached = [...reached, ...answer.value.outcomes];
        else if (reached.length === 0) return answer;
        else {
          const { error: problem } = answer;
          reached = [
            ...reached,
            ...keyIds.map((keyId) => ({ keyId, result: { ok: false as const, problem }, places: [], secretRemoved: false })),
          ];
        }
      }
      return { ok: true, value: null };
    });
    if (reached.length === 0) return;
    // A second try of those that failed keeps what the first one reached.
    const fresh = new Map(reached.map((o) => [o.keyId, o]));
    setReport((old) => ({ outcomes: old === null ? reached : old.outcomes.map((o) => fresh.get(o.keyId) ?? o) }));
  };

  if (report !== null)
    return (
      <RevokeResult keys={able} report={report} again={(ids) => void send(ids)} busy={action.busy} problem={action.problem} close={close} />
    );

  if (able.length === 0)
    return (
      <Dialog
        title="Revoke key"
        size="small"
        onClose={close}
        footer={
          <Button variant="primary" onClick={close}>
            Close
          </Button>
        }
      >
        {keys.length === 0 ? (
          <p>This key is no longer in the table: it was revoked or forgotten meanwhile.</p>
        ) : (
          <>
            <CannotRevoke keys={unable} />
            {unable.map(
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
          </>
        )}
      </Dialog>
    );

  return (
    <Dialog
      title={able.length === 1 ? `${verb} this ${onlyExpired ? 'expired key' : 'key'}?` : `${verb} ${what}?`}
      onClose={close}
      // What was revoked, and where the dead secret still stands, is told here only.
      dismissable={!action.busy}
      footer={
        <>
          <Button onClick={close} disabled={action.busy}>
            Keep {able.length === 1 ? 'key' : 'keys'}
          </Button>
          <Button
            variant="danger"
            busy={action.busy}
            aria-disabled={!armed || (mustTick && !acknowledged) || undefined}
            autoFocus={!mustTick}
            onKeyDown={noRepeat}
            onClick={() => {
              if (armed && (!mustTick || acknowledged)) void send(able.map((k) => k.id));
            }}
          >
            {action.busy ? `${onlyExpired ? 'Removing' : 'Revoking'} ${what}…` : `${verb} ${what}`}
          </Button>
        </>
      }
    >
      {lead}
      <ul className={`${parts.cards} ${s.keys}`} aria-label="Keys" {...(able.length > 3 ? { tabIndex: 0 } : {})}>
        {able.map((k) => (
          <li key={k.id} className={parts.card}>
            <KeySummary keyView={k} full />
          </li>
        ))}
      </ul>
      {unable.length > 0 && <CannotRevoke keys={unable} />}
      <Consequences
        keys={able}
        sentences={
          onlyExpired
            ? [
                `${able.length === 1 ? 'It works' : 'They work'} no more already; removing takes ${able.length === 1 ? 'it' : 'them'} off the server's list.`,
              ]
            : kinds.flatMap((d) => d.revoke?.consequences ?? [])
        }
      />
      {mustTick && <CheckField label={acknowledgements.join(' ')} checked={acknowledged} onChange={setAcknowledged} />}
      {action.problem && (
        <ProblemNotice problem={action.problem} {...(able[0] && able.length === 1 ? { profileId: able[0].profileId } : {})} />
      )}
    </Dialog>
  );
}

function CannotRevoke({ keys }: { readonly keys: readonly KeyView[] }) {
  const profiles = useSnapshot((x) => x.profiles);
  const labels = [...new Set(keys.map((k) => profiles.find((p) => p.id === k.profileId)?.label ?? 'a removed server'))];
  return (
    <Notice tone="warn">
      {count(keys.length, 'key')} of {listed(labels)} cannot be revoked from here: Tessera has no way to manage keys there. Ask whoever runs
      the server, and forget the secret on this machine.
    </Notice>
  );
}

function Consequences({ keys, sentences }: { readonly keys: readonly KeyView[]; readonly sentences: readonly string[] }) {
  const held = keys.filter((k) => k.held !== null).length;
  const places = keys.flatMap((k) => k.places).length;
  const twins = keys.filter((k) => k.ambiguous).length;
  return (
    <section className={parts.section} aria-label="What follows">
      {twins > 0 && (
        <Notice tone="warn">
          Another key of this account begins with the same characters, and the server may end that one instead. A secret held here is shown
          to the server afterwards, and kept if it still works.
        </Notice>
      )}
      <h3 className={parts.heading}>What follows</h3>
      <ul className={parts.sentences}>
        {[...new Set(sentences)].map((x) => (
          <li key={x}>{x}</li>
        ))}
        {held > 0 && (
          <li>
            {keys.length === 1
              ? 'Its secret leaves the keychain of this machine.'
              : `${count(held, 'secret')} ${held === 1 ? 'leaves' : 'leave'} the keychain of this machine.`}
          </li>
        )}
        {places > 0 && (
          <li>
            {count(places, 'line')} in your files {places === 1 ? 'holds' : 'hold'} it; afterwards you are asked about{' '}
            {places === 1 ? 'it' : 'each'}.
          </li>
        )}
      </ul>
    </section>
  );
}
