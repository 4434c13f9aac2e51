import { useEffect, useMemo, useState } from 'react';
import type { Fate } from '../../../domain/alive-until';
import { type FacetId, type Facets, facetTest } from '../../lib/facets';
import { makeRows, narrowingFilter, type Row, searchText } from '../../lib/rows';
import { sortByName, sortRows } from '../../lib/sort';
import { useNow } from '../../stores/clock';
import { useSnapshot } from '../../stores/state';
import { useUi } from '../../stores/ui';
import { useAlive } from '../horizon/alive';

export interface Rows {
  /** All keys, sorted. */
  readonly all: readonly Row[];
  /** Those that the view and the filters let through. */
  readonly shown: readonly Row[];
  /** The same without the filter by {@link Rows.fate}, which counts among them. */
  readonly counted: readonly Row[];
  /** What becomes of a row until the moment that was picked at the horizon; null where none was. */
  readonly fate: ((row: Row) => Fate) | null;
  readonly attention: number;
  readonly perProfile: ReadonlyMap<string, number>;
  /** Servers whose list names owners beside the account itself. */
  readonly withOwners: ReadonlySet<string>;
}

/**
 * The table's rows. Sorting comes before filtering, so that a keystroke in the search costs one pass and no sorting.
 */
export function useRows(): Rows {
  const keys = useSnapshot((s) => s.keys);
  const profiles = useSnapshot((s) => s.profiles);
  const now = useNow();
  const sort = useUi((u) => u.sort);
  const view = useUi((u) => u.view);
  const search = useUi((u) => u.search);
  const facets = useUi((u) => u.facets);
  const driverList = useSnapshot((s) => s.drivers);

  const rows = useMemo(() => makeRows(keys, profiles, now), [keys, profiles, now]);
  useEffect(() => warmSearch(rows), [rows]);
  const byName = useMemo(() => sortByName(rows), [rows]);
  const all = useMemo(() => sortRows(byName, sort), [byName, sort]);
  const [filter] = useState(narrowingFilter);
  const drivers = useMemo(() => new Map(driverList.map((d) => [d.kind, d])), [driverList]);
  const fate = useAlive((a) => a.fate);
  const { alive, ...others } = facets;
  // The filters without the one by fate, and anew only where one of them changed: typing narrows what the last letter left.
  const kept = useKept(others);
  const test = useMemo(
    () => facetTest(view.kind === 'profile' ? { ...kept, server: new Set([view.profileId]) } : kept, { now, drivers, fate: null }),
    [view, kept, now, drivers],
  );
  const counted = useMemo(() => filter(all, { search, test, attentionOnly: view.kind === 'attention' }), [all, search, test, view, filter]);
  const shown = useMemo(
    () => (alive === undefined || fate === null ? counted : counted.filter((row) => alive.has(fate(row)))),
    [counted, alive, fate],
  );
  const counts = useMemo(() => {
    let attention = 0;
    const perProfile = new Map<string, number>();
    const withOwners = new Set<string>();
    for (const row of rows) {
      if (row.attention.length > 0) attention++;
      perProfile.set(row.key.profileId, (perProfile.get(row.key.profileId) ?? 0) + 1);
      if (row.key.listed?.value.owner) withOwners.add(row.key.profileId);
    }
    return { attention, perProfile, withOwners };
  }, [rows]);
  return { all, shown, counted, fate, ...counts };
}

/** The same object as long as it holds the same choices. */
function useKept(facets: Facets): Facets {
  const [kept, keep] = useState(facets);
  const ids = Object.keys(facets) as FacetId[];
  const same = ids.length === Object.keys(kept).length && ids.every((id) => kept[id] === facets[id]);
  if (!same) keep(facets);
  return same ? kept : facets;
}

/** Makes the texts that are searched while nothing else is to do, so that the first keystroke at 100,000 rows is like all others. */
function warmSearch(rows: readonly Row[]): () => void {
  let i = 0;
  let handle = 0;
  const some = (idle: IdleDeadline) => {
    for (let row = rows[i]; row !== undefined; row = rows[++i]) {
      searchText(row);
      if (i % 200 === 0 && idle.timeRemaining() < 2) break;
    }
    if (i < rows.length) handle = requestIdleCallback(some);
  };
  handle = requestIdleCallback(some);
  return () => cancelIdleCallback(handle);
}
