import { create } from 'zustand';
import { client } from '../../client';
import { formatLayout, type Layout, PLAIN, parseLayout } from '../../lib/columns';
import { useAppState } from '../../stores/state';
import { toast } from '../../stores/ui';

/** How the table is drawn: what was changed in this window, until main has it among its settings. */
const useChanged = create<{ readonly layout: Layout | null }>(() => ({ layout: null }));

/** The last text that was read, so that the same text is the same layout. */
let read: { readonly text: string; readonly layout: Layout } = { text: '', layout: PLAIN };

function saved(): Layout {
  const text = useAppState.getState().snapshot?.settings.table ?? '';
  if (text !== read.text) read = { text, layout: parseLayout(text) };
  return read.layout;
}

export const layoutNow = (): Layout => useChanged.getState().layout ?? saved();

export function useLayout(): Layout {
  const changed = useChanged((s) => s.layout);
  const kept = useAppState(saved);
  return changed ?? kept;
}

/** A drag changes the layout with every pixel; it is kept once it has come to rest for so many milliseconds. */
const REST = 500;
let timer: ReturnType<typeof setTimeout> | null = null;

/** Changes how the table is drawn: at once in the window, a moment later among the settings. */
export function setLayout(layout: Layout): void {
  useChanged.setState({ layout });
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(() => void keep(layout), REST);
}

async function keep(layout: Layout): Promise<void> {
  timer = null;
  const snapshot = useAppState.getState().snapshot;
  const table = formatLayout(layout);
  if (snapshot === null || snapshot.run.readOnly !== null || snapshot.settings.table === table) return;
  const answer = await client().call('settings.set', { table });
  if (!answer.ok) toast(answer.error.message, 'bad');
}

/** Keys of one server under its name, or all in one list. */
export const toggleGrouping = (): void => setLayout({ ...layoutNow(), grouped: !layoutNow().grouped });

/** Folds the keys of a server away, or shows them again. */
export function fold(profileId: string, away: boolean): void {
  const collapsed = new Set(layoutNow().collapsed);
  if (away) collapsed.add(profileId);
  else collapsed.delete(profileId);
  setLayout({ ...layoutNow(), collapsed });
}
