import { randomBytes } from 'node:crypto';
import { createServer as createPlain, type ServerResponse } from 'node:http';
import { createServer as createTls } from 'node:https';
import { gzipSync } from 'node:zlib';
import { FaultPlan, handle } from '../faults';
import { listen, withBody } from '../listen';
import { endWith, jsonFields, proxyPage } from '../wire';
import { type CredentialKind, sentCredential } from './credentials';
import type { Fault, FaultKind } from './faults';
import { featuresOf } from './generation';
import { DEFAULT_PROVIDERS, type TiledSandboxOptions } from './options';
import { route, type Sandbox } from './routes';
import { seedDemo } from './seed';
import { type NewKey, SandboxState } from './state';
import { HttpError, json, parseCookies, requestId, type WireAnswer, type WireRequest } from './wire';

export type { Fault, FaultKind } from './faults';
export type { Generation } from './generation';
export type { SandboxProvider, TiledSandboxOptions } from './options';
export type { NewKey, SandboxKey, SandboxPrincipal, SandboxSession } from './state';

/** One line of the request log. Holds no secret: no query but `first_eight`, no header value but the two named. */
export interface LoggedRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly firstEight: string | null;
  readonly credential: CredentialKind | 'unreadable';
  /** Names of the cookies that came along: there should be none. */
  readonly cookies: readonly string[];
  readonly userAgent: string | null;
  readonly accept: string | null;
  readonly acceptEncoding: string | null;
  /** Names of the JSON or form fields of the body. */
  readonly fields: readonly string[];
  readonly requestId: string;
  /** Null where no answer was sent. */
  readonly status: number | null;
}

export interface TiledSandbox {
  /** The server's root, such as `http://127.0.0.1:40123/tiled`. */
  readonly url: string;
  readonly state: SandboxState;
  readonly requests: readonly LoggedRequest[];
  /** Plans a fault for a coming request. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Gives a user a key directly. Answers the secret. */
  addKey(user: string, key: NewKey): string;
  stop(): Promise<void>;
}

/**
 * Starts a Tiled server made of memory on 127.0.0.1. Follows the contract of the chosen generation: status codes, `detail` texts, headers,
 * cookies, CSRF, lazy deletion of expired keys, and the traps. Not there: browser login, admin routes, data.
 */
export async function startTiledSandbox(options: TiledSandboxOptions = {}): Promise<TiledSandbox> {
  const features = featuresOf(options.version ?? '0.2.16');
  const now = options.now ?? Date.now;
  const state = new SandboxState(features, now, options.timestamps ?? 'naive', options.admins ?? ['admin']);
  const providers = options.providers ?? DEFAULT_PROVIDERS;
  const sandbox: Sandbox = {
    state,
    signingKey: randomBytes(32),
    providers,
    internalModeName: options.internalModeName ?? 'internal',
    singleUserKey: options.singleUser ? (options.singleUserKey ?? randomBytes(32).toString('hex')) : null,
    anonymous: options.anonymous ?? false,
    keyLimit: options.keyLimit ?? 100,
    sessionLimit: options.sessionLimit ?? 200,
    accessSeconds: options.accessSeconds ?? 900,
    refreshSeconds: options.refreshSeconds ?? 604_800,
    sessionSeconds: options.sessionSeconds ?? 31_536_000,
  };
  const firstProvider = providers[0]?.name ?? 'toy';
  if (options.seed === 'demo') seedDemo(state, firstProvider);
  const plan = new FaultPlan<FaultKind>();
  const requests: LoggedRequest[] = [];
  const rootPath = (options.rootPath ?? '').replace(/\/+$/, '');
  const scheme = options.tls ? 'https' : 'http';

  const listener = withBody((incoming, body, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const request: WireRequest = {
      method: incoming.method ?? 'GET',
      path:
        rootPath !== '' && url.pathname.startsWith(`${rootPath}/`)
          ? url.pathname.slice(rootPath.length)
          : rootPath === ''
            ? url.pathname
            : '\u0000',
      query: url.searchParams,
      headers: incoming.headers,
      cookies: parseCookies(incoming.headers.cookie),
      body,
      base: `${options.linkOrigin ?? `${scheme}://${incoming.headers.host ?? 'localhost'}`}${rootPath}`,
    };
    serve(sandbox, plan, request, url.pathname, outgoing, (entry) => requests.push(entry));
  });
  const server = options.tls ? createTls({ key: options.tls.key, cert: options.tls.cert }, listener) : createPlain(listener);
  const { port, stop } = await listen(server, options.port);
  return {
    url: `${scheme}://127.0.0.1:${port}${rootPath}`,
    state,
    requests,
    fault: (fault) => plan.add(fault),
    clearFaults: () => plan.clear(),
    addKey: (user, key) => state.addKey(state.principalOf(user) ?? state.ensurePrincipal(user, firstProvider), key).secret,
    stop,
  };
}

/** Runs one request through CSRF check, route and fault, writes the answer and logs it. */
function serve(
  sandbox: Sandbox,
  plan: FaultPlan<FaultKind>,
  request: WireRequest,
  fullPath: string,
  outgoing: ServerResponse,
  log: (entry: LoggedRequest) => void,
): void {
  const id = requestId();
  const fault = plan.take(request.method, fullPath);
  void handle<WireAnswer>(fault, outgoing, {
    answer: () => {
      const worked = (fault && insteadOf(fault)) ?? decorate(sandbox, request, id, run(sandbox, request));
      const answer =
        fault?.kind === 'serverError' ? decorate(sandbox, request, id, json(500, { detail: 'Internal server error' })) : worked;
      return { ...answer, headers: [['date', new Date(sandbox.state.now()).toUTCString()], ...answer.headers] };
    },
    log: (sent) => log(logLine(sandbox, request, fullPath, id, sent?.status ?? null)),
    write: (answer, cut) => write(request, outgoing, answer, cut),
  });
}

/** Answers of something else than Tiled: nothing is carried out. */
function insteadOf(fault: FaultKind): WireAnswer | null {
  switch (fault.kind) {
    case 'badGateway':
      return proxyPage(502, '502 Bad Gateway');
    case 'htmlOk':
      return proxyPage(200, 'Welcome to the portal');
    case 'proxyLogin':
      return proxyPage(401, 'Authorization Required', [['www-authenticate', 'Basic realm="proxy"']]);
    case 'tooMany':
      return proxyPage(429, 'Too Many Requests', [['retry-after', String(fault.retryAfter)]]);
    case 'redirect':
      return { status: fault.status ?? 302, headers: [['location', fault.to]], body: null, contentType: null };
    case 'serverError':
      return fault.carriedOut ? null : json(500, { detail: 'Internal server error' });
    default:
      return null;
  }
}

const SAFE = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

function run(sandbox: Sandbox, request: WireRequest): WireAnswer {
  if (!SAFE.includes(request.method) && request.cookies.has('tiled_api_key')) {
    const refused = csrfProblem(request);
    if (refused !== null) return { status: 403, headers: [], body: refused, contentType: null };
  }
  try {
    return route(sandbox, request);
  } catch (problem) {
    if (problem instanceof HttpError) return json(problem.status, { detail: problem.detail }, problem.headers);
    return json(500, { detail: 'Internal server error' });
  }
}

function csrfProblem(request: WireRequest): string | null {
  const cookie = request.cookies.get('tiled_csrf');
  const sent = request.headers['x-csrf'];
  if (cookie === undefined) return 'Expected tiled_csrf_token cookie';
  if (sent === undefined) return 'Expected csrf query parameter or x-csrf header';
  return sent === cookie ? null : 'Double-submit CSRF tokens do not match';
}

/** What every answer of Tiled's carries: request id, timing, the CSRF cookie, and the key's cookie after `?api_key=`. */
function decorate(sandbox: Sandbox, request: WireRequest, id: string, answer: WireAnswer): WireAnswer {
  const headers: (readonly [string, string])[] = [...answer.headers];
  const csrfRefusal = answer.status === 403 && answer.contentType === null;
  const key = request.query.get('api_key');
  const setsKeyCookie = /^\/api\/v1\/(auth|metadata)\//.test(request.path) || request.path === '/' || request.path.startsWith('/ui');
  const good = answer.status !== 401 || sandbox.state.features.cookieForBadKey;
  if (key && setsKeyCookie && good && request.cookies.get('tiled_api_key') !== key)
    headers.push(['set-cookie', `tiled_api_key=${key}; HttpOnly; Path=/; SameSite=lax`]);
  if (!request.cookies.has('tiled_csrf') && answer.status !== 500 && !csrfRefusal)
    headers.push(['set-cookie', `tiled_csrf=${randomBytes(32).toString('base64url')}; HttpOnly; Path=/; SameSite=lax`]);
  if (answer.status !== 500) headers.push(['server-timing', 'app;dur=1.0']);
  headers.push(['x-tiled-request-id', id]);
  return { ...answer, headers };
}

function write(request: WireRequest, outgoing: ServerResponse, answer: WireAnswer, cut: boolean): void {
  const wantsGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  let bytes = answer.body === null ? null : Buffer.from(answer.body, 'utf8');
  const grouped = new Map<string, string[]>();
  for (const [name, value] of answer.headers) grouped.set(name, [...(grouped.get(name) ?? []), value]);
  for (const [name, values] of grouped) outgoing.setHeader(name, values.length === 1 ? (values[0] ?? '') : values);
  outgoing.sendDate = false;
  if (bytes !== null && answer.contentType !== null) outgoing.setHeader('content-type', answer.contentType);
  if (bytes !== null && bytes.length >= 1000 && wantsGzip) {
    bytes = gzipSync(bytes);
    outgoing.setHeader('content-encoding', 'gzip');
    outgoing.setHeader('vary', 'Accept-Encoding');
  }
  if (bytes !== null) outgoing.setHeader('content-length', bytes.length);
  outgoing.writeHead(answer.status);
  endWith(outgoing, bytes, cut);
}

function logLine(sandbox: Sandbox, request: WireRequest, path: string, id: string, status: number | null): LoggedRequest {
  let credential: LoggedRequest['credential'] = 'unreadable';
  try {
    credential = sentCredential(request, sandbox.state.features.emptyKeyIsBad).kind;
  } catch {
    // A scheme that Tiled does not know; the value must not be logged.
  }
  return {
    at: sandbox.state.now(),
    method: request.method,
    path,
    firstEight: request.query.get('first_eight'),
    credential,
    cookies: [...request.cookies.keys()],
    userAgent: request.headers['user-agent'] ?? null,
    accept: request.headers.accept ?? null,
    acceptEncoding: typeof request.headers['accept-encoding'] === 'string' ? request.headers['accept-encoding'] : null,
    fields: fieldNames(request),
    requestId: id,
    status,
  };
}

function fieldNames(request: WireRequest): readonly string[] {
  if (request.body === '') return [];
  if ((request.headers['content-type'] ?? '').includes('form')) return [...new URLSearchParams(request.body).keys()];
  return jsonFields(request.body);
}
