import { absent, guard } from '../guard';
import { app } from './app';
import { BrowserWindow } from './browser-window';
import { ClipboardItem, clipboard } from './clipboard';
import { dialogMembers } from './dialog';
import { ipcMain } from './ipc-main';
import { Menu, MenuItem } from './menu';
import { nativeTheme } from './native-theme';
import { netMembers } from './net';
import { Notification } from './notification';
import { Protocols } from './protocol';
import { nativeImageMembers, powerMonitor, Tray } from './recorded';
import { screen } from './screen';
import { session } from './session';
import { shellMembers } from './shell';
import { webContentsModule } from './web-contents';

/** `protocol` of the module is the default session's, with the one member that works before there is a session. */
const protocol = new Proxy(
  {},
  {
    get(_target, key) {
      if (key === 'registerSchemesAsPrivileged') return registerSchemes;
      return Reflect.get(session.defaultSession.protocol, key);
    },
  },
);
const registerSchemes = (list: Parameters<Protocols['registerSchemesAsPrivileged']>[0]): void =>
  new Protocols().registerSchemesAsPrivileged(list);

/** All names that Electron's main process module has. What is not here is a stand-in that throws on use. */
export const electron: Record<string, unknown> = {
  app,
  BrowserWindow: guard('BrowserWindow', BrowserWindow),
  clipboard,
  ClipboardItem,
  dialog: guard('dialog', dialogMembers),
  ipcMain,
  Menu: guard('Menu', Menu),
  MenuItem: guard('MenuItem', MenuItem),
  nativeImage: guard('nativeImage', nativeImageMembers),
  nativeTheme,
  net: guard('net', netMembers),
  Notification: guard('Notification', Notification),
  powerMonitor,
  protocol,
  screen,
  session,
  shell: guard('shell', shellMembers),
  Tray: guard('Tray', Tray),
  webContents: webContentsModule,
};
for (const name of [
  'autoUpdater',
  'BaseWindow',
  'BrowserView',
  'contentTracing',
  'crashReporter',
  'desktopCapturer',
  'globalShortcut',
  'ImageView',
  'inAppPurchase',
  'MessageChannelMain',
  'netLog',
  'parentPort',
  'powerSaveBlocker',
  'pushNotifications',
  'safeStorage',
  'ServiceWorkerMain',
  'ShareMenu',
  'systemPreferences',
  'TouchBar',
  'utilityProcess',
  'View',
  'webFrameMain',
  'WebContentsView',
]) {
  electron[name] ??= absent(name);
}
