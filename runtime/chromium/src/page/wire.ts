/** What the two halves of a page and the main process say to each other. Main → page messages go to the isolated world only. */

/** The isolated world's name, which also decides where the binding below exists. */
export const WORLD = 'tessera-preload';
/** The function through which the isolated world reaches main; the page's own world does not have it. */
export const BINDING = '__electronOnChromium';
/** The event with which the isolated world hands the shared element to the main world, before any script of the page. */
export const HANDSHAKE = 'electron-on-chromium:handshake';

/** How the address of Chromium's first page begins, which stands in the window until the app loads its own. No script of ours runs there. */
export const SPLASH = 'data:text/html;charset=utf-8;starting=1,';
/** Whether a document is one that Chromium opens a window with. */
export const isEmptyDocument = (url: string): boolean => url.startsWith(SPLASH) || url === 'about:blank';

/** One accelerator of the application menu, as matched on keydown. */
export interface Accelerator {
  readonly id: number;
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
}

export interface KeyInput {
  readonly type: 'keyDown' | 'keyUp';
  readonly key: string;
  readonly code: string;
  readonly control: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  readonly isAutoRepeat: boolean;
}

export type FromPage =
  | { t: 'hello' }
  | { t: 'invoke'; id: number; channel: string; args: string }
  | { t: 'send'; channel: string; args: string }
  | { t: 'accelerator'; id: number }
  | { t: 'focus'; value: boolean }
  | { t: 'bounds' }
  | { t: 'open'; url: string; name: string; features: string }
  | { t: 'preloadError'; message: string; stack: string };

export type ToPage =
  | { t: 'reply'; id: number; ok: true; value: string }
  | { t: 'reply'; id: number; ok: false; error: string }
  | { t: 'event'; channel: string; args: string }
  | { t: 'accelerators'; list: readonly Accelerator[] }
  | { t: 'closing' };

/** What main fills into the isolated world's script. */
export interface PageConfig {
  readonly platform: string;
  readonly arch: string;
  readonly chrome: string;
  readonly headed: boolean;
}
