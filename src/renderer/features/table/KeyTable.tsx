import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, type MouseEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useContextMenu } from '../../components/Menu';
import { count } from '../../lib/text';
import { useWidth } from '../../lib/use-size';
import { useNow } from '../../stores/clock';
import { useSnapshot } from '../../stores/state';
import { useUi } from '../../stores/ui';
import { copyTable, keyActions, revokeKeys } from '../key-actions';
import type { Rows } from '../window/use-rows';
import { type CellContext, COLUMNS, fitColumns } from './columns';
import { moveFocus, rangeOf, Typing } from './grid-moves';
import s from './KeyTable.module.css';
import { NothingToShow } from './NothingToShow';
import { Foot, GridRow, Header } from './parts';

const ROW = 46;

/** The table of keys: a grid whose rows are drawn as they come into view. Rows take the focus; arrow keys move it. */
export function KeyTable({ rows }: { readonly rows: Rows }) {
  const { shown } = rows;
  const now = useNow();
  const driverList = useSnapshot((x) => x.drivers);
  const view = useUi((u) => u.view);
  const sort = useUi((u) => u.sort);
  const current = useUi((u) => u.current);
  const selected = useUi((u) => u.selected);
  const [attach, scroller, width] = useWidth<HTMLDivElement>();
  const anchor = useRef(0);
  /** Set by the keyboard: the row that becomes current takes the focus once it is drawn. */
  const wantsFocus = useRef(false);
  const typed = useRef(new Typing());

  const drivers = useMemo(() => new Map(driverList.map((d) => [d.kind, d])), [driverList]);
  const kindsShown = useSnapshot((x) => x.profiles.map((p) => p.kind).join(' '));
  const fitted = useMemo(() => {
    const kinds = view.kind === 'profile' ? driverList : driverList.filter((d) => kindsShown.split(' ').includes(d.kind));
    const told = new Set(kinds.flatMap((d) => d.columns));
    const wanted = COLUMNS.filter((c) => {
      if (c.id === 'created') return told.has('created');
      if (c.id === 'owner') return view.kind === 'profile' ? rows.withOwners.has(view.profileId) : rows.withOwners.size > 0;
      return !(c.id === 'server' && view.kind === 'profile');
    });
    return fitColumns(wanted, width);
  }, [driverList, kindsShown, view, rows.withOwners, width]);

  const index = useMemo(() => (current === null ? -1 : shown.findIndex((r) => r.key.id === current)), [shown, current]);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW,
    overscan: 6,
    // The row with the focus stays drawn when it is scrolled away, or the focus would be lost with it.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range);
      return index < 0 || visible.includes(index) ? visible : [...visible, index].sort((a, b) => a - b);
    },
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another row becomes current; a refresh must not scroll the table
  useLayoutEffect(() => {
    if (index >= 0 && !isWhollySeen(scroller, current)) virtual.scrollToIndex(index, { align: 'auto' });
    if (wantsFocus.current) {
      wantsFocus.current = false;
      scroller?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus({ preventScroll: true });
    }
  }, [current]);

  // Only what is in sight can be acted on, in the order in which it stands.
  const marked = useMemo(
    () => (selected.size > 1 ? shown.filter((r) => selected.has(r.key.id)).map((r) => r.key.id) : []),
    [shown, selected],
  );

  const go = (to: number, e: { readonly shiftKey: boolean; readonly ctrlKey: boolean; readonly metaKey: boolean }) => {
    const id = shown[to]?.key.id;
    if (id === undefined) return;
    if (!e.shiftKey) anchor.current = to;
    const keep = e.ctrlKey || e.metaKey;
    useUi.setState({ current: id, selected: e.shiftKey ? rangeOf(shown, anchor.current, to) : keep ? selected : new Set([id]) });
  };

  const menu = useContextMenu('Actions', () => {
    const row = shown[index];
    if (row === undefined) return [];
    const ids = marked.length > 1 ? marked : [row.key.id];
    const copies = [
      'line' as const,
      { label: 'Copy as CSV', run: () => void copyTable(ids, 'csv') },
      { label: 'Copy as JSON', run: () => void copyTable(ids, 'json') },
    ];
    if (marked.length > 1)
      return [{ label: `Revoke ${count(marked.length, 'key')}…`, danger: true, run: () => revokeKeys(marked) }, ...copies];
    return [
      ...keyActions(row.key, row.profile, drivers.get(row.profile?.kind ?? '') ?? null).map((a) => ({
        label: a.label,
        danger: a.danger,
        run: () => void a.run(),
      })),
      ...copies,
    ];
  });

  const onKeyDown = (e: KeyboardEvent<HTMLDivElement>) => {
    if (!(e.target instanceof HTMLElement) || e.target.getAttribute('role') !== 'row') return;
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? ROW) / ROW) - 1);
    const to = moveFocus(e.key, index, shown.length, page);
    if (to !== null) {
      e.preventDefault();
      wantsFocus.current = true;
      go(to, e);
      return;
    }
    const row = shown[index];
    const found = typed.current.key(e, shown, index);
    if (found !== null) {
      e.preventDefault();
      wantsFocus.current = found !== index;
      go(found, { shiftKey: false, ctrlKey: false, metaKey: false });
    } else if (e.key === 'Enter') {
      e.preventDefault();
      useUi.setState({ detailOpen: true });
      // After the pane is drawn: its heading takes the focus, so that its actions are one Tab away.
      requestAnimationFrame(() => document.getElementById('detail-title')?.focus());
    } else if (e.key === ' ' && row) {
      e.preventDefault();
      const next = new Set(selected);
      if (!next.delete(row.key.id)) next.add(row.key.id);
      useUi.setState({ selected: next });
    } else if (e.key === 'Escape') {
      useUi.setState({ detailOpen: false, selected: new Set(row ? [row.key.id] : []) });
    } else if (e.key === 'a' && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      useUi.setState({ selected: new Set(shown.map((r) => r.key.id)) });
    } else if (e.key === 'Delete' && (row || marked.length > 1)) {
      revokeKeys(marked.length > 1 ? marked : row ? [row.key.id] : []);
    } else if (e.key === 'ContextMenu' || (e.key === 'F10' && e.shiftKey)) {
      e.preventDefault();
      const box = e.target.getBoundingClientRect();
      menu.open(box.left + 40, box.bottom - 8);
    }
  };

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

  const context: CellContext = useMemo(() => ({ now, drivers, width: 0 }), [now, drivers]);
  const template = useMemo<CSSProperties>(() => ({ gridTemplateColumns: fitted.widths.map((w) => `${w}px`).join(' ') }), [fitted]);

  if (rows.all.length === 0)
    return (
      <section className={s.card} aria-label="Keys">
        <NothingToShow shown={shown} />
      </section>
    );
  return (
    <section className={s.card} aria-label="Keys">
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be a table element */}
      <div
        role="grid"
        aria-label="Keys"
        aria-multiselectable="true"
        aria-rowcount={shown.length + 1}
        aria-colcount={fitted.columns.length}
        className={s.grid}
        onKeyDown={onKeyDown}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: part of a virtual grid */}
        <div role="rowgroup" className={s.head}>
          {/* biome-ignore lint/a11y/useFocusableInteractive: the header's buttons take the focus */}
          {/* biome-ignore lint/a11y/useSemanticElements: part of a virtual grid */}
          <div role="row" aria-rowindex={1} className={s.headRow} style={template}>
            {fitted.columns.map((c) => (
              <Header key={c.id} column={c} sorted={sort.column === c.id ? (sort.ascending ? 'ascending' : 'descending') : 'none'} />
            ))}
          </div>
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: part of a virtual grid */}
        <div ref={attach} role="rowgroup" className={s.body}>
          <div role="presentation" className={s.space} style={{ height: virtual.getTotalSize() }}>
            {width > 0 &&
              virtual.getVirtualItems().map((item) => {
                const row = shown[item.index];
                return row === undefined ? null : (
                  <GridRow
                    key={row.key.id}
                    row={row}
                    index={item.index}
                    top={item.start}
                    fitted={fitted}
                    template={template}
                    context={context}
                    selected={selected.has(row.key.id)}
                    current={item.index === index}
                    tabbable={item.index === Math.max(0, index)}
                    onRow={onRow}
                  />
                );
              })}
          </div>
        </div>
      </div>
      {shown.length === 0 && (
        <div className={s.none}>
          <NothingToShow shown={shown} />
        </div>
      )}
      <Foot rows={rows} marked={marked} />
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
