import { useMemo } from 'react';
import { filterRows, makeRows, type Row } from '../../lib/rows';
import { sortRows } from '../../lib/sort';
import { useNow } from '../../stores/clock';
import { useSnapshot } from '../../stores/state';
import { useUi } from '../../stores/ui';

export interface Rows {
  /** All keys, sorted. */
  readonly all: readonly Row[];
  /** Those that the view and the filters let through. */
  readonly shown: readonly Row[];
  readonly attention: number;
  readonly perProfile: ReadonlyMap<string, number>;
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
  const states = useUi((u) => u.states);
  const filterProfiles = useUi((u) => u.profiles);

  const rows = useMemo(() => makeRows(keys, profiles, now), [keys, profiles, now]);
  const all = useMemo(() => sortRows(rows, sort), [rows, sort]);
  const shown = useMemo(
    () =>
      filterRows(all, {
        search,
        states,
        profiles: view.kind === 'profile' ? new Set([view.profileId]) : filterProfiles,
        attentionOnly: view.kind === 'attention',
      }),
    [all, search, states, filterProfiles, view],
  );
  const counts = useMemo(() => {
    let attention = 0;
    const perProfile = new Map<string, number>();
    for (const row of rows) {
      if (row.attention.length > 0) attention++;
      perProfile.set(row.key.profileId, (perProfile.get(row.key.profileId) ?? 0) + 1);
    }
    return { attention, perProfile };
  }, [rows]);
  return { all, shown, ...counts };
}
