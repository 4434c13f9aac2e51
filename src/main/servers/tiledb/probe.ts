import type { ServerLink } from '../../../domain/profile';
import { err, fail, ok, type Problem, type Result } from '../../../domain/result';
import { header } from '../../http/port';
import { isObject } from '../common/json';
import type { DriverContext, Probed } from '../driver';
import { CONSOLE, isDefaultHost, likelyApi, parseAddress } from './address';
import { type Answer, type Auth, failureProblem, isPage, isRefusal, send, statusProblem } from './call';
import { text } from './json';

/** The two token APIs: v1 of TileDB Cloud and v4 of Carrara. */
export type Generation = 'v1' | 'v4';

/** What a server was found to be. `undecided`: it tells nobody anything without a credential. */
export interface Found {
  readonly generation: Generation | 'undecided';
  readonly version: string | null;
}

const notTileDb = (address: string): Problem => {
  const api = likelyApi(address);
  return fail(
    'tiledb.notTileDb',
    api === null
      ? 'There is no TileDB REST server at this address. Check the host name and the part after it.'
      : `This is the address of a web console rather than of an API. The API is often at ${api}: try that.`,
    { do: 'editProfile' },
  ).error;
};

/**
 * Asks which token API a server has, by libtiledb's own rule: `GET /v4/capabilities` answers 404 on v1 and succeeds on v4. Where it does neither,
 * other routes of both are tried. With a credential a server that answers nobody else can be asked, too.
 */
export async function askGeneration(ctx: DriverContext, address: string, auth: Auth): Promise<Result<Found>> {
  const ask = (path: string) => send(ctx, { method: 'GET', url: `${address}${path}`, auth });
  const told = await ask('/v4/capabilities');
  if (!told.ok) return err(failureProblem(told.error));
  const capabilities = told.value;
  const version = versionIn(capabilities);
  if (version !== undefined) return ok({ generation: 'v4', version });
  if (isPage(capabilities) && capabilities.status < 500)
    return err(likelyApi(address) === null ? statusProblem(capabilities) : notTileDb(address));
  if (capabilities.status >= 300 && capabilities.status < 400) return err(statusProblem(capabilities));
  if (capabilities.status !== 404) {
    const versions = await ask('/v4/versions');
    const named = versions.ok && versions.value.status === 200 && isObject(versions.value.body) ? versions.value.body.data : null;
    if (isObject(named) && text(named.go_version) !== null) return ok({ generation: 'v4', version: text(named.tiledb_version) });
    if (!versions.ok || versions.value.status !== 404) {
      const user = await ask('/v1/user');
      if (!versions.ok || !user.ok || !isRefusal(versions.value)) return err(problemOf(capabilities, address));
      if (user.value.status === 404) return ok({ generation: 'v4', version: null });
      return isV1(user.value) ? ok({ generation: 'undecided', version: null }) : err(problemOf(capabilities, address));
    }
  }
  const user = await ask('/v1/user');
  if (!user.ok) return err(failureProblem(user.error));
  if (isV1(user.value)) return ok({ generation: 'v1', version: null });
  return err(problemOf(user.value, address));
}

/** Without a credential v1 refuses to name the user; with one it names them. */
const isV1 = (answer: Answer): boolean =>
  isRefusal(answer) || (answer.status === 200 && isObject(answer.body) && text(answer.body.username) !== null);

const problemOf = (answer: Answer, address: string): Problem =>
  answer.status === 404 || answer.status === 405 || answer.status === 200 ? notTileDb(address) : statusProblem(answer);

/** `2.30.0` of `deployedTileDBVersion`; undefined where the answer is not v4's capabilities. */
function versionIn({ status, body }: Answer): string | null | undefined {
  if (status !== 200 || !isObject(body)) return undefined;
  const version = body.deployedTileDBVersion;
  if (!isObject(version)) return isObject(body.minimumSupportedTileDBClientVersion) ? null : undefined;
  return [version.major, version.minor, version.patch].every((n) => typeof n === 'number')
    ? `${version.major}.${version.minor}.${version.patch}`
    : null;
}

const MEANING: Readonly<Record<Found['generation'], string>> = {
  v1: 'TileDB Cloud (API v1). Sign in with user name and password, or paste a token with full access; accounts of a company login paste one.',
  v4: 'TileDB Carrara (API v4): every token belongs to a workspace. Sign in with user name and password, or paste a token with full access.',
  undecided:
    'This server tells nothing about itself before somebody has signed in. Whether it is TileDB Cloud (v1) or Carrara (v4) shows then.',
};

const CONSOLE_LINK: ServerLink = {
  id: 'console',
  label: 'Open API tokens in TileDB Cloud',
  url: CONSOLE,
  steps: [
    'Select “Create API Token”.',
    'Set an expiration: without one the token ends after 30 minutes.',
    'To manage your tokens with it from here, choose full access (*) as its scope.',
    'Copy the token and paste it here.',
  ],
  administrator: false,
};

/** Asks the server what it is, without any credential. One redirect counts as an answer: from http to https of the same host. */
export async function probe(ctx: DriverContext, address: string): Promise<Result<Probed>> {
  const better = await secureAddress(ctx, address);
  const found = await askGeneration(ctx, better, { kind: 'none' });
  if (!found.ok) return found;
  const { generation, version } = found.value;
  return ok({
    address: better,
    ...(generation === 'undecided' ? { unproven: true } : {}),
    info: {
      version,
      mode: generation,
      meaning: MEANING[generation],
      signInMethods: ['password', 'key'],
      manages: true,
      probedAt: ctx.now(),
      details: { generation },
      ...(isDefaultHost(better) ? { links: [CONSOLE_LINK] } : {}),
    },
  });
}

/** The address to go on with where an http:// server sends its visitors to https:// on the same host. */
async function secureAddress(ctx: DriverContext, address: string): Promise<string> {
  if (!address.startsWith('http://')) return address;
  const answer = await send(ctx, { method: 'GET', url: `${address}/v4/capabilities`, auth: { kind: 'none' } });
  if (!answer.ok || answer.value.status < 300 || answer.value.status >= 400) return address;
  const location = header(answer.value.response, 'location');
  if (location === null || !URL.canParse(location)) return address;
  const to = new URL(location);
  if (to.protocol !== 'https:' || to.hostname !== new URL(address).hostname) return address;
  const parsed = parseAddress(to.href.replace(/\/v4\/capabilities$/, ''));
  return parsed.ok ? parsed.value.address : address;
}
