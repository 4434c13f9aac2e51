import { lazy, Suspense } from 'react';
import { MoreIcon } from '../../components/icons';
import { MenuButton } from '../../components/Menu';
import { Popover } from '../../components/Popover';
import { endWords, HORIZON_DAYS, type Horizon } from '../../lib/horizon';
import type { Row } from '../../lib/rows';
import { toggleFilter } from '../../stores/ui';
import { saveCalendar } from '../key-actions';
import { useAlive } from './alive';
import s from './HorizonStrip.module.css';
import { selectKey } from './use-horizon';

/** Opened now and then; the first paint does not pay for them. */
const AliveAnswer = lazy(async () => ({ default: (await import('./asked')).AliveAnswer }));
const AlivePanel = lazy(async () => ({ default: (await import('./asked')).AlivePanel }));

/** Below the strip: what ends next, or who will not make it to the moment that was picked; and what else can be asked. */
export function HorizonFoot({
  horizon,
  counted,
  now,
}: {
  readonly horizon: Horizon;
  /** The rows that the sentence counts. */
  readonly counted: readonly Row[];
  readonly now: number;
}) {
  const asked = useAlive((x) => x.at !== null);
  return (
    <div className={s.foot}>
      {asked ? (
        <Suspense fallback={null}>
          <AliveAnswer counted={counted} now={now} />
        </Suspense>
      ) : (
        <Next row={horizon.clusters[0]?.rows[0] ?? null} now={now} />
      )}
      <span className={s.gap} />
      <Popover label="Alive until…?" className={s.ask} trigger="Alive until…?">
        <Suspense fallback={null}>
          <AlivePanel />
        </Suspense>
      </Popover>
      <MenuButton
        label="Horizon: actions"
        className={s.more}
        items={() => [
          { label: 'Save ends as a calendar…', run: () => saveCalendar() },
          { label: `Show what ends within ${HORIZON_DAYS} days`, run: () => toggleFilter('expires', 'within90') },
        ]}
      >
        <MoreIcon />
      </MenuButton>
    </div>
  );
}

/** The key that ends next, by name and moment. */
function Next({ row, now }: { readonly row: Row | null; readonly now: number }) {
  if (row === null) return <p className={s.next}>Nothing shown here is known to end within {HORIZON_DAYS} days.</p>;
  return (
    <p className={s.next}>
      Next:{' '}
      <button type="button" className={s.name} onClick={() => selectKey(row.key.id)}>
        <bdi>{row.name}</bdi>
      </button>{' '}
      <span>{endWords(row, now)}</span>
    </p>
  );
}
