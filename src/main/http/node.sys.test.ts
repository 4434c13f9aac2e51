import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nodeHttp, nodeHttpWith } from './node';
import { type HttpFailure, type HttpRequest, type HttpResponse, header, skewOf } from './port';

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return (server.address() as AddressInfo).port;
}

const serve = async (listener: RequestListener): Promise<string> => `http://127.0.0.1:${await listen(createServer(listener))}`;

/** A server below HTTP: it may say anything. */
async function raw(onData: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => onData(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const SECRET = 'a-secret-that-must-not-be-seen';

async function answer(request: Partial<HttpRequest> & { readonly url: string }): Promise<HttpResponse> {
  const result = await nodeHttp({ method: 'GET', headers: {}, ...request });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The failure of a request that carries a secret in header and body; its detail must hold neither. */
async function failure(request: Partial<HttpRequest> & { readonly url: string }): Promise<HttpFailure> {
  const result = await nodeHttp({ method: 'POST', headers: { Authorization: `Apikey ${SECRET}` }, body: SECRET, ...request });
  if (result.ok) throw new Error(`expected a failure, got ${result.value.status}`);
  expect(result.error.detail).not.toContain(SECRET);
  return result.error;
}

const echo: RequestListener = (request: IncomingMessage, response: ServerResponse) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body })));
};

describe('answers', () => {
  it('carries method, headers and body, and counts bytes rather than characters', async () => {
    const url = await serve(echo);
    const seen = JSON.parse((await answer({ url: `${url}/x?y=1`, method: 'PUT', headers: { 'X-Own': 'v' }, body: 'größe' })).body);
    expect(seen).toMatchObject({ method: 'PUT', url: '/x?y=1', body: 'größe', headers: { 'x-own': 'v', 'content-length': '7' } });
    expect(seen.headers.cookie).toBeUndefined();
    expect(JSON.parse((await answer({ url, method: 'POST' })).body).headers['content-length']).toBe('0');
  });

  it('keeps repeated headers apart and remembers no cookie', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.cookie);
      response.setHeader('Set-Cookie', ['a=1', 'b=2']);
      response.end('x');
    });
    const first = await answer({ url });
    expect(first.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value)).toEqual(['a=1', 'b=2']);
    await answer({ url });
    await answer({ url, headers: { Cookie: 'own=1' } });
    expect(seen).toEqual([undefined, undefined, 'own=1']);
  });

  it.each([301, 302, 303, 307, 308])('a redirect (%s) is an answer, not a way to go', async (status) => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      response.writeHead(status, { Location: '/elsewhere' }).end();
    });
    const response = await answer({ url });
    expect([response.status, header(response, 'Location'), asked]).toEqual([status, '/elsewhere', 1]);
  });

  it('404, 500 and 204 are answers too', async () => {
    for (const status of [404, 500, 204]) {
      const url = await serve((_request, response) => response.writeHead(status).end(status === 204 ? undefined : 'why'));
      expect(await answer({ url })).toMatchObject({ status, body: status === 204 ? '' : 'why' });
    }
  });

  it('reads the clock that it was given', async () => {
    const url = await serve((_request, response) => response.end('x'));
    const result = await nodeHttpWith(() => 0)({ method: 'GET', url, headers: {} });
    expect(result.ok && result.value.at).toBe(0);
    expect(result.ok && Math.abs((skewOf(result.value) ?? 0) - Date.now())).toBeLessThan(5_000);
  });

  const text = 'ä'.repeat(3_000);
  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', Buffer.from(text)],
  ])('decodes %s', async (encoding, bytes) => {
    const url = await serve((_request, response) => {
      response.setHeader('Content-Encoding', encoding);
      // Two pieces, so that a decoder sees the seam.
      response.write(bytes.subarray(0, 7));
      setTimeout(() => response.end(bytes.subarray(7)), 5);
    });
    expect((await answer({ url })).body).toBe(text);
  });

  it('an empty body under a content encoding is an empty body', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end());
    expect((await answer({ url })).body).toBe('');
  });
});

describe('failures', () => {
  it('badUrl: what is no web address, or has user info', async () => {
    for (const url of ['', 'x', 'ftp://127.0.0.1/', 'file:///etc/passwd', `http://user:${SECRET}@127.0.0.1/`])
      expect(await failure({ url })).toMatchObject({ kind: 'badUrl', sent: false });
  });

  it('refused: nobody listens', async () => {
    expect(await failure({ url: 'http://127.0.0.1:1/' })).toMatchObject({ kind: 'refused', sent: false });
  });

  it('dns: a name that cannot exist', async () => {
    expect(await failure({ url: 'http://tessera-test.invalid/', timeoutMs: 30_000 })).toMatchObject({ kind: 'dns', sent: false });
  });

  it('timeout: no answer, and an answer that never ends', async () => {
    const silent = await serve(() => {});
    expect(await failure({ url: silent, timeoutMs: 100 })).toMatchObject({ kind: 'timeout', sent: true });
    const endless = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    });
    expect(await failure({ url: endless, timeoutMs: 200 })).toMatchObject({ kind: 'timeout', sent: true });
  });

  it('cancelled: before, and in the middle', async () => {
    const url = await serve(() => {});
    const gone = new AbortController();
    gone.abort();
    expect(await failure({ url, signal: gone.signal })).toMatchObject({ kind: 'cancelled', sent: false });
    const going = new AbortController();
    setTimeout(() => going.abort(), 80);
    expect(await failure({ url, signal: going.signal })).toMatchObject({ kind: 'cancelled', sent: true });
  });

  it('reset: before the answer, and in the middle of the body', async () => {
    expect(await failure({ url: await raw((socket) => socket.resetAndDestroy()) })).toMatchObject({ kind: 'reset', sent: true });
    expect(await failure({ url: await raw((socket) => socket.end()) })).toMatchObject({ kind: 'reset', sent: true });
    const half = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf';
    expect(await failure({ url: await raw((socket) => socket.write(half, () => socket.destroy())) })).toMatchObject({
      kind: 'reset',
      sent: true,
    });
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n';
    expect(await failure({ url: await raw((socket) => socket.write(chunked, () => socket.destroy())) })).toMatchObject({
      kind: 'reset',
      sent: true,
    });
  });

  it('other: what is not HTTP, an unknown encoding, a broken one', async () => {
    expect(await failure({ url: await raw((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')) })).toMatchObject({
      kind: 'other',
      sent: true,
    });
    const strange = await serve((_request, response) => response.writeHead(200, { 'Content-Encoding': 'zstd' }).end('x'));
    expect(await failure({ url: strange })).toMatchObject({ kind: 'other', sent: true, detail: 'UNKNOWN_CONTENT_ENCODING' });
    const broken = await serve((_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('not gzip at all'));
    expect(await failure({ url: broken })).toMatchObject({ kind: 'other', sent: true });
    const cut = gzipSync('x'.repeat(50_000));
    const short = await serve((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(cut.subarray(0, cut.length - 12)),
    );
    expect(await failure({ url: short })).toMatchObject({ kind: 'other', sent: true });
  });

  it('a header with a line break goes nowhere', async () => {
    const url = await serve(echo);
    expect(await failure({ url, headers: { Authorization: `Apikey ${SECRET}\r\nX-Evil: 1` } })).toMatchObject({
      kind: 'other',
      sent: false,
    });
  });

  it('tooLarge: counted after decoding, so that a bomb stays small', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(200_000);
    const url = await serve((_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb));
    const before = process.memoryUsage().rss;
    expect(await failure({ url })).toMatchObject({ kind: 'tooLarge', sent: true });
    expect(process.memoryUsage().rss - before).toBeLessThan(80 * 1024 * 1024);
    const plain = await serve((_request, response) => response.end('x'.repeat(101)));
    expect(await failure({ url: plain, maxBytes: 100 })).toMatchObject({ kind: 'tooLarge' });
    expect((await answer({ url: plain, maxBytes: 101 })).body).toHaveLength(101);
  });
});

describe('TLS', () => {
  let folder: string;
  let authority: string;
  let options: { key: string; cert: string };
  /** Its certificate is for the name alone, not for the number. */
  let byName: { key: string; cert: string };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tessera-tls-'));
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe', timeout: 20_000 });
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Tessera test authority');
    openssl('req', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
    const sign = (names: string, out: string) => {
      writeFileSync(join(folder, 'ext'), `subjectAltName=${names}\n`);
      openssl(
        'x509',
        '-req',
        '-in',
        'server.csr',
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        'ext',
        '-out',
        out,
      );
    };
    sign('DNS:localhost,IP:127.0.0.1', 'server.pem');
    sign('DNS:localhost', 'name.pem');
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    authority = read('ca.pem');
    options = { key: read('server.key'), cert: read('server.pem') };
    byName = { key: read('server.key'), cert: read('name.pem') };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const secure = async (chosen = options): Promise<number> => listen(createTlsServer(chosen, echo) as unknown as Server);

  it('trusts the profile’s authority, and only for requests that name it', async () => {
    const port = await secure();
    expect(JSON.parse((await answer({ url: `https://localhost:${port}/x`, ca: authority })).body)).toMatchObject({ url: '/x' });
    expect(await failure({ url: `https://localhost:${port}/` })).toMatchObject({ kind: 'tls', sent: false });
    expect(await failure({ url: `https://localhost:${port}/`, ca: null })).toMatchObject({ kind: 'tls', sent: false });
    expect((await answer({ url: `https://127.0.0.1:${port}/`, ca: authority })).status).toBe(200);
  });

  it('a certificate for another name, TLS where plain is spoken, and a useless authority are tls failures', async () => {
    const port = await secure();
    const nameOnly = await secure(byName);
    expect(await failure({ url: `https://127.0.0.1:${nameOnly}/`, ca: authority })).toMatchObject({ kind: 'tls', sent: false });
    const plain = await serve(echo);
    expect(await failure({ url: plain.replace('http:', 'https:'), ca: authority })).toMatchObject({ kind: 'tls', sent: false });
    expect(
      await failure({ url: `https://localhost:${port}/`, ca: '-----BEGIN CERTIFICATE-----\nbm9wZQ==\n-----END CERTIFICATE-----\n' }),
    ).toMatchObject({ kind: 'tls', sent: false });
  });

  it('plain HTTP to a TLS port breaks off', async () => {
    const port = await secure();
    expect(await failure({ url: `http://127.0.0.1:${port}/` })).toMatchObject({ sent: true });
  });
});
