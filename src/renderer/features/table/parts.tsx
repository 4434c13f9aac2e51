import { type CSSProperties, type MouseEvent, memo, type ReactNode, useMemo } from 'react';
import { Button } from '../../components/Button';
import type { Fitted } from '../../lib/columns';
import { useLaterRows } from '../../lib/later-rows';
import type { Row } from '../../lib/rows';
import { count, grouped } from '../../lib/text';
import { useUi } from '../../stores/ui';
import { copyTable, revokeKeys, saveCalendar } from '../key-actions';
import type { Rows } from '../window/use-rows';
import type { CellContext, Column } from './columns';
import s from './KeyTable.module.css';

/** How many, and what can be done with several. */
export function Foot({
  rows,
  marked,
  children,
}: {
  readonly rows: Rows;
  readonly marked: readonly string[];
  /** How the table is drawn; gives way to what can be done with the marked rows. */
  readonly children: ReactNode;
}) {
  const total = rows.all.length;
  const shown = rows.shown.length;
  const later = useLaterRows(rows.shown);
  const expired = useMemo(() => later.filter((r) => r.stateName === 'expiredListed').map((r) => r.key.id), [later]);
  const many = marked.length > 1;
  return (
    <div className={`${s.foot} ${many ? s.marked : ''}`}>
      <span role="status">
        {many
          ? `${count(marked.length, 'key')} selected`
          : shown === total
            ? count(total, 'key')
            : `${grouped(shown)} of ${count(total, 'key')}`}
      </span>
      {!many && expired.length > 1 && (
        <Button size="small" variant="quiet" onClick={() => revokeKeys(expired)}>
          Revoke {count(expired.length, 'expired key')}…
        </Button>
      )}
      {many && (
        <>
          <Button size="small" variant="dangerQuiet" onClick={() => revokeKeys(marked)}>
            Revoke {count(marked.length, 'key')}…
          </Button>
          <Button size="small" variant="quiet" onClick={() => void copyTable(marked, 'csv')}>
            Copy as CSV
          </Button>
          <Button size="small" variant="quiet" onClick={() => void copyTable(marked, 'json')}>
            Copy as JSON
          </Button>
          <Button size="small" variant="quiet" onClick={() => saveCalendar(marked)}>
            Save ends as a calendar…
          </Button>
          <Button size="small" variant="quiet" onClick={() => useUi.setState((u) => ({ selected: new Set(u.current ? [u.current] : []) }))}>
            Clear selection
          </Button>
        </>
      )}
      {!many && children}
    </div>
  );
}

export interface GridRowProps {
  readonly row: Row;
  readonly index: number;
  readonly top: number;
  /** The row stands under its server's. */
  readonly grouped: boolean;
  readonly fitted: Fitted<Column>;
  readonly template: CSSProperties;
  readonly context: CellContext;
  readonly selected: boolean;
  readonly current: boolean;
  readonly tabbable: boolean;
  readonly onRow: (index: number, e: MouseEvent<HTMLDivElement>) => void;
}

export const GridRow = memo(function GridRow({
  row,
  index,
  top,
  grouped,
  fitted,
  template,
  context,
  selected,
  current,
  tabbable,
  onRow,
}: GridRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of all its rows
    // biome-ignore lint/a11y/useSemanticElements: part of a virtual grid
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={grouped ? 2 : undefined}
      aria-selected={selected}
      data-id={row.key.id}
      tabIndex={tabbable ? 0 : -1}
      className={`${s.row} ${selected ? s.selected : ''} ${current ? s.current : ''}`}
      style={{ ...template, transform: `translateY(${top}px)` }}
      onMouseDown={(e) => {
        // Shift and click marks rows, not the text between them; the focus that this prevents is set by hand.
        if (!e.shiftKey) return;
        e.preventDefault();
        e.currentTarget.focus({ preventScroll: true });
      }}
      onClick={(e) => onRow(index, e)}
      onContextMenu={(e) => onRow(index, e)}
      onFocus={(e) => {
        // By keyboard only: a press of the pointer is followed by its own event, and nothing may move in between.
        if (useUi.getState().current === null && e.currentTarget.matches(':focus-visible')) useUi.setState({ current: row.key.id });
      }}
    >
      {fitted.columns.map((c, i) => (
        // biome-ignore lint/a11y/useFocusableInteractive: rows take the focus in this grid
        // biome-ignore lint/a11y/useSemanticElements: part of a virtual grid
        <div key={c.id} role="gridcell" className={`${s.cell} ${s[c.id] ?? ''}`}>
          {c.cell(row, { ...context, width: fitted.widths[i] ?? c.min })}
        </div>
      ))}
    </div>
  );
});
