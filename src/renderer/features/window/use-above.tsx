import type { ReactNode } from 'react';
import { Part, useThere } from '../../lib/later';
import { useSnapshot } from '../../stores/state';
import { useUi } from '../../stores/ui';
import s from './MainWindow.module.css';
import { abovePart } from './parts';

/**
 * What stands above the table. Mostly there is nothing to say, and the first paint does not pay for the words. Where there is, their room
 * is kept and the window is busy until they were read: a table that moved down by a row between the press of a button and its release
 * would lose the click.
 */
export function useAbove(table: boolean): { readonly busy: boolean; readonly element: ReactNode } {
  /** How many things there are to say of the whole window. */
  const said = useSnapshot(
    ({ keychain, run, unsaved }) =>
      run.damage.length + [run.readOnly, unsaved, ['locked', 'waiting', 'unavailable'].includes(keychain.state)].filter(Boolean).length,
  );
  // Main sorts the most urgent first.
  const urgent = useSnapshot((x) => x.notices[0]?.urgency === 'urgent') && table;
  const profile = useUi((u) => u.view.kind === 'profile') && table;
  const needed = said > 0 || urgent || profile;
  const there = useThere(abovePart, needed);
  if (!needed) return { busy: false, element: null };
  if (there) return { busy: false, element: <Part of={abovePart} props={{ table }} /> };
  // A server's own bar may have nothing to say.
  const rooms = [...Array.from({ length: said }, () => s.said), ...(urgent ? [s.urgent] : [])];
  // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never change places.
  return { busy: true, element: rooms.map((room, i) => <div key={i} className={room} />) };
}
