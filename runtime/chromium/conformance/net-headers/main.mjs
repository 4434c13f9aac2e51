import { createServer } from 'node:http';
import { app, net } from 'electron';
import { done, line } from '../common.mjs';

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    response.writeHead(201, 'Made', [
      ['Set-Cookie', 'a=1; Path=/'],
      ['Set-Cookie', 'b=2; HttpOnly'],
      ['X-Twice', 'one'],
      ['X-Twice', 'two'],
    ]);
    response.end(
      JSON.stringify([
        request.method,
        request.headers.cookie ?? null,
        request.headers['x-mine'],
        request.headers['content-length'] ?? null,
        body,
      ]),
    );
  });
});
const ask = (options, body) =>
  new Promise((resolve) => {
    const request = net.request({ credentials: 'omit', useSessionCookies: false, ...options });
    request.setHeader('Cookie', 'c=3; d=4');
    request.setHeader('X-Mine', 'yes');
    line('header', request.getHeader('x-mine'));
    request.on('response', (response) => {
      line(response.statusCode, response.statusMessage, response.headers['set-cookie'], response.headers['x-twice']);
      line('raw', response.rawHeaders.filter((_item, at) => at % 2 === 0 && /cookie|twice/i.test(response.rawHeaders[at])).join());
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        line(text);
        resolve();
      });
    });
    request.on('error', (error) => {
      line('error', error.message);
      resolve();
    });
    if (body) request.write(body);
    request.end();
  });
app.whenReady().then(() => {
  server.listen(0, '127.0.0.1', async () => {
    const url = `http://127.0.0.1:${server.address().port}/`;
    await ask({ url, method: 'POST' }, 'héllo');
    await ask({ url });
    try {
      net.request({ url }).setHeader('bad name', 'x');
    } catch (error) {
      line(error.name);
    }
    done();
  });
});
