import { useEffect } from 'react';
import { Part, useThere } from '../../lib/later';
import { useAppState, useSnapshot } from '../../stores/state';
import { useUi } from '../../stores/ui';
import { HorizonStrip } from '../horizon/HorizonStrip';
import { Sidebar } from '../sidebar/Sidebar';
import { StatusLine } from '../status-line/StatusLine';
import { KeyTable } from '../table/KeyTable';
import { TopBar } from '../topbar/TopBar';
import { useEscape } from './escape';
import s from './MainWindow.module.css';
import { Page, type PageKind, pageOf } from './pages';
import { abovePart, detailPart, firstRunPart, nothingPart, palettePart } from './parts';
import { useShortcuts } from './shortcuts';
import { useAbove } from './use-above';
import { useRows } from './use-rows';

/** The main window: sidebar, table under its horizon, detail pane, status line. */
export function MainWindow() {
  useShortcuts();
  useEscape();
  useEffect(() => {
    // After the first paint, which does not pay for them, and before anybody asks for them.
    const idle = requestIdleCallback(() => void nothingPart.read().then(detailPart.read).then(palettePart.read).then(abovePart.read));
    return () => cancelIdleCallback(idle);
  }, []);
  const profiles = useSnapshot((x) => x.profiles.length);
  const palette = useUi((u) => u.paletteOpen);
  const page = useUi((u) => pageOf(u.view));
  return (
    <>
      {profiles === 0 && page === null ? <Bare /> : <Full page={page} />}
      {palette && <Part of={palettePart} props={{}} />}
    </>
  );
}

function Bare() {
  const there = useThere(firstRunPart, true);
  const above = useAbove(false);
  return (
    <div className={s.bare}>
      <main className={s.bareMain} aria-busy={!there || above.busy || undefined}>
        {above.element}
        <Part of={firstRunPart} props={{}} />
      </main>
      <StatusLine />
    </div>
  );
}

function Full({ page }: { readonly page: PageKind | null }) {
  const rows = useRows();
  const empty = rows.shown.length === 0 && page === null;
  const there = useThere(nothingPart, empty);
  const above = useAbove(page === null);
  const current = useUi((u) => u.current);
  const detailOpen = useUi((u) => u.detailOpen);
  const exists = useAppState((x) => current !== null && x.keyIndex.has(current));
  // The key whose details were open has gone (revoked, its server removed): the pane closes.
  useEffect(() => {
    if (current !== null && !exists) useUi.setState({ current: null, detailOpen: false, selected: new Set() });
  }, [current, exists]);
  const detail = detailOpen && current !== null && exists && page === null;
  return (
    <div className={`${s.window} ${detail ? s.withDetail : ''}`}>
      <Sidebar rows={rows} />
      <main className={s.main} aria-busy={(empty && !there) || above.busy || undefined}>
        {page === null && <TopBar rows={rows} />}
        {above.element}
        {page !== null ? (
          <Page kind={page} />
        ) : (
          <>
            {rows.all.length > 0 && <HorizonStrip rows={rows} />}
            <KeyTable rows={rows} />
          </>
        )}
      </main>
      {detail && <Part key={current} of={detailPart} props={{ keyId: current }} />}
      <StatusLine />
    </div>
  );
}
