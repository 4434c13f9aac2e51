import type { Sandbox } from './routes';
import type { SandboxKey, SandboxPrincipal } from './state';
import { type AccessClaims, decode } from './tokens';
import { HttpError, type WireRequest } from './wire';

/** Which credential a request used; for the request log, never its value. */
export type CredentialKind = 'none' | 'query' | 'apikey' | 'cookie' | 'bearer';

export interface Caller {
  readonly kind: CredentialKind;
  readonly principal: SandboxPrincipal | null;
  readonly key: SandboxKey | null;
  readonly scopes: readonly string[];
}

interface Sent {
  readonly kind: CredentialKind;
  readonly key: string | null;
  readonly bearer: string | null;
}

/** What was sent, by the server's precedence: query, header, cookie, then bearer. Any key outranks any bearer, even a bad one. */
export function sentCredential(request: WireRequest, emptyKeyIsBad: boolean): Sent {
  const fromQuery = request.query.get('api_key');
  const authorization = request.headers.authorization;
  const [scheme, value] = splitAuthorization(authorization, emptyKeyIsBad);
  const cookie = request.cookies.get('tiled_api_key') ?? null;
  const bearer = scheme === 'bearer' ? value : null;
  if (fromQuery) return { kind: 'query', key: fromQuery, bearer };
  if (scheme === 'apikey' && value !== null) return { kind: 'apikey', key: value, bearer };
  if (cookie !== null) return { kind: 'cookie', key: cookie, bearer };
  return { kind: bearer === null ? 'none' : 'bearer', key: null, bearer };
}

function splitAuthorization(header: string | undefined, emptyKeyIsBad: boolean): readonly [string, string | null] {
  if (header === undefined || header.trim() === '') return ['none', null];
  const at = header.indexOf(' ');
  const scheme = (at < 0 ? header : header.slice(0, at)).toLowerCase();
  const value = at < 0 ? '' : header.slice(at + 1).trim();
  if (scheme === 'bearer') return [scheme, value === '' ? null : value];
  if (scheme === 'apikey') return [scheme, value === '' && !emptyKeyIsBad ? null : value];
  throw new HttpError(
    400,
    "Authorization header must include the authorization type followed by a space and then the secret, as in 'Bearer SECRET' or 'Apikey SECRET'. ",
  );
}

/** Headers of a 401 on a route that resolves the principal. */
function challenge(request: WireRequest, scopes: readonly string[]): readonly (readonly [string, string])[] {
  return [
    ['www-authenticate', scopes.length === 0 ? 'Bearer' : `Bearer scope="${scopes.join(' ')}"`],
    ['x-tiled-root', `${request.base}/api/v1`],
  ];
}

function bearerClaims(sandbox: Sandbox, bearer: string | null): AccessClaims | null {
  if (bearer === null) return null;
  const decoded = decode(bearer, sandbox.signingKey, sandbox.state.now());
  if (decoded.kind === 'expired') throw new HttpError(401, 'Access token has expired. Refresh token.', [['www-authenticate', 'Bearer']]);
  if (decoded.kind === 'invalid' || decoded.claims.type !== 'access')
    throw new HttpError(401, 'Could not validate credentials', [['www-authenticate', 'Bearer']]);
  return decoded.claims;
}

/** Resolves the caller and demands scopes, in the server's order: bearer, key, principal, scope. Marks use. */
export function authenticate(sandbox: Sandbox, request: WireRequest, needed: readonly string[]): Caller {
  const { features, now } = sandbox.state;
  const sent = sentCredential(request, features.emptyKeyIsBad);
  const claims = bearerClaims(sandbox, sent.bearer);
  const refusal = (): HttpError => new HttpError(401, 'Invalid API key', challenge(request, features.badKeyNamesScope ? needed : []));
  let caller: Caller;
  if (sandbox.singleUserKey !== null) {
    if (sent.key !== null && sent.key !== sandbox.singleUserKey)
      throw features.badKeyNamesScope ? refusal() : new HttpError(401, 'Invalid API key');
    caller = {
      kind: sent.kind,
      principal: null,
      key: null,
      scopes: sent.key !== null ? features.adminScopes : sandbox.anonymous ? ['read:metadata', 'read:data'] : [],
    };
  } else if (sent.key !== null) {
    const used = sandbox.state.useKey(sent.key);
    if (!used) throw refusal();
    used.key.latestActivity = Math.floor(now() / 1000) * 1000;
    const own = sandbox.state.scopesOf(used.principal);
    const scopes = used.key.scopes.includes('inherit') ? own : used.key.scopes.filter((s) => own.includes(s));
    caller = { kind: sent.kind, principal: used.principal, key: used.key, scopes };
  } else if (claims) {
    const principal = sandbox.state.principals.find((p) => p.uuid.replaceAll('-', '') === claims.sub) ?? null;
    if (!principal) throw new HttpError(401, 'Principal no longer exists.');
    caller = { kind: 'bearer', principal, key: null, scopes: claims.scp };
  } else {
    caller = { kind: 'none', principal: null, key: null, scopes: sandbox.anonymous ? ['read:metadata', 'read:data'] : [] };
  }
  if (caller.principal) caller.principal.latestActivity = Math.floor(now() / 1000) * 1000;
  if (!needed.every((s) => caller.scopes.includes(s)))
    throw new HttpError(
      401,
      `Not enough permissions. Requires scopes ${python(needed)}. Request had scopes ${python(caller.scopes)}`,
      challenge(request, needed),
    );
  return caller;
}

/** A Python list of strings. */
export const python = (words: readonly string[]): string => `[${words.map((w) => `'${w}'`).join(', ')}]`;
