import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { DAY } from '../../../domain/time';
import { useContextMenu } from '../../components/Menu';
import { Tile } from '../../components/Tile';
import { exactLocal, expiryText, monthName, shortDay } from '../../lib/dates';
import { type Cluster, HORIZON_DAYS, horizonTicks, layHorizon } from '../../lib/horizon';
import { lifeLeftOf, type Row } from '../../lib/rows';
import { count } from '../../lib/text';
import { useWidth } from '../../lib/use-size';
import { useNow } from '../../stores/clock';
import { useUi } from '../../stores/ui';
import s from './HorizonStrip.module.css';

/** Pixels that one place on the strip takes: a tile and its air. */
const SLOT = 22;
/** Tiles drawn above each other at one place; more than that are counted. */
const STACK = 2;

const select = (id: string) => useUi.setState({ current: id, selected: new Set([id]), detailOpen: true });

/** The next 90 days, with the table's keys at their ends. One tab stop; arrow keys go from place to place. */
export function HorizonStrip({ rows }: { readonly rows: readonly Row[] }) {
  const now = useNow();
  const [attach, , width] = useWidth<HTMLUListElement>();
  const current = useUi((u) => u.current);
  const horizon = useMemo(() => layHorizon(rows, now, width, SLOT), [rows, now, width]);
  const ticks = useMemo(() => horizonTicks(now), [now]);
  const [focused, setFocused] = useState(0);
  const places = useRef<(HTMLButtonElement | null)[]>([]);
  const [listedCluster, setListed] = useState<Cluster | null>(null);
  const menu = useContextMenu('Keys that end here', () =>
    (listedCluster?.rows ?? []).slice(0, 60).map((row) => ({
      label: row.name,
      hint: row.expiry.kind === 'at' ? exactLocal(row.expiry.at, now) : '',
      before: <Tile state={row.state.state} left={lifeLeftOf(row, now)} size={14} />,
      run: () => select(row.key.id),
    })),
  );

  const x = (at: number) => ((at - now) / (HORIZON_DAYS * DAY)) * Math.max(0, width - SLOT) + SLOT / 2;
  const firstMonth = ticks.months[0] === undefined ? width : x(ticks.months[0]);
  const stop = Math.min(focused, Math.max(0, horizon.clusters.length - 1));
  const onKeyDown = (e: KeyboardEvent) => {
    const last = horizon.clusters.length - 1;
    const next =
      e.key === 'ArrowRight' ? stop + 1 : e.key === 'ArrowLeft' ? stop - 1 : e.key === 'Home' ? 0 : e.key === 'End' ? last : null;
    if (next === null) return;
    e.preventDefault();
    places.current[Math.max(0, Math.min(last, next))]?.focus();
  };

  return (
    <section className={s.horizon} aria-label={`The next ${HORIZON_DAYS} days`}>
      <div className={s.strip}>
        <div className={s.scale} aria-hidden="true">
          <span className={s.week1} style={{ width: x(now + 7 * DAY) - SLOT / 2 }} />
          {ticks.weeks.map((at) => (
            <i key={at} className={s.tick} style={{ left: x(at) }} />
          ))}
          {ticks.months.map((at) => (
            <i key={at} className={s.month} style={{ left: x(at) }}>
              <span>{monthName(at)}</span>
            </i>
          ))}
          {firstMonth > 48 && <span className={s.today}>{firstMonth > 96 ? `Today, ${shortDay(now, now)}` : 'Today'}</span>}
        </div>
        <ul ref={attach} className={s.places} onKeyDown={onKeyDown}>
          {horizon.clusters.map((cluster, i) => {
            const first = cluster.rows[0];
            if (first === undefined) return null;
            const many = cluster.rows.length > STACK;
            return (
              <li key={first.key.id} className={s.place} style={{ left: cluster.x }}>
                <button
                  ref={(b) => {
                    places.current[i] = b;
                  }}
                  type="button"
                  tabIndex={i === stop ? 0 : -1}
                  className={`${s.mark} ${cluster.rows.some((r) => r.key.id === current) ? s.current : ''}`}
                  aria-label={label(cluster, now)}
                  aria-haspopup={cluster.rows.length > 1 ? 'menu' : undefined}
                  title={tip(cluster, now)}
                  onFocus={() => setFocused(i)}
                  onClick={(e) => {
                    if (cluster.rows.length === 1) {
                      select(first.key.id);
                      return;
                    }
                    setListed(cluster);
                    const box = e.currentTarget.getBoundingClientRect();
                    menu.open(box.left, box.bottom);
                  }}
                >
                  {many && <span className={s.number}>{cluster.rows.length > 999 ? '999+' : cluster.rows.length}</span>}
                  {cluster.rows
                    .slice(0, many ? 1 : STACK)
                    .reverse()
                    .map((row) => (
                      <Tile key={row.key.id} state={row.state.state} left={lifeLeftOf(row, now)} size={15} />
                    ))}
                </button>
              </li>
            );
          })}
        </ul>
      </div>
      <dl className={s.rest}>
        <div>
          <dt>End within {HORIZON_DAYS} days</dt>
          <dd>{horizon.within.toLocaleString('en-GB')}</dd>
        </div>
        <div>
          <dt>Later</dt>
          <dd>{horizon.later.toLocaleString('en-GB')}</dd>
        </div>
        <div>
          <dt>Never</dt>
          <dd>{horizon.never.toLocaleString('en-GB')}</dd>
        </div>
        <div>
          <dt>Not known</dt>
          <dd>{horizon.unsure.toLocaleString('en-GB')}</dd>
        </div>
      </dl>
      {menu.element}
    </section>
  );
}

const line = (row: Row, now: number): string => {
  const t = expiryText(row.expiry, now);
  return `${row.name}: ends ${t.main}, ${t.sub ?? ''}`;
};
const label = (c: Cluster, now: number): string =>
  c.rows.length === 1 && c.rows[0] ? line(c.rows[0], now) : `${count(c.rows.length, 'key')} near ${c.rows[0] ? line(c.rows[0], now) : ''}`;
const tip = (c: Cluster, now: number): string =>
  [...c.rows.slice(0, 8).map((r) => line(r, now)), ...(c.rows.length > 8 ? [`and ${c.rows.length - 8} more`] : [])].join('\n');
