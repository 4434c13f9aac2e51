import type { Fate } from '../../domain/alive-until';
import type { DriverDescription } from '../../domain/driver';
import { hasPassed } from '../../domain/expiry';
import { STATE_WORDS } from '../../domain/key-state';
import { DAY, HOUR } from '../../domain/time';
import { beginningOf, lastUsedOf, type Row } from './rows';

/** Filters of the table beside its search. Inside one facet any of the chosen values fits; all facets that have a choice must fit. */

export type FacetId = 'state' | 'server' | 'owner' | 'scope' | 'expires' | 'unused' | 'access' | 'alive';

/** The chosen values by facet; a facet without a choice is absent. */
export type Facets = Readonly<Partial<Record<FacetId, ReadonlySet<string>>>>;

export const NO_FACETS: Facets = {};

export interface FacetContext {
  readonly now: number;
  readonly drivers: ReadonlyMap<string, DriverDescription>;
  /** What becomes of a row until the moment that was picked at the horizon; null where none was. */
  readonly fate: ((row: Row) => Fate) | null;
}

export interface FacetOption {
  readonly value: string;
  readonly label: string;
  /** Rows that it fits, whatever the other facets say. */
  readonly count: number;
}

/** What a facet is called before its values: "Expires: within 7 days". */
export const FACET_TITLES: Readonly<Record<FacetId, string>> = {
  state: 'State',
  server: 'Server',
  owner: 'Belongs to',
  scope: 'Scope',
  expires: 'Expires',
  unused: 'Unused',
  access: 'Access',
  alive: 'Alive until',
};

const WITHIN: Readonly<Record<string, number>> = { within7: 7 * DAY, within30: 30 * DAY, within90: 90 * DAY };
const UNUSED: Readonly<Record<string, number>> = { days30: 30 * DAY, days90: 90 * DAY, days120: 120 * DAY, days365: 365 * DAY };

/** The values of those facets whose values are fixed, in order. */
const FIXED: Readonly<Partial<Record<FacetId, readonly (readonly [value: string, label: string])[]>>> = {
  state: Object.entries(STATE_WORDS),
  expires: [
    ['within7', 'within 7 days'],
    ['within30', 'within 30 days'],
    ['within90', 'within 90 days'],
    ['passed', 'passed'],
    ['never', 'never'],
    ['notTold', 'not told'],
  ],
  unused: [
    ['days30', 'for 30 days'],
    ['days90', 'for 90 days'],
    ['days120', 'for 120 days'],
    ['days365', 'for 365 days'],
    ['never', 'never used'],
  ],
  access: [['full', 'full access']],
  alive: [
    ['dies', 'will not make it'],
    ['unsure', 'cannot be told'],
  ],
};

/** Whether a facet may have a value; of those whose values come from the keys nobody can tell. */
export const isFacetValue = (id: FacetId, value: string): boolean => FIXED[id]?.some(([v]) => v === value) ?? true;

/** Whose key it is: the owner that the server names, else the account that the list belongs to; null where neither is known. */
export const ownerOf = (row: Row): string | null => row.key.listed?.value.owner?.label ?? row.profile?.principal?.label ?? null;

/** A wall-clock time of an unknown zone may be this much nearer than it looks. */
const ZONES = 15 * HOUR;

type Has = (value: string) => boolean;

function expires(row: Row, now: number): Has {
  const { expiry } = row;
  if (expiry.kind !== 'at' && expiry.kind !== 'serverLocal') return (value) => value === expiry.kind;
  const passed = hasPassed(expiry, now, row.key.listed?.skewMs ?? 0) === 'passed';
  // What has gone from its server ends no more.
  const over = passed || row.stateName === 'heldGone';
  const left = (expiry.kind === 'at' ? row.expiresRank : row.expiresRank - ZONES) - now;
  return (value) => (value === 'passed' ? passed : !over && left <= (WITHIN[value] ?? Number.NEGATIVE_INFINITY));
}

/** Our own checks are no use, and what nobody tells proves none. A key that was never used is unused for as long as it is known. */
function unused(row: Row, { now, drivers }: FacetContext): Has {
  const used = lastUsedOf(row.key, drivers.get(row.profile?.kind ?? '') ?? null);
  const since = used.kind === 'never' ? beginningOf(row.key) : used.kind === 'at' && !used.byTessera ? used.at : row.key.lastRealUse;
  const idle = since === undefined || used.kind === 'notTold' ? Number.NEGATIVE_INFINITY : now - since;
  return (value) => (value === 'never' ? used.kind === 'never' : idle >= (UNUSED[value] ?? Number.POSITIVE_INFINITY));
}

/** Which values of a facet a row has. */
function valuesOf(row: Row, facet: FacetId, context: FacetContext): Has {
  switch (facet) {
    case 'state':
      return (value) => row.stateName === value;
    case 'server':
      return (value) => row.key.profileId === value;
    case 'owner': {
      const owner = ownerOf(row);
      return (value) => owner === value;
    }
    case 'scope':
      return (value) => row.key.listed?.value.scopes?.includes(value) ?? false;
    case 'expires':
      return expires(row, context.now);
    case 'unused':
      return unused(row, context);
    case 'access':
      return () => row.key.listed?.value.fullAccess ?? false;
    case 'alive': {
      const fate = context.fate?.(row);
      return (value) => fate === value;
    }
  }
}

/** The test that a row must pass; null where nothing is chosen. */
export function facetTest(facets: Facets, context: FacetContext): ((row: Row) => boolean) | null {
  const chosen = (Object.keys(facets) as FacetId[]).map((id) => [id, [...(facets[id] ?? [])]] as const).filter(([, v]) => v.length > 0);
  if (chosen.length === 0) return null;
  return (row) => chosen.every(([id, values]) => values.some(valuesOf(row, id, context)));
}

/** Spans of time of which the longer holds the shorter: of these one at most is chosen. */
const SPANS: readonly string[] = [...Object.keys(WITHIN), ...Object.keys(UNUSED)];

/** The facets with one value more, or less. */
export function toggleFacet(facets: Facets, id: FacetId, value: string): Facets {
  const values = new Set(facets[id]);
  if (!values.delete(value)) {
    if (SPANS.includes(value)) for (const other of SPANS) values.delete(other);
    values.add(value);
  }
  const { [id]: _, ...rest } = facets;
  return values.size === 0 ? rest : { ...rest, [id]: values };
}

/** What can be chosen among these rows. A facet whose values would not tell them apart (one owner, no scopes) has none. */
export function facetOptions(rows: readonly Row[], id: FacetId, context: FacetContext): readonly FacetOption[] {
  const fixed = FIXED[id];
  if (id === 'alive' && context.fate === null) return [];
  if (fixed !== undefined) {
    const counts = fixed.map(() => 0);
    for (const row of rows) {
      const has = valuesOf(row, id, context);
      for (let i = 0; i < fixed.length; i++) if (has(fixed[i]?.[0] ?? '')) counts[i] = (counts[i] ?? 0) + 1;
    }
    return fixed.map(([value, label], i) => ({ value, label, count: counts[i] ?? 0 }));
  }
  const counts = new Map<string, number>();
  const labels = new Map<string, string>();
  const add = (value: string | null, label = value) => {
    if (value === null || label === null) return;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    labels.set(value, label);
  };
  for (const row of rows)
    if (id === 'server') add(row.key.profileId, row.server);
    else if (id === 'owner') add(ownerOf(row));
    else for (const scope of row.key.listed?.value.scopes ?? []) add(scope);
  if (id === 'owner' && !rows.some((r) => r.key.listed?.value.owner)) return [];
  return [...counts]
    .map(([value, count]) => ({ value, label: labels.get(value) ?? value, count }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

/** A chosen value in words, for a chip. Servers are named by the caller, who knows their labels. */
export const facetLabel = (id: FacetId, value: string): string => FIXED[id]?.find(([v]) => v === value)?.[1] ?? value;
