import { app, ipcMain } from 'electron';
import { done, html, line, open, register, serve, sleep } from '../common.mjs';

register();
let release;
ipcMain.handle('slow', async (event) => {
  line('at once', event.senderFrame?.url, event.senderFrame?.origin, event.senderFrame === event.sender.mainFrame);
  await new Promise((resolve) => {
    release = resolve;
  });
  line('after navigation', event.senderFrame === null);
  return 'late';
});
ipcMain.on('report', (_event, ...args) => line(...args));
app.whenReady().then(async () => {
  serve({ '/one': html('one'), '/two': html('two') });
  const window = open(import.meta.dirname);
  await window.loadURL('app://test/one');
  await sleep(200);
  await window.loadURL('app://test/two');
  release();
  await sleep(300);
  done();
});
