import { lazy, Suspense } from 'react';
import { ChevronIcon } from '../../components/icons';
import { Popover } from '../../components/Popover';
import type { Fitted } from '../../lib/columns';
import { useUi } from '../../stores/ui';
import type { Column } from './columns';
import s from './KeyTable.module.css';
import { toggleGrouping, useLayout } from './layout';

/** Opened now and then; the first paint does not pay for it. */
const ColumnsPanel = lazy(async () => ({ default: (await import('./ColumnsPanel')).ColumnsPanel }));

/** The button that opens the choice of columns. */
export const COLUMNS_ID = 'columns';

/** How the table is drawn: by server or not, and with which columns. */
export function HowDrawn({ columns, fitted }: { readonly columns: readonly Column[]; readonly fitted: Fitted<Column> }) {
  const { grouped } = useLayout();
  const inProfile = useUi((u) => u.view.kind === 'profile');
  return (
    <div className={s.drawn}>
      {!inProfile && (
        <button type="button" className={s.tool} aria-pressed={grouped} onClick={toggleGrouping}>
          Group by server
        </button>
      )}
      <Popover
        label="Columns"
        buttonId={COLUMNS_ID}
        className={s.tool}
        trigger={
          <>
            Columns
            <ChevronIcon />
          </>
        }
      >
        <Suspense fallback={null}>
          <ColumnsPanel columns={columns} fitted={fitted} />
        </Suspense>
      </Popover>
    </div>
  );
}
