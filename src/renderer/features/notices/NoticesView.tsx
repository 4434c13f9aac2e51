import { useEffect, useMemo, useState } from 'react';
import type { Notice } from '../../../domain/notices';
import type { KeyView } from '../../../domain/views';
import { Button } from '../../components/Button';
import { EmptyState, Fragment } from '../../components/bits';
import { fragmentOf, nameOf } from '../../lib/key-view';
import { count } from '../../lib/text';
import { useNow } from '../../stores/clock';
import { useAppState, useSnapshot } from '../../stores/state';
import { openDialog, setView, showKey } from '../../stores/ui';
import page from '../window/page.module.css';
import { quietOf } from './actions';
import { NoticeCard } from './NoticeCard';
import s from './notices.module.css';
import { unsaidOf, unsaidWords } from './own-leads';
import { markSeen } from './seen';
import { endsHere, leadsText } from './words';

const GROUPS: readonly { readonly urgency: Notice['urgency']; readonly title: string }[] = [
  { urgency: 'urgent', title: 'Urgent' },
  { urgency: 'warn', title: 'Soon' },
  { urgency: 'info', title: 'Good to know' },
];

/** All that is to be known before work dies, the most urgent first, and which keys are quiet by the person's own word. */
export function NoticesView() {
  const notices = useSnapshot((x) => x.notices);
  const leads = useSnapshot((x) => x.settings.warnings.leads);
  const keys = useAppState((x) => x.keyIndex);
  const now = useNow();
  // Always in the same order, whatever came first to main: by the end, or else by when it began.
  const ordered = useMemo(() => {
    const at = (n: Notice) => {
      const key = n.kind === 'expiry' && n.keyId !== null ? keys.get(n.keyId) : undefined;
      return (key && endsHere(key))?.first ?? n.since;
    };
    return notices
      .map((notice) => ({ notice, at: at(notice) }))
      .sort((a, b) => a.at - b.at || (a.notice.id < b.notice.id ? -1 : 1))
      .map((x) => x.notice);
  }, [notices, keys]);
  useEffect(() => markSeen(notices.map((n) => n.id)), [notices]);
  return (
    <div className={page.view}>
      <header className={page.head}>
        <div>
          <h2 className={page.title}>Warnings</h2>
          <p className={page.why}>Keys are warned of {leadsText(leads)}, where at least twice that was left when Tessera first saw them.</p>
        </div>
        <Button onClick={() => openDialog({ name: 'settings', props: {} })}>Settings of warnings…</Button>
      </header>
      {notices.length === 0 && <Nothing now={now} />}
      {GROUPS.map(({ urgency, title }) => (
        <Group key={urgency} title={title} notices={ordered.filter((n) => n.urgency === urgency)} now={now} />
      ))}
      <Quiet now={now} />
    </div>
  );
}

/** Nothing is announced; that is not always for want of keys that end. */
function Nothing({ now }: { readonly now: number }) {
  const keys = useSnapshot((x) => x.keys);
  const profiles = useSnapshot((x) => x.profiles);
  const general = useSnapshot((x) => x.settings.warnings.leads);
  const unsaid = useMemo(() => {
    const warns = new Map(profiles.map((p) => [p.id, p.warn]));
    const wantedOf = (key: KeyView) => {
      const warn = warns.get(key.profileId);
      return warn?.muted || quietOf(key, now).length > 0 ? [] : (key.warn?.leads ?? warn?.leads ?? general);
    };
    return unsaidOf(keys, wantedOf, now);
  }, [keys, profiles, general, now]);
  if (unsaid.keys === 0)
    return (
      <EmptyState title="Nothing to warn of">
        <p>No key is near its end, and no server near a limit, as far as is known now.</p>
      </EmptyState>
    );
  return (
    <EmptyState title="Nothing to announce" action={<Button onClick={() => setView({ kind: 'attention' })}>Needs attention</Button>}>
      <p>{unsaidWords(unsaid)}</p>
    </EmptyState>
  );
}

/** So many are drawn at once: a server with 10,000 forgotten keys has as many warnings. */
const PORTION = 50;

function Group({ title, notices, now }: { readonly title: string; readonly notices: readonly Notice[]; readonly now: number }) {
  const [shown, setShown] = useState(PORTION);
  if (notices.length === 0) return null;
  const more = Math.min(PORTION, notices.length - shown);
  return (
    <section className={page.section} aria-label={title}>
      <h3 className={page.heading}>
        {title} <span className={s.number}>{notices.length.toLocaleString('en-GB')}</span>
      </h3>
      <ul className={s.cards}>
        {notices.slice(0, shown).map((n) => (
          <NoticeCard key={n.id} notice={n} now={now} />
        ))}
      </ul>
      {more > 0 && (
        <div>
          <Button size="small" onClick={() => setShown(shown + PORTION)}>
            Show {more} more
          </Button>
        </div>
      )}
    </section>
  );
}

/** Keys that are not spoken of, each with the way back: what is muted must not be forgotten for that. */
function Quiet({ now }: { readonly now: number }) {
  const keys = useSnapshot((x) => x.keys);
  const quiet = useMemo(() => keys.filter((k) => k.warn !== undefined && quietOf(k, now).length > 0), [keys, now]);
  if (quiet.length === 0) return null;
  return (
    <details className={s.quiet}>
      <summary>{count(quiet.length, 'key is quiet', 'keys are quiet')} by your own choice</summary>
      <ul className={s.cards}>
        {quiet.slice(0, 200).map((k) => (
          <li key={k.id} className={s.quietRow}>
            <button type="button" className={s.name} onClick={() => showKey(k.id)}>
              {nameOf(k)}
            </button>
            {fragmentOf(k) !== null && fragmentOf(k) !== nameOf(k) && <Fragment>{fragmentOf(k)}</Fragment>}
            <span className={s.quietWords}>
              {quietOf(k, now).map((q) => (
                <span key={q.undo}>
                  {q.words}
                  <Button size="small" variant="quiet" aria-label={`${q.undo}: ${nameOf(k)}`} onClick={q.run}>
                    {q.undo}
                  </Button>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
