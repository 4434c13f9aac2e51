import { createServer } from 'node:http';
import zlib from 'node:zlib';
import { app, net } from 'electron';
import { done, line } from '../common.mjs';

const bomb = zlib.gzipSync(Buffer.alloc(200 * 1024 * 1024));
const server = createServer((request, response) => {
  const send = (encoding, body) => response.writeHead(200, { 'content-encoding': encoding }).end(body);
  const text = Buffer.from('squeezed '.repeat(1000));
  if (request.url === '/gzip') send('gzip', zlib.gzipSync(text));
  else if (request.url === '/deflate') send('deflate', zlib.deflateSync(text));
  else if (request.url === '/br') send('br', zlib.brotliCompressSync(text));
  else if (request.url === '/bomb') send('gzip', bomb);
  else if (request.url === '/broken') send('gzip', Buffer.from('this is not gzip at all'));
  else if (request.url === '/short') {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half');
    setTimeout(() => response.socket.end(), 100);
  } else if (request.url === '/reset') {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half');
    setTimeout(() => response.socket.resetAndDestroy(), 100);
  } else if (request.url === '/large') {
    const chunk = Buffer.alloc(1024 * 1024, 7);
    response.writeHead(200, { 'content-length': 100 * chunk.length });
    let left = 100;
    const more = () => {
      while (left > 0) {
        left -= 1;
        if (!response.write(chunk)) return response.once('drain', more);
      }
      response.end();
    };
    more();
  }
});
const ask = (url, limit = Number.POSITIVE_INFINITY) =>
  new Promise((resolve) => {
    const name = new URL(url).pathname;
    const request = net.request({ url, cache: 'no-store' });
    let size = 0;
    let ended = 'no end';
    let failed = 'no error';
    request.on('response', (response) => {
      response.on('data', (chunk) => {
        size += chunk.length;
        if (size > limit) request.abort();
      });
      response.on('end', () => {
        ended = 'end';
      });
      response.on('error', () => {});
    });
    request.on('error', (error) => {
      failed = error.message;
    });
    request.on('close', () =>
      setTimeout(() => {
        line(name, Number.isFinite(limit) ? size < limit + 2 * 1024 * 1024 : size, ended, failed);
        resolve();
      }, 50),
    );
    request.end();
  });
app.whenReady().then(() => {
  server.listen(0, '127.0.0.1', async () => {
    const base = `http://127.0.0.1:${server.address().port}`;
    for (const path of ['/gzip', '/deflate', '/br', '/broken', '/short', '/reset', '/large']) await ask(base + path);
    await ask(`${base}/bomb`, 1024 * 1024);
    await ask('http://127.0.0.1:1/');
    done();
  });
});
