import { client } from '../../client';
import { fragmentOf, nameOf } from '../../lib/key-view';
import { useAppState } from '../../stores/state';
import { openDialog, setView, showKey, toast, useUi } from '../../stores/ui';
import { copyTable, keyActions, refresh, revokeKeys, saveCalendar } from '../key-actions';
import { linksOf, openLabel, openLink, showEveryone } from '../profile-actions';
import { viewActions } from '../views/actions';

/** Something that the palette can do. */
export interface PaletteAction {
  readonly id: string;
  readonly label: string;
  /** Words that find it beside its label. */
  readonly also?: string;
  readonly hint?: string;
  readonly run: () => void | Promise<void>;
}

const setTheme = async (theme: 'system' | 'light' | 'dark') => {
  const answer = await client().call('settings.set', { theme });
  if (!answer.ok) toast(answer.error.message, 'bad');
};

/** Every action that does not belong to one key. */
export function generalActions(): PaletteAction[] {
  const snapshot = useAppState.getState().snapshot;
  if (snapshot === null) return [];
  const { profiles, drivers } = snapshot;
  const { selected: many, view } = useUi.getState();
  // A secret goes to the server that is looked at, never to the first of the list unseen.
  const here = view.kind === 'profile' ? { profileId: view.profileId } : {};
  const actions: PaletteAction[] = [
    {
      id: 'create',
      label: 'Create key…',
      also: 'new make token',
      hint: 'Ctrl N',
      run: () => openDialog({ name: 'createKey', props: here }),
    },
    { id: 'add', label: 'Add server…', also: 'new profile connect', run: () => openDialog({ name: 'addServer', props: {} }) },
    {
      id: 'find',
      label: 'Find or revoke a leaked key…',
      also: 'paste secret first eight',
      run: () => openDialog({ name: 'findKey', props: {} }),
    },
    { id: 'hold', label: 'Hold a key…', also: 'keep paste secret import', run: () => openDialog({ name: 'holdKey', props: here }) },
    { id: 'refresh', label: 'Refresh all servers', also: 'reload list', hint: 'F5', run: () => refresh() },
    ...(many.size > 1
      ? [
          {
            id: 'revokeMany',
            label: `Revoke ${many.size} selected keys…`,
            run: () => revokeKeys([...many]),
          },
          { id: 'csvMany', label: `Copy ${many.size} selected keys as CSV`, also: 'table export', run: () => copyTable([...many], 'csv') },
          {
            id: 'jsonMany',
            label: `Copy ${many.size} selected keys as JSON`,
            also: 'table export',
            run: () => copyTable([...many], 'json'),
          },
        ]
      : []),
    {
      id: 'calendar',
      label: 'Save ends as a calendar…',
      also: 'ics export expiry alarm reminder',
      run: () => saveCalendar(many.size > 1 ? [...many] : undefined),
    },
    ...viewActions(),
    { id: 'all', label: 'Go to all keys', also: 'show view', run: () => setView({ kind: 'all' }) },
    { id: 'attention', label: 'Go to keys that need attention', also: 'show view warnings', run: () => setView({ kind: 'attention' }) },
    {
      id: 'notices',
      label: 'Go to warnings',
      also: 'show view bell notices expiry snoozed muted',
      run: () => setView({ kind: 'notices' }),
    },
    { id: 'activity', label: 'Go to activity', also: 'show view log history audit', run: () => setView({ kind: 'activity' }) },
    {
      id: 'exportActivity',
      label: 'Export activity…',
      also: 'log history csv json file',
      run: () => openDialog({ name: 'exportActivity', props: {} }),
    },
    { id: 'netrc', label: 'Go to .netrc', also: 'show view file health fix machine', run: () => setView({ kind: 'netrc' }) },
  ];
  for (const p of profiles) {
    const driver = drivers.find((d) => d.kind === p.kind);
    const props = { profileId: p.id };
    actions.push({
      id: `go-${p.id}`,
      label: `Go to ${p.label}`,
      also: 'show view server',
      run: () => setView({ kind: 'profile', profileId: p.id }),
    });
    if (driver?.create && p.server?.manages !== false)
      actions.push({
        id: `create-${p.id}`,
        label: `Create key on ${p.label}…`,
        also: 'new make',
        run: () => openDialog({ name: 'createKey', props }),
      });
    actions.push({
      id: `hold-${p.id}`,
      label: `Hold a key of ${p.label}…`,
      also: 'keep paste',
      run: () => openDialog({ name: 'holdKey', props }),
    });
    if (driver && driver.signIn.length > 0)
      actions.push({
        id: `in-${p.id}`,
        label: `Sign in to ${p.label}…`,
        also: 'login password',
        run: () => openDialog({ name: 'signIn', props }),
      });
    if (p.status.sessions.length > 0)
      actions.push({
        id: `sessions-${p.id}`,
        label: `Logins listed by ${p.label}…`,
        also: 'sessions end sign out',
        run: () => openDialog({ name: 'sessions', props }),
      });
    if (driver?.network) actions.push({ id: `refresh-${p.id}`, label: `Refresh ${p.label}`, run: () => refresh(p.id) });
    if (driver?.administrator && p.status.administers)
      actions.push({
        id: `everyone-${p.id}`,
        label: p.everyone ? `Show only your own keys of ${p.label}` : `${driver.administrator.label}: ${p.label}`,
        also: 'administrator everybody owner',
        run: () => showEveryone(p, p.everyone !== true),
      });
    for (const link of linksOf(p))
      actions.push({
        id: `link-${p.id}-${link.id}`,
        label: `${openLabel(link.label)}: ${p.label}`,
        also: 'page web',
        run: () => openLink(link.url),
      });
    actions.push({
      id: `edit-${p.id}`,
      label: `Edit server ${p.label}…`,
      also: 'rename profile',
      run: () => openDialog({ name: 'editProfile', props }),
    });
    actions.push({
      id: `remove-${p.id}`,
      label: `Remove ${p.label} from Tessera…`,
      also: 'delete profile server',
      run: () => openDialog({ name: 'removeProfile', props }),
    });
  }
  actions.push(
    {
      id: 'settings',
      label: 'Settings…',
      also: 'preferences options',
      hint: 'Ctrl ,',
      run: () => openDialog({ name: 'settings', props: {} }),
    },
    { id: 'keychain', label: 'Keychain…', also: 'unlock vault passphrase recover', run: () => openDialog({ name: 'keychain', props: {} }) },
    { id: 'light', label: 'Theme: light', also: 'colour appearance', run: () => setTheme('light') },
    { id: 'dark', label: 'Theme: dark', also: 'colour appearance night', run: () => setTheme('dark') },
    { id: 'system', label: 'Theme: as the system', also: 'colour appearance', run: () => setTheme('system') },
    { id: 'diagnostics', label: 'Copy diagnostics (no secrets)', also: 'support bug', run: copyDiagnostics },
    {
      id: 'forget',
      label: 'Forget everything on this machine…',
      also: 'delete erase reset',
      run: () => openDialog({ name: 'forgetEverything', props: {} }),
    },
    { id: 'about', label: 'About Tessera…', also: 'version runtime', run: () => openDialog({ name: 'about', props: {} }) },
  );
  return actions;
}

/** "Revoke key…" on a key becomes "Revoke: name…"; a question stays one. */
function labelFor(action: string, name: string): string {
  if (action.endsWith('?')) return `${action} ${name}`;
  const verb = action.replace('…', '').replace('this key', '').replace(/ key$/, '').trim();
  return `${verb}: ${name}${action.endsWith('…') ? '…' : ''}`;
}

/** Actions on single keys, for a query: the keys that fit it, each with what can be done. */
export function keyActionsFor(limit: number): PaletteAction[] {
  const snapshot = useAppState.getState().snapshot;
  if (snapshot === null) return [];
  const profiles = new Map(snapshot.profiles.map((p) => [p.id, p]));
  const drivers = new Map(snapshot.drivers.map((d) => [d.kind, d]));
  const actions: PaletteAction[] = [];
  for (const key of snapshot.keys) {
    if (actions.length >= limit) break;
    const profile = profiles.get(key.profileId) ?? null;
    const name = nameOf(key);
    const also = `${fragmentOf(key) ?? ''} ${profile?.label ?? ''}`;
    actions.push({ id: `show-${key.id}`, label: `Show ${name}`, also, hint: fragmentOf(key) ?? '', run: () => showKey(key.id) });
    for (const a of keyActions(key, profile, drivers.get(profile?.kind ?? '') ?? null))
      actions.push({
        id: `${a.id}-${key.id}`,
        label: labelFor(a.label, name),
        also,
        hint: fragmentOf(key) ?? '',
        run: a.run,
      });
  }
  return actions;
}

async function copyDiagnostics(): Promise<void> {
  const answer = await client().call('app.copyDiagnostics', {});
  toast(answer.ok ? 'Diagnostics copied. They hold no secrets.' : answer.error.message, answer.ok ? 'good' : 'bad');
}
