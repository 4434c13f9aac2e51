import type { Browser } from '../chromium/browser';
import type { Protocol } from '../chromium/protocol';

type Rectangle = Electron.Rectangle;
export type State = 'normal' | 'minimized' | 'maximized' | 'fullscreen';

/** Where a window is and how it is shown: known at once, told to Chromium when its window is there, corrected by what Chromium reports. */
export class WindowPlace {
  readonly #browser: Browser;
  readonly #emit: (event: string) => void;
  #windowId: number | null = null;
  #bounds: Rectangle;
  #normal: Rectangle;
  #state: State = 'normal';
  minimum: readonly [width: number, height: number] = [0, 0];

  constructor(browser: Browser, bounds: Rectangle, emit: (event: string) => void) {
    this.#browser = browser;
    this.#bounds = bounds;
    this.#normal = bounds;
    this.#emit = emit;
  }

  get bounds(): Rectangle {
    return { ...this.#bounds };
  }
  /** The bounds that the window has when it is neither maximised nor minimised. */
  get normal(): Rectangle {
    return { ...this.#normal };
  }
  get state(): State {
    return this.#state;
  }

  /** Chromium's window for a page is there: it gets the place that was asked for meanwhile. */
  async attach(targetId: string): Promise<void> {
    const { windowId } = await this.#browser.root.send('Browser.getWindowForTarget', { targetId });
    this.#windowId = windowId;
    this.#tell();
    if (this.#state !== 'normal') this.#post({ windowState: this.#state });
  }

  move(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    this.#normal = this.#bounds;
    this.#tell();
  }
  show(state: State): void {
    const before = this.#state;
    this.#state = state;
    // Chromium goes from one special state to another only by way of the normal one.
    if (before !== 'normal' && state !== 'normal') this.#post({ windowState: 'normal' });
    this.#post({ windowState: state });
    this.#announce(before, state);
  }
  /** Takes over what the window manager and the person did to the window. */
  async read(): Promise<void> {
    if (this.#windowId === null) return;
    const { bounds } = await this.#browser.root.send('Browser.getWindowBounds', { windowId: this.#windowId });
    const state: State = bounds.windowState ?? 'normal';
    const before = this.#state;
    this.#state = state;
    const old = this.#bounds;
    const { left = old.x, top = old.y, width = old.width, height = old.height } = bounds;
    this.#bounds = { x: left, y: top, width, height };
    if (state === 'normal') this.#normal = this.#bounds;
    this.#announce(before, state);
    if (old.width !== width || old.height !== height) this.#emit('resize');
    if (old.x !== left || old.y !== top) this.#emit('move');
  }

  #tell(): void {
    const { x, y, width, height } = this.#bounds;
    const [minWidth, minHeight] = this.minimum;
    this.#post({ left: x, top: y, width: Math.max(width, minWidth), height: Math.max(height, minHeight) });
  }
  #post(bounds: Protocol.Browser.Bounds): void {
    if (this.#windowId !== null) this.#browser.root.post('Browser.setWindowBounds', { windowId: this.#windowId, bounds });
  }
  #announce(before: State, now: State): void {
    if (before === now) return;
    if (now === 'maximized') this.#emit('maximize');
    if (before === 'maximized') this.#emit('unmaximize');
    if (now === 'minimized') this.#emit('minimize');
    if (before === 'minimized') this.#emit('restore');
    if (now === 'fullscreen') this.#emit('enter-full-screen');
    if (before === 'fullscreen') this.#emit('leave-full-screen');
  }
}
