import { createServer } from 'node:http';
import { app, net } from 'electron';
import { done, line } from '../common.mjs';

const server = createServer((request, response) => {
  if (request.url === '/see') response.writeHead(303, { location: '/end?from=see', 'set-cookie': 'a=1' }).end();
  else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
  else if (request.url === '/no-location') response.writeHead(302).end('here');
  else response.end(`${request.method} ${request.url} ${request.headers.cookie ?? 'no cookie'}`);
});
const ask = (url, options, onRedirect) =>
  new Promise((resolve) => {
    const request = net.request({ url, useSessionCookies: false, ...options });
    const port = new URL(url).port;
    request.on('redirect', (status, method, location, headers) => {
      line(
        'redirect',
        status,
        method,
        location.replace(port, 'PORT'),
        Object.keys(headers).some((name) => name.toLowerCase() === 'location'),
      );
      onRedirect?.(request);
    });
    request.on('error', (error) => line('error', error.message));
    request.on('close', () => {
      line('close');
      resolve();
    });
    request.on('response', (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => line('response', response.statusCode, text));
    });
    request.end();
  });
app.whenReady().then(() => {
  server.listen(0, '127.0.0.1', async () => {
    const base = `http://127.0.0.1:${server.address().port}`;
    line('manual');
    await ask(`${base}/see`, { redirect: 'manual', method: 'POST' });
    line('manual, followed');
    await ask(`${base}/see`, { redirect: 'manual', method: 'POST' }, (request) => request.followRedirect());
    line('error');
    await ask(`${base}/see`, { redirect: 'error' });
    line('follow');
    await ask(`${base}/see`, {});
    line('without location');
    await ask(`${base}/no-location`, { redirect: 'manual' });
    done();
  });
});
