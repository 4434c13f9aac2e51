import type { Browser } from '../chromium/browser';
import { context, note } from '../context';
import { GuardedEmitter, PreventableEvent } from '../guard';
import { app, windowCloser } from './app';
import { windowOf } from './menu';
import { nativeTheme } from './native-theme';
import { screen } from './screen';
import { fromPartition, type Session } from './session';
import { WebContents } from './web-contents';
import { WindowPlace } from './window-place';

type Options = Electron.BrowserWindowConstructorOptions;
type Rectangle = Electron.Rectangle;

const windows = new Map<number, BrowserWindow>();
let nextId = 0;
let focused: BrowserWindow | null = null;

type Methods =
  | 'id'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'isVisible'
  | 'isFocused'
  | 'isMinimized'
  | 'minimize'
  | 'restore'
  | 'getBounds'
  | 'setBounds'
  | 'getNormalBounds'
  | 'getSize'
  | 'setSize'
  | 'getPosition'
  | 'setPosition'
  | 'center'
  | 'isMaximized'
  | 'maximize'
  | 'unmaximize'
  | 'isFullScreen'
  | 'setFullScreen'
  | 'setTitle'
  | 'getTitle'
  | 'setContentProtection'
  | 'setMenuBarVisibility'
  | 'flashFrame'
  | 'setMinimumSize'
  | 'setBackgroundColor'
  | 'setProgressBar'
  | 'setSkipTaskbar'
  | 'setOverlayIcon'
  | 'removeMenu'
  | 'loadURL'
  | 'reload';

/** What a window was told that Chromium's app window cannot do; tests read it. */
export interface WindowRecord {
  contentProtection: boolean;
  flashing: boolean;
  menuBarVisible: boolean;
  backgroundColor: string | null;
}

/** A window of the app: Chromium's app window, without its controls. */
export class BrowserWindow extends GuardedEmitter implements Pick<Electron.BrowserWindow, Methods> {
  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()];
  }
  static fromWebContents(webContents: unknown): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === webContents) ?? null;
  }
  static fromId(id: number): BrowserWindow | null {
    return windows.get(id) ?? null;
  }
  static getFocusedWindow(): BrowserWindow | null {
    return focused;
  }

  readonly id: number;
  readonly webContents: WebContents;
  readonly recorded: WindowRecord;
  readonly #browser: Browser;
  readonly #place: WindowPlace;
  #visible: boolean;
  #focused = false;
  #destroyed = false;
  #closing = false;
  #title: string;
  #painted = false;

  constructor(options: Options = {}) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.setMaxListeners(0);
    const web = options.webPreferences ?? {};
    if (web.nodeIntegration || web.contextIsolation === false || web.sandbox === false) {
      throw new Error(
        'electron-on-chromium: windows have context isolation and the sandbox, and no Node; anything else is not implemented',
      );
    }
    nextId += 1;
    this.id = nextId;
    const size = { width: options.width ?? 800, height: options.height ?? 600 };
    const area = screen.getPrimaryDisplay().workArea;
    const centred = { x: Math.round(area.x + (area.width - size.width) / 2), y: Math.round(area.y + (area.height - size.height) / 2) };
    const bounds = { x: options.x ?? Math.max(area.x, centred.x), y: options.y ?? Math.max(area.y, centred.y), ...size };
    this.#visible = options.show !== false;
    this.#title = options.title ?? app.getName();
    this.recorded = { contentProtection: false, flashing: false, menuBarVisible: true, backgroundColor: options.backgroundColor ?? null };
    this.#browser = context.ensureBrowser();
    this.#place = new WindowPlace(this.#browser, bounds, (event) => {
      if (!this.#destroyed) this.emit(event);
    });
    this.#place.minimum = [options.minWidth ?? 0, options.minHeight ?? 0];
    const session = (web.session as unknown as Session | undefined) ?? fromPartition(web.partition ?? '');
    const opener = [...windows.values()].find((window) => window.webContents.tab)?.webContents.tab ?? null;
    this.webContents = new WebContents(session, web.preload ?? null, this.#browser, opener);
    windows.set(this.id, this);
    this.#wire();
    setImmediate(() => app.emit('browser-window-created', new PreventableEvent(), this));
  }

  #wire(): void {
    const { webContents } = this;
    webContents.attached
      .then(async (tab) => {
        if (this.#destroyed) return;
        this.#browser.once(`destroyed:${tab.targetId}`, () => this.#gone());
        await this.#place.attach(tab.targetId);
        if (this.recorded.backgroundColor) this.setBackgroundColor(this.recorded.backgroundColor);
      })
      .catch(() => this.#gone());
    this.#browser.once('gone', () => {
      // Chromium ends with its last window: one that was closing has lost nothing.
      if (!this.#closing) webContents.renderProcessGone('killed');
      this.#gone();
    });
    webContents.onUnload = () => this.#askedByWindowManager();
    webContents.on('-unload-refused', () => this.#vetoed());
    webContents.on('-first-paint', () => this.#firstPaint());
    webContents.on('did-finish-load', () => setTimeout(() => this.#firstPaint(), 500).unref());
    webContents.on('-bounds', () => this.#refresh());
    webContents.on('focus', () => this.#setFocus(true));
    webContents.on('blur', () => this.#setFocus(false));
    webContents.on('page-title-updated', (_event: unknown, title: string) => {
      const event = new PreventableEvent();
      this.emit('page-title-updated', event, title, true);
      // Chromium's window shows the page's title: the window's own is put there again.
      if (event.defaultPrevented) this.setTitle(this.#title);
      else if (title !== '') this.#title = title;
    });
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }
  reload(): void {
    this.webContents.reload();
  }

  // -- Closing: Electron asks the app first ("close"), then the page ("beforeunload"), then says "closed".
  close(): void {
    if (this.#destroyed || this.#closing) return;
    if (!this.#allowed()) return;
    this.#closing = true;
    this.webContents.closing();
    const { tab } = this.webContents;
    // A page that is not loaded, or that has crashed, has nobody to ask.
    if (!tab || this.webContents.isCrashed() || this.#browser.gone) this.destroy();
    else tab.session.send('Page.close').catch(() => this.destroy());
  }
  /** At once, without asking. */
  destroy(): void {
    if (this.#destroyed) return;
    const { tab } = this.webContents;
    if (tab) this.#browser.root.post('Target.closeTarget', { targetId: tab.targetId });
    else this.webContents.attached.then(({ targetId }) => this.#browser.root.post('Target.closeTarget', { targetId })).catch(() => {});
    this.#gone();
  }
  #allowed(): boolean {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (event.defaultPrevented) this.#vetoed();
    return !event.defaultPrevented;
  }
  #vetoed(): void {
    this.#closing = false;
    app.closeVetoed();
  }
  async #askedByWindowManager(): Promise<boolean> {
    await this.#place.read().catch(() => {});
    if (this.#closing || this.#destroyed) return true;
    if (!this.#allowed()) return false;
    this.#closing = true;
    return true;
  }
  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this.id);
    if (focused === this) focused = null;
    if (this.webContents.tab) nativeTheme.forget(this.webContents.tab.session);
    this.webContents.destroy();
    this.emit('closed');
    if (windows.size === 0) setImmediate(() => windows.size === 0 && app.allWindowsClosed());
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }

  // -- Showing. Chromium's window is there from the start; a window that asks to be hidden first is brought up by show().
  show(): void {
    this.#alive();
    const was = this.#visible;
    this.#visible = true;
    if (this.#place.state === 'minimized') this.#place.show('normal');
    this.focus();
    if (!was) this.emit('show');
  }
  showInactive(): void {
    this.#alive();
    const was = this.#visible;
    this.#visible = true;
    if (this.#place.state === 'minimized') this.#place.show('normal');
    if (!was) this.emit('show');
  }
  hide(): void {
    this.#alive();
    if (!this.#visible) return;
    this.#visible = false;
    note('A hidden window is minimised: this runtime has no tray to hide it in.');
    this.#place.show('minimized');
    this.emit('hide');
  }
  isVisible(): boolean {
    return this.#visible;
  }
  focus(): void {
    this.#alive();
    this.webContents.tab?.session.post('Page.bringToFront');
  }
  blur(): void {}
  isFocused(): boolean {
    return this.#focused;
  }
  #setFocus(value: boolean): void {
    if (this.#focused === value || this.#destroyed) return;
    this.#focused = value;
    if (value) focused = this;
    else if (focused === this) focused = null;
    this.#refresh();
    this.emit(value ? 'focus' : 'blur');
    app.emit(value ? 'browser-window-focus' : 'browser-window-blur', new PreventableEvent(), this);
  }
  #firstPaint(): void {
    if (this.#painted || this.#destroyed) return;
    this.#painted = true;
    this.emit('ready-to-show');
  }

  // -- Bounds
  minimize(): void {
    this.#place.show('minimized');
  }
  restore(): void {
    this.#place.show('normal');
  }
  maximize(): void {
    this.#place.show('maximized');
  }
  unmaximize(): void {
    this.#place.show('normal');
  }
  setFullScreen(flag: boolean): void {
    this.#place.show(flag ? 'fullscreen' : 'normal');
  }
  isMinimized(): boolean {
    return this.#place.state === 'minimized';
  }
  isMaximized(): boolean {
    return this.#place.state === 'maximized';
  }
  isFullScreen(): boolean {
    return this.#place.state === 'fullscreen';
  }
  isNormal(): boolean {
    return this.#place.state === 'normal';
  }
  getBounds(): Rectangle {
    return this.#place.bounds;
  }
  getNormalBounds(): Rectangle {
    return this.#place.normal;
  }
  setBounds(bounds: Partial<Rectangle>): void {
    this.#alive();
    this.#place.move(bounds);
  }
  getSize(): number[] {
    return [this.#place.bounds.width, this.#place.bounds.height];
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }
  getPosition(): number[] {
    return [this.#place.bounds.x, this.#place.bounds.y];
  }
  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }
  center(): void {
    const { x, y, width, height } = screen.getPrimaryDisplay().workArea;
    this.setPosition(Math.round(x + (width - this.#place.bounds.width) / 2), Math.round(y + (height - this.#place.bounds.height) / 2));
  }
  setMinimumSize(width: number, height: number): void {
    this.#place.minimum = [width, height];
  }
  getMinimumSize(): number[] {
    return [...this.#place.minimum];
  }
  #refresh(): void {
    this.#place.read().catch(() => {});
  }

  // -- Words and marks
  setTitle(title: string): void {
    this.#title = title;
    this.webContents.tab?.session.post('Runtime.evaluate', { expression: `document.title=${JSON.stringify(title)}` });
  }
  getTitle(): string {
    return this.#title;
  }
  setBackgroundColor(color: string): void {
    this.recorded.backgroundColor = color;
    const hex = /^#([0-9a-f]{2})?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
    if (!hex) return;
    const [r, g, b] = [hex[2], hex[3], hex[4]].map((part) => Number.parseInt(part ?? '0', 16)) as [number, number, number];
    this.webContents.tab?.session.post('Emulation.setDefaultBackgroundColorOverride', { color: { r, g, b, a: 1 } });
  }
  setContentProtection(enable: boolean): void {
    this.recorded.contentProtection = enable;
    if (enable) note('Screen captures of a revealed secret cannot be blocked on this runtime.');
  }
  isContentProtected(): boolean {
    return false;
  }
  setMenuBarVisibility(visible: boolean): void {
    this.recorded.menuBarVisible = visible;
  }
  setAutoHideMenuBar(): void {}
  isMenuBarVisible(): boolean {
    return false;
  }
  removeMenu(): void {}
  setMenu(): void {}
  setIcon(): void {}
  flashFrame(flag: boolean): void {
    this.recorded.flashing = flag;
  }
  setProgressBar(): void {}
  setSkipTaskbar(): void {}
  setOverlayIcon(): void {}
  #alive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
  }
}

windowCloser.count = () => windows.size;
windowCloser.closeAll = () => {
  for (const window of windows.values()) window.close();
};
windowCloser.destroyAll = () => {
  for (const window of windows.values()) window.destroy();
};
windowOf.find = (webContents) => (webContents ? BrowserWindow.fromWebContents(webContents) : (focused ?? [...windows.values()][0] ?? null));
app.on('-menu', () => {
  for (const window of windows.values()) window.webContents.menuChanged();
});
app.on('-focus-windows', () => [...windows.values()][0]?.focus());
