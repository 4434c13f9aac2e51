import { HORIZON_DAYS } from '../../lib/horizon';
import { useLaterRows } from '../../lib/later-rows';
import { grouped } from '../../lib/text';
import { useNow } from '../../stores/clock';
import type { Rows } from '../window/use-rows';
import { HorizonFoot } from './HorizonFoot';
import s from './HorizonStrip.module.css';
import { Picture } from './Picture';
import { useHorizon } from './use-horizon';

/** The next 90 days, with the table's keys at their ends, and what to ask about them. */
export function HorizonStrip({ rows }: { readonly rows: Rows }) {
  const now = useNow();
  // The picture may follow a moment later; a keystroke in the search waits for the table only.
  const shown = useLaterRows(rows.shown);
  const counted = useLaterRows(rows.counted);
  const { attach, width, horizon } = useHorizon(shown, now);
  return (
    <section className={s.horizon} aria-label={`The next ${HORIZON_DAYS} days`}>
      <div className={s.sky}>
        <Picture attach={attach} width={width} horizon={horizon} now={now} />
        <dl className={s.rest}>
          <div>
            <dt>End within {HORIZON_DAYS} days</dt>
            <dd>{grouped(horizon.within)}</dd>
          </div>
          <div>
            <dt>Later</dt>
            <dd>{grouped(horizon.later)}</dd>
          </div>
          <div>
            <dt>Never</dt>
            <dd>{grouped(horizon.never)}</dd>
          </div>
          <div>
            <dt>Not known</dt>
            <dd>{grouped(horizon.unsure)}</dd>
          </div>
        </dl>
      </div>
      <HorizonFoot horizon={horizon} counted={counted} now={now} />
    </section>
  );
}
