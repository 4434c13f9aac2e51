import { useRef, useState } from 'react';
import type { Problem } from '../../../domain/result';
import type { KeyView, PlaceView, RevokeReport } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Fragment } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { fragmentOf, nameOf } from '../../lib/key-view';
import { count } from '../../lib/text';
import parts from '../dialog-parts/parts.module.css';
import { useGone } from '../dialog-parts/useAction';
import s from './revoke.module.css';

type Removal = 'running' | 'removed' | Problem;

export interface RevokeResultProps {
  readonly keys: readonly KeyView[];
  readonly report: RevokeReport;
  /** Tries those again that failed. */
  readonly again: (keyIds: readonly string[]) => void;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly close: () => void;
}

/** What revoking did, key by key, and the places that still hold a dead secret, each with its own removal. */
export function RevokeResult({ keys, report, again, busy, problem, close }: RevokeResultProps) {
  const [removals, setRemovals] = useState<Readonly<Record<string, Removal>>>({});
  const gone = useGone();
  const doneButton = useRef<HTMLButtonElement>(null);
  const done = report.outcomes.filter((o) => o.result.ok);
  const failed = report.outcomes.filter((o) => !o.result.ok);
  const places = report.outcomes.flatMap((o) => (o.result.ok ? o.places.map((place) => ({ keyId: o.keyId, place })) : []));
  const open = places.filter(({ place }) => removals[place.id] !== 'removed' && removals[place.id] !== 'running');

  const remove = async (keyId: string, place: PlaceView) => {
    setRemovals((r) => ({ ...r, [place.id]: 'running' }));
    const answer = await client().call('place.remove', { keyId, placeId: place.id });
    if (gone.current) return;
    // The button goes with the line: the focus moves on rather than to nowhere.
    if (answer.ok) doneButton.current?.focus();
    setRemovals((r) => ({ ...r, [place.id]: answer.ok ? 'removed' : answer.error }));
  };
  const removeAll = async () => {
    // One after the other: two lines may stand in the same file.
    for (const { keyId, place } of open) await remove(keyId, place);
  };

  const title =
    failed.length === 0
      ? done.length === 1
        ? 'Key revoked'
        : `${count(done.length, 'key')} revoked`
      : done.length === 0
        ? 'Nothing was revoked'
        : `${done.length} of ${report.outcomes.length} keys revoked`;
  return (
    <Dialog
      title={title}
      onClose={close}
      footer={
        <>
          {failed.length > 0 && (
            <Button busy={busy} onClick={() => again(failed.map((o) => o.keyId))}>
              Try {failed.length === 1 ? 'it' : `the ${failed.length}`} again
            </Button>
          )}
          {open.length > 1 && <Button onClick={() => void removeAll()}>Remove all {open.length} lines</Button>}
          <Button ref={doneButton} variant="primary" autoFocus onClick={close}>
            Done
          </Button>
        </>
      }
    >
      <ul className={parts.cards} aria-label="Outcomes" aria-live="polite">
        {report.outcomes.map((o) => {
          const key = keys.find((k) => k.id === o.keyId);
          return (
            <li key={o.keyId} className={parts.card}>
              <Outcome outcome={o} keyView={key} />
            </li>
          );
        })}
      </ul>
      {problem && <ProblemNotice problem={problem} />}
      {places.length > 0 && (
        <section className={parts.section} aria-label="Where the dead secret still stands">
          <h3 className={parts.heading}>Where the dead secret still stands</h3>
          <ul className={parts.cards}>
            {places.map(({ keyId, place }) => (
              <PlaceRow key={place.id} place={place} removal={removals[place.id]} remove={() => void remove(keyId, place)} />
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}

function Outcome({
  outcome: o,
  keyView: key,
}: {
  readonly outcome: RevokeReport['outcomes'][number];
  readonly keyView: KeyView | undefined;
}) {
  const fragment = key && fragmentOf(key);
  return (
    <div className={parts.section}>
      <p className={parts.keyName}>
        <strong>{key ? nameOf(key) : 'Key'}</strong>
        {fragment && <Fragment>{fragment}</Fragment>}
      </p>
      {o.result.ok ? (
        <p>
          {o.result.already ? 'It was gone from the server already.' : 'Revoked: the server refuses it from now on.'}{' '}
          {key?.held && o.secretRemoved && 'Its secret left the keychain.'}
        </p>
      ) : (
        <ProblemNotice problem={o.result.problem} compact {...(key ? { profileId: key.profileId } : {})} />
      )}
      {o.result.ok && !o.secretRemoved && key?.held && (
        <Notice tone="warn">
          Its secret, now worthless, could not be taken out of the keychain. Tessera tries again at its next start.
        </Notice>
      )}
    </div>
  );
}

function PlaceRow({
  place,
  removal,
  remove,
}: {
  readonly place: PlaceView;
  readonly removal: Removal | undefined;
  readonly remove: () => void;
}) {
  return (
    <li className={parts.card}>
      <div className={s.place}>
        <div>
          <p className={s.path}>{place.path}</p>
          <p className={parts.quiet}>{place.locator}</p>
        </div>
        {removal === 'removed' ? (
          <span role="status">Line removed</span>
        ) : (
          <Button size="small" busy={removal === 'running'} aria-label={`Remove line ${place.locator} of ${place.path}`} onClick={remove}>
            Remove line
          </Button>
        )}
      </div>
      {removal !== undefined && typeof removal !== 'string' && <ProblemNotice problem={removal} retry={remove} compact />}
    </li>
  );
}
