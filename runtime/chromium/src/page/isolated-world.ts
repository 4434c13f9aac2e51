import { createBridge } from './bridge';
import { decode, encode } from './codec';
import { isBrowserShortcut, matchAccelerator } from './keys';
import { createRequire, EventEmitter } from './modules';
import { type Accelerator, BINDING, type FromPage, HANDSHAKE, isEmptyDocument, type PageConfig, type ToPage } from './wire';

/**
 * Runs in the preload's isolated world of the top frame before any script of the page: makes `electron` for the preload, and reports
 * keys, focus and links. The preload's own script comes right after it and finds `__runPreload`.
 */
declare const __CONFIG__: PageConfig;

interface World {
  __deliver?: (text: string) => void;
  __runPreload?: (preload: (...args: unknown[]) => void) => void;
  [BINDING]?: (text: string) => void;
}

function start(): void {
  const world = globalThis as unknown as World;
  const binding = world[BINDING];
  const config = __CONFIG__;
  if (!binding) return;
  const mac = config.platform === 'darwin';
  const tell = (message: FromPage): void => binding(JSON.stringify(message));

  // -- IPC
  const calls = new Map<number, { channel: string; resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextCall = 0;
  let accelerators: readonly Accelerator[] = [];
  let armed = config.headed;

  class IpcRenderer extends EventEmitter {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      const text = encode(args);
      nextCall += 1;
      const id = nextCall;
      return new Promise((resolve, reject) => {
        calls.set(id, { channel, resolve, reject });
        tell({ t: 'invoke', id, channel: String(channel), args: text });
      });
    }
    send(channel: string, ...args: unknown[]): void {
      tell({ t: 'send', channel: String(channel), args: encode(args) });
    }
  }
  const ipcRenderer = new IpcRenderer();

  world.__deliver = (text) => {
    const message = JSON.parse(text) as ToPage;
    if (message.t === 'event')
      ipcRenderer.emit(message.channel, { sender: ipcRenderer, ports: [] }, ...(decode(message.args) as unknown[]));
    else if (message.t === 'accelerators') accelerators = message.list;
    else if (message.t === 'closing') armed = false;
    else {
      const call = calls.get(message.id);
      calls.delete(message.id);
      if (message.ok) call?.resolve(decode(message.value));
      else call?.reject(new Error(`Error invoking remote method '${call.channel}': ${message.error}`));
    }
  };

  // -- Context bridge
  const channel = document.createElement('i');
  document.dispatchEvent(new MouseEvent(HANDSHAKE, { relatedTarget: channel }));
  const bridge = createBridge(channel, 'isolated', 'main', () => {});
  const taken = new Set<string>();
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown): void {
      if (taken.has(key) || key in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
      bridge.expose(key, api);
      taken.add(key);
    },
  };
  const guarded = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get(object, key, receiver) {
        // Private fields need the object itself as `this`.
        const value: unknown = Reflect.get(object, key, object);
        if (value === undefined && typeof key === 'string' && !(key in object) && key !== 'then') {
          throw new Error(`electron-on-chromium: ${name}.${key} is not implemented`);
        }
        return typeof value === 'function' && receiver !== object ? value.bind(object) : value;
      },
    });
  const electron = guarded('electron', {
    contextBridge: guarded('contextBridge', contextBridge),
    ipcRenderer: guarded('ipcRenderer', ipcRenderer),
  });
  const process = guarded('process', {
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    platform: config.platform,
    arch: config.arch,
    versions: Object.freeze({ chrome: config.chrome }),
    argv: [],
    env: Object.freeze({}),
  });

  world.__runPreload = (preload) => {
    delete world.__runPreload;
    const module = { exports: {} };
    try {
      preload(createRequire(electron), module, module.exports, process, globalThis);
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      tell({ t: 'preloadError', message, stack: stack ?? '' });
    }
  };
  delete world[BINDING];

  // -- Keys. The page comes first; what it leaves goes to the menu; what is left then must not reach Chromium's own shortcuts. So the
  // last listener of each node on the way is ours: it acts where the page stops the event, else at the window.
  const decide = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const hit = matchAccelerator(event, accelerators);
    if (hit) {
      event.preventDefault();
      tell({ t: 'accelerator', id: hit.id });
    } else if (isBrowserShortcut(event, mac)) event.preventDefault();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (!event.isTrusted || (!event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1)) return;
    let done = false;
    const path = event.composedPath();
    const last = (ours: Event): void => {
      if (ours !== event || done || !(event.cancelBubble || event.currentTarget === window)) return;
      done = true;
      decide(event);
    };
    for (const node of path) node.addEventListener('keydown', last as EventListener, { once: true });
    setTimeout(() => {
      for (const node of path) node.removeEventListener('keydown', last as EventListener);
    });
  };
  window.addEventListener('keydown', onKey, true);

  // -- Windows that the page asks for
  document.addEventListener(`${HANDSHAKE}:open`, (event) => {
    const { url, name, features } = (event as CustomEvent<{ url: string; name: string; features: string }>).detail;
    tell({ t: 'open', url, name, features });
  });
  const onLink = (event: MouseEvent): void => {
    if (event.defaultPrevented || !event.isTrusted || event.button > 1) return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href !== '') as
      | HTMLAnchorElement
      | undefined;
    if (!link) return;
    const inNew = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey || (link.target !== '' && link.target !== '_self');
    const scheme = link.protocol;
    if (!inNew && scheme !== 'mailto:' && scheme !== 'tel:') return;
    event.preventDefault();
    if (inNew) tell({ t: 'open', url: link.href, name: link.target.replace(/^_blank$/, ''), features: '' });
  };
  window.addEventListener('click', onLink);
  window.addEventListener('auxclick', onLink);

  // -- What a browser does with a page and Electron does not: a context menu with "Inspect", a dropped file opened in place of the app,
  // the mouse's buttons for history. The page's own listeners come first.
  window.addEventListener('contextmenu', (event) => event.preventDefault());
  for (const name of ['dragover', 'drop'] as const) {
    window.addEventListener(name, (event) => {
      if (!event.defaultPrevented && event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
  }
  for (const name of ['mousedown', 'mouseup'] as const) {
    window.addEventListener(name, (event) => {
      if (event.button > 2) event.preventDefault();
    });
  }

  // -- The window
  window.addEventListener('focus', () => tell({ t: 'focus', value: true }));
  window.addEventListener('blur', () => tell({ t: 'focus', value: false }));
  let resizing = 0;
  window.addEventListener('resize', () => {
    clearTimeout(resizing);
    resizing = setTimeout(() => tell({ t: 'bounds' }), 100) as unknown as number;
  });
  // Chromium asks before it unloads; main then says whether the window may close. Navigation is no closing.
  (globalThis as unknown as { navigation?: EventTarget }).navigation?.addEventListener('navigate', () => {
    armed = false;
    setTimeout(() => {
      armed = config.headed;
    }, 1000);
  });
  window.addEventListener('beforeunload', (event) => {
    if (armed) event.preventDefault();
  });
  tell({ t: 'hello' });
  if (document.hasFocus()) tell({ t: 'focus', value: true });
}

// Without it the preload finds no `__runPreload` either, and does not run.
if (self === top && !isEmptyDocument(location.href)) start();
