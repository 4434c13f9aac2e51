import { existsSync, readFileSync } from 'node:fs';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Transform } from 'node:stream';
import * as tls from 'node:tls';
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { err, ok, type Result } from '../../domain/result';
import type { Http, HttpFailure, HttpRequest, HttpResponse } from './port';

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;

/** Where Linux systems keep the bundle of authorities that their administrator trusts. */
const BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem'];

/**
 * The HTTP port over Node's own `http` and `https`: one connection a request, no cookies, no cache, no proxy, no redirect followed. The app uses
 * it for profiles with a certificate file (Electron's `net` takes none); tests use it everywhere.
 *
 * - `ca` adds certificates to the system's roots; verification is never off.
 * - gzip, deflate and brotli are decoded, and the size limit counts decoded bytes.
 * - `sent` turns true with the finished connection (for https: after the handshake), since from then on bytes may reach the server.
 * - `at` of an answer is read from `now`.
 * - `detail` holds an error code of Node's, never text of the request or the answer.
 */
export const nodeHttpWith =
  (now: () => number): Http =>
  (request) => {
    const url = usableUrl(request.url);
    if (url === null) return Promise.resolve(err(failure('badUrl', false, 'unusable url')));
    if (request.signal?.aborted) return Promise.resolve(err(failure('cancelled', false, 'aborted before start')));
    return exchange(request, url, now);
  };

/** {@link nodeHttpWith} by the system's clock. */
export const nodeHttp: Http = nodeHttpWith(Date.now);

const failure = (kind: HttpFailure['kind'], sent: boolean, detail: string): HttpFailure => ({ kind, sent, detail });

function usableUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const usable = (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '';
  return usable ? url : null;
}

function exchange(request: HttpRequest, url: URL, now: () => number): Promise<Result<HttpResponse, HttpFailure>> {
  return new Promise((resolve) => {
    let sent = false;
    let done = false;
    let outgoing: ClientRequest | null = null;
    const finish = (result: Result<HttpResponse, HttpFailure>): void => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
      if (!result.ok) outgoing?.destroy();
      resolve(result);
    };
    const fail = (kind: HttpFailure['kind'], detail: string): void => finish(err(failure(kind, sent, detail)));
    const onAbort = (): void => fail('cancelled', 'aborted');
    const timer = setTimeout(() => fail('timeout', 'no complete answer in time'), request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    request.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      outgoing = open(request, url);
    } catch (problem) {
      // Node refuses control characters in headers before anything is opened.
      const code = codeOf(problem);
      const unusable = code === 'ERR_UNESCAPED_CHARACTERS' || code === 'ERR_INVALID_URL';
      fail(unusable ? 'badUrl' : isTls(code) || code === 'none' ? 'tls' : 'other', code);
      return;
    }
    outgoing.on('socket', (socket) => socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (sent = true)));
    outgoing.on('error', (problem) => fail(kindOf(problem), codeOf(problem)));
    outgoing.on('response', (incoming) => {
      sent = true;
      readBody(incoming, request.maxBytes ?? DEFAULT_MAX_BYTES).then(
        (body) => finish(ok({ status: incoming.statusCode ?? 0, headers: headersOf(incoming), body, at: now() })),
        (problem: unknown) => fail(problem instanceof TooLarge ? 'tooLarge' : kindOf(problem), codeOf(problem)),
      );
    });
    outgoing.end(request.body);
  });
}

function open(request: HttpRequest, url: URL): ClientRequest {
  const headers: Record<string, string | number> = { ...request.headers };
  if (!has(headers, 'accept-encoding')) headers['Accept-Encoding'] = 'gzip, deflate, br';
  if (request.body !== undefined) headers['Content-Length'] = Buffer.byteLength(request.body);
  else if (request.method === 'POST' || request.method === 'PUT') headers['Content-Length'] = 0;
  const options = { method: request.method, headers, agent: false as const, insecureHTTPParser: false };
  if (url.protocol === 'http:') return httpRequest(url, options);
  // Node hands the options on to tls.connect, which takes a ready context; @types/node does not say so.
  const secure: RequestOptions & { readonly secureContext: tls.SecureContext } = {
    ...options,
    secureContext: secureContext(request.ca ?? null),
  };
  return httpsRequest(url, secure);
}

const has = (headers: object, name: string): boolean => Object.keys(headers).some((n) => n.toLowerCase() === name);

const contexts = new Map<string, tls.SecureContext>();

/** Contexts are kept, since reading some 140 certificates takes longer than a request on loopback. */
function secureContext(ca: string | null): tls.SecureContext {
  const key = ca ?? '';
  let context = contexts.get(key);
  if (!context) {
    context = tls.createSecureContext({ ca: [...systemRoots(), ...(ca === null ? [] : [ca])], minVersion: 'TLSv1.2' });
    contexts.set(key, context);
  }
  return context;
}

let roots: readonly string[] | null = null;

/** The system's trusted authorities: asked of Node where it can tell, else the system's bundle, else the list that Node brings along. */
function systemRoots(): readonly string[] {
  if (roots !== null) return roots;
  const ask = (tls as { readonly getCACertificates?: (type: 'system') => readonly string[] }).getCACertificates;
  const bundle = [process.env.SSL_CERT_FILE, ...BUNDLES].find((path) => path !== undefined && path !== '' && existsSync(path));
  const told = ask?.('system') ?? [];
  roots = told.length > 0 ? told : bundle !== undefined ? [readFileSync(bundle, 'utf8')] : tls.rootCertificates;
  return roots;
}

class TooLarge extends Error {
  readonly code = 'BODY_TOO_LARGE';
}

/** Collects the decoded body, stopping as soon as it grows beyond `maxBytes`. */
function readBody(incoming: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) reject(new TooLarge());
      else chunks.push(chunk);
    };
    const complete = (): void => resolve(Buffer.concat(chunks).toString('utf8'));
    incoming.on('error', reject);
    incoming.on('aborted', () => reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })));
    const encoding = (incoming.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
    if (encoding === 'identity' || encoding === '') {
      incoming.on('data', take);
      incoming.on('end', complete);
      return;
    }
    incoming.once('readable', () => {
      const head = incoming.read() as Buffer | null;
      if (head === null) {
        incoming.on('end', complete);
        incoming.resume();
        return;
      }
      const decoder = decoderFor(encoding, head);
      if (decoder === null) {
        reject(Object.assign(new Error('unknown encoding'), { code: 'UNKNOWN_CONTENT_ENCODING' }));
        return;
      }
      decoder.on('data', take);
      decoder.on('end', complete);
      decoder.on('error', reject);
      decoder.write(head);
      incoming.pipe(decoder);
    });
  });
}

/** Some servers send "deflate" without zlib's frame; the first byte tells. */
function decoderFor(encoding: string, head: Buffer): Transform | null {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'br') return createBrotliDecompress();
  if (encoding === 'deflate')
    return ((head[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw({ finishFlush: constants.Z_FINISH });
  return null;
}

/** Name and value pairs, names in lower case, repeated ones kept apart. */
function headersOf(incoming: IncomingMessage): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2)
    pairs.push([(incoming.rawHeaders[i] ?? '').toLowerCase(), incoming.rawHeaders[i + 1] ?? '']);
  return pairs;
}

function codeOf(problem: unknown): string {
  const code = typeof problem === 'object' && problem !== null ? (problem as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code.slice(0, 60) : 'none';
}

const TLS_CODES =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_OSSL_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|CRL_)|^EPROTO$/;

const isTls = (code: string): boolean => TLS_CODES.test(code);

function kindOf(problem: unknown): HttpFailure['kind'] {
  const code = codeOf(problem);
  if (isTls(code)) return 'tls';
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'EAI_NONAME':
      return 'dns';
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return 'reset';
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
    case 'EHOSTDOWN':
    case 'EADDRNOTAVAIL':
      return 'offline';
    case 'ETIMEDOUT':
    case 'ESOCKETTIMEDOUT':
      return 'timeout';
    default:
      return 'other';
  }
}
