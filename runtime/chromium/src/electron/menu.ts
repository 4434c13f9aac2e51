import { GuardedEmitter, NotImplemented } from '../guard';
import type { Accelerator } from '../page/wire';
import { app } from './app';
import type { BrowserWindow } from './browser-window';
import type { WebContents } from './web-contents';

type Options = Electron.MenuItemConstructorOptions;

/** Roles that Chromium answers by itself in any page: their accelerators stay with it. */
const native = new Set(['cut', 'copy', 'paste', 'pasteandmatchstyle', 'delete', 'selectall', 'undo', 'redo']);
const labels: Readonly<Record<string, string>> = {
  quit: 'Quit',
  close: 'Close',
  minimize: 'Minimize',
  reload: 'Reload',
  forcereload: 'Force Reload',
  togglefullscreen: 'Toggle Full Screen',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectall: 'Select All',
  undo: 'Undo',
  redo: 'Redo',
  about: 'About',
  filemenu: 'File',
  editmenu: 'Edit',
  viewmenu: 'View',
  windowmenu: 'Window',
  help: 'Help',
};
const roleKeys: Readonly<Record<string, string>> = {
  quit: 'CommandOrControl+Q',
  close: 'CommandOrControl+W',
  minimize: 'CommandOrControl+M',
  reload: 'CommandOrControl+R',
  forcereload: 'Shift+CommandOrControl+R',
  togglefullscreen: 'F11',
};

let nextId = 0;
let nextCommand = 0;

export class MenuItem {
  readonly commandId: number;
  readonly id: string;
  readonly type: NonNullable<Options['type']>;
  readonly role: string | undefined;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | undefined;
  readonly registerAccelerator: boolean;
  label: string;
  sublabel: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly #click: Options['click'];

  constructor(options: Options) {
    nextCommand += 1;
    this.commandId = nextCommand;
    this.role = options.role?.toLowerCase();
    this.type = options.type ?? (options.submenu ? 'submenu' : 'normal');
    this.id = options.id ?? '';
    this.label = options.label ?? (this.role ? (labels[this.role] ?? this.role) : '');
    this.sublabel = options.sublabel ?? '';
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.accelerator = options.accelerator === undefined ? (this.role ? roleKeys[this.role] : undefined) : (options.accelerator as string);
    this.#click = options.click;
    const { submenu } = options;
    if (submenu) this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : (submenu as unknown as Menu);
  }

  /** What a person's click does: the item's own handler, else its role. */
  click(event: object, window?: BrowserWindow | null, webContents?: WebContents | null): void {
    if (!this.enabled) return;
    if (this.type === 'checkbox') this.checked = !this.checked;
    if (this.#click) {
      this.#click(
        this as unknown as Electron.MenuItem,
        (window ?? undefined) as unknown as Electron.BaseWindow,
        event as Electron.KeyboardEvent,
      );
      return;
    }
    switch (this.role) {
      case undefined:
        return;
      case 'quit':
        app.quit();
        return;
      case 'close':
        window?.close();
        return;
      case 'minimize':
        window?.minimize();
        return;
      case 'reload':
      case 'forcereload':
        webContents?.reload();
        return;
      case 'togglefullscreen':
        window?.setFullScreen(!window.isFullScreen());
        return;
      case 'about':
        app.emit('-about');
        return;
      default:
        if (!native.has(this.role)) throw new NotImplemented(`the menu role ${this.role}`);
    }
  }
}

export class Menu extends GuardedEmitter implements Pick<Electron.Menu, 'closePopup'> {
  readonly items: MenuItem[] = [];
  readonly id: number;
  constructor() {
    super();
    nextId += 1;
    this.id = nextId;
  }
  static buildFromTemplate(template: readonly (Options | MenuItem)[]): Menu {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array');
    const menu = new Menu();
    for (const entry of template) menu.append(entry instanceof MenuItem ? entry : new MenuItem(entry as Options));
    return menu;
  }
  static setApplicationMenu(menu: Menu | null): void {
    app.applicationMenu = menu;
    app.emit('-menu');
  }
  static getApplicationMenu(): Menu | null {
    return app.applicationMenu as Menu | null;
  }
  append(item: MenuItem): void {
    this.items.push(item);
  }
  insert(position: number, item: MenuItem): void {
    this.items.splice(position, 0, item);
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
  /** This runtime draws no menus of its own. */
  popup(): void {
    throw new NotImplemented('menu.popup');
  }
  closePopup(): void {}
}

const keyNames: Readonly<Record<string, string>> = {
  plus: '+',
  space: ' ',
  tab: 'Tab',
  backspace: 'Backspace',
  delete: 'Delete',
  insert: 'Insert',
  return: 'Enter',
  enter: 'Enter',
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  home: 'Home',
  end: 'End',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  escape: 'Escape',
  esc: 'Escape',
};

/** An accelerator's keys ("CmdOrCtrl+Shift+K"), or null where it is not understood. */
export function parseAccelerator(id: number, text: string, mac: boolean): Accelerator | null {
  const parts = text.replace(/\+\+$/, '+plus').split('+');
  const key = parts.pop()?.toLowerCase() ?? '';
  const has = { ctrl: false, alt: false, shift: false, meta: false };
  for (const part of parts.map((name) => name.trim().toLowerCase())) {
    if (part === 'ctrl' || part === 'control') has.ctrl = true;
    else if (part === 'cmd' || part === 'command' || part === 'super' || part === 'meta') has.meta = true;
    else if (part === 'cmdorctrl' || part === 'commandorcontrol') has[mac ? 'meta' : 'ctrl'] = true;
    else if (part === 'alt' || part === 'option') has.alt = true;
    else if (part === 'shift') has.shift = true;
    else return null;
  }
  const named = keyNames[key] ?? (/^f\d{1,2}$/.test(key) ? key.toUpperCase() : key);
  return named.length === 1 || keyNames[key] || /^F\d/.test(named) ? { id, key: named, ...has } : null;
}

function* walk(menu: Menu | null): Generator<MenuItem> {
  for (const item of menu?.items ?? []) {
    yield item;
    if (item.submenu) yield* walk(item.submenu);
  }
}

/** The accelerators of the application menu, for the pages. */
export function acceleratorsOf(): readonly Accelerator[] {
  const out: Accelerator[] = [];
  for (const item of walk(Menu.getApplicationMenu())) {
    if (!item.accelerator || !item.registerAccelerator || (item.role && native.has(item.role))) continue;
    const parsed = parseAccelerator(item.commandId, item.accelerator, process.platform === 'darwin');
    if (!parsed) throw new TypeError(`electron-on-chromium: the accelerator ${item.accelerator} is not understood`);
    out.push(parsed);
  }
  return out;
}

/** Finds an item by its id, its label or its command number. */
export function findMenuItem(wanted: string | number): MenuItem | null {
  for (const item of walk(Menu.getApplicationMenu())) {
    if (item.commandId === wanted || (typeof wanted === 'string' && (item.id === wanted || item.label.replace('&', '') === wanted)))
      return item;
  }
  return null;
}

/** Finds the window of a page; installed by the windows' module. */
export const windowOf: { find: (webContents: WebContents | null) => BrowserWindow | null } = { find: () => null };

/** Clicks an item, as the person in a window does. */
export function clickMenuItem(wanted: string | number, webContents: WebContents | null): boolean {
  const item = findMenuItem(wanted);
  if (!item?.enabled) return false;
  item.click({ triggeredByAccelerator: typeof wanted === 'number' }, windowOf.find(webContents), webContents);
  return true;
}
