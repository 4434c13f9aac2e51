// The app of the runtime's own tests: prints what happens as lines, and does what the environment says.
import { join } from 'node:path';
import { app, BrowserWindow, clipboard, dialog, ipcMain, Menu, Notification, nativeTheme, powerMonitor, protocol, shell } from 'electron';

const line = (...parts) =>
  process.stdout.write(`${parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ')}\n`);
const { VETOES = '0', QUIT_AFTER_ALL = '1', RECOVER = '', LATE = '' } = process.env;
let vetoes = Number(VETOES);

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
for (const name of ['before-quit', 'will-quit', 'quit']) app.on(name, () => line(name));
app.on('window-all-closed', () => {
  line('window-all-closed');
  if (QUIT_AFTER_ALL === '1') app.quit();
});
app.on('activate', () => line('activate'));
for (const name of ['suspend', 'resume', 'lock-screen']) powerMonitor.on(name, () => line(name));
nativeTheme.on('updated', () => line('theme', nativeTheme.shouldUseDarkColors));

const actions = {
  version: () => [app.getName(), app.getVersion(), app.isPackaged, app.getPath('userData')],
  copy: (text) => clipboard.writeText(text),
  paste: () => clipboard.readText(),
  clearClipboard: () => clipboard.clear(),
  choose: () => dialog.showOpenDialog({ title: 'pick' }),
  external: (url) => shell.openExternal(url),
  theme: (source) => {
    nativeTheme.themeSource = source;
  },
  notify: (title, body) =>
    new Promise((resolve) => {
      const notification = new Notification({ title, body, actions: [{ type: 'button', text: 'Open' }] });
      for (const name of ['show', 'click', 'close', 'failed']) notification.on(name, () => line('notification', name));
      notification.on('action', (_event, index) => line('notification action', index));
      notification.once('show', () => resolve(true));
      notification.once('failed', (_event, message) => resolve(message));
      notification.show();
    }),
  missing: () => app.setJumpList([]),
};
for (const [name, action] of Object.entries(actions)) ipcMain.handle(name, (_event, ...args) => action(...args));
ipcMain.on('line', (_event, ...args) => line(...args));

const page = `<!doctype html><meta charset="utf-8"><title>Runtime test</title>
  <style>body { background: #ddffee } @media (prefers-color-scheme: dark) { body { background: #112233 } }</style>
  <h1>Hello</h1><input id="field"><div id="stop" tabindex="0">stop</div>`;
app.whenReady().then(() => {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'File',
        submenu: [
          { id: 'new', label: 'New key', accelerator: 'CmdOrCtrl+N', click: () => line('menu new') },
          {
            id: 'palette',
            label: 'Palette',
            accelerator: 'CmdOrCtrl+K',
            click: (_item, window) => line('menu palette', window?.getTitle()),
          },
          { id: 'off', label: 'Off', accelerator: 'CmdOrCtrl+O', enabled: false, click: () => line('menu off') },
          { role: 'quit' },
        ],
      },
    ]),
  );
  protocol.handle('app', () => new Response(page, { headers: { 'content-type': 'text/html' } }));
  if (!LATE) return openWindow();
  process.once('SIGUSR2', openWindow);
  line('ready');
});

function openWindow() {
  const window = new BrowserWindow({
    width: 700,
    height: 500,
    x: 60,
    y: 40,
    webPreferences: { preload: join(import.meta.dirname, 'preload.cjs') },
  });
  window.on('close', (event) => {
    line('close');
    if (vetoes <= 0) return;
    vetoes -= 1;
    event.preventDefault();
    line('vetoed');
  });
  window.on('closed', () => line('closed'));
  window.on('blur', () => line('blur'));
  window.webContents.on('render-process-gone', (_event, details) => {
    line('render-process-gone', details.reason);
    if (RECOVER) window.loadURL('app://test/again').then(() => line('recovered'));
  });
  window.webContents.setWindowOpenHandler(({ url }) => {
    line('asked', url);
    return { action: 'deny' };
  });
  window.loadURL('app://test/').then(() => line('loaded', window.getBounds()));
}
