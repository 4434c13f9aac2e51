import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useState } from 'react';
import { STATE_WORDS } from '../../src/domain/key-state';
import type { KeyView, ProfileView } from '../../src/domain/views';
import './bare.css';
import { expiryOf, fragmentOf, nameOf, stateOf } from '../../src/renderer/lib/key-view';
import { makeData } from './data';
import { draw, Later, rootOf } from './later';
import { installProbe } from './probe';

/**
 * The reference: TanStack Virtual and nothing else that is not needed for a grid of the same columns, as many rows high. One plain text a
 * cell; flat rows that are there before the mount; search and sort in the one line that first comes to mind.
 */

interface FlatRow {
  readonly id: string;
  readonly key: string;
  readonly state: string;
  readonly server: string;
  readonly owner: string;
  readonly scopes: string;
  readonly created: number;
  readonly expires: number;
  readonly lastUsed: number;
  readonly places: number;
}
type ColumnId = Exclude<keyof FlatRow, 'id'>;
const COLUMNS: readonly ColumnId[] = ['key', 'state', 'server', 'owner', 'scopes', 'created', 'expires', 'lastUsed', 'places'];

function flat(k: KeyView, profile: ProfileView | undefined, now: number): FlatRow {
  const listed = k.listed?.value;
  const expiry = expiryOf(k);
  const end = expiry.kind === 'at' ? expiry.at : Number.MAX_SAFE_INTEGER;
  return {
    id: k.id,
    key: `${nameOf(k)} ${fragmentOf(k)}`,
    state: STATE_WORDS[stateOf(k, now).state],
    server: profile?.label ?? '',
    owner: listed?.owner?.label ?? '',
    scopes: listed?.scopes?.join(' ') ?? '',
    created: listed?.createdAt ?? 0,
    expires: end,
    lastUsed: typeof listed?.lastUsed === 'number' ? listed.lastUsed : 0,
    places: k.places.length,
  };
}

const TEXTS = ['key', 'state', 'server', 'owner', 'scopes'] as const;

function Bare({
  all,
  columns,
  height,
}: {
  readonly all: readonly FlatRow[];
  readonly columns: readonly ColumnId[];
  readonly height: number;
}) {
  const [search, setSearch] = useState('');
  const [sort, setSort] = useState<{ readonly by: ColumnId | null; readonly down: boolean }>({ by: null, down: false });
  const sorted = useMemo(() => {
    const { by, down } = sort;
    const way = down ? -1 : 1;
    return by === null ? all : [...all].sort((a, b) => (a[by] < b[by] ? -way : a[by] > b[by] ? way : 0));
  }, [all, sort]);
  const rows = useMemo(() => {
    const word = search.toLowerCase();
    return word === '' ? sorted : sorted.filter((r) => TEXTS.some((c) => r[c].toLowerCase().includes(word)));
  }, [sorted, search]);
  const [scroller, attach] = useState<HTMLDivElement | null>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller, estimateSize: () => 46, overscan: 6 });
  return (
    <>
      <input type="search" onInput={(e) => setSearch(e.currentTarget.value)} />
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual grid, as the measured one */}
      <div role="grid" tabIndex={0} aria-rowcount={rows.length + 1}>
        {/* biome-ignore lint/a11y/useSemanticElements: a virtual grid, as the measured one */}
        <div role="rowgroup" className="head">
          {columns.map((c) => (
            // biome-ignore lint/a11y/useSemanticElements: a virtual grid, as the measured one
            // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
            <div key={c} role="columnheader">
              <button type="button" onClick={() => setSort((s) => ({ by: c, down: s.by === c && !s.down }))}>
                {c}
              </button>
            </div>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a virtual grid, as the measured one */}
        <div ref={attach} role="rowgroup" className="body" style={{ height }}>
          <div className="space" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              return row === undefined ? null : (
                // biome-ignore lint/a11y/useSemanticElements: a virtual grid, as the measured one
                // biome-ignore lint/a11y/useFocusableInteractive: nobody uses this grid
                <div key={row.id} role="row" data-id={row.id} className="row" style={{ transform: `translateY(${item.start}px)` }}>
                  {columns.map((c) => (
                    // biome-ignore lint/a11y/useSemanticElements: a virtual grid, as the measured one
                    // biome-ignore lint/a11y/useFocusableInteractive: nobody uses this grid
                    <div key={c} role="gridcell">
                      {row[c]}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </>
  );
}

/** The data stays in memory beside the flat rows, as it does in the window. These count for the heap and not for the time. */
export function prepare(count: number, columns: number, height: number): void {
  const { keys, profiles, run } = makeData(count);
  const byId = new Map(profiles.map((p) => [p.id, p]));
  let all: readonly FlatRow[] = [];
  const grid = () => <Bare all={all} columns={COLUMNS.slice(0, columns)} height={height} />;
  const ready = () =>
    installProbe({
      prepare: () => {
        all = keys.map((k) => flat(k, byId.get(k.profileId), run.fixedNow ?? 0));
      },
      draw,
    });
  rootOf(height).render(<Later ready={ready}>{grid}</Later>);
}
