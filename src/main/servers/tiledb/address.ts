import { fail, ok, type Result } from '../../../domain/result';
import { isPlainHttp, readUrl } from '../common/web-address';
import type { ParsedAddress } from '../driver';

/** Where TileDB Cloud answers, without a version path (vendor's Python client, libtiledb). */
export const DEFAULT_HOST = 'https://api.tiledb.com';

/** The page of TileDB Cloud where people make tokens. */
export const CONSOLE = 'https://cloud.tiledb.com/settings/tokens';

export const isDefaultHost = (address: string): boolean => address === DEFAULT_HOST;

/**
 * Turns whatever was copied into the host that clients are given: scheme added, trailing slashes and a trailing `/v1` … `/v4` taken off, as the
 * vendor's clients do. The console of TileDB Cloud becomes its API; any other console is found out by the probe.
 */
export function parseAddress(text: string): Result<ParsedAddress> {
  const problem = (message: string) => fail('tiledb.badAddress', message, { do: 'none' }, { field: 'address' });
  const trimmed = text.trim().replace(/^["'<]+|["'>]+$/g, '');
  if (trimmed === '') return problem(`Type the address of the API: ${DEFAULT_HOST} for TileDB Cloud.`);
  const url = readUrl(trimmed);
  if (url === null) return problem(`This is not a web address. It should look like ${DEFAULT_HOST}.`);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return problem('A TileDB server is reached by https:// or http://.');
  const isConsole = url.hostname === 'cloud.tiledb.com';
  const path = url.pathname.replace(/\/+$/, '').replace(/(\/+v\d+)+$/, '');
  const address = isConsole ? DEFAULT_HOST : `${url.protocol}//${url.host}${path.replace(/\/+$/, '')}`;
  return ok({ address, secret: null, suggestedLabel: labelOf(address), plainHttp: isPlainHttp(address) });
}

function labelOf(address: string): string {
  if (isDefaultHost(address)) return 'TileDB Cloud';
  const region = /^https:\/\/([a-z0-9-]+)\.aws\.api\.tiledb\.com$/.exec(address)?.[1];
  return region === undefined ? address.replace(/^https?:\/\//, '') : `TileDB Cloud (${region})`;
}

/** `app.example.org` and the like by the convention of self-hosted servers: the address that their API is likely to have; null for other names. */
export function likelyApi(address: string): string | null {
  const url = new URL(address);
  if (!/^(app|console)\./.test(url.hostname)) return null;
  return `${url.protocol}//${url.host.replace(/^(app|console)\./, 'api.')}`;
}
