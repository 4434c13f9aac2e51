import { createRoot } from 'react-dom/client';
import { makeData } from './data';
import { installProbe } from './probe';

/**
 * The whole window as the app has it: sidebar, search, horizon, table, status line. It stands there waiting for its first state, as after a
 * start; the measured mount begins when that arrives.
 */
export async function prepare(rows: number): Promise<void> {
  const data = makeData(rows);
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
  await import('../../src/renderer/styles/tokens.css');
  await import('../../src/renderer/styles/base.css');
  const { App } = await import('../../src/renderer/App');
  createRoot(root).render(<App />);
  installProbe({ draw: () => arrive({ ok: true, value: data }) });
}
