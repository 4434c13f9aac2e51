import { checkCreation, expiryOf } from './creation';
import { authenticate, type Caller } from './credentials';
import type { Handler } from './routes';
import type { SandboxState, SandboxToken, SandboxUser, SandboxWorkspace } from './state';
import { dateText, tokenV4 } from './token-view';
import { type FieldProblem, HttpError, json, nothing, parseObject, type WireRequest } from './wire';

const wrong = (...fields: readonly FieldProblem[]): HttpError => new HttpError(400, 'request is not valid', fields);

/** `GET /v4/capabilities`: tells the generations apart, by libtiledb's own rule (404 is v1). Not wrapped in `data`. */
export const capabilities: Handler = (sandbox, request) => {
  const { capabilitiesNeedAuth, extraFields } = sandbox.state.switches();
  if (capabilitiesNeedAuth) authenticate(sandbox, request, 'data');
  return json(200, {
    deployedTileDBVersion: { major: 2, minor: 30, patch: 0 },
    minimumSupportedTileDBClientVersion: { major: 2, minor: 28, patch: 1 },
    ...(extraFields ? { features: ['teamspaces'] } : {}),
  });
};

/** `GET /v4/versions`. */
export const versions: Handler = (sandbox, request) => {
  authenticate(sandbox, request, 'data');
  return json(200, { data: { go_version: 'go1.24.1', tiledb_version: '2.30.0', udf_images_version: ['3.0.0'] } });
};

/** `POST /v4/tokens`: 201. With a workspace an API token, which needs a name; without one a session. */
export const createToken: Handler = (sandbox, request) => {
  const { state } = sandbox;
  const caller = authenticate(sandbox, request, 'tokens');
  const { name, scope, workspace_id: workspaceId, expires_at: expires } = parseObject(request.body);
  if (typeof scope !== 'string' || scope === '') throw wrong({ field: 'scope', message: 'scope is required' });
  const workspace =
    workspaceId === undefined || workspaceId === null || workspaceId === '' ? null : ownWorkspace(state, caller, workspaceId);
  if (workspace !== null && (typeof name !== 'string' || name === '')) throw wrong({ field: 'name', message: 'name is required' });
  checkCreation(state, caller, [scope]);
  const token = state.add(caller.user, {
    kind: workspace === null ? 'session' : 'api',
    name: typeof name === 'string' && name !== '' ? name : null,
    scopes: [scope],
    expiresAt: expiryOf(state, 'expires_at', expires),
    ...(workspace === null ? {} : { workspace: workspace.id }),
  });
  return json(201, { data: tokenV4(state.switches(), token, false) });
};

function ownWorkspace(state: SandboxState, caller: Caller, idOrName: unknown): SandboxWorkspace {
  const workspace = typeof idOrName === 'string' ? state.workspace(idOrName) : undefined;
  if (!workspace?.members.includes(caller.user.username)) throw new HttpError(404, 'workspace not found');
  return workspace;
}

/** `GET /v4/tokens?type=api|session`: `type` is required; pages count from 1. */
export const listTokens: Handler = (sandbox, request) => {
  const { state } = sandbox;
  const switches = state.switches();
  const caller = authenticate(sandbox, request, 'tokens');
  const type = request.query.get('type');
  if (type !== 'api' && type !== 'session') throw wrong({ field: 'type', message: 'type must be api or session' });
  const all = state.listed(caller.user.username, type).filter((token) => isCovered(state, caller, token));
  const asked = request.query.has('page') || request.query.has('per_page');
  const everything = !asked && switches.unpagedList === 'everything';
  const page = positive(request, 'page', 1);
  const size = positive(request, 'per_page', switches.pageSize);
  const shown = everything ? all : all.slice((page - 1) * size, page * size);
  const rows = shown.map((token) => tokenV4(switches, token, true));
  const data = rows.length > 0 || switches.emptyList === 'array' ? { data: rows } : switches.emptyList === 'null' ? { data: null } : {};
  const metadata = { page, per_page: size, total_pages: Math.max(1, Math.ceil(all.length / size)), total_items: all.length };
  return json(200, { ...data, ...(everything ? {} : { pagination_metadata: metadata }) });
};

const isCovered = (state: SandboxState, caller: Caller, token: SandboxToken): boolean =>
  state.switches().listCovers === 'user' || caller.token === null || caller.token.workspaceId === token.workspaceId;

function positive(request: WireRequest, field: string, otherwise: number): number {
  const text = request.query.get(field);
  if (text === null) return otherwise;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw wrong({ field, message: `${field} must be a positive number` });
  return Number(text);
}

/** `DELETE /v4/tokens/{token_id}`: by id only, 204. */
export const revokeToken: Handler = (sandbox, request, id) => {
  const { state } = sandbox;
  const { user } = authenticate(sandbox, request, 'tokens');
  const token = state.tokens.find((one) => one.owner === user.username && one.id === id);
  if (!token) throw new HttpError(404, 'token not found');
  state.remove(token);
  return nothing(204);
};

/** `GET /v4/users/self`: the user and the workspaces. */
export const self: Handler = (sandbox, request) => {
  const { state } = sandbox;
  const switches = state.switches();
  const { user } = authenticate(sandbox, request, 'identity');
  return json(200, {
    data: {
      user: {
        id: user.id,
        display_name: user.username,
        email: `${user.username}@example.org`,
        is_valid_email: true,
        role: 'member',
        username: user.username,
        timezone: 'UTC',
        created_at: dateText(switches, user.createdAt),
        ...(switches.extraFields ? { theme: 'dark' } : {}),
      },
      workspaces: state.workspacesOf(user.username).map((workspace) => workspaceObject(state, workspace, user)),
    },
  });
};

/** `GET /v4/workspaces/{name or id}`: one that the user is in; any other is not found. */
export const workspace: Handler = (sandbox, request, idOrName) => {
  const { state } = sandbox;
  const caller = authenticate(sandbox, request, 'data');
  return json(200, { data: workspaceObject(state, ownWorkspace(state, caller, idOrName), caller.user) });
};

function workspaceObject(state: SandboxState, one: SandboxWorkspace, user: SandboxUser): Record<string, unknown> {
  const switches = state.switches();
  const creator = state.user(one.members[0] ?? '') ?? user;
  return {
    workspace_id: one.id,
    name: one.name,
    self: memberObject(state, one, user),
    created_by: memberObject(state, one, creator),
    created_at: dateText(switches, one.createdAt),
    ...(switches.extraFields ? { plan: 'team', default_region: 'eu-west-1' } : {}),
  };
}

/** A member as the vendor's client insists on it: every one of these fields, and one of three roles. */
function memberObject(state: SandboxState, one: SandboxWorkspace, user: SandboxUser): Record<string, unknown> {
  return {
    user_id: user.id,
    username: user.username,
    display_name: user.username,
    email: `${user.username}@example.org`,
    role: one.members[0] === user.username ? 'owner' : 'member',
    added_by: one.members[0] ?? user.username,
    created_at: dateText(state.switches(), one.createdAt),
  };
}
