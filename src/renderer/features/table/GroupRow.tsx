import { memo } from 'react';
import { ChevronIcon } from '../../components/icons';
import type { Group } from '../../lib/grouping';
import { serverState } from '../../lib/server-state';
import { count } from '../../lib/text';
import s from './KeyTable.module.css';

/** The line above a server's keys: its name, how many, and its state. A click folds them away. */
export const GroupRow = memo(function GroupRow({
  group,
  index,
  top,
  width,
  columns,
  now,
  tabbable,
  onFold,
  onFocus,
}: {
  readonly group: Group;
  readonly index: number;
  readonly top: number;
  readonly width: number;
  readonly columns: number;
  readonly now: number;
  readonly tabbable: boolean;
  readonly onFold: (group: Group) => void;
  readonly onFocus: (id: string) => void;
}) {
  const state = group.profile ? serverState(group.profile, now) : null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of all its rows
    // biome-ignore lint/a11y/useSemanticElements: part of a virtual grid
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={!group.collapsed}
      data-id={`/${group.group}`}
      tabIndex={tabbable ? 0 : -1}
      className={`${s.row} ${s.group}`}
      style={{ width, transform: `translateY(${top}px)` }}
      onClick={() => onFold(group)}
      onFocus={() => onFocus(group.group)}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: rows take the focus in this grid */}
      {/* biome-ignore lint/a11y/useSemanticElements: part of a virtual grid */}
      <div role="rowheader" aria-colspan={columns} className={s.groupHead}>
        <span className={group.collapsed ? s.folded : s.open}>
          <ChevronIcon />
        </span>
        <strong>
          <bdi>{group.label}</bdi>
        </strong>
        <span>{count(group.count, 'key')}</span>
        {group.attention > 0 && (
          <span className={s.warn}>
            {group.attention.toLocaleString('en-GB')} {group.attention === 1 ? 'needs' : 'need'} a look
          </span>
        )}
        {state && <span className={s.groupState}>{state.words}</span>}
      </div>
    </div>
  );
});
