import type { Sandbox } from './routes';
import { type Reach, reaches } from './scopes';
import type { SandboxToken, SandboxUser } from './state';
import { HttpError, type WireRequest } from './wire';

/** Which credential a request carried; for the request log, never its value. */
export type CredentialKind = 'none' | 'key' | 'basic' | 'both' | 'other';

export interface Caller {
  readonly user: SandboxUser;
  /** Null where user name and password were used. */
  readonly token: SandboxToken | null;
}

interface Sent {
  readonly key: string | null;
  readonly basic: { readonly username: string; readonly password: string } | null;
  readonly other: boolean;
}

function sent(request: WireRequest): Sent {
  const header = request.headers['x-tiledb-rest-api-key'];
  const key = typeof header === 'string' && header !== '' ? header : null;
  const match = /^basic\s+(.*)$/i.exec(request.headers.authorization ?? '');
  if (!match) return { key, basic: null, other: (request.headers.authorization ?? '') !== '' };
  const text = Buffer.from(match[1] ?? '', 'base64').toString('utf8');
  const at = text.indexOf(':');
  return { key, basic: at < 0 ? null : { username: text.slice(0, at), password: text.slice(at + 1) }, other: at < 0 };
}

export function credentialKind(request: WireRequest): CredentialKind {
  const { key, basic, other } = sent(request);
  if (key !== null && basic !== null) return 'both';
  if (key !== null) return 'key';
  if (basic !== null) return 'basic';
  return other ? 'other' : 'none';
}

/**
 * Who asks. Basic or the header `X-TILEDB-REST-API-KEY`, either suffices; another scheme is no credential. Throws the refusals that the
 * switches choose.
 */
export function authenticate(sandbox: Sandbox, request: WireRequest, reach: Reach): Caller {
  const { state } = sandbox;
  const switches = state.switches();
  const refused = (message: string): HttpError => new HttpError(switches.badCredentialStatus, message);
  const { key, basic } = sent(request);
  if (key !== null && basic !== null && switches.bothSchemes === 'refuse') throw refused('more than one credential was sent');
  if (basic !== null && (key === null || switches.bothSchemes === 'basic')) {
    const user = state.user(basic.username);
    if (!user || user.password === null || user.password !== basic.password) throw refused('username or password is not correct');
    return { user, token: null };
  }
  if (key === null) throw refused('authentication is required');
  const token = state.live(key);
  const user = token === null ? undefined : state.user(token.owner);
  if (token === null || !user) throw refused('token is not valid');
  if (!reaches(switches, token.scopes, reach))
    throw new HttpError(switches.scopeRefusalStatus, 'token scope does not allow this operation');
  return { user, token };
}
