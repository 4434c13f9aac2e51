import { app, BrowserWindow, ipcMain } from 'electron';
import { done, html, line, open, register, script, serve, sleep } from '../common.mjs';

register();
ipcMain.on('report', async (_event, ...args) => {
  if (args[0] !== 'end') return line(...args);
  await sleep(300);
  line('windows', BrowserWindow.getAllWindows().length);
  done();
});
app.whenReady().then(async () => {
  serve({
    '/': html('<a id="a" target="_blank" href="https://example.org/link">x</a><script src="a.js"></script>'),
    '/a.js': script(`
      report('answer', window.open('https://example.org/x?y=1') === null);
      report('relative', window.open('sub', 'name', 'width=100') === null);
      setTimeout(() => report('end'), 300);`),
  });
  const window = open(import.meta.dirname);
  window.webContents.setWindowOpenHandler(({ url, frameName }) => {
    line('asked', url, frameName === '' ? 'no name' : frameName);
    return { action: 'deny' };
  });
  await window.loadURL('app://test/');
});
