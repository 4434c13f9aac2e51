import { createServer } from 'node:http';
import { app, ipcMain, net, session } from 'electron';
import { done, html, line, open, register, script, serve } from '../common.mjs';

register();
ipcMain.on('report', async (_event, ...args) => {
  if (args[0] !== 'end') return line(...args);
  const server = createServer((_request, response) => response.end('served')).listen(0, '127.0.0.1', () => {
    const url = `http://127.0.0.1:${server.address().port}/`;
    const ask = (options) =>
      new Promise((resolve) => {
        const request = net.request(options);
        request.on('response', (response) => resolve(response.statusCode));
        request.on('error', (error) => resolve(error.message));
        request.end();
      });
    ask({ url })
      .then((answer) => line('default session', answer))
      .then(() => ask({ url, session: session.fromPartition('own') }))
      .then((answer) => line('own session', answer))
      .then(done);
  });
});
app.whenReady().then(async () => {
  session.defaultSession.webRequest.onBeforeRequest((details, callback) =>
    callback({ cancel: !details.url.startsWith('app://test/') || details.url.endsWith('/no') }),
  );
  session.defaultSession.webRequest.onHeadersReceived((details, callback) =>
    callback({ responseHeaders: { ...details.responseHeaders, 'x-added': ['yes'] } }),
  );
  serve({
    '/': html('<script src="a.js"></script>'),
    '/no': html('never'),
    '/yes': html('yes'),
    '/a.js': script(`(async () => {
      report('refused', await fetch('no').then(() => 'came', (e) => e.name));
      report('allowed', await fetch('yes').then((r) => r.status + ' ' + r.headers.get('x-added')));
      report('foreign', await fetch('https://example.org/').then(() => 'came', (e) => e.name));
      report('end');
    })()`),
  });
  await open(import.meta.dirname).loadURL('app://test/');
});
