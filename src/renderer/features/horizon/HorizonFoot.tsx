import { lazy, Suspense, useEffect, useMemo } from 'react';
import { Button, IconButton } from '../../components/Button';
import { CloseIcon, MoreIcon } from '../../components/icons';
import { MenuButton } from '../../components/Menu';
import { Popover } from '../../components/Popover';
import { exactLocal, expiryText } from '../../lib/dates';
import { HORIZON_DAYS, type Horizon } from '../../lib/horizon';
import { fateSentence, tally } from '../../lib/horizon-fate';
import type { Row } from '../../lib/rows';
import { toggleFilter, useUi } from '../../stores/ui';
import { saveCalendar } from '../key-actions';
import { dropMoment, useAlive } from './alive';
import s from './HorizonStrip.module.css';
import { selectKey } from './use-horizon';

/** Opened now and then; the first paint does not pay for it. */
const AlivePanel = lazy(async () => ({ default: (await import('./AlivePanel')).AlivePanel }));

/** The button that opens the choice of a moment. */
export const ALIVE_ID = 'alive-until';

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
  const { at, fate } = useAlive();
  const onlyDying = useUi((u) => u.facets.alive?.has('dies') ?? false);
  const sentence = useMemo(() => (at === null || fate === null ? null : tally(counted, fate)), [at, fate, counted]);
  // Once the moment has come there is no question any more.
  useEffect(() => {
    if (at !== null && at <= now) dropMoment();
  }, [at, now]);
  return (
    <div className={s.foot}>
      <p role="status" className={s.sentence}>
        {sentence !== null && at !== null ? fateSentence(sentence, exactLocal(at, now)) : null}
      </p>
      {sentence === null && <Next row={horizon.clusters[0]?.rows[0] ?? null} now={now} />}
      {sentence !== null && sentence.dies > 0 && (
        <Button size="small" variant="quiet" aria-pressed={onlyDying} onClick={() => toggleFilter('alive', 'dies')}>
          {onlyDying ? 'Show all' : 'Show them'}
        </Button>
      )}
      {sentence !== null && (
        <IconButton label="Ask no more about this moment" onClick={dropMoment}>
          <CloseIcon />
        </IconButton>
      )}
      <span className={s.gap} />
      <Popover label="Alive until…?" buttonId={ALIVE_ID} className={s.ask} trigger="Alive until…?">
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
  if (row === null) return <p className={s.next}>Nothing shown here ends within {HORIZON_DAYS} days.</p>;
  const t = expiryText(row.expiry, now);
  return (
    <p className={s.next}>
      Next:{' '}
      <button type="button" className={s.name} onClick={() => selectKey(row.key.id)}>
        <bdi>{row.name}</bdi>
      </button>{' '}
      <span>
        {t.main}, {t.sub}
      </span>
    </p>
  );
}
