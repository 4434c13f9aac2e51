import type { BrowserWindow } from 'electron';
import type { StoredSettings } from '../storage/documents';
import { hideInsteadOfClosing } from './background';
import { openWindow, rememberWindow } from './window';

/**
 * Milliseconds between "the page is loaded" and the looks at keychain, places and servers. The page then still fetches and draws its table,
 * some 150 ms of work that they would take the processor from.
 */
const DRAW_FIRST_MS = 250;

export interface MainWindowOptions {
  readonly preload: string;
  readonly packaged: boolean;
  readonly bounds: () => StoredSettings['window'];
  readonly remember: (bounds: StoredSettings['window']) => void;
  /** A new secret that no store took is shown: the window cannot be closed. */
  readonly mustStay: () => boolean;
  /** Closing only hides. */
  readonly keeps: () => boolean;
  readonly tell: (window: BrowserWindow, command: string) => void;
  readonly opened: () => void;
  /** The page is loaded and drawn. */
  readonly drawn: () => void;
  readonly focused: () => void;
  readonly log: (line: string) => void;
}

/** The one window, whether there is one or not. */
export interface MainWindow {
  current(): BrowserWindow | null;
  /** Brings it forward, or opens it; a command in the words of `ui.command` says what it shows. */
  show(command?: string | null): void;
  /** For a moment there is no window since a new one takes its place. */
  isReplacing(): boolean;
}

export function createMainWindow(options: MainWindowOptions): MainWindow {
  let window: BrowserWindow | null = null;
  let isDrawn = false;
  let isReplacing = false;
  /** What was asked of a page that does not listen yet. */
  let waiting: string | null = null;

  const open = (command: string | null): void => {
    const opening = openWindow(options.preload, options.bounds(), options.packaged, command);
    window = opening;
    isDrawn = false;
    waiting = null;
    let isLoaded = false;
    rememberWindow(opening, options.remember);
    options.opened();
    opening.on('focus', options.focused);
    opening.webContents.once('did-finish-load', () => {
      isLoaded = true;
      setTimeout(() => {
        isDrawn = true;
        if (waiting !== null && window === opening) options.tell(opening, waiting);
        waiting = null;
        options.drawn();
      }, DRAW_FIRST_MS).unref();
    });
    opening.webContents.on('render-process-gone', (_e, details) => {
      options.log(`window process gone: ${details.reason}`);
      // One that never came to load would only go again.
      if (details.reason === 'clean-exit' || !isLoaded || opening.isDestroyed()) return;
      // For a moment there is no window, which must not read as the person having closed the last one.
      isReplacing = true;
      const wasVisible = opening.isVisible();
      opening.destroy();
      // A hidden one comes back when it is wanted.
      if (wasVisible || !options.keeps()) open(null);
      isReplacing = false;
    });
    opening.on('close', (event) => {
      if (options.mustStay()) event.preventDefault();
    });
    hideInsteadOfClosing(opening, options.keeps);
    opening.on('closed', () => {
      if (window === opening) window = null;
    });
  };

  return {
    current: () => window,
    isReplacing: () => isReplacing,
    show: (command = null) => {
      if (!window || window.isDestroyed()) {
        open(command);
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      if (command === null) return;
      if (isDrawn) options.tell(window, command);
      else waiting = command;
    },
  };
}
