import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Session } from '../src/electron/session';
import { ClientRequest } from '../src/net/client-request';

/** TLS and proxies: what the small programs cannot set up. Certificates are made here by openssl, for this run only. */
let folder: string;
let https: Server;
let http: Server;
let proxy: Server;
const seen: string[] = [];
const tunnels = new Set<Socket>();

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listen = (server: Server): Promise<void> => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'net-test-'));
  const make = spawnSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
    ],
    { cwd: folder, timeout: 20_000 },
  );
  if (make.status !== 0) throw new Error(`openssl is needed to make a certificate: ${make.stderr?.toString() ?? make.error?.message}`);
  const files = { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) };
  https = createHttps(files, (request, response) => {
    seen.push(`https ${request.url}`);
    response.end('secure');
  }) as unknown as Server;
  http = createHttp((request, response) => {
    seen.push(`http ${request.url}`);
    response.end('plain');
  });
  proxy = createHttp((request, response) => {
    seen.push(`proxied ${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? 'nobody'}`);
    response.end('by proxy');
  });
  proxy.on('connect', (request, client: Socket) => {
    seen.push(`tunnel ${request.url} ${request.headers['proxy-authorization'] ?? 'nobody'}`);
    const upstream = connect(portOf(https), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [upstream, client]) {
      tunnels.add(socket);
      socket.on('error', () => {});
    }
  });
  await Promise.all([https, http, proxy].map(listen));
});
afterAll(() => {
  for (const socket of tunnels) socket.destroy();
  for (const server of [https, http, proxy]) server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  seen.length = 0;
});

function ask(session: Session, url: string): Promise<string> {
  return new Promise((resolve) => {
    const request = new ClientRequest({ url, session, redirect: 'manual', headers: { 'User-Agent': 'test' } });
    request.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    });
    request.on('error', (error: Error) => resolve(error.message));
    request.end();
  });
}

describe('TLS', () => {
  it('refuses a certificate that nobody vouches for, before a byte of the request leaves', async () => {
    expect(await ask(new Session(''), `https://localhost:${portOf(https)}/a`)).toBe('net::ERR_CERT_AUTHORITY_INVALID');
    expect(seen).toEqual([]);
  });
  it('asks the verify proc with the certificate and the verdict', async () => {
    const session = new Session('');
    const asked: unknown[] = [];
    session.setCertificateVerifyProc((request, callback) => {
      const { hostname, verificationResult, errorCode, isIssuedByKnownRoot, certificate } = request;
      asked.push({
        hostname,
        verificationResult,
        errorCode,
        isIssuedByKnownRoot,
        pem: certificate.data === readFileSync(join(folder, 'cert.pem'), 'utf8'),
      });
      callback(0);
    });
    expect(await ask(session, `https://localhost:${portOf(https)}/b`)).toBe('200 secure');
    expect(asked).toEqual([
      {
        hostname: 'localhost',
        verificationResult: 'net::ERR_CERT_AUTHORITY_INVALID',
        errorCode: -202,
        isIssuedByKnownRoot: false,
        pem: true,
      },
    ]);
  });
  it.each([
    [-3, 'net::ERR_CERT_AUTHORITY_INVALID'],
    [-2, 'net::ERR_FAILED'],
  ])('a proc that answers %i refuses', async (answer, message) => {
    const session = new Session('');
    session.setCertificateVerifyProc((_request, callback) => callback(answer));
    expect(await ask(session, `https://localhost:${portOf(https)}/c`)).toBe(message);
    expect(seen).toEqual([]);
  });
});

describe('proxies', () => {
  it('sends plain requests whole and secure ones through a tunnel, with the credentials of its address', async () => {
    const session = new Session('');
    session.setCertificateVerifyProc((_request, callback) => callback(0));
    await session.setProxy({ mode: 'fixed_servers', proxyRules: `http://user:p%40ss@127.0.0.1:${portOf(proxy)}` });
    const basic = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    expect(await ask(session, 'http://server.example/path?q=1')).toBe('200 by proxy');
    expect(await ask(session, 'https://secure.example/x')).toBe('200 secure');
    expect(seen).toEqual([`proxied GET http://server.example/path?q=1 ${basic}`, `tunnel secure.example:443 ${basic}`, 'https /x']);
  });
  it('says that the proxy is the one who is not there', async () => {
    const session = new Session('');
    await session.setProxy({ mode: 'fixed_servers', proxyRules: 'http://127.0.0.1:9' });
    expect(await ask(session, 'http://server.example/')).toBe('net::ERR_PROXY_CONNECTION_FAILED');
  });
  it('reaches loopback without one', async () => {
    const session = new Session('');
    await session.setProxy({ mode: 'fixed_servers', proxyRules: 'http://127.0.0.1:9' });
    expect(await ask(session, `http://127.0.0.1:${portOf(http)}/`)).toBe('200 plain');
  });
});
