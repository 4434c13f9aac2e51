import type { KeyboardEvent } from 'react';
import { type Group, isGroup, type Line } from '../../lib/grouping';
import { useUi } from '../../stores/ui';
import { revokeKeys } from '../key-actions';
import { showDetail } from '../window/details';
import { moveFocus, type Typing } from './grid-moves';

/** The modifiers that decide what moving the focus does to the marks. */
export type Modifiers = Readonly<Record<'shiftKey' | 'ctrlKey' | 'metaKey', boolean>>;
const PLAIN: Modifiers = { shiftKey: false, ctrlKey: false, metaKey: false };

export interface GridKeys {
  readonly lines: readonly Line[];
  readonly index: number;
  /** Keys in sight that are marked, where they are several. */
  readonly marked: readonly string[];
  /** Lines that a page has. */
  readonly page: number;
  readonly typing: Typing;
  /** The table is scrolled sideways: an arrow to the left scrolls it back first. */
  readonly scrolled: boolean;
  readonly go: (to: number, e: Modifiers) => void;
  readonly toggle: (group: Group) => void;
  readonly openMenu: (x: number, y: number) => void;
}

/** What a key press on a line of the grid does. */
export function onGridKey(e: KeyboardEvent<HTMLElement>, grid: GridKeys): void {
  if (!(e.target instanceof HTMLElement) || e.target.getAttribute('role') !== 'row') return;
  const { lines, index, go } = grid;
  const line = lines[index];
  const move = (to: number | null, modifiers: Modifiers): boolean => {
    if (to === null) return false;
    e.preventDefault();
    go(to, modifiers);
    return true;
  };
  if (move(moveFocus(e.key, index, lines.length, grid.page), e)) return;
  if (move(grid.typing.key(e, lines, index), PLAIN)) return;
  const selected = useUi.getState().selected;
  if (e.key === 'a' && (e.ctrlKey || e.metaKey)) {
    e.preventDefault();
    useUi.setState({ selected: new Set(lines.flatMap((l) => (isGroup(l) ? [] : [l.key.id]))) });
  } else if (line !== undefined && isGroup(line)) onGroupKey(e, line, grid.toggle);
  else if (e.key === 'Enter') {
    e.preventDefault();
    showDetail();
  } else if (e.key === ' ' && line) {
    e.preventDefault();
    const next = new Set(selected);
    if (!next.delete(line.key.id)) next.add(line.key.id);
    useUi.setState({ selected: next });
  } else if (e.key === 'Escape' && (useUi.getState().detailOpen || selected.size > 1)) {
    e.preventDefault();
    useUi.setState({ detailOpen: false, selected: new Set(line ? [line.key.id] : []) });
  } else if (e.key === 'Delete' && (line || grid.marked.length > 1)) {
    revokeKeys(grid.marked.length > 1 ? grid.marked : line ? [line.key.id] : []);
  } else if (e.key === 'ContextMenu' || (e.key === 'F10' && e.shiftKey)) {
    e.preventDefault();
    const box = e.target.getBoundingClientRect();
    grid.openMenu(box.left + 40, box.bottom - 8);
  } else if (e.key === 'ArrowLeft' && line && !grid.scrolled) {
    move(groupAbove(lines, index), PLAIN);
  }
}

/** A server's line: Enter and the blank fold and unfold, the arrows do one of both. */
function onGroupKey(e: KeyboardEvent, group: Group, toggle: (group: Group) => void): void {
  const wanted =
    e.key === 'Enter' || e.key === ' ' || (e.key === 'ArrowLeft' && !group.collapsed) || (e.key === 'ArrowRight' && group.collapsed);
  if (!wanted) return;
  e.preventDefault();
  toggle(group);
}

/** The line of the server that a key stands under; null where keys stand under none. */
function groupAbove(lines: readonly Line[], from: number): number | null {
  for (let i = from; i >= 0; i--) {
    const line = lines[i];
    if (line && isGroup(line)) return i;
  }
  return null;
}
