import { useEffect, useMemo, useState } from 'react';
import type { Fate } from '../../../domain/alive-until';
import { type FacetId, type Facets, facetTest } from '../../lib/facets';
import { useLaterRows } from '../../lib/later-rows';
import { maskOf, pick } from '../../lib/mask';
import { type Row, rowKeeper } from '../../lib/rows';
import type { Finder } from '../../lib/search';
import { inOrder, Sorter } from '../../lib/sort';
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

  const [keep] = useState(rowKeeper);
  const made = useMemo(() => keep(keys, profiles, now), [keep, keys, profiles, now]);
  const { rows } = made;
  const sorter = useMemo(() => new Sorter(rows), [rows]);
  const ordered = useMemo(() => {
    const order = sorter.by(sort);
    return { rows, order, sorted: inOrder(rows, order) };
  }, [rows, sorter, sort]);
  const drivers = useMemo(() => new Map(driverList.map((d) => [d.kind, d])), [driverList]);
  const fate = useAlive((a) => a.fate);
  const { alive, ...others } = facets;
  // The filters without the one by fate, and anew only where one of them changed: typing narrows what the last letter left.
  const kept = useKept(others);
  const test = useMemo(
    () => facetTest(view.kind === 'profile' ? { ...kept, server: new Set([view.profileId]) } : kept, { now, drivers, fate: null }),
    [view, kept, now, drivers],
  );
  const attentionOnly = view.kind === 'attention';
  const passing = useMemo(
    () =>
      test === null && !attentionOnly ? null : maskOf(rows, (row) => (test?.(row) ?? true) && (!attentionOnly || row.attention.length > 0)),
    [rows, test, attentionOnly],
  );
  const finder = useFinder(rows, sorter);
  const found = useMemo(
    // Nothing is found until the search is there: nobody shall act on a row that it would not let through.
    () => (search.trim() === '' ? passing : (finder?.find(rows, search, passing) ?? maskOf(rows, () => false))),
    [rows, search, passing, finder],
  );
  const counted = useMemo(() => (found === null ? ordered.sorted : pick(ordered, found)), [ordered, found]);
  const shown = useMemo(
    () => (alive === undefined || fate === null ? counted : counted.filter((row) => alive.has(fate(row)))),
    [counted, alive, fate],
  );
  const later = useLaterRows(rows);
  const attention = useMemo(() => later.reduce((n, row) => (row.attention.length > 0 ? n + 1 : n), 0), [later]);
  return { all: ordered.sorted, shown, counted, fate, attention, perProfile: made.perProfile, withOwners: made.withOwners };
}

/** The same object as long as it holds the same choices. */
function useKept(facets: Facets): Facets {
  const [kept, keep] = useState(facets);
  const ids = Object.keys(facets) as FacetId[];
  const same = ids.length === Object.keys(kept).length && ids.every((id) => kept[id] === facets[id]);
  if (!same) keep(facets);
  return same ? kept : facets;
}

/** The search. It is read after the first paint, which does not pay for it, and before anybody types; null until then. */
function useFinder(rows: readonly Row[], sorter: Sorter): Finder | null {
  const [finder, setFinder] = useState<Finder | null>(null);
  useEffect(() => {
    void import('../../lib/search').then((m) => setFinder(new m.Finder()));
  }, []);
  useEffect(() => finder?.warm(rows, sorter), [finder, rows, sorter]);
  return finder;
}
