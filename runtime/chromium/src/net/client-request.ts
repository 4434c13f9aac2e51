import { request as httpRequest, type ClientRequest as NodeRequest, type IncomingMessage as NodeResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { fromPartition, type Session } from '../electron/session';
import { GuardedWritable } from '../guard';
import { openConnection, proxyAuthorization } from './connect';
import { acceptEncoding, decodeBody } from './decode';
import { chromiumName, netError } from './errors';
import { IncomingMessage, linesByName } from './incoming-message';
import { proxyFor } from './proxy';
import { unsafePorts } from './unsafe-ports';

type Options = Omit<Electron.ClientRequestConstructorOptions, 'session'> & {
  session?: Session;
  headers?: Record<string, string | string[]>;
};

/** Chromium sets these itself and refuses a request that carries them (Electron, ClientRequest.setHeader). */
const restricted = new Set(['content-length', 'host', 'trailer', 'te', 'upgrade', 'cookie2', 'keep-alive', 'transfer-encoding']);
const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 20;
let nextId = 1_000_000;

function urlOf(options: Options | string): URL {
  if (typeof options === 'string') return new URL(options);
  if (options.url !== undefined) return new URL(options.url);
  const protocol = options.protocol ?? 'http:';
  const host = options.host ?? `${options.hostname ?? 'localhost'}${options.port ? `:${options.port}` : ''}`;
  return new URL(options.path ?? '/', `${protocol}//${host}`);
}

/**
 * `net.request` of Electron over Node's http: same events, same words for failures. No cookie jar, no cache; a connection of its own for
 * every request, so that nothing is ever sent again by itself.
 */
export class ClientRequest
  extends GuardedWritable
  implements Pick<Electron.ClientRequest, 'abort' | 'followRedirect' | 'getHeader' | 'removeHeader' | 'setHeader'>
{
  chunkedEncoding = false;
  readonly #session: Session;
  readonly #redirect: 'follow' | 'error' | 'manual';
  readonly #headers = new Map<string, readonly [name: string, value: string | string[]]>();
  readonly #body: Buffer[] = [];
  readonly #abort = new AbortController();
  #method: string;
  #url: URL;
  #started = false;
  #aborted = false;
  #follow: (() => void) | null = null;
  #response: IncomingMessage | null = null;
  #node: NodeRequest | null = null;
  #redirected = 0;
  #loginTried = false;

  constructor(options: Options | string, onResponse?: (response: IncomingMessage) => void) {
    // The stream of the request ends long before the request does.
    super({ autoDestroy: false });
    const given: Options = typeof options === 'string' ? {} : options;
    this.#url = urlOf(options);
    if (this.#url.protocol !== 'http:' && this.#url.protocol !== 'https:') {
      throw new Error('electron-on-chromium: net.request only supports http: and https:');
    }
    this.#url.hash = '';
    this.#method = (given.method ?? 'GET').toUpperCase();
    this.#redirect = given.redirect ?? 'follow';
    if (!['follow', 'error', 'manual'].includes(this.#redirect)) throw new Error('redirect mode should be one of follow, error or manual');
    this.#session = given.session ?? fromPartition(given.partition ?? '');
    for (const [name, value] of Object.entries(given.headers ?? {})) this.setHeader(name, value as string);
    if (onResponse) this.once('response', onResponse);
  }

  setHeader(name: string, value: string): void {
    if (typeof name !== 'string') throw new TypeError('`name` should be a string in setHeader(name, value)');
    if (value === undefined || value === null) throw new Error('`value` required in setHeader("name", value)');
    if (this.#started) throw new Error("Can't set headers after they are sent");
    if (/[^\t\x20-\x7e\x80-\xff]/.test(String(value)) || !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) {
      throw new TypeError(`Invalid header name or value for ${JSON.stringify(name)}`);
    }
    this.#headers.set(name.toLowerCase(), [name, Array.isArray(value) ? value : String(value)]);
  }
  getHeader(name: string): string {
    return (this.#headers.get(name.toLowerCase())?.[1] ?? undefined) as string;
  }
  removeHeader(name: string): void {
    if (this.#started) throw new Error("Can't remove headers after they are sent");
    this.#headers.delete(name.toLowerCase());
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (!this.chunkedEncoding) {
      this.#body.push(chunk);
      callback();
      return;
    }
    this.#start();
    this.#whenNode((node) => node.write(chunk, callback));
  }
  override _final(callback: () => void): void {
    this.#start();
    if (this.chunkedEncoding) this.#whenNode((node) => node.end());
    callback();
  }
  followRedirect(): void {
    if (!this.#follow) throw new Error('followRedirect() called, but was not waiting for a redirect');
    this.#follow();
  }
  /** Ends the request at once: `abort`, then `close`. */
  abort(): void {
    if (!this.#aborted) process.nextTick(() => this.emit('abort'));
    this.#aborted = true;
    this.#die();
  }

  #waiting: ((node: NodeRequest) => void)[] = [];
  #whenNode(use: (node: NodeRequest) => void): void {
    if (this.#node) use(this.#node);
    else this.#waiting.push(use);
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#load().catch((error) => this.#failed(error));
  }
  #failed(error: unknown): void {
    if (this.#aborted) return;
    const named = new Error(`net::${chromiumName(error)}`);
    this.#die(named);
  }
  #die(error?: Error): void {
    this.#abort.abort();
    this.#node?.destroy();
    this.#response?.destroy(error);
    if (error && !this.destroyed) this.emit('error', error);
    // The error has been said; the stream's own would be a second one.
    this.destroy();
  }

  async #load(): Promise<void> {
    if (unsafePorts.has(Number(this.#url.port))) throw netError('ERR_UNSAFE_PORT');
    for (const name of this.#headers.keys()) if (restricted.has(name)) throw netError('ERR_INVALID_ARGUMENT');
    const asked = await this.#session.webRequest.before(this.#details());
    if (this.#aborted) return;
    if (asked.cancel) throw netError('ERR_BLOCKED_BY_CLIENT');
    const proxy = proxyFor(this.#url, this.#session.proxy);
    const connection = await openConnection(this.#url, proxy, this.#session.verifyProc, this.#abort.signal);
    if (this.#aborted) {
      connection.destroy();
      return;
    }
    const absolute = proxy !== null && this.#url.protocol === 'http:';
    const node = httpRequest({
      method: this.#method,
      host: this.#url.hostname,
      path: absolute ? this.#url.href : `${this.#url.pathname}${this.#url.search}`,
      headers: { ...this.#requestHeaders(), ...(absolute && proxy ? proxyAuthorization(proxy) : {}) },
      setHost: false,
      createConnection: () => connection,
      maxHeaderSize: 256 * 1024,
      insecureHTTPParser: false,
    });
    this.#node = node;
    node.on('error', (error) => {
      if (!this.#response) this.#failed(error);
    });
    node.once('response', (response) => this.#answered(response).catch((error) => this.#failed(error)));
    if (this.chunkedEncoding) {
      for (const use of this.#waiting) use(node);
      this.#waiting = [];
    } else node.end(this.#body.length > 0 ? Buffer.concat(this.#body) : undefined);
  }

  #requestHeaders(): Record<string, string | string[]> {
    const out: Record<string, string | string[]> = { Host: this.#url.host, Connection: 'close' };
    for (const [lower, [name, value]] of this.#headers) if (lower !== 'connection') out[name] = value;
    if (!this.#headers.has('user-agent')) out['User-Agent'] = this.#session.getUserAgent();
    if (!this.#headers.has('accept-encoding')) out['Accept-Encoding'] = acceptEncoding;
    if (this.chunkedEncoding) out['Transfer-Encoding'] = 'chunked';
    else if (this.#body.length > 0 || ['POST', 'PUT', 'PATCH'].includes(this.#method)) {
      out['Content-Length'] = String(this.#body.reduce((sum, part) => sum + part.length, 0));
    }
    return out;
  }
  #details() {
    nextId += 1;
    return { id: nextId, url: this.#url.href, method: this.#method, resourceType: 'other', referrer: '', timestamp: Date.now() };
  }

  async #answered(response: NodeResponse): Promise<void> {
    const statusCode = response.statusCode ?? 0;
    const location = response.headers.location;
    if (redirects.has(statusCode) && location !== undefined) {
      response.resume();
      this.#redirectTo(statusCode, location, linesByName(response.rawHeaders));
      return;
    }
    if (statusCode === 401 && this.listenerCount('login') > 0 && !this.#loginTried && this.#login(response)) return;
    const changed = await this.#session.webRequest.headers({
      ...this.#details(),
      statusCode,
      statusLine: `HTTP/${response.httpVersion} ${statusCode} ${response.statusMessage ?? ''}`,
      responseHeaders: linesByName(response.rawHeaders),
    });
    if (changed.cancel) throw netError('ERR_BLOCKED_BY_CLIENT');
    const rawHeaders = changed.responseHeaders
      ? Object.entries(changed.responseHeaders).flatMap(([name, values]) =>
          (Array.isArray(values) ? values : [values]).flatMap((value) => [name, value]),
        )
      : response.rawHeaders;
    const empty = this.#method === 'HEAD' || statusCode === 204 || statusCode === 304;
    const body: Readable = empty ? response : decodeBody(response, response.headers['content-encoding']);
    const message = new IncomingMessage(
      { statusCode, statusMessage: response.statusMessage ?? '', httpVersion: response.httpVersion, rawHeaders },
      body,
    );
    this.#response = message;
    this.#watch(response, body, message);
    this.emit('response', message);
  }

  /** A body that ends too early, is reset or cannot be decoded fails both the response and the request. */
  #watch(response: NodeResponse, body: Readable, message: IncomingMessage): void {
    let reset = false;
    response.socket.on('error', () => {
      reset = true;
    });
    const fail = (error: NodeJS.ErrnoException): void => {
      if (this.#aborted || message.destroyed) return;
      let name = chromiumName(error);
      if (!response.complete && name === 'ERR_CONNECTION_RESET' && !reset) {
        name = response.headers['content-length'] ? 'ERR_CONTENT_LENGTH_MISMATCH' : 'ERR_INCOMPLETE_CHUNKED_ENCODING';
      }
      this.#die(new Error(`net::${name}`));
    };
    response.once('error', fail);
    if (body !== response) body.once('error', fail);
    message.once('end', () => this.destroy());
    message.on('error', () => {});
  }

  #redirectTo(statusCode: number, location: string, headers: Record<string, string[]>): void {
    const next = new URL(location, this.#url);
    const toGet =
      (statusCode === 303 && this.#method !== 'HEAD') || ((statusCode === 301 || statusCode === 302) && this.#method === 'POST');
    const method = toGet ? 'GET' : this.#method;
    if (this.#redirect === 'error') {
      this.#die(new Error("Attempted to redirect, but redirect policy was 'error'"));
      return;
    }
    let follow = this.#redirect === 'follow';
    this.#follow = () => {
      follow = true;
    };
    try {
      this.emit('redirect', statusCode, method, next.href, headers);
    } finally {
      this.#follow = null;
      if (!follow && !this.#aborted) this.#die(new Error('Redirect was cancelled'));
    }
    if (!follow || this.#aborted) return;
    this.#redirected += 1;
    if (this.#redirected > mostRedirects) throw netError('ERR_TOO_MANY_REDIRECTS');
    if (next.protocol !== 'http:' && next.protocol !== 'https:') throw netError('ERR_UNSAFE_REDIRECT');
    if (next.origin !== this.#url.origin) {
      this.#headers.delete('authorization');
      this.#headers.delete('cookie');
    }
    if (toGet) {
      this.#body.length = 0;
      this.#headers.delete('content-type');
    }
    this.#method = method;
    this.#url = next;
    this.#again();
  }
  #again(): void {
    this.#node?.destroy();
    this.#node = null;
    this.#load().catch((error) => this.#failed(error));
  }

  /** Offers a Basic challenge to the `login` listeners; false where it is another kind. */
  #login(response: NodeResponse): boolean {
    const challenge = /^basic(?:\s+.*?realm="?([^"]*)"?)?/i.exec(response.headers['www-authenticate'] ?? '');
    if (!challenge) return false;
    this.#loginTried = true;
    const authInfo = {
      isProxy: false,
      scheme: 'basic',
      host: this.#url.hostname,
      port: Number(this.#url.port || 80),
      realm: challenge[1] ?? '',
    };
    this.emit('login', authInfo, (username?: string, password?: string) => {
      if (username === undefined) {
        this.#answered(response).catch((error) => this.#failed(error));
        return;
      }
      response.resume();
      const pair = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
      this.#headers.set('authorization', ['Authorization', `Basic ${pair}`]);
      this.#again();
    });
    return true;
  }
}
