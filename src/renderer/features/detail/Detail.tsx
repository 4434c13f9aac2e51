import { lazy, Suspense, useEffect, useState } from 'react';
import { Button, IconButton } from '../../components/Button';
import { Fragment } from '../../components/bits';
import { CloseIcon } from '../../components/icons';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { Tile } from '../../components/Tile';
import { age, exactBoth, exactLocal, expiryText, shortDay } from '../../lib/dates';
import { beginningOf, lifeLeftOf, makeRow, type Row } from '../../lib/rows';
import { useNow } from '../../stores/clock';
import { useDriver, useKey, useProfile } from '../../stores/state';
import { type KeyAction, keyActions, refresh } from '../key-actions';
import { closeDetail, focusIfAwaited } from '../window/details';
import s from './Detail.module.css';
import { MachineFacts, ServerFacts } from './facts';
import { Places } from './Places';

const More = lazy(async () => ({ default: (await import('./More')).More }));

/** Everything known about one key, who says so and since when, and what can be done with it. */
export function Detail({ keyId }: { readonly keyId: string }) {
  const key = useKey(keyId);
  const profile = useProfile(key?.profileId ?? null);
  const driver = useDriver(profile?.kind ?? null);
  const now = useNow();
  useEffect(focusIfAwaited, []);
  if (key === null) return null;
  const row = makeRow(key, profile, now);
  const listed = key.listed?.value;
  // What the sentence, the bar and the list of places say already is not said again.
  const more = row.attention.filter((a) => a.kind === 'missing' || a.kind === 'ambiguous').map((a) => a.text);
  // What a key could do is no danger once it can do nothing.
  const over = row.state.state === 'heldGone' || row.state.state === 'expiredListed';
  const warnings = [...(over ? [] : (listed?.warnings ?? [])), ...more];
  return (
    <aside className={s.pane} aria-labelledby="detail-title">
      <header className={s.header}>
        <Tile state={row.state.state} left={lifeLeftOf(row, now)} size={34} />
        <div className={s.title}>
          <h2 id="detail-title" tabIndex={-1}>
            <bdi>{row.name}</bdi>
          </h2>
          <p>
            {row.fragment !== null && (
              <>
                <bdi>
                  <Fragment>{row.fragment}</Fragment>
                </bdi>
                {' · '}
              </>
            )}
            <bdi>{row.server}</bdi>
            {listed?.owner ? ', belongs to ' : profile?.principal && ', '}
            <bdi>{(listed?.owner ?? profile?.principal)?.label}</bdi>
          </p>
        </div>
        <IconButton label="Close details" onClick={closeDetail}>
          <CloseIcon />
        </IconButton>
      </header>
      <div className={s.scroll}>
        <StateSentence row={row} now={now} />
        <Life row={row} now={now} />
        {warnings.length > 0 && (
          <Notice tone="warn">
            <ul className={s.warnings}>
              {warnings.map((w) => (
                <li key={w}>{w}</li>
              ))}
            </ul>
          </Notice>
        )}
        {profile?.status.problem && (
          <ProblemNotice problem={profile.status.problem} profileId={profile.id} retry={() => void refresh(profile.id)} compact />
        )}
        <Actions actions={keyActions(key, profile, driver)} />
        <ServerFacts row={row} driver={driver} now={now} />
        <MachineFacts row={row} driver={driver} now={now} />
        <Places keyId={key.id} places={key.places} now={now} />
        <Suspense fallback={null}>
          <More keyView={key} profile={profile} now={now} />
        </Suspense>
      </div>
    </aside>
  );
}

function StateSentence({ row, now }: { readonly row: Row; readonly now: number }) {
  const { state } = row;
  return (
    <p className={s.sentence}>
      {state.reason}
      {state.asOf !== null && (
        <span className={s.asOf} title={exactBoth(state.asOf)}>
          {' '}
          As of {age(state.asOf, now)}.
        </span>
      )}
    </p>
  );
}

/** The key's life as a bar: from its beginning to its end, and how much is left. */
function Life({ row, now }: { readonly row: Row; readonly now: number }) {
  const { expiry } = row;
  const lifeLeft = lifeLeftOf(row, now);
  if (expiry.kind !== 'at' || lifeLeft === undefined || row.state.state === 'heldGone') return null;
  const t = expiryText(expiry, now);
  const told = row.key.listed?.value.createdAt != null;
  return (
    <div className={s.life}>
      <div className={`${s.left} ${s[t.urgency]}`}>{t.urgency === 'past' ? `Ended ${t.main}` : `Ends ${t.main}`}</div>
      <svg
        className={s.bar}
        viewBox="0 0 100 8"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${Math.round(lifeLeft * 100)} percent of its life is left`}
      >
        <rect className={s.track} width="100" height="8" />
        <rect className={s.spent} width={100 - lifeLeft * 100} height="8" />
      </svg>
      <div className={s.ends}>
        <span title={told ? exactBoth(beginningOf(row.key)) : 'When Tessera first saw it; the server does not tell when it was made.'}>
          {told ? '' : 'seen '}
          {shortDay(beginningOf(row.key), now)}
        </span>
        <span>{Math.round(lifeLeft * 100)} % left</span>
        <span title={exactBoth(expiry.at)}>{exactLocal(expiry.at, now)}</span>
      </div>
    </div>
  );
}

function Actions({ actions }: { readonly actions: readonly KeyAction[] }) {
  const [busy, setBusy] = useState<string | null>(null);
  return (
    <div className={s.actions}>
      {actions.map((a, i) => (
        <Button
          key={a.id}
          variant={a.danger ? 'dangerQuiet' : i === 0 ? 'primary' : 'secondary'}
          busy={busy === a.id}
          onClick={async () => {
            setBusy(a.id);
            await a.run();
            setBusy(null);
          }}
        >
          {a.label}
        </Button>
      ))}
    </div>
  );
}
