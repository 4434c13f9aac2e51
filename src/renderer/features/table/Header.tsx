import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { type Fitted, resized, unsized } from '../../lib/columns';
import type { SortColumn } from '../../lib/sort';
import { useUi } from '../../stores/ui';
import type { Column } from './columns';
import s from './KeyTable.module.css';
import { layoutNow, setLayout } from './layout';

/** Pixels by which a key press sizes a column. */
const STEP = 16;

const sortBy = (id: SortColumn) =>
  useUi.setState((u) => ({ sort: { column: id, ascending: u.sort.column === id ? !u.sort.ascending : true } }));

/** A column's name: sorts by a click; its edge sizes the column by pointer, Alt with an arrow by keyboard. */
export function Header({
  column,
  fitted,
  sorted,
  say,
}: {
  readonly column: Column;
  readonly fitted: Fitted<Column>;
  readonly sorted: 'ascending' | 'descending' | 'none';
  /** Tells what a key press did to those who do not see it. */
  readonly say: (text: string) => void;
}) {
  const width = fitted.widths[fitted.columns.indexOf(column)] ?? column.min;
  const drag = useRef<{ readonly x: number; readonly width: number; readonly fitted: Fitted<Column> } | null>(null);

  const onKeyDown = (e: KeyboardEvent) => {
    const by = e.key === 'ArrowRight' ? STEP : e.key === 'ArrowLeft' ? -STEP : 0;
    if (!e.altKey || by === 0) return;
    e.preventDefault();
    const next = resized(layoutNow(), fitted, column.id, width + by);
    setLayout(next);
    say(`${column.label}: ${next.widths[column.id]} pixels wide`);
  };
  const onPointerMove = (e: PointerEvent) => {
    const from = drag.current;
    if (from) setLayout(resized(layoutNow(), from.fitted, column.id, from.width + e.clientX - from.x));
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
    // biome-ignore lint/a11y/useSemanticElements: part of a virtual grid
    <div role="columnheader" aria-sort={sorted} className={s.header}>
      <button
        type="button"
        className={s.sort}
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
        onClick={() => sortBy(column.id)}
        onKeyDown={onKeyDown}
      >
        {column.label}
        <span aria-hidden="true" className={s.arrow}>
          {sorted === 'ascending' ? '↑' : sorted === 'descending' ? '↓' : ''}
        </span>
      </button>
      <span
        aria-hidden="true"
        className={s.edge}
        title="Drag to size the column, or Alt with an arrow key on its name. A double click gives the width back."
        onPointerDown={(e) => {
          if (e.button !== 0) return;
          e.preventDefault();
          e.currentTarget.setPointerCapture(e.pointerId);
          drag.current = { x: e.clientX, width, fitted };
        }}
        onPointerMove={onPointerMove}
        onLostPointerCapture={() => {
          drag.current = null;
        }}
        onDoubleClick={() => setLayout(unsized(layoutNow(), column.id))}
      />
    </div>
  );
}
