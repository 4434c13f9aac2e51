import { Menu, type MenuItemConstructorOptions, Tray } from 'electron';
import type { TrayItem, TrayModel } from './tray-model';
import { trayPicture } from './tray-pictures';

/** What the tray's menu does. */
export interface TrayActions {
  /** Brings the window forward; with a key, shows it. */
  open(keyId: string | null): void;
  refresh(): void;
  quit(): void;
}

/** The icon in the system's tray, while Tessera runs in the background. */
export interface TrayIcon {
  show(model: TrayModel, onDarkPanel: boolean): void;
  remove(): void;
}

/** Puts the icon there. On Linux nothing tells whether the desktop shows it: a further start of Tessera brings the window back too. */
export function createTray(actions: TrayActions, first: TrayModel, onDarkPanel: boolean): TrayIcon {
  const tray = new Tray(trayPicture(onDarkPanel, first.attention));
  let shown = '';
  const show = (model: TrayModel, dark: boolean): void => {
    const text = JSON.stringify([model, dark]);
    // A menu that stands open is closed by a new one: only for news.
    if (text === shown) return;
    shown = text;
    tray.setImage(trayPicture(dark, model.attention));
    tray.setToolTip(model.tooltip);
    tray.setContextMenu(Menu.buildFromTemplate(model.items.map((item) => entry(item, actions))));
  };
  show(first, onDarkPanel);
  // A click on macOS opens the menu.
  if (process.platform !== 'darwin') tray.on('click', () => actions.open(null));
  return { show, remove: () => tray.destroy() };
}

function entry(item: TrayItem, actions: TrayActions): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'line':
      return { type: 'separator' };
    case 'words':
      return { label: item.label, enabled: false };
    case 'key':
      // One ampersand would underline the letter behind it.
      return { label: item.label.replaceAll('&', '&&'), click: () => actions.open(item.keyId) };
    case 'open':
      return { id: 'open', label: item.label, click: () => actions.open(null) };
    case 'refresh':
      return { id: 'refresh', label: item.label, click: () => actions.refresh() };
    case 'quit':
      return { id: 'quit', label: item.label, click: () => actions.quit() };
  }
}
