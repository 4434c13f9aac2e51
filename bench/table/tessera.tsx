import { createRoot } from 'react-dom/client';
import { App } from '../../src/renderer/App';
import { KeyTable } from '../../src/renderer/features/table/KeyTable';
import { useRows } from '../../src/renderer/features/window/use-rows';
import { setStateForTest } from '../../src/renderer/stores/state';
import { makeData } from './data';
import { draw, Later, rootOf } from './later';
import { installProbe } from './probe';
import '../../src/renderer/styles/tokens.css';
import '../../src/renderer/styles/base.css';

/**
 * The whole window as the app has it: sidebar, search, horizon, table, status line. It stands there waiting for its first state, as after a
 * start; the measured mount begins when that arrives.
 */
export async function prepareWindow(count: number): Promise<void> {
  const value = makeData(count);
  let arrive: (answer: unknown) => void = () => undefined;
  const bridge = {
    invoke: (method: string) =>
      method === 'app.snapshot' ? new Promise((resolve) => (arrive = resolve)) : Promise.resolve({ ok: true, value: null }),
    on: () => undefined,
  };
  Object.assign(window, { tessera: bridge });
  const root = document.getElementById('root');
  if (root === null) throw new Error('no #root');
  await import('../../src/renderer/connect');
  createRoot(root).render(<App />);
  installProbe({ draw: () => arrive({ ok: true, value }) });
}

/** The table alone, over rows that are made and sorted already, as the bare grid has its own. */
function Table({ ready }: { readonly ready: () => void }) {
  const rows = useRows();
  return <Later ready={ready}>{() => <KeyTable rows={rows} />}</Later>;
}

export function prepareTable(count: number, height: number): void {
  const root = rootOf(height);
  setStateForTest(makeData(count));
  root.render(<Table ready={() => installProbe({ draw })} />);
}
