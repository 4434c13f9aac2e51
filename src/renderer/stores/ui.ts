import { create } from 'zustand';
import type { DialogName, DialogPropsMap } from '../dialogs';
import { type FacetId, type Facets, NO_FACETS, toggleFacet } from '../lib/facets';
import type { Sort } from '../lib/sort';

/** Which keys the table shows; the last three have no table: the health of the netrc file, all warnings, and the log of what was done. */
export type View =
  | { readonly kind: 'all' }
  | { readonly kind: 'attention' }
  | { readonly kind: 'profile'; readonly profileId: string }
  | { readonly kind: 'netrc' }
  | { readonly kind: 'notices' }
  /** With a key: only what was done to it. */
  | { readonly kind: 'activity'; readonly keyId?: string };

export interface OpenDialog {
  readonly id: number;
  readonly name: DialogName;
  readonly props: DialogPropsMap[DialogName];
}

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

/** What the person looks at. No secret: a pasted text that may be one never reaches `search`. */
export interface UiState {
  readonly view: View;
  readonly search: string;
  readonly facets: Facets;
  readonly sort: Sort;
  /** Rows marked for an action on several. */
  readonly selected: ReadonlySet<string>;
  /** The key whose details are shown; also the row that has the grid's focus. */
  readonly current: string | null;
  readonly detailOpen: boolean;
  readonly dialogs: readonly OpenDialog[];
  readonly paletteOpen: boolean;
  readonly toasts: readonly Toast[];
}

export const useUi = create<UiState>(() => ({
  view: { kind: 'all' },
  search: '',
  facets: NO_FACETS,
  sort: { column: 'expires', ascending: true },
  selected: new Set(),
  current: null,
  detailOpen: false,
  dialogs: [],
  paletteOpen: false,
  toasts: [],
}));

let nextId = 1;

/** Opens a dialog above those that are open. The same dialog is not opened twice. */
export function openDialog<N extends DialogName>(dialog: { readonly name: N; readonly props: DialogPropsMap[N] }): void {
  const { dialogs } = useUi.getState();
  if (dialogs.some((d) => d.name === dialog.name)) return;
  useUi.setState({ dialogs: [...dialogs, { id: nextId++, name: dialog.name, props: dialog.props }] });
}

/** Closes one dialog, by the id that the host knows. */
export function closeDialog(id: number): void {
  useUi.setState((s) => ({ dialogs: s.dialogs.filter((d) => d.id !== id) }));
}

/** Says something in passing: shown for some seconds, and spoken by screen readers. Never put a secret into it. */
export function toast(text: string, tone: Toast['tone'] = 'plain'): void {
  const id = nextId++;
  useUi.setState((s) => ({ toasts: [...s.toasts.slice(-2), { id, text, tone }] }));
  setTimeout(() => dismissToast(id), tone === 'bad' ? 12_000 : 6_000);
}

export function dismissToast(id: number): void {
  useUi.setState((s) => ({ toasts: s.toasts.filter((t) => t.id !== id) }));
}

/** Shows a key's details and puts the grid's focus on it; widens the view where it would not be in it. */
export function showKey(keyId: string): void {
  useUi.setState({
    view: { kind: 'all' },
    search: '',
    facets: NO_FACETS,
    current: keyId,
    selected: new Set([keyId]),
    detailOpen: true,
  });
}

export const setView = (view: View): void => useUi.setState({ view, selected: new Set() });

/** Marks are dropped with every change of what is shown: nobody shall revoke a row that is out of sight. */
export const setSearch = (search: string): void => useUi.setState({ search, selected: new Set() });

export const toggleFilter = (id: FacetId, value: string): void =>
  useUi.setState((u) => ({ facets: toggleFacet(u.facets, id, value), selected: new Set() }));

/** Takes one facet's choice back; without one, all of them and the search. */
export const clearFilters = (id?: FacetId): void =>
  useUi.setState((u) => {
    if (id === undefined) return { facets: NO_FACETS, search: '', selected: new Set() };
    const { [id]: _, ...facets } = u.facets;
    return { facets, selected: new Set() };
  });
