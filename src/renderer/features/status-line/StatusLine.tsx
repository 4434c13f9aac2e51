import { lazy, Suspense } from 'react';
import type { ProfileStatus } from '../../../domain/views';
import { Popover } from '../../components/Popover';
import { age, exactBoth } from '../../lib/dates';
import { count } from '../../lib/text';
import { useNow } from '../../stores/clock';
import { useLasting, WAITING_AFTER_MS } from '../../stores/lasting';
import { useSnapshot } from '../../stores/state';
import { openDialog } from '../../stores/ui';
import { refresh } from '../key-actions';
import s from './StatusLine.module.css';

const DemoTime = lazy(async () => ({ default: (await import('./DemoTime')).DemoTime }));

const KEYCHAIN_WORDS = { unlocked: 'unlocked', locked: 'locked', unavailable: 'not available', waiting: 'waits for its password' } as const;

/** The line at the window's foot: where secrets are kept, how fresh the list is, what this run cannot do. */
export function StatusLine() {
  const keychain = useSnapshot((x) => x.keychain);
  const run = useSnapshot((x) => x.run);
  const state = keychain.backend === 'os' || keychain.state !== 'unlocked' ? `, ${KEYCHAIN_WORDS[keychain.state]}` : '';
  return (
    <footer className={s.line}>
      <button
        type="button"
        className={`${s.item} ${keychain.state === 'unlocked' ? '' : s.warn}`}
        title={keychain.detail ?? 'Where secrets are kept'}
        onClick={() => openDialog({ name: 'keychain', props: {} })}
      >
        {keychain.name}
        {state}
      </button>
      <Freshness />
      <span className={s.space} />
      <Clipboard />
      {run.demo && (
        <>
          <strong className={s.demo}>Demo</strong>
          <Suspense fallback={null}>
            <DemoTime />
          </Suspense>
        </>
      )}
      {run.readOnly && <strong className={s.warn}>Read-only</strong>}
      {run.notes.length > 0 ? (
        <Popover
          label={`${run.runtime}${run.sandboxed ? '' : ', without its sandbox'}`}
          className={`${s.item} ${s.shrink}`}
          trigger={`${run.runtime}${run.sandboxed ? '' : ', without its sandbox'}`}
        >
          <ul className={s.notes}>
            {run.notes.map((n) => (
              <li key={n}>{n}</li>
            ))}
          </ul>
        </Popover>
      ) : (
        <span className={s.text}>{run.runtime}</span>
      )}
      <button type="button" className={s.item} onClick={() => openDialog({ name: 'about', props: {} })}>
        Tessera {run.version}
      </button>
    </footer>
  );
}

/** A refresh that ended before the server was asked. */
const notAsked = (status: ProfileStatus): boolean => status.problem?.code.startsWith('keychain.') === true;

/** When the servers were last asked, and how many did not answer. */
function Freshness() {
  const profiles = useSnapshot((x) => x.profiles);
  const now = useNow();
  const asked = profiles.filter((p) => p.status.refresh !== 'never' && p.server !== null);
  const running = asked.filter((p) => p.status.refresh === 'running').length;
  const hangs = useLasting(running > 0, WAITING_AFTER_MS);
  // A keychain that is locked keeps us from asking: that says nothing of the server.
  const failed = asked.filter((p) => p.status.refresh === 'failed' && !notAsked(p.status));
  const signIn = asked.filter((p) => p.status.refresh === 'signInNeeded').length;
  const latest = Math.max(...asked.map((p) => (p.status.refresh === 'ok' ? p.status.at : p.status.listedAt) ?? 0), 0);
  if (profiles.length === 0) return null;
  const offline = asked.length > 0 && failed.length === asked.length;
  return (
    <>
      <button
        type="button"
        className={s.item}
        title={latest > 0 ? `${exactBoth(latest)}\nAsk all servers again` : 'Ask all servers'}
        onClick={() => void refresh()}
      >
        {running > 0
          ? `${hangs ? 'Waiting for' : 'Asking'} ${count(running, 'server')}…`
          : latest > 0
            ? `Refreshed ${age(latest, now)}`
            : 'Not refreshed yet'}
      </button>
      {offline ? (
        <span className={s.warn}>Offline: no server answers</span>
      ) : (
        failed.length > 0 && (
          <span className={s.warn} title={failed.map((p) => `${p.label}: ${p.status.problem?.message ?? ''}`).join('\n')}>
            {count(failed.length, 'server')} not reached
          </span>
        )
      )}
      {signIn > 0 && <span className={s.text}>{count(signIn, 'server')} not signed in</span>}
    </>
  );
}

/** What was copied, and when it leaves the clipboard. Ticks only while there is something to count. */
function Clipboard() {
  const clipboard = useSnapshot((x) => x.clipboard);
  switch (clipboard.kind) {
    case 'idle':
      return null;
    case 'copied':
      return clipboard.clearsAt === null ? (
        <span className={s.text}>Copied: {clipboard.what}</span>
      ) : (
        <Countdown what={clipboard.what} until={clipboard.clearsAt} />
      );
    case 'cleared':
      return <span className={s.text}>Clipboard cleared</span>;
    case 'replaced':
      return <span className={s.text}>Clipboard holds something else now</span>;
    case 'failed':
      return <span className={s.warn}>{clipboard.message}</span>;
  }
}

function Countdown({ what, until }: { readonly what: string; readonly until: number }) {
  const now = useNow('second');
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000));
  return (
    <span className={s.text}>
      Copied: {what}, cleared in {seconds} s
    </span>
  );
}
