import { app, ipcMain } from 'electron';
import { done, html, line, open, register, script, serve, sleep } from '../common.mjs';

register();
app.whenReady().then(async () => {
  serve({
    '/one': html('<script src="a.js"></script>'),
    '/two': html('two'),
    '/a.js': script(`window.token = Math.random(); report('loaded', location.pathname);`),
  });
  const window = open(import.meta.dirname);
  const { webContents } = window;
  ipcMain.on('report', (_event, ...args) => line(...args));
  webContents.on('will-navigate', (event) => {
    line('will-navigate', event.url);
    if (event.url !== 'app://test/two') event.preventDefault();
  });
  await window.loadURL('app://test/one');
  webContents.send('do', 'foreign');
  await sleep(500);
  webContents.send('do', 'hash');
  await sleep(300);
  line('url', webContents.getURL());
  webContents.send('do', 'two');
  await sleep(700);
  line('url', webContents.getURL());
  done();
});
