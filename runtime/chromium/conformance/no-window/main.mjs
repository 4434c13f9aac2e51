import { app } from 'electron';
import { done, html, line, open, register, serve, sleep } from '../common.mjs';

register();
app.on('window-all-closed', () => {
  line('window-all-closed');
  done();
});
app.whenReady().then(async () => {
  serve({ '/': html('late') });
  await sleep(1000);
  line('still running');
  const window = open(import.meta.dirname);
  await window.loadURL('app://test/');
  line('loaded', window.webContents.getURL());
  window.close();
});
