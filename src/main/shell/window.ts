import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { StoredSettings } from '../storage/documents';
import { ORIGIN } from './pages';

type Bounds = StoredSettings['window'];

/**
 * Opens the one window: sandboxed, isolated, without Node; where the user left it, if that place is still on a screen. `command`: what it is to
 * show first, in the words of `ui.command`; the page finds it behind the # of its own address, since nobody listens for events yet.
 */
export function openWindow(preload: string, bounds: Bounds, packaged: boolean, command: string | null): BrowserWindow {
  const place = onScreen(bounds) ? { x: bounds.x ?? 0, y: bounds.y ?? 0 } : {};
  const window = new BrowserWindow({
    width: bounds.width,
    height: bounds.height,
    ...place,
    minWidth: 760,
    minHeight: 520,
    show: false,
    title: 'Tessera',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16191d' : '#fbfaf7',
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(preload),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      devTools: !packaged,
    },
  });
  if (bounds.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  // The title counts what needs attention, which the page's own does not.
  window.on('page-title-updated', (event) => event.preventDefault());
  void window.loadURL(`${ORIGIN}/${command === null ? '' : `#${encodeURIComponent(command)}`}`);
  return window;
}

/** A revealed secret stands in the window for 30 s at most; a moment more for the window to take it away. */
const SHIELD_MS = 31_000;

/** Keeps a window out of screenshots and screen sharing for as long as a revealed secret may stand in it. Linux has no such protection. */
export function createShield(window: () => BrowserWindow | null): () => void {
  let timer: NodeJS.Timeout | null = null;
  const protect = (on: boolean): void => {
    const own = window();
    if (own && !own.isDestroyed()) own.setContentProtection(on);
  };
  return () => {
    if (timer) clearTimeout(timer);
    protect(true);
    timer = setTimeout(() => protect(false), SHIELD_MS);
  };
}

function onScreen({ x, y, width, height }: Bounds): boolean {
  if (x === null || y === null) return false;
  return screen
    .getAllDisplays()
    .some(
      ({ workArea: a }) => x < a.x + a.width - 60 && x + width > a.x + 60 && y >= a.y - 8 && y + Math.min(height, 40) <= a.y + a.height,
    );
}

/** Calls `save` with the window's place a moment after it was moved or sized. */
export function rememberWindow(window: BrowserWindow, save: (bounds: Bounds) => void): void {
  let timer: NodeJS.Timeout | null = null;
  const later = (): void => {
    if (timer) clearTimeout(timer);
    timer = setTimeout(() => {
      if (window.isDestroyed() || window.isMinimized()) return;
      const maximized = window.isMaximized();
      const { x, y, width, height } = window.getBounds();
      save({ x, y, width, height, maximized });
    }, 500);
  };
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(event as 'resize', later);
}
