import { type DragEvent, type ReactNode, useState } from 'react';
import type { NetrcView, ProfileView } from '../../../domain/views';
import { client } from '../../client';
import { MoreIcon } from '../../components/icons';
import { Logo } from '../../components/Logo';
import { MenuButton, type MenuItem } from '../../components/Menu';
import { serverState } from '../../lib/server-state';
import { grouped, isolated } from '../../lib/text';
import { useNow } from '../../stores/clock';
import { useLasting, WAITING_AFTER_MS } from '../../stores/lasting';
import { useDriver, useSnapshot } from '../../stores/state';
import { openDialog, setView, toast, useUi, type View } from '../../stores/ui';
import { refresh } from '../key-actions';
import { showEveryone } from '../profile-actions';
import type { Rows } from '../window/use-rows';
import s from './Sidebar.module.css';

/** All keys, those that need a look, and the servers in the user's own order. */
export function Sidebar({ rows }: { readonly rows: Rows }) {
  const profiles = useSnapshot((x) => x.profiles);
  const netrc = useSnapshot((x) => x.netrc);
  // What is only good to know does not call.
  const warnings = useSnapshot((x) => x.notices.filter((n) => n.urgency !== 'info').length);
  const [dragged, setDragged] = useState<string | null>(null);

  const reorder = async (order: readonly string[]) => {
    const answer = await client().call('profile.reorder', { order: [...order] });
    if (!answer.ok) toast(answer.error.message, 'bad');
  };
  const move = (id: string, to: number) => {
    const order = profiles.map((p) => p.id).filter((x) => x !== id);
    order.splice(to, 0, id);
    void reorder(order);
  };

  const platform = useSnapshot((x) => x.run.platform);

  return (
    <nav className={s.sidebar} aria-label="Keys and servers">
      <div className={s.brand}>
        <Logo />
        <h1>Tessera</h1>
      </div>
      <ul className={s.list}>
        <li>
          <Entry to={{ kind: 'all' }}>
            <span>All keys</span>
            <span className={s.count}>{grouped(rows.all.length)}</span>
          </Entry>
        </li>
        <li>
          <Entry to={{ kind: 'attention' }}>
            <span>Needs attention</span>
            <span className={`${s.count} ${rows.attention > 0 ? s.hot : ''}`}>{grouped(rows.attention)}</span>
          </Entry>
        </li>
        <li>
          <Entry to={{ kind: 'notices' }}>
            <span>Warnings</span>
            <span className={`${s.count} ${warnings > 0 ? s.hot : ''}`}>{grouped(warnings)}</span>
          </Entry>
        </li>
        <li>
          <Entry to={{ kind: 'netrc' }} title={netrc?.path}>
            <span>.netrc</span>
            <NetrcState netrc={netrc} />
          </Entry>
        </li>
        <li>
          <Entry to={{ kind: 'activity' }}>Activity</Entry>
        </li>
      </ul>
      <h2 className={s.heading}>Servers</h2>
      <ul className={`${s.list} ${s.servers}`}>
        {profiles.map((p, i) => (
          <Server
            key={p.id}
            profile={p}
            count={rows.perProfile.get(p.id) ?? 0}
            first={i === 0}
            last={i === profiles.length - 1}
            dragged={dragged}
            setDragged={setDragged}
            move={(by) => move(p.id, i + by)}
            drop={() => {
              if (dragged !== null && dragged !== p.id) move(dragged, i);
              setDragged(null);
            }}
          />
        ))}
      </ul>
      <button type="button" className={s.add} onClick={() => openDialog({ name: 'addServer', props: {} })}>
        Add server…
      </button>
      <div className={s.foot}>
        <button type="button" className={s.entry} onClick={() => openDialog({ name: 'findKey', props: {} })}>
          Find a leaked key…
        </button>
        <button type="button" className={s.entry} onClick={() => useUi.setState({ paletteOpen: true })}>
          <span>All commands</span>
          <kbd>{platform === 'darwin' ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        <button type="button" className={s.entry} onClick={() => openDialog({ name: 'settings', props: {} })}>
          Settings…
        </button>
      </div>
    </nav>
  );
}

/** The way to a view, marked while it is looked at. */
function Entry({ to, title, children }: { readonly to: View; readonly title?: string | undefined; readonly children: ReactNode }) {
  const here = useUi(({ view }) =>
    to.kind === 'profile' ? view.kind === 'profile' && view.profileId === to.profileId : view.kind === to.kind,
  );
  return (
    <button type="button" className={s.entry} title={title} aria-current={here ? 'page' : undefined} onClick={() => setView(to)}>
      {children}
    </button>
  );
}

/** Whether programs can read the netrc file, or how much there is to say about it. */
function NetrcState({ netrc }: { readonly netrc: NetrcView | null }) {
  if (netrc === null) return <span className={s.count}>none</span>;
  const count = netrc.errors + netrc.warnings;
  if (count === 0) return <span className={s.count}>ok</span>;
  return (
    <span className={`${s.count} ${netrc.errors > 0 ? s.hot : ''}`}>
      {count}
      <span className="visually-hidden"> {count === 1 ? 'finding' : 'findings'}</span>
    </span>
  );
}

interface ServerProps {
  readonly profile: ProfileView;
  readonly count: number;
  readonly first: boolean;
  readonly last: boolean;
  readonly dragged: string | null;
  readonly setDragged: (id: string | null) => void;
  readonly move: (by: number) => void;
  readonly drop: () => void;
}

function Server({ profile, count, first, last, dragged, setDragged, move, drop }: ServerProps) {
  const now = useNow();
  const hangs = useLasting(profile.status.refresh === 'running', WAITING_AFTER_MS);
  const { tone, words, action } = serverState(profile, now, hangs);
  const driver = useDriver(profile.kind);
  const marks = marksOf(profile);
  const line = [profile.principal?.label, words].filter(Boolean).join(' · ');
  const items = (): MenuItem[] => [
    ...(driver?.create && profile.server?.manages !== false
      ? [{ label: 'Create key…', run: () => openDialog({ name: 'createKey', props: { profileId: profile.id } }) }]
      : []),
    { label: 'Hold a key…', run: () => openDialog({ name: 'holdKey', props: { profileId: profile.id } }) },
    ...(driver?.network === false ? [] : [{ label: 'Refresh', run: () => void refresh(profile.id) }]),
    ...(driver?.administrator && profile.status.administers
      ? [
          {
            label: driver.administrator.label,
            checked: profile.everyone === true,
            run: () => void showEveryone(profile, profile.everyone !== true),
          },
        ]
      : []),
    ...(profile.status.signedIn
      ? [{ label: 'Sign out', run: () => void signOut(profile) }]
      : driver?.signIn.length === 0
        ? []
        : [{ label: 'Sign in…', run: () => openDialog({ name: 'signIn', props: { profileId: profile.id } }) }]),
    'line',
    { label: 'Move up', run: () => move(-1), disabled: first },
    { label: 'Move down', run: () => move(1), disabled: last },
    'line',
    { label: 'Edit server…', run: () => openDialog({ name: 'editProfile', props: { profileId: profile.id } }) },
    { label: 'Remove from Tessera…', danger: true, run: () => openDialog({ name: 'removeProfile', props: { profileId: profile.id } }) },
  ];
  return (
    <li
      className={`${s.server} ${dragged === profile.id ? s.dragged : ''}`}
      draggable
      onDragStart={(e: DragEvent) => {
        e.dataTransfer.effectAllowed = 'move';
        setDragged(profile.id);
      }}
      onDragOver={(e: DragEvent) => dragged !== null && e.preventDefault()}
      onDrop={drop}
      onDragEnd={() => setDragged(null)}
    >
      <Entry
        to={{ kind: 'profile', profileId: profile.id }}
        title={`${isolated(profile.label)}\n${profile.address}\n${profile.status.problem?.message ?? profile.status.incomplete ?? profile.server?.meaning ?? ''}`.trim()}
      >
        <span className={`${s.dot} ${s[tone]}`} aria-hidden="true" />
        <span className={s.server2}>
          <bdi className={s.serverName}>{profile.label}</bdi>
          <span className={s.account}>{line}</span>
          {marks.map((m) => (
            <span key={m} className={s.mark}>
              {m}
            </span>
          ))}
        </span>
        <span className={s.count}>{grouped(count)}</span>
      </Entry>
      {action && (
        <button type="button" className={s.act} onClick={() => openDialog({ name: 'signIn', props: { profileId: profile.id } })}>
          Sign in…
        </button>
      )}
      <MenuButton label={`${profile.label}: actions`} className={s.more} items={items}>
        <MoreIcon />
      </MenuButton>
    </li>
  );
}

/** What stays marked at a server: a connection that anybody can read, and limits that are near. */
function marksOf(p: ProfileView): string[] {
  const near = (what: string, count: { readonly used: number; readonly limit: number } | null | undefined) =>
    count && count.used >= count.limit * NEAR ? [`${count.used} of ${count.limit} ${what}`] : [];
  return [
    ...(p.plainHttpAccepted ? ['not encrypted'] : []),
    ...near('keys', p.status.usage?.keys),
    ...near('sessions', p.status.usage?.sessions),
  ];
}

/** Share of a server's limit from which on it is shown. */
const NEAR = 0.8;

async function signOut(p: ProfileView): Promise<void> {
  const answer = await client().call('profile.signOut', { profileId: p.id });
  if (!answer.ok) toast(answer.error.message, 'bad');
  else
    toast(
      answer.value.confirmed
        ? `Signed out of ${p.label}.`
        : `Signed out here; ${p.label} did not confirm it, so its session ends by itself later.`,
    );
}
