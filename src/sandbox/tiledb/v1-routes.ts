import { checkCreation, expiryOf } from './creation';
import { authenticate } from './credentials';
import type { Handler } from './routes';
import { knownScopes } from './scopes';
import type { SandboxToken } from './state';
import { dateText, tokenV1 } from './token-view';
import { HttpError, json, nothing, parseObject, type WireAnswer } from './wire';

/** `POST /v1/token`: the body may be absent, every field of it too. Answers 200 with the whole token. */
export const createToken: Handler = (sandbox, request) => {
  const { state } = sandbox;
  const caller = authenticate(sandbox, request, 'tokens');
  const { name, scope, expires } = parseObject(request.body);
  if (name !== undefined && name !== null && typeof name !== 'string') throw new HttpError(400, 'name is not a string');
  const scopes = scope === undefined || scope === null ? ['*'] : textList(scope);
  checkCreation(state, caller, scopes);
  const token = state.add(caller.user, {
    name: name === undefined || name === '' ? null : name,
    scopes,
    expiresAt: expiryOf(state, 'expires', expires),
  });
  return json(200, tokenV1(state.switches(), token, false));
};

function textList(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  if (!Array.isArray(value) || list.length !== value.length) throw new HttpError(400, 'scope is not a list of scopes');
  return list;
}

/** `GET /v1/tokens`: all at once, without sessions. */
export const listTokens: Handler = (sandbox, request) => {
  const caller = authenticate(sandbox, request, 'tokens');
  return list(sandbox.state.switches(), sandbox.state.listed(caller.user.username, 'api'));
};

/** `GET /v1/tokens/session`. */
export const listSessions: Handler = (sandbox, request) => {
  const caller = authenticate(sandbox, request, 'tokens');
  return list(sandbox.state.switches(), sandbox.state.listed(caller.user.username, 'session'));
};

function list(switches: Parameters<typeof tokenV1>[0], tokens: readonly SandboxToken[]): WireAnswer {
  if (tokens.length === 0 && switches.emptyList === 'absent') return nothing(200);
  if (tokens.length === 0 && switches.emptyList === 'null') return json(200, null);
  return json(
    200,
    tokens.map((token) => tokenV1(switches, token, true)),
  );
}

/** `GET /v1/tokens/scopes`: what the user may create. */
export const listScopes: Handler = (sandbox, request) => {
  authenticate(sandbox, request, 'tokens');
  return json(200, knownScopes(sandbox.state.switches()));
};

/** `DELETE /v1/tokens/{token}`: by name or by the token itself, 204. The credential in use may revoke itself. */
export const revokeToken: Handler = (sandbox, request, handle) => {
  const { state } = sandbox;
  const { user } = authenticate(sandbox, request, 'tokens');
  const own = state.tokens.filter((token) => token.owner === user.username);
  const token = own.find((one) => one.name === handle) ?? own.find((one) => one.secret === handle);
  if (!token) throw new HttpError(404, 'token not found');
  state.remove(token);
  return nothing(204);
};

const TRUE = ['1', 't', 'T', 'true', 'True', 'TRUE'];

/** `GET /v1/session`: a login. `remember_me` is a text that Go reads as a boolean; `expires` outranks it. */
export const session: Handler = (sandbox, request) => {
  const { state } = sandbox;
  const { user } = authenticate(sandbox, request, 'tokens');
  const switches = state.switches();
  const wanted = request.query.get('expires');
  const seconds = TRUE.includes(request.query.get('remember_me') ?? '') ? switches.rememberedSeconds : switches.sessionSeconds;
  const expiresAt = wanted === null ? state.now() + seconds * 1000 : expiryOf(state, 'expires', wanted);
  return json(200, tokenV1(switches, state.add(user, { kind: 'session', expiresAt }), false));
};

/** `GET /v1/user`: also the way to check a credential. */
export const user: Handler = (sandbox, request) => {
  const { state } = sandbox;
  const switches = state.switches();
  const { user: owner } = authenticate(sandbox, request, 'identity');
  return json(200, {
    id: owner.uuid,
    username: owner.username,
    name: owner.username,
    email: `${owner.username}@example.org`,
    is_valid_email: true,
    company: '',
    timezone: 'UTC',
    organizations: [],
    allowed_actions: ['read', 'write'],
    enabled_features: [],
    default_namespace_charged: owner.username,
    ...(switches.extraFields ? { last_activity_date: dateText(switches, null), unpaid_subscription: false } : {}),
  });
};

/** `GET /v1/organizations`: none here; no organisation owns tokens. */
export const organizations: Handler = (sandbox, request) => {
  authenticate(sandbox, request, 'identity');
  return json(200, []);
};
