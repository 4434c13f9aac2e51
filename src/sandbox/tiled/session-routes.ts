import { authenticate } from './credentials';
import type { Handler, Sandbox } from './routes';
import type { SandboxPrincipal, SandboxSession } from './state';
import { decode, sign } from './tokens';
import { HttpError, json, missing, noContent, parseJson, type WireRequest } from './wire';

const BEARER: readonly (readonly [string, string])[] = [['www-authenticate', 'Bearer']];

function tokens(sandbox: Sandbox, principal: SandboxPrincipal, session: SandboxSession) {
  const seconds = Math.floor(sandbox.state.now() / 1000);
  const access = sign(
    {
      sub: principal.uuid.replaceAll('-', ''),
      sub_typ: principal.type,
      scp: sandbox.state.scopesOf(principal),
      state: {},
      ids: principal.identities.map((i) => ({ id: i.id, idp: i.provider })),
      exp: seconds + sandbox.accessSeconds,
      type: 'access',
    },
    sandbox.signingKey,
  );
  const refreshToken = sign(
    { type: 'refresh', sid: session.uuid.replaceAll('-', ''), exp: seconds + sandbox.refreshSeconds },
    sandbox.signingKey,
  );
  return { access, refreshToken };
}

/** `POST …/provider/{p}/token`: a form with user name and password. */
export const login: Handler = (sandbox, request, name) => {
  const provider = sandbox.providers.find((p) => p.name === name && p.mode === 'internal');
  if (!provider) throw new HttpError(404, 'Not Found');
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const form = new URLSearchParams(isForm ? request.body : '');
  const username = form.get('username') ?? '';
  const password = form.get('password') ?? '';
  const absent = [username === '' ? 'username' : '', password === '' ? 'password' : ''].filter((f) => f !== '');
  if (absent.length > 0)
    throw new HttpError(
      422,
      absent.map((f) => missing(['body', f], null)),
    );
  if (form.has('grant_type') && form.get('grant_type') !== 'password')
    throw new HttpError(422, [
      {
        type: 'string_pattern_mismatch',
        loc: ['body', 'grant_type'],
        msg: "String should match pattern '^password$'",
        input: form.get('grant_type'),
        ctx: { pattern: '^password$' },
      },
    ]);
  if (provider.users?.[username] !== password) throw new HttpError(401, 'Incorrect username or password', BEARER);
  const { state } = sandbox;
  const principal = state.ensurePrincipal(username, provider.name);
  const count = principal.sessions.length;
  if (count >= sandbox.sessionLimit)
    throw new HttpError(
      400,
      `This Principal already has ${count} sessions which is greater than or equal to the maximum number allowed, ${sandbox.sessionLimit}. Some Sessions must be closed before creating new ones.`,
    );
  const session = state.addSession(principal, sandbox.sessionSeconds);
  const seconds = Math.floor(state.now() / 1000) * 1000;
  for (const identity of principal.identities) identity.latestLogin = seconds;
  principal.latestActivity = seconds;
  const { access, refreshToken } = tokens(sandbox, principal, session);
  // Floats here, integers in the refresh answer: written by hand, since JSON.stringify knows only one kind of number.
  const rest = JSON.stringify({ identity: { id: username, provider: provider.name }, principal: principal.uuid.replaceAll('-', '') }).slice(
    1,
  );
  const body = `{"access_token":"${access}","expires_in":${sandbox.accessSeconds}.0,"refresh_token":"${refreshToken}","refresh_token_expires_in":${sandbox.refreshSeconds}.0,"token_type":"bearer",${rest}`;
  return { status: 200, headers: [], body, contentType: 'application/json' };
};

function tokenFrom(request: WireRequest): string {
  const body = parseJson(request.body);
  const token = typeof body === 'object' && body !== null ? (body as Record<string, unknown>).refresh_token : undefined;
  if (typeof token !== 'string') throw new HttpError(422, [missing(['body', 'refresh_token'], body ?? null)]);
  return token;
}

/** `POST …/session/refresh`. The old token stays good until its own end; an access token in its place ends in 500. */
export const refresh: Handler = (sandbox, request) => {
  const decoded = decode(tokenFrom(request), sandbox.signingKey, sandbox.state.now());
  if (decoded.kind === 'expired') throw new HttpError(401, 'Session has expired. Please re-authenticate.');
  if (decoded.kind === 'invalid') throw new HttpError(401, 'Could not validate credentials', BEARER);
  if (decoded.claims.type !== 'refresh') throw new HttpError(500, 'Internal server error');
  const found = sandbox.state.sessionById(decoded.claims.sid);
  if (!found || found.session.revoked || found.session.expiresAt <= sandbox.state.now())
    throw new HttpError(401, 'Session has expired. Please re-authenticate.');
  const { access, refreshToken } = tokens(sandbox, found.principal, found.session);
  return json(200, {
    access_token: access,
    expires_in: sandbox.accessSeconds,
    refresh_token: refreshToken,
    refresh_token_expires_in: sandbox.refreshSeconds,
    token_type: 'bearer',
  });
};

/** `POST …/session/revoke`: 204 however often; 500 once the token itself has expired. */
export const revokeSession: Handler = (sandbox, request) => {
  const decoded = decode(tokenFrom(request), sandbox.signingKey, sandbox.state.now());
  if (decoded.kind === 'invalid') throw new HttpError(401, 'Could not validate credentials', BEARER);
  if (decoded.kind === 'expired' || decoded.claims.type !== 'refresh') throw new HttpError(500, 'Internal server error');
  const found = sandbox.state.sessionById(decoded.claims.sid);
  if (!found) throw new HttpError(409, `No session ${decoded.claims.sid}`);
  found.session.revoked = true;
  return noContent;
};

/** `DELETE …/session/revoke/{uuid}` with the credential of the same principal. */
export const revokeSessionById: Handler = (sandbox, request, uuid) => {
  const caller = authenticate(sandbox, request, []);
  if (!/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(uuid)) throw new HttpError(500, 'Internal server error');
  const found = sandbox.state.sessionById(uuid);
  if (!found) throw new HttpError(404, `No session ${uuid}`);
  if (!caller.principal) throw new HttpError(500, 'Internal server error');
  if (found.principal !== caller.principal) throw new HttpError(404, 'Sessions does not exist or requester has insufficient permissions');
  found.session.revoked = true;
  return noContent;
};

/** Deprecated: only clears the key's cookie. */
export const logout: Handler = () =>
  json(200, {}, [['set-cookie', 'tiled_api_key=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=lax']]);
