import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import {
  createSecureContext,
  type DetailedPeerCertificate,
  rootCertificates,
  type SecureContext,
  type TLSSocket,
  connect as tlsConnect,
} from 'node:tls';
import type { VerifyProc } from '../electron/session';
import { certificateCodes, chromiumName, netError } from './errors';

/** Where systems keep the certificates that their administrator trusts. */
const bundles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem'];

let trusted: SecureContext | null = null;

/** Node's own roots, the system's (or SSL_CERT_FILE's), and NODE_EXTRA_CA_CERTS'. Read once: parsing them takes tens of milliseconds. */
function trust(): SecureContext {
  if (trusted) return trusted;
  const ca: string[] = [...rootCertificates];
  const named = process.env.SSL_CERT_FILE;
  const system = named || bundles.find((path) => existsSync(path));
  for (const path of [system, process.env.NODE_EXTRA_CA_CERTS]) {
    if (!path) continue;
    try {
      ca.push(readFileSync(path, 'utf8'));
    } catch (error) {
      console.error(
        `electron-on-chromium: the certificates in ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      );
    }
  }
  trusted = createSecureContext({ ca });
  return trusted;
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');
const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80));

function pem(raw: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${raw.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
}

/** A certificate in the shape of Electron's `Certificate`. */
function certificateOf(peer: DetailedPeerCertificate, depth = 0): Electron.Certificate {
  const principal = (of: DetailedPeerCertificate['subject']) => ({
    commonName: String(of.CN ?? ''),
    organizations: of.O ? [String(of.O)] : [],
    organizationUnits: of.OU ? [String(of.OU)] : [],
    locality: String(of.L ?? ''),
    state: String(of.ST ?? ''),
    country: String(of.C ?? ''),
  });
  const issuer = peer.issuerCertificate;
  const chain = issuer?.raw && !issuer.raw.equals(peer.raw) && depth < 8 ? { issuerCert: certificateOf(issuer, depth + 1) } : {};
  return {
    data: pem(peer.raw),
    fingerprint: `sha256/${Buffer.from(peer.fingerprint256.replaceAll(':', ''), 'hex').toString('base64')}`,
    issuer: principal(peer.issuer),
    issuerName: String(peer.issuer.CN ?? ''),
    subject: principal(peer.subject),
    subjectName: String(peer.subject.CN ?? ''),
    serialNumber: peer.serialNumber,
    validStart: Date.parse(peer.valid_from) / 1000,
    validExpiry: Date.parse(peer.valid_to) / 1000,
    ...chain,
  } as Electron.Certificate;
}

/** Asks the session's verify proc. Resolves where the connection may be used. */
async function verify(socket: TLSSocket, hostname: string, proc: VerifyProc): Promise<void> {
  const failure = socket.authorizationError as unknown;
  const name = socket.authorized
    ? 'OK'
    : chromiumName({ code: typeof failure === 'string' ? failure : (failure as { code?: string })?.code });
  const errorCode = name === 'OK' ? 0 : (certificateCodes[name] ?? -207);
  const certificate = certificateOf(socket.getPeerCertificate(true));
  const answer = await new Promise<number>((resolve) =>
    proc(
      {
        hostname,
        certificate,
        validatedCertificate: certificate,
        isIssuedByKnownRoot: socket.authorized,
        verificationResult: name === 'OK' ? 'net::OK' : `net::${name}`,
        errorCode,
      },
      resolve,
    ),
  );
  if (answer === 0 || (answer === -3 && errorCode === 0)) return;
  if (answer === -3) throw netError(name);
  throw netError(Object.entries(certificateCodes).find(([, code]) => code === answer)?.[0] ?? 'ERR_FAILED');
}

function opened<T extends Socket>(socket: T, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => socket.destroy(netError('ERR_ABORTED'));
    signal.addEventListener('abort', abort, { once: true });
    const end = () => reject(netError('ERR_CONNECTION_CLOSED'));
    socket.once(event, () => {
      socket.off('error', reject);
      socket.off('close', end);
      resolve(socket);
    });
    socket.once('error', reject);
    socket.once('close', end);
  });
}

async function secure(raw: Socket, url: URL, verifyProc: VerifyProc | null, signal: AbortSignal): Promise<TLSSocket> {
  const host = bare(url.hostname);
  const socket = tlsConnect({
    socket: raw,
    host,
    ...(isIP(host) ? {} : { servername: host }),
    secureContext: trust(),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: verifyProc === null,
  });
  await opened(socket, 'secureConnect', signal);
  if (verifyProc) {
    await verify(socket, host, verifyProc).catch((error) => {
      socket.destroy();
      throw error;
    });
  }
  return socket;
}

/** A tunnel through an HTTP proxy. */
function tunnel(proxy: URL, base: Socket, url: URL, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      method: 'CONNECT',
      path: `${url.hostname}:${portOf(url)}`,
      headers: { host: `${url.hostname}:${portOf(url)}`, ...proxyAuthorization(proxy) },
      createConnection: () => base,
      signal,
    });
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket as Socket);
      else {
        socket.destroy();
        reject(netError(response.statusCode === 407 ? 'ERR_PROXY_AUTH_REQUESTED' : 'ERR_TUNNEL_CONNECTION_FAILED'));
      }
    });
    request.once('error', reject);
    request.end();
  });
}

/** The credentials in a proxy's address, as a header. */
export function proxyAuthorization(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Opens the connection for one request: to the server or its proxy, with TLS verified before a byte of the request leaves. */
export async function openConnection(url: URL, proxy: URL | null, verifyProc: VerifyProc | null, signal: AbortSignal): Promise<Socket> {
  const first = proxy ?? url;
  let socket: Socket = tcpConnect({ host: bare(first.hostname), port: portOf(first) });
  await opened(socket, 'connect', signal).catch((error) => {
    throw proxy ? netError('ERR_PROXY_CONNECTION_FAILED') : error;
  });
  if (proxy?.protocol === 'https:') socket = await secure(socket, proxy, null, signal);
  if (url.protocol !== 'https:') return socket;
  if (proxy) socket = await tunnel(proxy, socket, url, signal);
  return secure(socket, url, verifyProc, signal);
}
