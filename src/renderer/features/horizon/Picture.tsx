import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { DAY } from '../../../domain/time';
import { useContextMenu } from '../../components/Menu';
import { Tile } from '../../components/Tile';
import { exactLocal, monthName, shortDay } from '../../lib/dates';
import { type Cluster, endWords, HORIZON_DAYS, horizonTicks } from '../../lib/horizon';
import { lifeLeftOf, type Row } from '../../lib/rows';
import { count, isolated } from '../../lib/text';
import { useUi } from '../../stores/ui';
import { type Alive, useAlive } from './alive';
import s from './HorizonStrip.module.css';
import { type Laid, SLOT, selectKey } from './use-horizon';

/** Pixels that the name of a picked moment takes, and that of a month. */
const UNTIL = 150;
const MONTH = 64;

/** Tiles drawn above each other at one place; more than that are counted. */
const STACK = 2;

/** The strip itself. One tab stop; arrow keys go from place to place. */
export function Picture({ attach, width, horizon, now }: Laid & { readonly now: number }) {
  const current = useUi((u) => u.current);
  const alive = useAlive();
  const [focused, setFocused] = useState(0);
  const places = useRef<(HTMLButtonElement | null)[]>([]);
  const [listed, setListed] = useState<Cluster | null>(null);
  const menu = useContextMenu('Keys that end here', () =>
    (listed?.rows ?? []).slice(0, 60).map((row) => ({
      label: row.name,
      hint: endWords(row, now),
      before: <Tile state={row.state.state} left={lifeLeftOf(row, now)} size={14} />,
      run: () => selectKey(row.key.id),
    })),
  );

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
    <div className={s.strip}>
      <Scale width={width} now={now} until={alive.at} />
      <ul ref={attach} className={s.places} onKeyDown={onKeyDown}>
        {horizon.clusters.map((cluster, i) => {
          const first = cluster.rows[0];
          if (first === undefined) return null;
          const many = cluster.rows.length > STACK;
          const dying = alive.fate ? cluster.rows.filter((r) => alive.fate?.(r) === 'dies').length : 0;
          return (
            <li key={first.key.id} className={s.place} style={{ left: cluster.x }}>
              <button
                ref={(b) => {
                  places.current[i] = b;
                }}
                type="button"
                tabIndex={i === stop ? 0 : -1}
                className={`${s.mark} ${cluster.rows.every((r) => Number.isNaN(r.ends)) ? s.may : ''} ${cluster.rows.some((r) => r.key.id === current) ? s.current : ''} ${dying > 0 ? s.dies : ''}`}
                aria-label={`${label(cluster, now)}${fateWords(cluster, dying, alive, now)}`}
                aria-haspopup={cluster.rows.length > 1 ? 'menu' : undefined}
                title={tip(cluster, now)}
                onFocus={() => setFocused(i)}
                onClick={(e) => {
                  if (cluster.rows.length === 1) {
                    selectKey(first.key.id);
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
      {menu.element}
    </div>
  );
}

/** Months, weeks and week-ends behind the keys, and the line at the moment that was picked. */
function Scale({ width, now, until }: { readonly width: number; readonly now: number; readonly until: number | null }) {
  const ticks = useMemo(() => horizonTicks(now), [now]);
  const usable = Math.max(0, width - SLOT);
  const x = (at: number) => Math.min(1, (at - now) / (HORIZON_DAYS * DAY)) * usable + SLOT / 2;
  const firstMonth = ticks.months[0] === undefined ? width : x(ticks.months[0]);
  const line = until === null ? null : x(until);
  const isBehind = line !== null && line <= usable / 2;
  // The line's name stands among the others: those below it, or crossed by the line, are left out.
  const taken = line === null ? -UNTIL : isBehind ? line : line - UNTIL;
  const isFree = (from: number, size: number) => from + size < taken || from > taken + UNTIL;
  return (
    <div className={s.scale} aria-hidden="true">
      {ticks.weekends.map(({ from, to }) => (
        <i key={from} className={s.weekend} style={{ left: x(from), width: x(to) - x(from) }} />
      ))}
      <span className={s.week1} style={{ width: x(now + 7 * DAY) - SLOT / 2 }} />
      {ticks.weeks.map((at) => (
        <i key={at} className={s.tick} style={{ left: x(at) }} />
      ))}
      {ticks.months.map((at) => (
        <i key={at} className={s.month} style={{ left: x(at) }}>
          {isFree(x(at), MONTH) && <span>{monthName(at)}</span>}
        </i>
      ))}
      {firstMonth > 48 && isFree(1, 90) && <span className={s.today}>{firstMonth > 96 ? `Today, ${shortDay(now, now)}` : 'Today'}</span>}
      {line !== null && until !== null && (
        <i className={s.until} style={{ width: line }}>
          <span className={isBehind ? s.behind : s.before}>{exactLocal(until, now)}</span>
        </i>
      )}
    </div>
  );
}

const line = (row: Row, now: number, name = row.name): string => `${name}: ${endWords(row, now)}`;
const label = (c: Cluster, now: number): string =>
  c.rows.length === 1 && c.rows[0] ? line(c.rows[0], now) : `${count(c.rows.length, 'key')} near ${c.rows[0] ? line(c.rows[0], now) : ''}`;
const tip = (c: Cluster, now: number): string =>
  [...c.rows.slice(0, 8).map((r) => line(r, now, isolated(r.name))), ...(c.rows.length > 8 ? [`and ${c.rows.length - 8} more`] : [])].join(
    '\n',
  );
const fateWords = (c: Cluster, dying: number, { at }: Alive, now: number): string =>
  dying === 0 || at === null ? '' : `; ${c.rows.length === 1 ? '' : `${dying} of them `}will not make it to ${exactLocal(at, now)}`;
