import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Group, groupRows, type Line, lineId } from '../../lib/grouping';
import type { Row } from '../../lib/rows';
import { useAppState, useSnapshot } from '../../stores/state';
import { useUi } from '../../stores/ui';
import { fold, layoutNow, useLayout } from './layout';

export interface Lines {
  readonly lines: readonly Line[];
  readonly grouped: boolean;
  /** The line with the grid's focus: the current key's, or its server's; -1 where it is none of these. */
  readonly index: number;
  /** Puts the grid's focus on a server's line, or with null back on the current key's. */
  readonly focusGroup: (id: string | null) => void;
  /** Folds a server's keys away, or shows them again. Marks are dropped: nobody shall act on a row that is out of sight. */
  readonly toggle: (group: Group) => void;
}

/** What the table shows line by line: keys, and their servers above them where they are grouped. */
export function useLines(shown: readonly Row[]): Lines {
  const layout = useLayout();
  const profiles = useSnapshot((x) => x.profiles);
  const inProfile = useUi((u) => u.view.kind === 'profile');
  const byServer = useUi((u) => u.sort.column === 'server');
  const current = useUi((u) => u.current);
  const [group, setGroup] = useState<string | null>(null);
  const grouped = layout.grouped && !inProfile;
  const lines = useMemo(
    () => (grouped ? groupRows(shown, profiles, { collapsed: layout.collapsed, byFirst: byServer }) : shown),
    [grouped, shown, profiles, layout.collapsed, byServer],
  );
  // Shown from elsewhere, a key is to be seen: its server unfolds.
  useEffect(() => {
    const profileId = current === null ? undefined : useAppState.getState().keyIndex.get(current)?.profileId;
    if (profileId !== undefined && layoutNow().collapsed.has(profileId)) fold(profileId, false);
    setGroup(null);
  }, [current]);
  const focus = grouped && group !== null ? `/${group}` : current;
  const index = useMemo(() => (focus === null ? -1 : lines.findIndex((line) => lineId(line) === focus)), [lines, focus]);
  const toggle = useCallback((g: Group) => {
    setGroup(g.group);
    useUi.setState({ selected: new Set() });
    fold(g.group, !g.collapsed);
  }, []);
  return { lines, grouped, index, focusGroup: setGroup, toggle };
}
