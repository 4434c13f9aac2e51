import { beforeEach, describe, expect, it, vi } from 'vitest';

const handle = vi.hoisted(() => vi.fn());
// biome-ignore lint/plugin: the wrapper's own test stands in for what it wraps
vi.mock('electron', () => ({ ipcMain: { handle } }));

import { isOurs, serveIpc } from './ipc-main';

const ORIGIN = 'app://tessera';
type Handler = (event: { senderFrame: unknown; sender: unknown }, method: unknown, args: unknown) => unknown;

function setUp() {
  const mainFrame = { url: 'app://tessera/index.html' };
  const webContents = { mainFrame };
  const window = { isDestroyed: () => false, webContents };
  const answer = vi.fn(async () => ({ ok: true, value: 1 }));
  serveIpc(() => window as never, ORIGIN, answer);
  const call = handle.mock.calls.at(-1)?.[1] as Handler;
  return { call, answer, mainFrame, webContents, window };
}

beforeEach(() => handle.mockReset());

describe('the sender of a call', () => {
  it('is answered when it is our window’s main frame at our own address', async () => {
    const { call, answer, mainFrame, webContents } = setUp();
    await call({ senderFrame: mainFrame, sender: webContents }, 'app.snapshot', {});
    expect(answer).toHaveBeenCalledOnce();
  });

  it.each<[string, (s: ReturnType<typeof setUp>) => { senderFrame: unknown; sender: unknown }]>([
    ['a frame that has navigated away', (s) => ({ senderFrame: null, sender: s.webContents })],
    ['another frame of our window', (s) => ({ senderFrame: { url: 'app://tessera/' }, sender: s.webContents })],
    ['another window', (s) => ({ senderFrame: s.mainFrame, sender: {} })],
    [
      'our main frame at a foreign address',
      (s) => {
        s.mainFrame.url = 'https://evil.example/';
        return { senderFrame: s.mainFrame, sender: s.webContents };
      },
    ],
    [
      'a name that begins like ours',
      (s) => {
        s.mainFrame.url = 'app://tessera.evil/';
        return { senderFrame: s.mainFrame, sender: s.webContents };
      },
    ],
  ])('is refused when it is %s', async (_name, from) => {
    const s = setUp();
    expect(await s.call(from(s), 'app.snapshot', {})).toMatchObject({ ok: false, error: { code: 'ipc.foreign' } });
    expect(s.answer).not.toHaveBeenCalled();
  });

  it('tells our address from others', () => {
    expect(isOurs('app://tessera/x', ORIGIN)).toBe(true);
    for (const url of ['app://tessera2/', 'app://x@tessera.evil/', 'https://tessera/', 'file:///app://tessera', 'nonsense', ''])
      expect(isOurs(url, ORIGIN)).toBe(false);
  });
});
