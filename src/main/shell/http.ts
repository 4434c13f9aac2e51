import { type ClientRequest, net, session } from 'electron';
import { err, ok, type Result } from '../../domain/result';
import type { Instant } from '../../domain/time';
import type { Http, HttpFailure, HttpRequest, HttpResponse } from '../http/port';

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;

/**
 * The Http port over Electron's `net.request`. Never `net.fetch`: it rejects on a manual redirect, so that status and Location are lost, and
 * merges Set-Cookie lines. The session is in memory, without cookies and cache; no login handler answers for the user.
 */
export function createNetHttp(now: () => Instant): Http {
  return (request) =>
    new Promise((resolve) => {
      if (!/^https?:\/\//i.test(request.url)) {
        resolve(err({ kind: 'badUrl', sent: false, detail: 'not an http(s) address' }));
        return;
      }
      if (request.signal?.aborted) {
        resolve(err({ kind: 'cancelled', sent: false, detail: 'cancelled' }));
        return;
      }
      start(request, now, resolve);
    });
}

type Answer = Result<HttpResponse, HttpFailure>;

function start(request: HttpRequest, now: () => Instant, resolve: (answer: Answer) => void): void {
  let call: ClientRequest;
  let done = false;
  const finish = (answer: Answer): void => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', cancel);
    resolve(answer);
  };
  const stop = (failure: HttpFailure): void => {
    finish(err(failure));
    call?.abort();
  };
  const cancel = (): void => stop({ kind: 'cancelled', sent: true, detail: 'cancelled' });
  const timer = setTimeout(
    () => stop({ kind: 'timeout', sent: true, detail: 'no whole answer in time' }),
    request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  );
  request.signal?.addEventListener('abort', cancel, { once: true });
  try {
    call = net.request({
      method: request.method,
      url: request.url,
      session: session.fromPartition('tessera-http', { cache: false }),
      useSessionCookies: false,
      credentials: 'omit',
      redirect: 'manual',
      cache: 'no-store',
    });
    for (const [name, value] of Object.entries(request.headers)) call.setHeader(name, value);
  } catch {
    finish(err({ kind: 'badUrl', sent: false, detail: 'the request could not be made' }));
    return;
  }
  call.on('redirect', (status, _method, location, headers) => {
    const listed = flat(headers);
    const withLocation = listed.some(([n]) => n === 'location') ? listed : [...listed, ['location', location] as const];
    finish(ok({ status, headers: withLocation, body: '', at: now() }));
    call.abort();
  });
  call.on('login', (_info, callback) => callback());
  call.on('error', (error) => finish(err(failureOf(error))));
  call.on('abort', () => finish(err({ kind: 'cancelled', sent: true, detail: 'aborted' })));
  call.on('response', (response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const at = now();
    response.on('data', (chunk) => {
      size += chunk.length;
      if (size > (request.maxBytes ?? DEFAULT_MAX_BYTES)) {
        stop({ kind: 'tooLarge', sent: true, detail: `more than ${request.maxBytes ?? DEFAULT_MAX_BYTES} bytes` });
        return;
      }
      chunks.push(chunk);
    });
    response.on('end', () =>
      finish(ok({ status: response.statusCode, headers: flat(response.headers), body: Buffer.concat(chunks).toString('utf8'), at })),
    );
    response.on('error', () => finish(err({ kind: 'reset', sent: true, detail: 'the answer broke off' })));
    response.on('aborted', () => finish(err({ kind: 'reset', sent: true, detail: 'the answer broke off' })));
  });
  if (request.body !== undefined) call.write(request.body);
  call.end();
}

function flat(headers: Record<string, string | string[]>): (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value) => [name.toLowerCase(), value] as const),
  );
}

/** Chromium's and Node's error names, by what they mean. Anything that might have come after the request left says `sent`. */
const KINDS: readonly (readonly [RegExp, HttpFailure['kind'], boolean])[] = [
  [/ERR_NAME_NOT_RESOLVED|ENOTFOUND|EAI_AGAIN/, 'dns', false],
  [/ERR_CONNECTION_REFUSED|ECONNREFUSED|ERR_ADDRESS_UNREACHABLE|EHOSTUNREACH|ERR_PROXY_CONNECTION_FAILED|ERR_TUNNEL/, 'refused', false],
  [/ERR_INTERNET_DISCONNECTED|ENETUNREACH|ERR_NETWORK_ACCESS_DENIED/, 'offline', false],
  [/ERR_CERT|ERR_SSL|CERT_|SELF_SIGNED|UNABLE_TO_|ERR_TLS|EPROTO/, 'tls', false],
  [/ERR_CONNECTION_TIMED_OUT/, 'timeout', false],
  [/ERR_TIMED_OUT|ETIMEDOUT/, 'timeout', true],
  [
    /ERR_CONNECTION_RESET|ECONNRESET|ERR_EMPTY_RESPONSE|ERR_CONNECTION_CLOSED|ERR_CONTENT_LENGTH|ERR_INCOMPLETE|ERR_CONTENT_DECODING|EPIPE|Z_|socket hang up/,
    'reset',
    true,
  ],
];

function failureOf(error: Error): HttpFailure {
  const name = `${(error as NodeJS.ErrnoException).code ?? ''} ${error.message}`;
  for (const [pattern, kind, sent] of KINDS) {
    const hit = pattern.exec(name);
    if (hit) return { kind, sent, detail: hit[0] };
  }
  return { kind: 'other', sent: true, detail: 'the request failed' };
}
