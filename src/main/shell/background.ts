import { app, type BrowserWindow } from 'electron';

/** The switch of a start without a window; by it a login starts Tessera. */
export const HIDDEN = '--hidden';

/** Whether this start is one by login. macOS gives no arguments to what it starts then, but says so. */
export function startedHidden(): boolean {
  if (process.platform === 'darwin') return app.isPackaged && app.getLoginItemSettings().wasOpenedAtLogin;
  return process.argv.includes(HIDDEN);
}

/** While `keeps` says so, the window's close button only hides it: warnings go on. The tray, or a further start, brings it back. */
export function hideInsteadOfClosing(window: BrowserWindow, keeps: () => boolean): void {
  window.on('close', (event) => {
    if (event.defaultPrevented || !keeps()) return;
    event.preventDefault();
    window.hide();
  });
}
