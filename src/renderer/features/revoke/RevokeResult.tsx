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
import { Names } from './Counts';
import s from './revoke.module.css';
import { codeOf, titleOf } from './title';

type Outcome = RevokeReport['outcomes'][number];

/** Up to so many outcomes each is shown by itself. */
const FEW = 6;

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

/** Trying again would come to the same: the link to the row is gone, or none is known, or the server does not do it. */
const FINAL: readonly string[] = ['key.wrongLink', 'key.linkUnproven', 'key.unknown', 'labkey.rowUnknown', 'labkey.cannotRevoke'];

/** What revoking did, key by key, and the places that still hold a dead secret, each with its own removal. */
export function RevokeResult({ keys, report, again, busy, problem, close }: RevokeResultProps) {
  const [removals, setRemovals] = useState<Readonly<Record<string, Removal>>>({});
  const gone = useGone();
  const doneButton = useRef<HTMLButtonElement>(null);
  const failed = report.outcomes.filter((o) => !o.result.ok);
  const retriable = failed.filter((o) => !FINAL.includes(codeOf(o)));
  const places = report.outcomes.flatMap((o) => (o.result.ok ? o.places.map((place) => ({ keyId: o.keyId, place })) : []));
  const open = places.filter(({ place }) => removals[place.id] !== 'removed' && removals[place.id] !== 'running');

  const groups = grouped(report.outcomes, keys);

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

  return (
    <Dialog
      title={titleOf(report.outcomes)}
      onClose={close}
      footer={
        <>
          {retriable.length > 0 && (
            <Button busy={busy} onClick={() => again(retriable.map((o) => o.keyId))}>
              Try {retriable.length === 1 ? 'it' : `the ${retriable.length}`} again
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
        {groups.map((group) => (
          <li key={group[0]?.outcome.keyId} className={parts.card}>
            <OutcomeCard group={group} />
          </li>
        ))}
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

interface Told {
  readonly outcome: Outcome;
  readonly keyView: KeyView | undefined;
}

/** Keys of which the same is to be said stand together where there are many. */
function grouped(outcomes: readonly Outcome[], keys: readonly KeyView[]): readonly (readonly Told[])[] {
  const byId = new Map(keys.map((k) => [k.id, k]));
  const all = outcomes.map((outcome) => ({ outcome, keyView: byId.get(outcome.keyId) }));
  if (all.length <= FEW) return all.map((x) => [x]);
  const groups = new Map<string, Told[]>();
  for (const told of all) {
    const { result, secretRemoved } = told.outcome;
    const held = told.keyView?.held != null;
    const said = result.ok ? JSON.stringify([result.already, result.note, held, held && secretRemoved]) : result.problem.message;
    groups.set(said, [...(groups.get(said) ?? []), told]);
  }
  // What went wrong comes first.
  return [...groups.values()].sort((a, b) => Number(a[0]?.outcome.result.ok) - Number(b[0]?.outcome.result.ok));
}

function OutcomeCard({ group }: { readonly group: readonly Told[] }) {
  const [first] = group;
  if (first === undefined) return null;
  const { outcome: o, keyView: key } = first;
  const many = group.length > 1;
  const fragment = key && fragmentOf(key);
  return (
    <div className={parts.section}>
      <p className={parts.keyName}>
        <strong>{many ? count(group.length, 'key') : key ? nameOf(key) : 'Key'}</strong>
        {!many && fragment && <Fragment>{fragment}</Fragment>}
      </p>
      {o.result.ok ? (
        <p>
          {many
            ? o.result.already
              ? 'Gone from the server already.'
              : 'Revoked: the server refuses them from now on.'
            : o.result.already
              ? 'It was gone from the server already.'
              : 'Revoked: the server refuses it from now on.'}{' '}
          {key?.held && o.secretRemoved && (many ? 'Their secrets left the keychain.' : 'Its secret left the keychain.')} {o.result.note}
        </p>
      ) : (
        <ProblemNotice problem={o.result.problem} compact {...(key ? { profileId: key.profileId } : {})} />
      )}
      {o.result.ok && !o.secretRemoved && key?.held && (
        <Notice tone="warn">
          {many ? 'Their secrets' : 'Its secret'}, now worthless, could not be taken out of the keychain. Tessera tries again at its next
          start.
        </Notice>
      )}
      {many && (
        <details className={parts.disclosure}>
          <summary>Which keys?</summary>
          <Names keys={group.flatMap((x) => x.keyView ?? [])} />
        </details>
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
