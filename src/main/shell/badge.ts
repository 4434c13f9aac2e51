import { app, type BrowserWindow, nativeImage } from 'electron';
import overlay from '../../../resources/icons/overlay-attention.png?asset';
import { titleFor } from './tray-model';

/** Says in the window's title, on the dock and in the task bar how many keys need attention; nothing about them. */
export function showAttention(window: BrowserWindow | null, attention: number): void {
  // On Linux a dock that knows no badges answers false; the title says it anyway.
  if (process.platform !== 'win32') app.setBadgeCount(attention);
  if (!window || window.isDestroyed()) return;
  const title = titleFor(attention);
  window.setTitle(title);
  if (process.platform === 'win32') window.setOverlayIcon(attention === 0 ? null : nativeImage.createFromPath(overlay), title);
}
