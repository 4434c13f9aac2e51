// The least that an Electron app can be: one window, one page of one character, served as Tessera serves its own.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow, protocol } from 'electron';

const here = import.meta.dirname;
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
app.whenReady().then(() => {
  protocol.handle('app', async () => {
    const body = await readFile(join(here, 'index.html'));
    return new Response(new Uint8Array(body), { headers: { 'content-type': 'text/html; charset=utf-8' } });
  });
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    webPreferences: { preload: join(here, 'preload.cjs'), sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  void window.loadURL('app://empty/');
});
app.on('window-all-closed', () => app.quit());
