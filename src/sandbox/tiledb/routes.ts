import { authenticate } from './credentials';
import type { Switches } from './options';
import type { SandboxState } from './state';
import * as v1 from './v1-routes';
import * as v4 from './v4-routes';
import { HttpError, type WireAnswer, type WireRequest } from './wire';

/** What the routes share. */
export interface Sandbox {
  readonly state: SandboxState;
}

export type Handler = (sandbox: Sandbox, request: WireRequest, parameter: string) => WireAnswer;

interface Route {
  readonly pattern: RegExp;
  readonly methods: Readonly<Record<string, Handler>>;
}

const V1: readonly Route[] = [
  { pattern: /^\/v1\/token$/, methods: { POST: v1.createToken } },
  { pattern: /^\/v1\/tokens$/, methods: { GET: v1.listTokens } },
  { pattern: /^\/v1\/tokens\/session$/, methods: { GET: v1.listSessions, DELETE: v1.revokeToken } },
  { pattern: /^\/v1\/tokens\/scopes$/, methods: { GET: v1.listScopes, DELETE: v1.revokeToken } },
  { pattern: /^\/v1\/tokens\/([^/]+)$/, methods: { DELETE: v1.revokeToken } },
  { pattern: /^\/v1\/session$/, methods: { GET: v1.session } },
  { pattern: /^\/v1\/user$/, methods: { GET: v1.user } },
  { pattern: /^\/v1\/organizations$/, methods: { GET: v1.organizations } },
];

const V4: readonly Route[] = [
  { pattern: /^\/v4\/capabilities$/, methods: { GET: v4.capabilities } },
  { pattern: /^\/v4\/versions$/, methods: { GET: v4.versions } },
  { pattern: /^\/v4\/tokens$/, methods: { POST: v4.createToken, GET: v4.listTokens } },
  { pattern: /^\/v4\/tokens\/([^/]+)$/, methods: { DELETE: v4.revokeToken } },
  { pattern: /^\/v4\/users\/self$/, methods: { GET: v4.self } },
  { pattern: /^\/v4\/workspaces\/([^/]+)$/, methods: { GET: v4.workspace } },
];

function routesOf({ generation, legacyRoutes }: Switches): readonly Route[] {
  if (generation === 'v1') return V1;
  return legacyRoutes ? [...V4, ...V1] : V4;
}

/** Finds the route and runs it. Throws {@link HttpError} for every refusal. */
export function route(sandbox: Sandbox, request: WireRequest): WireAnswer {
  const switches = sandbox.state.switches();
  for (const { pattern, methods } of routesOf(switches)) {
    const match = pattern.exec(request.path);
    if (!match) continue;
    const handler = methods[request.method];
    if (!handler) throw new HttpError(405, 'method not allowed');
    return handler(sandbox, request, decoded(match[1] ?? request.path.split('/').at(-1) ?? ''));
  }
  if (switches.generation === 'v1' && request.path === '/v4/capabilities') {
    if (switches.capabilitiesNeedAuth) authenticate(sandbox, request, 'data');
    throw new HttpError(switches.legacyCapabilitiesStatus, 'not found');
  }
  throw new HttpError(404, 'not found');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpError(400, 'path is not valid');
  }
}
