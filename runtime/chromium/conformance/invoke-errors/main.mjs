import { app, ipcMain } from 'electron';
import { done, html, line, message, open, register, script, serve } from '../common.mjs';

register();
ipcMain.handle('plain', () => {
  throw new Error('went wrong');
});
ipcMain.handle('typed', async () => {
  throw Object.assign(new TypeError('bad type'), { code: 'E_CUSTOM' });
});
ipcMain.handle('text', () => Promise.reject('just text'));
ipcMain.handle('twice', () => 1);
app.whenReady().then(async () => {
  serve({
    '/': html('<script src="a.js"></script>'),
    '/a.js': script(
      `(async () => { for (const c of ['plain', 'typed', 'text', 'nobody', 'twice']) report(c, await ask(c)); report('end'); })()`,
    ),
  });
  try {
    ipcMain.handle('twice', () => 2);
  } catch (error) {
    line(error.message);
  }
  const window = open(import.meta.dirname);
  ipcMain.on('report', (_event, ...args) => (args[0] === 'end' ? done() : line(...args)));
  await Promise.all([window.loadURL('app://test/'), message('report')]);
});
