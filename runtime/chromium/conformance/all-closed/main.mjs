import { app } from 'electron';
import { html, line, open, register, serve, sleep } from '../common.mjs';

register();
const once = () => line('window-all-closed');
app.on('window-all-closed', once);
app.on('before-quit', () => line('before-quit'));
app.on('will-quit', () => line('will-quit'));
app.whenReady().then(async () => {
  serve({ '/': html('one') });
  const first = open(import.meta.dirname);
  await first.loadURL('app://test/');
  first.close();
  await sleep(1000);
  line('still running');
  app.off('window-all-closed', once);
  const second = open(import.meta.dirname);
  await second.loadURL('app://test/');
  line('second window', second.webContents.getURL());
  second.destroy();
  line('destroyed', second.isDestroyed());
});
