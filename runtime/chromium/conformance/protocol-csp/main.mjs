import { app, ipcMain } from 'electron';
import { done, html, line, open, register, script, serve } from '../common.mjs';

register();
const policy = { 'content-security-policy': "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'" };
ipcMain.on('report', (_event, ...args) => (args[0] === 'end' ? done() : line(...args)));
app.whenReady().then(async () => {
  serve({
    '/index.html': html('<p style="color: red">x</p><script>window.inline = 1</script><script src="a.js"></script>', policy),
    '/a.js': script(`(async () => {
      report('inline script', window.inline === 1);
      report('inline style', document.querySelector('p').style.color === 'red');
      let evaluated = false;
      try { (0, eval)('1'); evaluated = true; } catch {}
      report('eval', evaluated);
      report('own fetch', await fetch('data.json').then((r) => r.json()).then((j) => j.value));
      report('missing', await fetch('nothing').then((r) => r.status));
      report('foreign fetch', await fetch('https://example.org/').then(() => 'came', (e) => e.name));
      report('secure', isSecureContext, typeof crypto.subtle);
      const m = await import('./b.js');
      report('module', m.value);
      localStorage.setItem('k', 'v');
      report('storage', localStorage.getItem('k'));
      report('post', await fetch('data.json', { method: 'POST', body: 'x' }).then((r) => r.status));
      report('end');
    })()`),
    '/b.js': script('export const value = 11;'),
    '/data.json': ['application/json', '{"value":5}', {}],
  });
  await open(import.meta.dirname).loadURL('app://test/index.html');
});
