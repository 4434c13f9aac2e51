import { useEffect } from 'react';
import { client } from '../../client';
import { useAppState } from '../../stores/state';
import { openDialog, setView, showKey, useUi } from '../../stores/ui';
import { refresh } from '../key-actions';

export const SEARCH_ID = 'search';

const openPalette = () => useUi.setState({ paletteOpen: true });
const focusSearch = () => document.getElementById(SEARCH_ID)?.focus();

/** Makes a key on the server that is looked at, if it is one. */
export function createKey(): void {
  const { view } = useUi.getState();
  const profiles = useAppState.getState().snapshot?.profiles ?? [];
  if (profiles.length === 0) openDialog({ name: 'addServer', props: {} });
  else openDialog({ name: 'createKey', props: view.kind === 'profile' ? { profileId: view.profileId } : {} });
}

/** What menu entries ask for by name. */
const COMMANDS: Readonly<Record<string, () => void>> = {
  palette: openPalette,
  addServer: () => openDialog({ name: 'addServer', props: {} }),
  createKey,
  settings: () => openDialog({ name: 'settings', props: {} }),
  about: () => openDialog({ name: 'about', props: {} }),
  find: focusSearch,
  findKey: () => openDialog({ name: 'findKey', props: {} }),
  refresh: () => void refresh(),
  showAttention: () => setView({ kind: 'attention' }),
};

/** What a notification, the tray or the menu asks for: a command by name, or one about a key or a server with its id behind a colon. */
function run(command: string): void {
  const [name = '', id] = command.split(':', 2);
  if (id === undefined) COMMANDS[name]?.();
  else if (name === 'showKey') showKey(id);
  else if (name === 'showProfile') setView({ kind: 'profile', profileId: id });
}

/** What a window that was opened by a click is to show stands behind the # of its address; once. */
function runFirst(): void {
  const command = decodeURIComponent(location.hash.slice(1));
  if (command === '') return;
  history.replaceState(null, '', location.pathname);
  run(command);
}

/** The shortcuts of the window and of the menu: a page that handles a key keeps it from the menu. */
function commandFor(
  key: string,
  { mod, shift, bare }: { readonly mod: boolean; readonly shift: boolean; readonly bare: boolean },
): string | null {
  if (key === 'f5') return 'refresh';
  if (bare && key === '/') return 'find';
  if (!mod) return null;
  const plain: Readonly<Record<string, string>> = { k: 'palette', f: 'find', n: 'createKey', ',': 'settings', r: 'refresh' };
  const shifted: Readonly<Record<string, string>> = { a: 'addServer', k: 'createKey', f: 'findKey' };
  return (shift ? shifted : plain)[key] ?? null;
}

/** Menu commands and the window's own shortcuts. Open dialogs keep their keys to themselves. */
export function useShortcuts(): void {
  useEffect(() => {
    runFirst();
    return client().on('ui.command', run);
  }, []);
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const mod = e.ctrlKey || e.metaKey;
      const key = e.key.toLowerCase();
      const typing = e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement;
      const command = commandFor(key, { mod, shift: e.shiftKey, bare: !mod && !e.altKey && !typing });
      if (command === null && !(mod && key === 't')) return;
      const inDialog = document.querySelector('dialog[open]') !== null;
      if (inDialog && !mod && key !== 'f5') return;
      // Also where nothing follows: on a bare Chromium these are the browser's own (new window, reload, find).
      e.preventDefault();
      if (!inDialog && command !== null) COMMANDS[command]?.();
    };
    // Before the dialogs, which keep their keys to themselves.
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, []);
}
