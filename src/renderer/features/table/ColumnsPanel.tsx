import { useId } from 'react';
import { Button } from '../../components/Button';
import type { Fitted } from '../../lib/columns';
import s from './ColumnsPanel.module.css';
import { COLUMNS, type Column } from './columns';
import { layoutNow, setLayout, useLayout } from './layout';

/** Which columns the table has. What is not chosen here comes and goes with the room there is. */
export function ColumnsPanel({ columns, fitted }: { readonly columns: readonly Column[]; readonly fitted: Fitted<Column> }) {
  const base = useId();
  const { grouped, shown, widths } = useLayout();
  const plain = Object.keys(shown).length + Object.keys(widths).length === 0;
  const choose = (column: Column, wanted: boolean) => setLayout({ ...layoutNow(), shown: { ...layoutNow().shown, [column.id]: wanted } });
  // Keys under their servers need no column that names it, but may have one.
  const offered = COLUMNS.filter((c) => columns.includes(c) || (grouped && c.id === 'server'));
  return (
    <fieldset className={s.panel}>
      <legend className="visually-hidden">Columns</legend>
      {offered.map((c, i) => (
        <label key={c.id} htmlFor={`${base}-${i}`}>
          <input
            id={`${base}-${i}`}
            type="checkbox"
            checked={fitted.columns.includes(c)}
            disabled={i === 0}
            onChange={(e) => choose(c, e.target.checked)}
          />
          {c.label}
          {shown[c.id] === undefined && !fitted.columns.includes(c) && columns.includes(c) && <span className={s.why}>no room</span>}
        </label>
      ))}
      <p className={s.help}>Drag the edge of a column to size it, or press Alt and an arrow key on its name.</p>
      <Button size="small" disabled={plain} onClick={() => setLayout({ ...layoutNow(), shown: {}, widths: {} })}>
        Reset columns
      </Button>
    </fieldset>
  );
}
