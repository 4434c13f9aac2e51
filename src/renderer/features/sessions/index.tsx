import { useState } from 'react';
import type { SessionView } from '../../../domain/views';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Fragment } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { CheckField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DialogProps } from '../../dialogs';
import { exactBoth, expiryText, shortDay } from '../../lib/dates';
import { count } from '../../lib/text';
import { useNow } from '../../stores/clock';
import { useDriver, useProfile } from '../../stores/state';
import { toast } from '../../stores/ui';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import s from './sessions.module.css';

/** Drivers say of the login that Tessera itself is signed in with, and of no other, that it is Tessera's. */
const isOwn = (session: SessionView): boolean => session.warnings.some((w) => w.startsWith('Tessera itself'));

/** The logins that a server lists beside the keys, and the end of those that nobody needs. */
export default function Sessions({ profileId, close }: DialogProps<'sessions'>) {
  const profile = useProfile(profileId);
  const driver = useDriver(profile?.kind ?? null);
  const now = useNow();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [acknowledged, setAcknowledged] = useState(false);
  const action = useAction();
  const sessions = profile?.status.sessions ?? [];
  // The ids are those of one listing: after the next one, what was chosen is no more.
  const ids = sessions.filter((x) => chosen.has(x.id)).map((x) => x.id);
  const others = sessions.filter((x) => !isOwn(x));
  const asked = driver?.revoke?.acknowledgement ?? null;
  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const end = async () => {
    if (ids.length === 0 || (asked !== null && !acknowledged)) return;
    const answer = await action.run(() => client().call('sessions.end', { profileId, ids, acknowledged }));
    if (!answer?.ok) return;
    toast(`${count(answer.value.ended, 'login')} ended.`, 'good');
    close();
  };
  return (
    <Dialog
      title="Logins"
      subtitle={profile ? `Listed by ${profile.label}${profile.principal ? ` for ${profile.principal.label}` : ''}` : undefined}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Close</Button>
          {driver?.revoke && (
            <Button
              variant="danger"
              busy={action.busy}
              disabled={ids.length === 0 || (asked !== null && !acknowledged)}
              onClick={() => void end()}
            >
              {ids.length === 0 ? 'End these logins' : `End ${count(ids.length, 'login')}`}
            </Button>
          )}
        </>
      }
    >
      {sessions.length === 0 ? (
        <p>The server lists no logins now.</p>
      ) : (
        <>
          <div className={s.head}>
            <p className={parts.quiet}>Each is a program that is signed in, or was left behind by one. Ending it signs that program out.</p>
            {driver?.revoke && others.length > 1 && (
              <Button size="small" onClick={() => setChosen(ids.length === others.length ? new Set() : new Set(others.map((x) => x.id)))}>
                {ids.length === others.length ? 'Choose none' : `Choose all ${others.length} others`}
              </Button>
            )}
          </div>
          <ul className={s.list}>
            {sessions.map((x) => (
              <li key={x.id} className={s.row}>
                <CheckField
                  label={
                    <>
                      <span className={s.name}>{x.name ?? 'unnamed login'}</span>
                      {x.fragment && x.fragment !== x.name && <Fragment>{x.fragment}</Fragment>}
                      {isOwn(x) && <span className={s.own}>Tessera's own</span>}
                    </>
                  }
                  help={<SessionFacts session={x} now={now} />}
                  checked={chosen.has(x.id)}
                  disabled={!driver?.revoke}
                  onChange={(on) => choose(x.id, on)}
                />
              </li>
            ))}
          </ul>
          {driver?.revoke && ids.length > 0 && asked !== null && (
            <>
              <Notice tone="warn">
                What is signed in with {ids.length === 1 ? 'it' : 'them'} stops working at once, wherever it runs, until somebody signs in
                there again.
              </Notice>
              <CheckField label={asked} checked={acknowledged} onChange={setAcknowledged} />
            </>
          )}
        </>
      )}
      {action.problem && <ProblemNotice problem={action.problem} profileId={profileId} />}
    </Dialog>
  );
}

function SessionFacts({ session, now }: { readonly session: SessionView; readonly now: number }) {
  const ends = expiryText(session.expiry, now);
  return (
    <>
      {session.createdAt !== null && <span title={exactBoth(session.createdAt)}>made {shortDay(session.createdAt, now)}, </span>}
      <span title={ends.tip ?? undefined}>
        {session.expiry.kind === 'notTold' ? 'end not told' : `${ends.urgency === 'past' ? 'ended' : 'ends'} ${ends.main}`}
      </span>
      {session.warnings.map((w) => (
        <span key={w} className={s.warning}>
          {w}
        </span>
      ))}
    </>
  );
}
