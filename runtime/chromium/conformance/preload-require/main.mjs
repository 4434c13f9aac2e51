import { join } from 'node:path';
import { app, ipcMain } from 'electron';
import { done, html, line, open, register, serve, sleep } from '../common.mjs';

register();
ipcMain.on('report', (_event, ...args) => line(...args));
app.whenReady().then(async () => {
  serve({ '/': html('x') });
  const first = open(import.meta.dirname);
  await first.loadURL('app://test/');
  await sleep(100);
  const second = open(import.meta.dirname, { preload: join(import.meta.dirname, 'module.mjs') });
  second.webContents.on('preload-error', (_event, path) => line('preload-error', path.endsWith('module.mjs')));
  await second.loadURL('app://test/');
  const third = open(import.meta.dirname, { preload: join(import.meta.dirname, 'throws.cjs') });
  third.webContents.on('preload-error', (_event, _path, error) => line('preload-error', error.message));
  await third.loadURL('app://test/');
  await sleep(200);
  done();
});
