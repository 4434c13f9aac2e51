import type { SortColumn } from './sort';

/** How the table is drawn, as its user left it. Kept among the settings as a text that only the window understands. */
export interface Layout {
  /** Keys of one server stand together under its name. */
  readonly grouped: boolean;
  /** Servers whose keys are folded away, by profile. */
  readonly collapsed: ReadonlySet<string>;
  /** Columns that the user chose or refused; the others come and go with the room there is. */
  readonly shown: Readonly<Partial<Record<SortColumn, boolean>>>;
  /** Widths in pixels of the columns that were sized; the others share what is left. */
  readonly widths: Readonly<Partial<Record<SortColumn, number>>>;
}

export const PLAIN: Layout = { grouped: false, collapsed: new Set(), shown: {}, widths: {} };

/** What the sizing of a column has to know. */
export interface Sizes {
  readonly id: SortColumn;
  /** Pixels below which the column is no use. */
  readonly min: number;
  /** Share of the room that is left over. */
  readonly grow: number;
  /** Columns of the highest number leave first where there is no room. */
  readonly order: number;
}

export interface Fitted<C extends Sizes> {
  readonly columns: readonly C[];
  readonly widths: readonly number[];
  /** Pixels of the whole row; more than there is room for where it has to be scrolled sideways. */
  readonly total: number;
}

const GAP = 14;
const PADDING = 28;
const WIDEST = 1_000;
/** So many columns stay whatever the room; then the table is scrolled sideways rather than cut. */
const FEWEST = 3;

const clamp = (min: number, width: number) => Math.min(WIDEST, Math.max(min, Math.round(width)));

/** The columns that fit into `width` pixels, and their widths. The first one always stays; what the user chose does, if need be out of sight. */
export function fitColumns<C extends Sizes>(columns: readonly C[], width: number, layout: Layout = PLAIN): Fitted<C> {
  let shown = columns.filter((c, i) => i === 0 || layout.shown[c.id] !== false);
  const least = (c: C) => clamp(c.min, layout.widths[c.id] ?? c.min);
  const needed = () => shown.reduce((sum, c) => sum + least(c) + GAP, PADDING - GAP);
  while (shown.length > FEWEST && needed() > width) {
    const free = shown.filter((c, i) => i > 0 && layout.shown[c.id] !== true);
    if (free.length === 0) break;
    const last = free.reduce((a, b) => (b.order > a.order ? b : a));
    shown = shown.filter((c) => c !== last);
  }
  const spare = Math.max(0, width - needed());
  const grow = shown.reduce((sum, c) => sum + (layout.widths[c.id] === undefined ? c.grow : 0), 0);
  const widths = shown.map((c) => (layout.widths[c.id] === undefined && grow > 0 ? Math.floor(c.min + (spare * c.grow) / grow) : least(c)));
  return { columns: shown, widths, total: Math.max(width, needed()) };
}

/** A column at another width. Those before it stay as they are drawn, so that the edge follows the hand; those behind it share what is left. */
export function resized<C extends Sizes>(layout: Layout, fitted: Fitted<C>, id: SortColumn, width: number): Layout {
  const at = fitted.columns.findIndex((c) => c.id === id);
  const column = fitted.columns[at];
  if (column === undefined) return layout;
  const widths: Partial<Record<SortColumn, number>> = { ...layout.widths };
  fitted.columns.slice(0, at).forEach((c, i) => {
    widths[c.id] = fitted.widths[i] ?? c.min;
  });
  widths[id] = clamp(column.min, width);
  return { ...layout, widths };
}

/** A column back at the width that the room gives it. */
export function unsized(layout: Layout, id: SortColumn): Layout {
  const { [id]: _, ...widths } = layout.widths;
  return { ...layout, widths };
}

const EVERY: Readonly<Record<SortColumn, true>> = {
  key: true,
  state: true,
  server: true,
  owner: true,
  scopes: true,
  created: true,
  expires: true,
  lastUsed: true,
  places: true,
};
export const isColumn = (id: string): id is SortColumn => Object.hasOwn(EVERY, id);

/** Folded servers that are remembered at most. */
const FOLDED = 50;
const ID_LENGTH = 128;

/** The layout as a text; empty where nothing differs from the plain one. */
export function formatLayout({ grouped, collapsed, shown, widths }: Layout): string {
  const folded = [...collapsed].slice(0, FOLDED);
  const told = {
    ...(grouped ? { grouped } : {}),
    ...(folded.length > 0 ? { collapsed: folded } : {}),
    ...(Object.keys(shown).length > 0 ? { shown } : {}),
    ...(Object.keys(widths).length > 0 ? { widths } : {}),
  };
  return Object.keys(told).length === 0 ? '' : JSON.stringify(told);
}

/** Reads what {@link formatLayout} wrote. What is not understood is passed over: an older or newer window, or a hand, may have written it. */
export const parseLayout = (text: string): Layout => layoutFrom(parsed(text));

/** The layout that a parsed text holds. */
export function layoutFrom(value: unknown): Layout {
  if (!isRecord(value)) return PLAIN;
  const shown: Partial<Record<SortColumn, boolean>> = {};
  for (const [id, choice] of entries(value.shown)) if (isColumn(id) && typeof choice === 'boolean') shown[id] = choice;
  const widths: Partial<Record<SortColumn, number>> = {};
  for (const [id, width] of entries(value.widths))
    if (isColumn(id) && typeof width === 'number' && width >= 1 && width <= WIDEST) widths[id] = Math.round(width);
  return { grouped: value.grouped === true, collapsed: new Set(texts(value.collapsed, FOLDED, ID_LENGTH)), shown, widths };
}

/** What a JSON text holds; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const entries = (value: unknown): readonly (readonly [string, unknown])[] => (isRecord(value) ? Object.entries(value) : []);

/** The texts of a list, so many at most and none longer than that. */
export const texts = (value: unknown, most: number, length: number): readonly string[] =>
  Array.isArray(value) ? value.filter((t): t is string => typeof t === 'string' && t.length <= length).slice(0, most) : [];
