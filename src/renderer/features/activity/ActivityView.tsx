import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useState } from 'react';
import { type ActivityEntry, activityWords } from '../../../domain/activity';
import { Button } from '../../components/Button';
import { EmptyState, Fragment, Progress } from '../../components/bits';
import { CheckField } from '../../components/Field';
import { ProblemNotice } from '../../components/ProblemNotice';
import { age, exactBoth } from '../../lib/dates';
import { nameOf } from '../../lib/key-view';
import { looksSecret } from '../../lib/text';
import { useNow } from '../../stores/clock';
import { useAppState, useKey } from '../../stores/state';
import { openDialog, setView, showKey, useUi } from '../../stores/ui';
import { findSecret } from '../topbar/SearchBox';
import page from '../window/page.module.css';
import s from './activity.module.css';
import { useLog } from './use-log';
import { fromWords, resultWords } from './words';

const ROW = 46;
const PAGE = 200;
/** Nobody types slower between two letters of a word; each question reads the whole log. */
const TYPING_MS = 200;

const RESULTS: readonly { readonly value: ActivityEntry['outcome'] | null; readonly label: string }[] = [
  { value: null, label: 'All' },
  { value: 'done', label: 'Done' },
  { value: 'failed', label: 'Failed' },
];

/** What was done to which key, when, from where and with what result: the local log, which holds no secret. */
export function ActivityView() {
  const view = useUi((u) => u.view);
  const keyId = view.kind === 'activity' ? view.keyId : undefined;
  const key = useKey(keyId ?? null);
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  const [outcome, setOutcome] = useState<ActivityEntry['outcome'] | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const log = useLog({ search, ...(keyId === undefined ? {} : { keyId }), ...(outcome === null ? {} : { outcome }) }, PAGE);
  return (
    <div className={s.view}>
      <header className={page.head}>
        <div>
          <h2 className={page.title}>Activity</h2>
          <p className={page.why}>What was done to which key. Kept on this machine only, without secrets.</p>
        </div>
        <Button onClick={log.reread}>Look again</Button>
        <Button onClick={() => openDialog({ name: 'exportActivity', props: {} })}>Export…</Button>
      </header>
      <div className={s.bar}>
        <input
          type="search"
          className={s.search}
          aria-label="Search activity"
          placeholder="Search what, key, server"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={typed}
          onChange={(e) => {
            // What may be a secret goes to main, which compares it here, and never stays in the page.
            const text = e.target.value;
            if (looksSecret(text) && text.length - typed.length > 16) {
              setTyped('');
              void findSecret(text);
            } else setTyped(text);
          }}
          onPaste={(e) => {
            const text = e.clipboardData.getData('text');
            if (!looksSecret(text)) return;
            e.preventDefault();
            void findSecret(text);
          }}
        />
        <fieldset className={s.results}>
          <legend className="visually-hidden">Result</legend>
          {RESULTS.map((r) => (
            <CheckField
              key={r.label}
              radioGroup="activity-result"
              label={r.label}
              checked={outcome === r.value}
              onChange={() => setOutcome(r.value)}
            />
          ))}
        </fieldset>
        {keyId !== undefined && (
          <span className={s.only}>
            Only “{key ? nameOf(key) : 'a key that is no more'}”
            <Button size="small" variant="quiet" onClick={() => setView({ kind: 'activity' })}>
              Show all keys
            </Button>
          </span>
        )}
      </div>
      {log.problem && <ProblemNotice problem={log.problem} retry={log.reread} />}
      {log.entries === null ? (
        log.problem === null && <Progress label="Reading the log…" />
      ) : log.entries.length === 0 ? (
        <EmptyState title={search || outcome || keyId ? 'Nothing fits' : 'Nothing was done yet'}>
          <p>
            {search || outcome || keyId ? 'Search for less, or for another result.' : 'Each thing that you do with a key gets a line here.'}
          </p>
        </EmptyState>
      ) : (
        <Entries key={`${search} ${outcome} ${keyId}`} entries={log.entries} more={log.more} readMore={log.readMore} />
      )}
    </div>
  );
}

/** The lines, drawn as they come into view, read as they are scrolled to. */
function Entries({
  entries,
  more,
  readMore,
}: {
  readonly entries: readonly ActivityEntry[];
  readonly more: number;
  readonly readMore: () => void;
}) {
  const now = useNow();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const virtual = useVirtualizer({ count: entries.length, getScrollElement: () => scroller, estimateSize: () => ROW, overscan: 8 });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more > 0 && last >= entries.length - 20) readMore();
  }, [last, entries.length, more, readMore]);
  const total = entries.length + more;
  return (
    <section className={s.box} aria-label="Log">
      {/* biome-ignore lint/a11y/useSemanticElements: it scrolls, and is no set of form fields */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus, or the keyboard cannot scroll it */}
      <div ref={setScroller} className={s.scroll} tabIndex={0} role="group" aria-label="Entries, the newest first">
        <ul className={s.list} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const entry = entries[item.index];
            return entry === undefined ? null : (
              <li
                key={item.index}
                className={s.entry}
                style={{ transform: `translateY(${item.start}px)` }}
                aria-setsize={total}
                aria-posinset={item.index + 1}
              >
                <Entry entry={entry} now={now} />
              </li>
            );
          })}
        </ul>
      </div>
      <p className={s.foot}>
        {total.toLocaleString('en-GB')} {total === 1 ? 'entry' : 'entries'}
      </p>
    </section>
  );
}

function Entry({ entry: e, now }: { readonly entry: ActivityEntry; readonly now: number }) {
  const exists = useAppState((x) => e.keyId !== null && x.keyIndex.has(e.keyId));
  const { keyId } = e;
  return (
    <>
      <time className={s.time} dateTime={new Date(e.at).toISOString()} title={exactBoth(e.at)}>
        {age(e.at, now)}
      </time>
      <span className={s.what}>
        <span className={s.words}>{activityWords(e.what)}</span>
        <span className={s.from}>{fromWords(e.from)}</span>
      </span>
      <span className={s.about}>
        {e.key !== null &&
          (exists && keyId !== null ? (
            <button type="button" className={s.key} title={e.key} onClick={() => showKey(keyId)}>
              {e.key}
            </button>
          ) : (
            <span className={s.words} title={e.key}>
              {e.key}
            </span>
          ))}
        <span className={s.from}>
          {e.fragment !== null && e.fragment !== e.key && <Fragment>{e.fragment}</Fragment>} {e.server}
        </span>
      </span>
      <span className={e.outcome === 'failed' ? s.failed : s.done}>{resultWords(e)}</span>
    </>
  );
}
