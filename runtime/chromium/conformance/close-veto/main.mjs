import { app } from 'electron';
import { html, line, open, register, serve, sleep } from '../common.mjs';

register();
let veto = 'before-quit';
const refuse = (name) => (event) => {
  line(name);
  if (veto !== name) return;
  line('refused');
  event.preventDefault();
};
app.on('before-quit', refuse('before-quit'));
app.on('will-quit', refuse('will-quit'));
app.on('window-all-closed', () => line('window-all-closed'));
app.on('quit', () => line('quit'));
app.whenReady().then(async () => {
  serve({ '/': html('veto') });
  const window = open(import.meta.dirname);
  window.on('close', refuse('close'));
  window.on('closed', () => line('closed'));
  await window.loadURL('app://test/');
  app.quit();
  await sleep(100);
  veto = 'close';
  window.close();
  await sleep(100);
  line('still there', !window.isDestroyed());
  app.quit();
  await sleep(100);
  line('still there', !window.isDestroyed());
  veto = 'will-quit';
  app.quit();
  await sleep(500);
  veto = '';
  app.quit();
});
