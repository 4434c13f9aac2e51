import { type BrowserWindow, ipcMain } from 'electron';
import type { EventName, Events } from '../../ipc/contract';
import { checkEvent } from '../../ipc/serve';

/**
 * The only place that touches raw `ipcMain`. One channel; the sender's frame is checked before anything else, at once, since it is null
 * after a navigation. A call from any frame but our own window's main frame at our own address is not answered.
 */
export function serveIpc(
  window: () => BrowserWindow | null,
  origin: string,
  answer: (method: unknown, args: unknown) => Promise<unknown>,
): void {
  ipcMain.handle('tessera', (event, method: unknown, args: unknown) => {
    const frame = event.senderFrame;
    const own = window();
    if (
      !frame ||
      !own ||
      own.isDestroyed() ||
      event.sender !== own.webContents ||
      frame !== own.webContents.mainFrame ||
      !isOurs(frame.url, origin)
    )
      return {
        ok: false,
        error: { code: 'ipc.foreign', message: 'This call did not come from the window of Tessera.', next: { do: 'none' } },
      };
    return answer(method, args);
  });
}

/** Sends an event to the window, if there is one and the event keeps the contract. */
export function sendEvent<E extends EventName>(window: BrowserWindow | null, event: E, value: Events[E], broken: () => void): void {
  if (!window || window.isDestroyed() || window.webContents.isDestroyed()) return;
  const checked = checkEvent(event, value);
  if (checked) window.webContents.send('tessera', event, checked.value);
  else broken();
}

export function isOurs(url: string, origin: string): boolean {
  try {
    const parsed = new URL(url);
    return `${parsed.protocol}//${parsed.host}` === origin;
  } catch {
    return false;
  }
}
