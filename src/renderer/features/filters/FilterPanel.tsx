import { useId, useMemo, useState } from 'react';
import { FACET_TITLES, type FacetId, type FacetOption, facetOptions } from '../../lib/facets';
import { useNow } from '../../stores/clock';
import { useSnapshot } from '../../stores/state';
import { toggleFilter, useUi } from '../../stores/ui';
import { PANEL } from '../topbar/Chips';
import type { Rows } from '../window/use-rows';
import s from './FilterPanel.module.css';

/** So many values are taken in at a glance; more of them get a box to narrow them by. */
const AT_A_GLANCE = 10;

/** A facet with the values to choose from. */
interface Offered {
  readonly id: FacetId;
  readonly options: readonly FacetOption[];
}

/** What the table can be narrowed to, beside state and server: each group's values are alternatives, the groups add up. */
export function FilterPanel({ rows }: { readonly rows: Rows }) {
  const driverList = useSnapshot((x) => x.drivers);
  const view = useUi((u) => u.view);
  const facets = useUi((u) => u.facets);
  const now = useNow();
  const inView = useMemo(
    () => (view.kind === 'profile' ? rows.all.filter((r) => r.key.profileId === view.profileId) : rows.all),
    [rows.all, view],
  );
  const groups = useMemo(() => {
    const context = { now, drivers: new Map(driverList.map((d) => [d.kind, d])), fate: rows.fate };
    return PANEL.map((id) => ({ id, options: facetOptions(inView, id, context) }));
  }, [inView, now, driverList, rows.fate]);
  const columns: Offered[][] = [];
  for (const { id, options } of groups) {
    // What is chosen and fits nothing any more can still be taken back.
    const gone = [...(facets[id] ?? [])]
      .filter((v) => !options.some((o) => o.value === v))
      .map((value) => ({ value, label: value, count: 0 }));
    const group = { id, options: [...options, ...gone] };
    // The short one stands below its neighbour.
    const above = id === 'access' ? columns.at(-1) : undefined;
    if (group.options.length === 0) continue;
    if (above) above.push(group);
    else columns.push([group]);
  }
  return (
    <div className={s.panel}>
      {columns.map((column) => (
        <div key={column[0]?.id} className={s.column}>
          {column.map(({ id, options }) => (
            <Group key={id} id={id} options={options} chosen={facets[id]} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Group({
  id,
  options,
  chosen,
}: {
  readonly id: FacetId;
  readonly options: readonly FacetOption[];
  readonly chosen: ReadonlySet<string> | undefined;
}) {
  const base = useId();
  const [find, setFind] = useState('');
  const fitting = options.filter((o) => o.label.toLowerCase().includes(find.trim().toLowerCase()));
  return (
    <fieldset className={s.group}>
      <legend>{FACET_TITLES[id]}</legend>
      {options.length > AT_A_GLANCE && (
        <input
          type="search"
          className={s.find}
          aria-label={`Find in ${FACET_TITLES[id]}`}
          placeholder="Find"
          value={find}
          onChange={(e) => setFind(e.target.value)}
        />
      )}
      <div className={s.options}>
        {fitting.map((o, i) => (
          <label key={o.value} htmlFor={`${base}-${i}`} className={o.count === 0 ? s.none : undefined}>
            <input id={`${base}-${i}`} type="checkbox" checked={chosen?.has(o.value) ?? false} onChange={() => toggleFilter(id, o.value)} />
            <span>{o.label}</span>
            <span className={s.count}>
              {o.count.toLocaleString('en-GB')}
              <span className="visually-hidden"> keys</span>
            </span>
          </label>
        ))}
        {fitting.length === 0 && <p className={s.none}>None fits.</p>}
      </div>
    </fieldset>
  );
}
