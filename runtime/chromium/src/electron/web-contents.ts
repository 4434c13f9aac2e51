import type { Browser, Tab } from '../chromium/browser';
import type { Protocol } from '../chromium/protocol';
import { context } from '../context';
import { GuardedEmitter, guard, NotImplemented, PreventableEvent } from '../guard';
import { encode } from '../page/codec';
import { BINDING, type FromPage, type PageConfig, SPLASH, type ToPage, WORLD } from '../page/wire';
import { app } from './app';
import { type ConsoleLine, fromConsole, fromException } from './console-messages';
import type { FrameContext, WebFrameMain } from './frame';
import { Frames } from './frames';
import { ipcMain } from './ipc-main';
import { acceleratorsOf, clickMenuItem } from './menu';
import { nativeTheme } from './native-theme';
import { toChromium, toElectron } from './origins';
import { pageScripts } from './page-scripts';
import { readPreload } from './preload-script';
import { schemes } from './protocol';
import { answerRequest } from './requests';
import { clearers, type Session } from './session';

type OpenHandler = (details: Electron.HandlerDetails) => { action: 'deny' | 'allow' };

interface Navigation {
  readonly url: string;
  resolve(): void;
  reject(error: Error): void;
}

let nextId = 0;
const all = new Map<number, WebContents>();

/** The page of a window. Made at once; Chromium's tab is attached when it is there, and what was asked before happens then, in order. */
export class WebContents
  extends GuardedEmitter
  implements
    Pick<
      Electron.WebContents,
      'id' | 'send' | 'getURL' | 'getTitle' | 'isDestroyed' | 'isLoading' | 'isCrashed' | 'openDevTools' | 'loadURL'
    >
{
  readonly id: number;
  readonly session: Session;
  readonly #preload: string | null;
  readonly #frames = new Frames((channel, args) => this.send(channel, ...args));
  #tab: Tab | null = null;
  #attached: Promise<Tab>;
  #open: OpenHandler | null = null;
  #url = '';
  #title = '';
  #loading = false;
  #crashed = false;
  #destroyed = false;
  #navigation: Navigation | null = null;
  /** Chromium asked whether it may unload: true lets it. Installed by the window. */
  onUnload: () => Promise<boolean> = async () => true;
  #unloadByPage = false;
  readonly #permitted = new Set<string>();

  constructor(session: Session, preload: string | null, browser: Browser, opener: Tab | null) {
    super();
    this.setMaxListeners(0);
    nextId += 1;
    this.id = nextId;
    this.session = session;
    this.#preload = preload;
    this.#attached = browser.tab(opener).then((tab) => this.#attach(tab, browser));
    this.#attached.catch(() => {});
    all.set(this.id, this);
    clearers.add(this.#clear);
    app.emit('web-contents-created', new PreventableEvent(), this);
  }

  get mainFrame(): WebFrameMain {
    return this.#frames.main;
  }
  get tab(): Tab | null {
    return this.#tab;
  }
  /** Resolves when Chromium's page is ours. */
  get attached(): Promise<Tab> {
    return this.#attached;
  }
  get zoomFactor(): number {
    return 1;
  }
  getURL(): string {
    return this.#url;
  }
  getTitle(): string {
    return this.#title;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  isLoading(): boolean {
    return this.#loading;
  }
  isCrashed(): boolean {
    return this.#crashed;
  }
  getType(): 'window' {
    return 'window';
  }
  isDevToolsOpened(): boolean {
    return false;
  }
  closeDevTools(): void {}
  openDevTools(): void {
    throw new NotImplemented('webContents.openDevTools');
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#open = handler;
  }
  setVisualZoomLevelLimits(): Promise<void> {
    return Promise.resolve();
  }

  send(channel: string, ...args: unknown[]): void {
    let text: string;
    try {
      text = encode(args);
    } catch {
      throw new Error('Failed to serialize arguments');
    }
    this.#deliver({ t: 'event', channel, args: text });
  }

  /** Loads a page; resolves when it has finished, rejects with Electron's words where it cannot. */
  loadURL(url: string): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      this.#navigation?.reject(new Error(`ERR_ABORTED (-3) loading '${this.#navigation.url}'`));
      this.#navigation = { url, resolve, reject };
    });
    this.#loading = true;
    const target = toChromium(url, schemes());
    this.#attached
      .then((tab) => tab.session.send('Page.navigate', { url: target }))
      .then((answer) => {
        if (answer.errorText) this.#failed(url, answer.errorText.replace('net::', ''));
      })
      .catch(() => this.#failed(url, 'ERR_FAILED'));
    return done;
  }
  reload(): void {
    const url = this.#url;
    if (url !== '') this.loadURL(url).catch(() => {});
  }

  /** Tells the page that a close was decided: Chromium need not ask again. */
  closing(): void {
    this.#unloadByPage = true;
    this.#deliver({ t: 'closing' });
  }
  /** The window is gone. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    all.delete(this.id);
    clearers.delete(this.#clear);
    this.#frames.endAll();
    this.#frames.main.destroyed = true;
    // At the end of the app nobody waits for the page any more.
    if (!app.quitting) this.#navigation?.reject(new Error(`ERR_FAILED (-2) loading '${this.#navigation.url}'`));
    this.#navigation = null;
    this.emit('destroyed');
  }
  /** Chromium has lost the page's process. */
  renderProcessGone(reason: 'crashed' | 'killed'): void {
    if (this.#destroyed || this.#crashed) return;
    this.#crashed = true;
    this.#frames.endAll();
    const details = { reason, exitCode: reason === 'killed' ? 9 : 11 };
    this.emit('render-process-gone', new PreventableEvent(), details);
    app.emit('render-process-gone', new PreventableEvent(), this, details);
  }

  readonly #clear = async (): Promise<void> => {
    const origin = new URL(toChromium(this.#url || 'about:blank', schemes())).origin;
    if (this.#tab && origin !== 'null') await this.#tab.session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  };

  /** Prepares a tab: everything is sent before the page runs, and answers are awaited together. */
  async #attach(tab: Tab, browser: Browser): Promise<Tab> {
    const { session } = tab;
    const { targetId } = tab;
    this.#tab = tab;
    this.#frames.mainId = targetId;
    browser.once(`crashed:${targetId}`, () => this.renderProcessGone('crashed'));
    this.#listen(tab);
    const config: PageConfig = {
      platform: process.platform,
      arch: process.arch,
      chrome: context.info.version,
      headed: !context.options.headless,
    };
    const scripts = pageScripts(config);
    session.post('Page.enable');
    session.post('Runtime.enable');
    session.post('Page.setLifecycleEventsEnabled', { enabled: true });
    session.post('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    session.post('Page.addScriptToEvaluateOnNewDocument', { source: scripts.main });
    session.post('Runtime.addBinding', { name: BINDING, executionContextName: WORLD });
    session.post('Page.addScriptToEvaluateOnNewDocument', { source: scripts.isolated, worldName: WORLD });
    const preload = this.#preloadScript();
    if (preload !== null) session.post('Page.addScriptToEvaluateOnNewDocument', { source: preload, worldName: WORLD });
    nativeTheme.applyTo(session);
    await session.send('Page.setInterceptFileChooserDialog', { enabled: false }).catch(() => {});
    session.post('Runtime.runIfWaitingForDebugger');
    return tab;
  }

  #preloadScript(): string | null {
    if (this.#preload === null) return null;
    const preload = readPreload(this.#preload);
    if ('source' in preload) return preload.source;
    // The page loads without it, as in Electron.
    setImmediate(() => this.#preloadFailed(new Error(preload.refused)));
    return null;
  }
  #preloadFailed(error: Error): void {
    console.error(`Unable to load preload script: ${this.#preload}\n${error.stack ?? error.message}`);
    this.emit('preload-error', new PreventableEvent(), this.#preload, error);
  }

  #listen({ session }: Tab): void {
    session.on('Fetch.requestPaused', (paused) => this.#paused(paused));
    this.#frames.listen(session);
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      const from = this.#frames.context(executionContextId);
      if (name === BINDING && from) this.#receive(from, JSON.parse(payload) as FromPage);
    });
    session.on('Runtime.consoleAPICalled', (event) => this.#console(fromConsole(event)));
    session.on('Runtime.exceptionThrown', (event) => this.#console(fromException(event)));
    session.on('Page.frameNavigated', ({ frame }) => this.#navigated(frame));
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId !== this.#frames.mainId) return;
      this.#url = toElectron(url);
      this.#frames.main.url = this.#url;
      this.emit('did-navigate-in-page', new PreventableEvent(), this.#url, true);
    });
    session.on('Page.frameRequestedNavigation', ({ frameId, url, disposition }) => {
      // What goes through the network is asked about there; a scheme of another program never gets there.
      if (frameId === this.#frames.mainId && disposition === 'currentTab' && !/^(https?|about|data|blob|javascript):/.test(url)) {
        this.#willNavigate('will-navigate', url);
      }
    });
    session.on('Page.domContentEventFired', () => this.emit('dom-ready', new PreventableEvent()));
    session.on('Page.loadEventFired', () => void this.#loaded());
    session.on('Page.lifecycleEvent', ({ name, frameId }) => {
      if (name === 'firstPaint' && frameId === this.#frames.mainId && this.#url !== '') this.emit('-first-paint');
    });
    session.on('Page.windowOpen', ({ url }) => {
      if (!context.ensureBrowser().expecting) this.windowOpen(toElectron(url), '', '');
    });
    session.on('Page.javascriptDialogOpening', ({ type }) => this.#dialog(type));
    session.on('Inspector.targetCrashed', () => this.renderProcessGone('crashed'));
  }

  #navigated(frame: Protocol.Page.Frame): void {
    if (frame.parentId) {
      this.#frames.childNavigated(frame);
      return;
    }
    this.#frames.mainId = frame.id;
    // What Chromium opens a window with is no page of the app's.
    if (frame.url.startsWith(SPLASH) || (frame.url === 'about:blank' && this.#navigation?.url !== 'about:blank')) return;
    this.#frames.mainNavigated(frame);
    this.#url = toElectron(frame.unreachableUrl ?? frame.url);
    this.emit('did-navigate', new PreventableEvent(), this.#url, 200, 'OK');
  }

  async #loaded(): Promise<void> {
    if (this.#url === '') return;
    this.#loading = false;
    const navigation = this.#navigation;
    this.#navigation = null;
    // Chromium asks a page before it closes it only where a person has touched it: what is said to be loaded will be asked.
    const asked = { expression: 'document.title', userGesture: !context.options.headless, returnByValue: true };
    const title = await this.#tab?.session.send('Runtime.evaluate', asked).catch(() => null);
    if (title) {
      this.#title = String(title.result.value ?? '');
      this.emit('page-title-updated', new PreventableEvent(), this.#title, true);
    }
    this.emit('did-finish-load');
    this.emit('did-stop-loading');
    navigation?.resolve();
  }
  #failed(url: string, reason: string): void {
    const codes: Readonly<Record<string, number>> = {
      ERR_FAILED: -2,
      ERR_ABORTED: -3,
      ERR_BLOCKED_BY_CLIENT: -20,
      ERR_NAME_NOT_RESOLVED: -105,
    };
    const code = codes[reason] ?? -2;
    const navigation = this.#navigation;
    this.#navigation = null;
    this.#loading = false;
    this.emit('did-fail-load', new PreventableEvent(), code, reason, url, true, 1, this.#frames.main.routingId);
    navigation?.reject(Object.assign(new Error(`${reason} (${code}) loading '${url}'`), { errno: code, code: reason, url }));
  }

  #paused(paused: Protocol.Fetch.requestPausedPayload): void {
    const isMainFrame = paused.frameId === this.#frames.mainId;
    const top = isMainFrame && paused.resourceType === 'Document';
    const own =
      this.#navigation !== null &&
      paused.request.url.replace(/#.*$/, '') === toChromium(this.#navigation.url, schemes()).replace(/#.*$/, '');
    if (top && !own) {
      const event = paused.redirectedRequestId ? 'will-redirect' : 'will-navigate';
      const reload = toElectron(paused.request.url) === this.#url.replace(/#.*$/, '');
      if (!reload && this.#willNavigate(event, toElectron(paused.request.url))) {
        // No content: the page stays. An aborted request would put an error page in its place.
        this.#tab?.session.post('Fetch.fulfillRequest', { requestId: paused.requestId, responseCode: 204 });
        return;
      }
    }
    if (!this.#tab) return;
    const { session: cdp } = this.#tab;
    const frame = this.#frames.byId(paused.frameId);
    const asked = top ? this.#permit(paused.request.url) : Promise.resolve();
    asked
      .then(() => answerRequest(paused, { session: this.session, cdp, webContents: this, webContentsId: this.id, frame }, isMainFrame))
      .catch((error) => {
        console.error(error);
        cdp.post('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Failed' });
      });
  }

  /** Tells Chromium the session's answer to each permission of an origin before its first document is there. */
  async #permit(url: string): Promise<void> {
    const origin = new URL(url).origin;
    if (this.#permitted.has(origin) || !this.#tab) return;
    this.#permitted.add(origin);
    const browser = context.ensureBrowser();
    for (const { name, granted } of await this.session.permissions(this, toElectron(origin))) {
      browser.root.post('Browser.setPermission', { origin, permission: { name }, setting: granted ? 'granted' : 'denied' });
    }
  }

  /** Emits will-navigate or will-redirect; true where a listener refused. */
  #willNavigate(event: 'will-navigate' | 'will-redirect', url: string): boolean {
    const details = Object.assign(new PreventableEvent(), {
      url,
      isMainFrame: true,
      isSameDocument: false,
      frame: this.#frames.main,
      initiator: this.#frames.main,
    });
    this.emit(event, details, url, false, true, 1, this.#frames.main.routingId);
    return details.defaultPrevented;
  }

  /** Asks the app about a window that the page wants. It never opens here: allowing is not implemented. */
  windowOpen(url: string, frameName: string, features: string): void {
    const details = {
      url: toElectron(url),
      frameName,
      features,
      disposition: features === '' ? ('foreground-tab' as const) : ('new-window' as const),
      referrer: { url: this.#url, policy: 'strict-origin-when-cross-origin' as const },
    };
    const answer = this.#open?.(details) ?? { action: 'allow' };
    if (answer.action === 'allow') console.error('electron-on-chromium: windows opened by a page are not implemented; refused');
  }

  #dialog(type: string): void {
    const { session } = this.#tab as Tab;
    if (type !== 'beforeunload') {
      // alert, confirm and prompt stay for the person; a test answers them through Playwright.
      if (context.options.headless && !context.options.test) session.post('Page.handleJavaScriptDialog', { accept: false });
      return;
    }
    if (this.#unloadByPage) {
      this.#unloadByPage = false;
      const event = new PreventableEvent();
      this.emit('will-prevent-unload', event);
      session.post('Page.handleJavaScriptDialog', { accept: event.defaultPrevented });
      if (!event.defaultPrevented) this.emit('-unload-refused');
      return;
    }
    if (this.#navigation) session.post('Page.handleJavaScriptDialog', { accept: true });
    else this.onUnload().then((accept) => session.post('Page.handleJavaScriptDialog', { accept }));
  }

  #receive(from: FrameContext, message: FromPage): void {
    switch (message.t) {
      case 'hello':
        this.#deliver({ t: 'accelerators', list: acceleratorsOf() });
        return;
      case 'invoke':
        ipcMain.answer(this, from, message.channel, message.args).then((answer) => {
          if (from.alive) this.#deliver({ t: 'reply', id: message.id, ...answer }, from);
        });
        return;
      case 'send':
        ipcMain.receive(this, from, message.channel, message.args);
        return;
      case 'accelerator':
        clickMenuItem(message.id, this);
        return;
      case 'focus':
        this.emit(message.value ? 'focus' : 'blur');
        return;
      case 'bounds':
        this.emit('-bounds');
        return;
      case 'open':
        this.windowOpen(message.url, message.name, message.features);
        return;
      case 'preloadError':
        this.#preloadFailed(Object.assign(new Error(message.message), { stack: message.stack }));
    }
  }

  /** Sends to the isolated world of the page that is there now; a page that is not there gets nothing, as in Electron. */
  #deliver(message: ToPage, to?: FrameContext): void {
    const target = to ?? this.#frames.current;
    if (!target || !this.#tab) return;
    this.#tab.session.post('Runtime.callFunctionOn', {
      functionDeclaration: 'function (text) { globalThis.__deliver(text); }',
      executionContextId: target.contextId,
      arguments: [{ value: JSON.stringify(message) }],
      silent: true,
    });
  }
  /** The application menu has changed. */
  menuChanged(): void {
    this.#deliver({ t: 'accelerators', list: acceleratorsOf() });
  }

  #console({ level, message, lineNumber, source }: ConsoleLine): void {
    const details = { level, message, lineNumber, sourceId: toElectron(source), frame: this.#frames.main };
    this.emit('console-message', Object.assign(new PreventableEvent(), details));
  }
}

/** `webContents` of the module: lookups only. */
export const webContentsModule = guard('webContents', {
  getAllWebContents: (): WebContents[] => [...all.values()],
  fromId: (id: number): WebContents | undefined => all.get(id),
  getFocusedWebContents: (): WebContents | null => null,
});
