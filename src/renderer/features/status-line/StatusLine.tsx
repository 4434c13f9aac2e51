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

/** Nothing is copied while the window opens. */
const Clipboard = lazy(async () => ({ default: (await import('./Clipboard')).Clipboard }));
const DemoTime = lazy(async () => ({ default: (await import('./DemoTime')).DemoTime }));

const KEYCHAIN_WORDS = { unlocked: 'unlocked', locked: 'locked', unavailable: 'not available', waiting: 'waits for its password' } as const;

/** The line at the window's foot: where secrets are kept, how fresh the list is, what this run cannot do. */
export function StatusLine() {
  const keychain = useSnapshot((x) => x.keychain);
  const run = useSnapshot((x) => x.run);
  const copied = useSnapshot((x) => x.clipboard.kind !== 'idle');
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
      {copied && (
        <Suspense fallback={null}>
          <Clipboard />
        </Suspense>
      )}
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
