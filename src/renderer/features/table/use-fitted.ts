import { useMemo } from 'react';
import { type Fitted, fitColumns } from '../../lib/columns';
import { useSnapshot } from '../../stores/state';
import { useUi } from '../../stores/ui';
import { COLUMNS, type Column } from './columns';
import { useLayout } from './layout';

/**
 * The columns that have something to say about what is looked at. A server's own list needs no column that names it, and neither do keys
 * that stand under their servers, unless the user wants one.
 */
export function useColumns(withOwners: ReadonlySet<string>): readonly Column[] {
  const view = useUi((u) => u.view);
  const drivers = useSnapshot((x) => x.drivers);
  const kindsShown = useSnapshot((x) => x.profiles.map((p) => p.kind).join(' '));
  const { grouped, shown } = useLayout();
  return useMemo(() => {
    const kinds = view.kind === 'profile' ? drivers : drivers.filter((d) => kindsShown.split(' ').includes(d.kind));
    const told = new Set(kinds.flatMap((d) => d.columns));
    return COLUMNS.filter((c) => {
      if (c.id === 'created') return told.has('created');
      if (c.id === 'owner') return view.kind === 'profile' ? withOwners.has(view.profileId) : withOwners.size > 0;
      if (c.id === 'server') return view.kind !== 'profile' && (!grouped || shown.server === true);
      return true;
    });
  }, [drivers, kindsShown, view, withOwners, grouped, shown.server]);
}

/** Those that are drawn, with their widths. */
export function useFitted(columns: readonly Column[], width: number): Fitted<Column> {
  const layout = useLayout();
  return useMemo(() => fitColumns(columns, width, layout), [columns, width, layout]);
}
