import { app } from 'electron';
import { html, line, open, register, serve } from '../common.mjs';

register();
for (const name of ['before-quit', 'will-quit', 'window-all-closed']) app.on(name, () => line(name));
app.on('quit', (_event, code) => line('quit', code));
app.whenReady().then(async () => {
  serve({ '/': html('quit') });
  const window = open(import.meta.dirname);
  window.on('close', () => line('close', window.isDestroyed()));
  window.on('closed', () => line('closed', window.isDestroyed()));
  await window.loadURL('app://test/');
  app.quit();
});
