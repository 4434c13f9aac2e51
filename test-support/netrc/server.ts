import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled } from './clients';

/** A server and proxy on loopback that records the credentials each client sends, for any host name, over http and (by CONNECT) https. */
export interface Recorder {
  /** As a proxy and as a server. */
  readonly url: string;
  /** The certificate authority of its https side; null where there is no openssl to make one. */
  readonly caFile: string | null;
  /** A number of its own for each request; clients put it first into the path. */
  nextId(count?: number): number;
  /** Login and password (one character per byte) that came with this number, or null. */
  sent(id: number): readonly [string, string] | null;
  stop(): void;
}

export async function startRecorder(): Promise<Recorder> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-recorder-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const hasTls = isInstalled('openssl');
  if (hasTls)
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=tessera test',
        '-addext',
        'subjectAltName=DNS:lk.test,DNS:*.test',
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore', timeout: 30_000 },
    );
  const seen = new Map<number, readonly [string, string]>();
  const answer: Parameters<typeof createServer>[1] = (request, response) => {
    const id = Number(/^(?:https?:\/\/[^/]*)?\/(\d+)/.exec(request.url ?? '')?.[1] ?? Number.NaN);
    const basic = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (basic === undefined) {
      // Some clients send nothing before they are asked.
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end('asked');
      return;
    }
    const pair = Buffer.from(basic, 'base64').toString('latin1');
    const colon = pair.indexOf(':');
    seen.set(id, [pair.slice(0, colon), pair.slice(colon + 1)]);
    response.writeHead(200, { 'content-type': 'text/plain' }).end('seen');
  };
  const server = createServer(answer);
  const tls = hasTls ? createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, answer) : null;
  server.on('connect', (_, socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.on('error', () => socket.destroy());
    if (tls) tls.emit('connection', socket);
    else socket.destroy();
  });
  tls?.on('tlsClientError', () => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  let next = 0;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caFile: hasTls ? cert : null,
    nextId: (count = 1) => {
      const id = next;
      next += count;
      return id;
    },
    sent: (id) => seen.get(id) ?? null,
    stop: () => {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
