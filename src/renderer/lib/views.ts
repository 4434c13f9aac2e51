import type { SavedView } from '../../domain/views';
import { isColumn, isRecord, type Layout, layoutFrom, parsed, texts } from './columns';
import { FACET_TITLES, type FacetId, type Facets, isFacetValue, NO_FACETS } from './facets';
import type { Choice } from './horizon-moment';
import type { Sort } from './sort';
import { codePoints, looksSecret } from './text';

/** What a view of the table holds. Servers that are folded away are not part of it. */
export interface TableView {
  readonly where: { readonly kind: 'all' } | { readonly kind: 'attention' } | { readonly kind: 'profile'; readonly profileId: string };
  readonly search: string;
  readonly facets: Facets;
  readonly sort: Sort;
  /** Null leaves grouping and columns as they are. */
  readonly layout: Omit<Layout, 'collapsed'> | null;
  /** The moment that the filter "alive until" asks about; null where it does not filter. */
  readonly alive: Choice | null;
}

const BY_END: Sort = { column: 'expires', ascending: true };
export const PLAIN_VIEW: TableView = { where: { kind: 'all' }, search: '', facets: NO_FACETS, sort: BY_END, layout: null, alive: null };

const builtIn = (id: string, name: string, facets: Facets) => ({ id, name, view: { ...PLAIN_VIEW, facets } });

/** Views that are there without being saved. */
export const BUILT_IN: readonly { readonly id: string; readonly name: string; readonly view: TableView }[] = [
  builtIn('ends', 'Ends within 30 days', { expires: new Set(['within30']) }),
  builtIn('power', 'Full access, never ends', { expires: new Set(['never']), access: new Set(['full']) }),
  builtIn('unused', 'Unused for 120 days', { unused: new Set(['days120']) }),
  builtIn('elsewhere', 'Not held here', { state: new Set(['liveNotHeld']) }),
];

/** What main takes as the text of a view, in characters, and how many views. */
const LONGEST = 8_192;
const MOST = 100;
const NAME = 200;

const VALUES = 500;
const VALUE_LENGTH = 500;
const SEARCH_LENGTH = 1_000;
const ID_LENGTH = 128;

/** A view as a text; the same view is the same text. */
export function formatView({ where, search, facets, sort, layout, alive }: TableView): string {
  const chosen = FACETS.flatMap((id) => {
    const values = facets[id];
    return values === undefined || values.size === 0 ? [] : [[id, [...values].sort()] as const];
  });
  const shown = layout && Object.fromEntries(Object.entries(layout.shown).sort(byId));
  const widths = layout && Object.fromEntries(Object.entries(layout.widths).sort(byId));
  return JSON.stringify({
    where,
    ...(search === '' ? {} : { search }),
    ...(chosen.length === 0 ? {} : { facets: Object.fromEntries(chosen) }),
    sort,
    ...(layout === null ? {} : { layout: { grouped: layout.grouped, shown, widths } }),
    ...(alive === null ? {} : { alive }),
  });
}

const FACETS = Object.keys(FACET_TITLES) as FacetId[];
const byId = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);

/** Reads what {@link formatView} wrote. What is not understood is passed over: an older or newer window, or a hand, may have written it. */
export function parseView(text: string): TableView {
  const value = parsed(text);
  if (!isRecord(value)) return PLAIN_VIEW;
  const search = typeof value.search === 'string' && value.search.length <= SEARCH_LENGTH ? value.search : '';
  const { collapsed: _, ...layout } = layoutFrom(value.layout);
  return {
    where: whereFrom(value.where),
    search,
    facets: facetsFrom(value.facets),
    sort: sortFrom(value.sort),
    layout: isRecord(value.layout) ? layout : null,
    alive: choiceFrom(value.alive),
  };
}

function whereFrom(value: unknown): TableView['where'] {
  if (!isRecord(value)) return PLAIN_VIEW.where;
  const { kind, profileId } = value;
  if (kind === 'attention') return { kind };
  return kind === 'profile' && typeof profileId === 'string' && profileId.length <= ID_LENGTH ? { kind, profileId } : PLAIN_VIEW.where;
}

function facetsFrom(value: unknown): Facets {
  if (!isRecord(value)) return NO_FACETS;
  const facets: Partial<Record<FacetId, ReadonlySet<string>>> = {};
  for (const id of FACETS) {
    const values = texts(Object.hasOwn(value, id) ? value[id] : undefined, VALUES, VALUE_LENGTH).filter((v) => isFacetValue(id, v));
    if (values.length > 0) facets[id] = new Set(values);
  }
  return facets;
}

function sortFrom(value: unknown): Sort {
  if (!isRecord(value) || typeof value.column !== 'string' || !isColumn(value.column)) return BY_END;
  return { column: value.column, ascending: value.ascending !== false };
}

function choiceFrom(value: unknown): Choice | null {
  if (!isRecord(value)) return null;
  const { by, text } = value;
  if (by === 'tomorrow' || by === 'monday' || by === 'week') return { by };
  return by === 'typed' && typeof text === 'string' && text.length <= 40 ? { by, text } : null;
}

/** Whether the table is drawn as a view says; of a view that leaves the columns as they are, whatever these are. */
export const isShown = (view: TableView, present: TableView): boolean =>
  formatView(view) === formatView(view.layout === null ? { ...present, layout: null } : present);

export type Change = { readonly ok: true; readonly views: readonly SavedView[] } | { readonly ok: false; readonly problem: string };

/** Why a name cannot be that of a view, or null. */
function nameProblem(name: string): string | null {
  if (name === '') return 'Give the view a name.';
  return codePoints(name) > NAME ? `A name has at most ${NAME} characters.` : null;
}

/** The views with one more, or another text under a name that is there already. */
export function withView(views: readonly SavedView[], typed: string, view: TableView): Change {
  const name = typed.trim();
  const problem = nameProblem(name);
  if (problem !== null) return { ok: false, problem };
  // Settings lie in a file that anybody who reads the disk can read.
  if (looksSecret(view.search))
    return { ok: false, problem: 'The search may be a secret, and a view is kept in plain text. Clear the search first.' };
  const text = formatView(view);
  if (text.length > LONGEST || view.search.length > SEARCH_LENGTH)
    return { ok: false, problem: 'This is too much for one view: fewer filters, or a shorter search, fit.' };
  if (views.some((v) => v.name === name)) return { ok: true, views: views.map((v) => (v.name === name ? { ...v, text } : v)) };
  if (views.length >= MOST) return { ok: false, problem: `There are ${MOST} views already. Delete one first.` };
  return { ok: true, views: [...views, { id: nextId(views), name, text }] };
}

/** The views with another name for one. */
export function renamed(views: readonly SavedView[], id: string, typed: string): Change {
  const name = typed.trim();
  const problem = nameProblem(name);
  if (problem !== null) return { ok: false, problem };
  if (views.some((v) => v.name === name && v.id !== id)) return { ok: false, problem: 'Another view has this name.' };
  return { ok: true, views: views.map((v) => (v.id === id ? { ...v, name } : v)) };
}

function nextId(views: readonly SavedView[]): string {
  const ids = new Set(views.map((v) => v.id));
  for (let i = 1; ; i++) if (!ids.has(`view-${i}`)) return `view-${i}`;
}
