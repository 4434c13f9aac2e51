import type { ServerInfo } from '../../../domain/profile';
import { err, fail, ok, type Result } from '../../../domain/result';
import { header } from '../../http/port';
import { failureProblem } from '../common/http';
import { isObject, type Json, objects, parseJson, text } from '../common/json';
import type { DriverContext, Probed } from '../driver';
import { apiUrl, ownPath, parseAddress } from './address';
import { type Answer, send, statusProblem } from './call';

/** A way to sign in that the server offers. */
export interface Provider {
  readonly name: string;
  /** Older servers call `internal` `password`; here it is always `internal`. */
  readonly mode: 'internal' | 'external';
  /** May hold `{id}`. */
  readonly message: string | null;
  /** Path of the token endpoint, for internal providers. */
  readonly tokenPath: string | null;
}

/**
 * `GET {root}/api/v1/` without any credential. One redirect is followed, and only that from http to https of the same host; every other one
 * is told to the user.
 */
export async function probe(ctx: DriverContext, address: string): Promise<Result<Probed>> {
  const first = await send(ctx, { method: 'GET', url: apiUrl(address, '') });
  if (!first.ok) return err(failureProblem(first.error));
  const better = secureRedirect(address, first.value);
  if (better === null) return read(ctx, address, first.value);
  const second = await send(ctx, { method: 'GET', url: apiUrl(better, '') });
  if (!second.ok) return err(failureProblem(second.error));
  return read(ctx, better, second.value);
}

/** The address to go on with where an http:// server sends its visitors to https:// on the same host; null for every other answer. */
function secureRedirect(address: string, answer: Answer): string | null {
  if (answer.status < 300 || answer.status >= 400) return null;
  const location = header(answer.response, 'location');
  if (location === null || !URL.canParse(location, apiUrl(address, ''))) return null;
  const from = new URL(address);
  const to = new URL(location, apiUrl(address, ''));
  if (from.protocol !== 'http:' || to.protocol !== 'https:' || from.hostname !== to.hostname) return null;
  const parsed = parseAddress(to.href);
  return parsed.ok ? parsed.value.address : null;
}

function read(ctx: DriverContext, address: string, answer: Answer): Result<Probed> {
  if (answer.status !== 200) {
    if (answer.status === 404 || answer.status === 401)
      return fail('tiled.notTiled', 'There is no Tiled server at this address. Check the part after the host name.', { do: 'editProfile' });
    return err(statusProblem(answer));
  }
  const body = answer.body;
  if (!isObject(body) || !isObject(body.authentication) || text(body.library_version) === null)
    return fail(
      'tiled.notTiled',
      'Something answers at this address, though it is not a Tiled server. Check the part after the host name.',
      { do: 'editProfile' },
    );
  const authentication = body.authentication;
  const providers = readProviders(address, authentication);
  // Without a password login no session of ours is ever refreshed, and the refresh link may rightly point to an identity provider.
  const refreshes = providers.list.some((p) => p.mode === 'internal');
  const paths = linkPaths(address, isObject(authentication.links) ? authentication.links : {}, refreshes);
  const stranger = paths.stranger ?? providers.stranger;
  if (stranger !== null)
    return fail(
      'tiled.foreignLink',
      `The server names another host, ${stranger}, as the place for passwords and keys. Tessera sends them nowhere but to the address that you gave. Use that host's address if you trust it.`,
      { do: 'editProfile' },
    );
  return ok({ address, info: serverInfo(ctx, body, authentication.required === true, providers.list, paths.details) });
}

/** Paths of the links that we use, and the first host among them that is not the user's. */
function linkPaths(
  address: string,
  links: Json,
  refreshes: boolean,
): { readonly details: Record<string, string>; readonly stranger: string | null } {
  const details: Record<string, string> = {};
  const named = [
    ['whoami', links.whoami],
    ['apikey', links.apikey],
    ['refresh', refreshes ? links.refresh_session : null],
  ] as const;
  for (const [name, link] of named) {
    if (typeof link !== 'string') continue;
    const path = ownPath(address, link);
    if (path === null) return { details, stranger: hostOf(link) };
    details[`path.${name}`] = path;
  }
  return { details, stranger: null };
}

const hostOf = (link: string): string => (URL.canParse(link) ? new URL(link).hostname.slice(0, 100) : 'which cannot be read');

function readProviders(address: string, authentication: Json): { readonly list: readonly Provider[]; readonly stranger: string | null } {
  const list: Provider[] = [];
  for (const spec of objects(authentication.providers)) {
    const name = text(spec.provider) ?? '';
    const mode = spec.mode === 'internal' || spec.mode === 'password' ? 'internal' : 'external';
    const link = isObject(spec.links) ? text(spec.links.auth_endpoint) : null;
    let tokenPath: string | null = null;
    if (mode === 'internal' && link !== null) {
      tokenPath = ownPath(address, link);
      if (tokenPath === null) return { list, stranger: hostOf(link) };
    }
    list.push({ name, mode, message: text(spec.confirmation_message), tokenPath });
  }
  return { list, stranger: null };
}

function serverInfo(
  ctx: DriverContext,
  body: Json,
  required: boolean,
  providers: readonly Provider[],
  paths: Record<string, string>,
): ServerInfo {
  const internal = providers.filter((p) => p.mode === 'internal');
  const external = providers.filter((p) => p.mode === 'external').map((p) => p.name);
  const single = providers.length === 0;
  const open = required ? '' : ' Reading is open to everybody, without login.';
  const [mode, meaning, methods] = single
    ? required
      ? [
          'singleUser',
          'This server has one fixed key and no users. Its key can be kept, checked and used from here; the server can neither list nor make nor revoke keys.',
          ['key'],
        ]
      : [
          'singleUser',
          'This server has one fixed key and no users. Reading is open to everybody, and the key is needed for writing. It can be kept, checked and used from here, though not managed.',
          ['key'],
        ]
    : internal.length === 0
      ? [
          'externalOnly',
          `People sign in to this server in the browser only${external.length > 0 ? ` (${external.join(', ')})` : ''}, which Tessera cannot do. Make a key there and paste it here: Tessera then manages the account's keys with it, as far as its scopes allow.${open}`,
          ['key'],
        ]
      : [
          required ? 'multiUser' : 'anonymous',
          required
            ? 'Everybody has an account of their own here. Sign in to list, create and revoke your keys.'
            : 'Reading is open to everybody here, without login. With an account you can sign in to list, create and revoke your keys.',
          [internal.length > 1 ? 'passwordAt' : 'password', 'key'],
        ];
  const others =
    external.length > 0 && internal.length > 0 ? ` Accounts of ${external.join(', ')} sign in by browser only: paste a key for those.` : '';
  const several = internal.length > 1 ? ` Passwords are checked by one of: ${internal.map((p) => p.name).join(', ')}.` : '';
  return {
    version: text(body.library_version)?.slice(0, 60) ?? null,
    mode: mode as string,
    meaning: `${meaning}${several}${others}`,
    signInMethods: methods as readonly string[],
    manages: !single,
    probedAt: ctx.now(),
    details: { ...paths, singleUser: single ? 'yes' : 'no', publicReading: required ? 'no' : 'yes', providers: JSON.stringify(providers) },
  };
}

/** The providers that {@link probe} stored. */
export function providersOf(info: ServerInfo): readonly Provider[] {
  return objects(parseJson(info.details.providers ?? '[]')).map((p) => ({
    name: text(p.name) ?? '',
    mode: p.mode === 'internal' ? 'internal' : 'external',
    message: text(p.message),
    tokenPath: text(p.tokenPath),
  }));
}
