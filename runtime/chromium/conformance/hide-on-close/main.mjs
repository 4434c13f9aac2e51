import { app } from 'electron';
import { html, line, open, register, serve, sleep } from '../common.mjs';

register();
let quitting = false;
app.on('before-quit', () => {
  quitting = true;
  line('before-quit');
});
for (const name of ['window-all-closed', 'will-quit']) app.on(name, () => line(name));
app.on('quit', (_event, code) => line('quit', code));
app.whenReady().then(async () => {
  serve({ '/': html('one') });
  const window = open(import.meta.dirname);
  window.on('close', (event) => {
    line('close', quitting);
    if (quitting) return;
    event.preventDefault();
    window.hide();
  });
  await window.loadURL('app://test/');
  await sleep(300);
  for (const name of ['hide', 'show']) window.on(name, () => line(name));
  line('visible', window.isVisible());
  window.close();
  await sleep(300);
  line('destroyed', window.isDestroyed(), 'visible', window.isVisible());
  window.show();
  await sleep(300);
  line('visible', window.isVisible());
  app.quit();
});
