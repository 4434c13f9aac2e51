import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type MouseEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useContextMenu } from '../../components/Menu';
import { exactLocal } from '../../lib/dates';
import { isGroup, lineId } from '../../lib/grouping';
import { Part } from '../../lib/later';
import { useWidth } from '../../lib/use-size';
import { useNow } from '../../stores/clock';
import { useSnapshot } from '../../stores/state';
import { useUi } from '../../stores/ui';
import { useAlive } from '../horizon/alive';
import { nothingPart } from '../window/parts';
import type { Rows } from '../window/use-rows';
import type { CellContext } from './columns';
import { GroupRow } from './GroupRow';
import { type Modifiers, onGridKey } from './grid-keys';
import { rangeOf, Typing } from './grid-moves';
import { Header } from './Header';
import { HowDrawn } from './HowDrawn';
import s from './KeyTable.module.css';
import { Foot, GridRow } from './parts';
import { rowMenu } from './row-menu';
import { useColumns, useFitted } from './use-fitted';
import { useLines } from './use-lines';

const ROW = 46;

/** The table of keys: a grid whose rows are drawn as they come into view. Rows take the focus; arrow keys move it. */
export function KeyTable({ rows }: { readonly rows: Rows }) {
  const { shown } = rows;
  const now = useNow();
  const driverList = useSnapshot((x) => x.drivers);
  const sort = useUi((u) => u.sort);
  const current = useUi((u) => u.current);
  const selected = useUi((u) => u.selected);
  const [attach, scroller, width] = useWidth<HTMLDivElement>();
  const head = useRef<HTMLDivElement>(null);
  const anchor = useRef(0);
  /** Set by the keyboard: the line that gets the grid's focus takes it once it is drawn. */
  const wantsFocus = useRef(false);
  const typed = useRef(new Typing());
  const [said, say] = useState('');

  const drivers = useMemo(() => new Map(driverList.map((d) => [d.kind, d])), [driverList]);
  const columns = useColumns(rows.withOwners);
  const fitted = useFitted(columns, width);
  const { lines, grouped, index, focusGroup, toggle } = useLines(shown);
  const focused = lines[index];
  const focusedId = focused === undefined ? null : lineId(focused);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW,
    overscan: 6,
    // The line with the focus stays drawn when it is scrolled away, or the focus would be lost with it.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range);
      return index < 0 || visible.includes(index) ? visible : [...visible, index].sort((a, b) => a - b);
    },
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another line gets the focus; a refresh must not scroll the table
  useLayoutEffect(() => {
    if (index >= 0 && !isWhollySeen(scroller, focusedId)) virtual.scrollToIndex(index, { align: 'auto' });
    if (wantsFocus.current) {
      wantsFocus.current = false;
      scroller?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus({ preventScroll: true });
    }
  }, [focusedId]);

  // Only what is in sight can be acted on, in the order in which it stands.
  const marked = useMemo(
    () => (selected.size > 1 ? lines.flatMap((l) => (!isGroup(l) && selected.has(l.key.id) ? [l.key.id] : [])) : []),
    [lines, selected],
  );

  const go = (to: number, e: Modifiers) => {
    const line = lines[to];
    if (line === undefined) return;
    if (!e.shiftKey) anchor.current = to;
    const marks = e.shiftKey
      ? rangeOf(lines, anchor.current, to)
      : e.ctrlKey || e.metaKey || isGroup(line)
        ? selected
        : new Set([line.key.id]);
    focusGroup(isGroup(line) ? line.group : null);
    useUi.setState(isGroup(line) ? { selected: marks } : { current: line.key.id, selected: marks });
  };

  const menu = useContextMenu('Actions', () => (focused === undefined || isGroup(focused) ? [] : rowMenu(focused, marked, drivers)));

  const goRef = useRef(go);
  goRef.current = go;
  const openMenu = menu.open;
  const onRow = useCallback(
    (i: number, e: MouseEvent<HTMLDivElement>) => {
      if (e.type === 'contextmenu') {
        e.preventDefault();
        const id = e.currentTarget.dataset.id;
        if (id !== undefined && !useUi.getState().selected.has(id)) goRef.current(i, { shiftKey: false, ctrlKey: false, metaKey: false });
        else useUi.setState({ current: id ?? null });
        openMenu(e.clientX, e.clientY);
        return;
      }
      if (e.ctrlKey || e.metaKey) {
        const id = e.currentTarget.dataset.id ?? '';
        useUi.setState((u) => {
          const next = new Set(u.selected);
          if (!next.delete(id)) next.add(id);
          return { selected: next, current: id };
        });
        anchor.current = i;
        return;
      }
      goRef.current(i, e);
      if (!e.shiftKey) useUi.setState({ detailOpen: true });
    },
    [openMenu],
  );

  useEffect(() => {
    if (index >= 0 && selected.size <= 1) anchor.current = index;
  }, [index, selected]);

  const until = useAlive((a) => a.at);
  const alive = useMemo(
    () => (rows.fate === null || until === null ? null : { fate: rows.fate, when: exactLocal(until, now) }),
    [rows.fate, until, now],
  );
  const context: CellContext = useMemo(() => ({ now, drivers, alive, width: 0 }), [now, drivers, alive]);
  const template = useMemo<CSSProperties>(
    () => ({ gridTemplateColumns: fitted.widths.map((w) => `${w}px`).join(' '), width: fitted.total }),
    [fitted],
  );

  if (rows.all.length === 0)
    return (
      <section className={s.card} aria-label="Keys">
        <Part of={nothingPart} props={{ shown }} />
      </section>
    );
  return (
    <section className={s.card} aria-label="Keys">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it is a grid, or one whose rows fold */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles support all of them */}
      <div
        role={grouped ? 'treegrid' : 'grid'}
        aria-label="Keys"
        aria-multiselectable="true"
        aria-rowcount={lines.length + 1}
        aria-colcount={fitted.columns.length}
        className={s.grid}
        onKeyDown={(e) =>
          onGridKey(e, {
            lines,
            index,
            marked,
            page: Math.max(1, Math.floor((scroller?.clientHeight ?? ROW) / ROW) - 1),
            typing: typed.current,
            scrolled: (scroller?.scrollLeft ?? 0) > 0,
            go: (to, modifiers) => {
              wantsFocus.current = to !== index;
              go(to, modifiers);
            },
            toggle,
            openMenu,
          })
        }
      >
        {/* Whichever of both the focus scrolls sideways, the other follows. */}
        {/* biome-ignore lint/a11y/useSemanticElements: part of a virtual grid */}
        <div ref={head} role="rowgroup" className={s.head} onScroll={(e) => scroller?.scrollTo({ left: e.currentTarget.scrollLeft })}>
          {/* biome-ignore lint/a11y/useFocusableInteractive: the header's buttons take the focus */}
          {/* biome-ignore lint/a11y/useSemanticElements: part of a virtual grid */}
          <div role="row" aria-rowindex={1} className={s.headRow} style={template}>
            {fitted.columns.map((c) => (
              <Header
                key={c.id}
                column={c}
                fitted={fitted}
                sorted={sort.column === c.id ? (sort.ascending ? 'ascending' : 'descending') : 'none'}
                say={say}
              />
            ))}
          </div>
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: part of a virtual grid */}
        <div ref={attach} role="rowgroup" className={s.body} onScroll={(e) => head.current?.scrollTo({ left: e.currentTarget.scrollLeft })}>
          <div role="presentation" className={s.space} style={{ height: virtual.getTotalSize(), width: fitted.total }}>
            {width > 0 &&
              virtual.getVirtualItems().map((item) => {
                const line = lines[item.index];
                if (line === undefined) return null;
                const tabbable = item.index === Math.max(0, index);
                return isGroup(line) ? (
                  <GroupRow
                    key={lineId(line)}
                    group={line}
                    index={item.index}
                    top={item.start}
                    width={width}
                    columns={fitted.columns.length}
                    now={now}
                    tabbable={tabbable}
                    onFold={toggle}
                    onFocus={focusGroup}
                  />
                ) : (
                  <GridRow
                    key={line.key.id}
                    row={line}
                    index={item.index}
                    top={item.start}
                    grouped={grouped}
                    fitted={fitted}
                    template={template}
                    context={context}
                    selected={selected.has(line.key.id)}
                    current={line.key.id === current}
                    tabbable={tabbable}
                    onRow={onRow}
                  />
                );
              })}
          </div>
        </div>
      </div>
      {shown.length === 0 && (
        <div className={s.none}>
          <Part of={nothingPart} props={{ shown }} />
        </div>
      )}
      <Foot rows={rows} marked={marked}>
        <HowDrawn columns={columns} fitted={fitted} />
      </Foot>
      <span role="status" className="visually-hidden">
        {said}
      </span>
      {menu.element}
    </section>
  );
}

/**
 * Whether a row is drawn and wholly in sight, by the real layout: the virtualizer may not have heard of a scroll of this very moment, and
 * would move the row away from under the pointer.
 */
function isWhollySeen(scroller: HTMLElement | null, id: string | null): boolean {
  const row = id === null ? null : scroller?.querySelector(`[data-id="${CSS.escape(id)}"]`);
  if (!scroller || !row) return false;
  const outer = scroller.getBoundingClientRect();
  const inner = row.getBoundingClientRect();
  return inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
}
