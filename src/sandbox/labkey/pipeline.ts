import { randomBytes } from 'node:crypto';
import { type Identity, identify } from './authenticate';
import { isSuspicious, overLimit, suspect } from './blocklist';
import type { Context, Sandbox } from './context';
import { exception, tomcat } from './errors';
import { route } from './routes';
import { redirect, type WireAnswer, type WireRequest } from './wire';

/** An answer with the cookies that go along, and whom the request spoke for. */
export interface Served {
  readonly answer: WireAnswer;
  readonly cookies: readonly string[];
  /** Null: a guest, or refused. */
  readonly userId: number | null;
}

const plain = (answer: WireAnswer): Served => ({ answer, cookies: [], userId: null });

/**
 * One request through the server, in the order of the real one: servlet container, SSL, block list, CSRF cookie, authentication, legacy
 * prefix, action. Source: LabKey platform `AuthFilter` and `ViewServlet`, 2024-10, and answers observed on 24.1 to 24.11.
 */
export async function serve(sandbox: Sandbox, request: WireRequest): Promise<Served> {
  const { options, contextPath, state } = sandbox;
  const { path } = request;
  if (contextPath !== '' && path === contextPath)
    return plain({ status: 302, headers: [['location', `${request.origin}${contextPath}/`]], body: '', contentType: null, bare: true });
  if (contextPath !== '' && !path.startsWith(`${contextPath}/`))
    return plain(tomcat(404, `The requested resource [${path}] is not available`));
  if (options.sslRequired) return plain(toHttps(sandbox, request));
  if (isSuspicious(request)) suspect(sandbox, request);
  if (overLimit(sandbox, request))
    return plain({ status: 410, headers: [], body: 'Try again later.', contentType: 'text/plain;charset=UTF-8', bare: true });
  state.dailyPurge();

  const length = sandbox.features.prefixedKeys ? 32 : 64;
  const sent = request.cookies.get('X-LABKEY-CSRF') ?? '';
  const known = new RegExp(`^[0-9a-f]{${length}}$`).test(sent);
  const csrf = known ? sent : randomBytes(length / 2).toString('hex');
  const at = contextPath === '' ? '/' : contextPath;
  const csrfCookie = known ? [] : [`X-LABKEY-CSRF=${csrf}; Path=${at}`];
  const below = path.slice(contextPath.length);
  if (options.firstRun && !/healthcheck|initialuser/i.test(below))
    return { answer: { ...redirect(`${contextPath}/login-initialUser.view`), noServer: true }, cookies: csrfCookie, userId: null };

  const identity = await identify(sandbox, request);
  if (identity.kind === 'refused') return plain(exception(401, identity.text));
  const moved = legacy(sandbox, request, below);
  const answer = moved.answer ?? (await route(moved.path, (about) => contextOf(sandbox, request, identity, csrf, about)));
  if (answer.status === 400) suspect(sandbox, request);
  const userId = identity.kind === 'user' ? identity.user.id : null;
  if (answer.bare) return { answer, cookies: [], userId };
  const session = answer.session ?? newSession(sandbox, identity, answer);
  const cookies = session ? [...csrfCookie, `JSESSIONID=${session.id}; Path=${at}; HttpOnly`] : csrfCookie;
  return { answer, cookies, userId };
}

/** The session whose cookie must be set: one that a credential opened, or a guest's first. */
function newSession(sandbox: Sandbox, identity: Identity, answer: WireAnswer): { readonly id: string } | null {
  if (identity.kind === 'user') return identity.fresh ? identity.session : null;
  if (identity.kind === 'refused' || identity.session || answer.sessionless) return null;
  return sandbox.state.openSession(null);
}

function toHttps({ options }: Sandbox, request: WireRequest): WireAnswer {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return tomcat(405, "Can't POST to an http URL; POSTs to this server require https");
  const host = new URL(request.origin).hostname;
  const port = options.sslPort === 443 ? '' : `:${options.sslPort}`;
  const location = `https://${host}${port}${request.path}${request.search}`;
  return { status: 301, headers: [['location', location]], body: '', contentType: null, bare: true };
}

/** The old prefix of a server that moved to the root: GET is told the new address, everything else is passed on. */
function legacy(sandbox: Sandbox, request: WireRequest, below: string): { readonly path: string; readonly answer?: WireAnswer } {
  const prefix = sandbox.legacyContextPath;
  if (prefix === null || (below !== prefix && !below.startsWith(`${prefix}/`))) return { path: below };
  const path = below.slice(prefix.length);
  if (request.method !== 'GET') return { path };
  const location = `${request.origin}${path}${request.search}`;
  return {
    path,
    answer: { status: 301, headers: [['location', location]], body: '', contentType: null, noServer: true, sessionless: true },
  };
}

function contextOf(
  sandbox: Sandbox,
  request: WireRequest,
  identity: Exclude<Identity, { kind: 'refused' }>,
  csrf: string,
  about: Pick<Context, 'containerPath' | 'isPage'>,
): Context {
  const { state, features, options, contextPath, versionString } = sandbox;
  const user = identity.kind === 'user' ? identity.user : null;
  const session = identity.session;
  return {
    sandbox,
    request,
    state,
    features,
    options,
    contextPath,
    versionString,
    user,
    session,
    byCookie: identity.kind === 'user' && !identity.fresh,
    impersonated: user !== null && (options.impersonating || session?.impersonates != null),
    role: session?.role ?? null,
    csrf,
    realm: options.siteDescription ?? features.emptyRealm,
    ownUrl: `${request.path}${request.search}`,
    ...about,
  };
}
