import { about, healthz, metadata, page } from './about-routes';
import { createKey, inspectKey, revokeKey, whoami } from './key-routes';
import type { SandboxProvider } from './options';
import { login, logout, refresh, revokeSession, revokeSessionById } from './session-routes';
import type { SandboxState } from './state';
import { HttpError, type WireAnswer, type WireRequest } from './wire';

/** What the routes share: the state and the operator's settings. */
export interface Sandbox {
  readonly state: SandboxState;
  readonly signingKey: Buffer;
  readonly providers: readonly SandboxProvider[];
  readonly internalModeName: string;
  readonly singleUserKey: string | null;
  readonly anonymous: boolean;
  readonly keyLimit: number;
  readonly sessionLimit: number;
  readonly accessSeconds: number;
  readonly refreshSeconds: number;
  readonly sessionSeconds: number;
}

export type Handler = (sandbox: Sandbox, request: WireRequest, parameter: string) => WireAnswer;

interface Route {
  readonly pattern: RegExp;
  readonly methods: Readonly<Record<string, Handler>>;
  /** Routes under /auth exist on multi-user servers only. */
  readonly multiUser?: boolean;
}

const ROUTES: readonly Route[] = [
  { pattern: /^\/$/, methods: { GET: page } },
  { pattern: /^\/ui(?:\/.*)?$/, methods: { GET: page } },
  { pattern: /^\/healthz$/, methods: { GET: healthz } },
  { pattern: /^\/api\/v1\/$/, methods: { GET: about } },
  { pattern: /^\/api\/v1\/metadata\/(.*)$/, methods: { GET: metadata } },
  { pattern: /^\/api\/v1\/auth\/whoami$/, methods: { GET: whoami }, multiUser: true },
  { pattern: /^\/api\/v1\/auth\/apikey$/, methods: { POST: createKey, GET: inspectKey, DELETE: revokeKey }, multiUser: true },
  { pattern: /^\/api\/v1\/auth\/provider\/([^/]+)\/token$/, methods: { POST: login }, multiUser: true },
  { pattern: /^\/api\/v1\/auth\/session\/refresh$/, methods: { POST: refresh }, multiUser: true },
  { pattern: /^\/api\/v1\/auth\/session\/revoke$/, methods: { POST: revokeSession }, multiUser: true },
  { pattern: /^\/api\/v1\/auth\/session\/revoke\/([^/]+)$/, methods: { DELETE: revokeSessionById }, multiUser: true },
  { pattern: /^\/api\/v1\/auth\/logout$/, methods: { POST: logout }, multiUser: true },
];

/** Finds the route and runs it. Throws {@link HttpError} for every refusal. */
export function route(sandbox: Sandbox, request: WireRequest): WireAnswer {
  if (request.path === '/api/v1')
    return { status: 307, headers: [['location', `${request.base}/api/v1/${search(request)}`]], body: null, contentType: null };
  for (const { pattern, methods, multiUser } of ROUTES) {
    const match = pattern.exec(request.path);
    if (!match || (multiUser && sandbox.singleUserKey !== null)) continue;
    const handler = methods[request.method];
    if (!handler) throw new HttpError(405, 'Method Not Allowed', [['allow', Object.keys(methods)[0] ?? 'GET']]);
    return handler(sandbox, request, decodeURIComponent(match[1] ?? ''));
  }
  throw new HttpError(404, 'Not Found');
}

const search = (request: WireRequest): string => (request.query.size > 0 ? `?${request.query}` : '');
