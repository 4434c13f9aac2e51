import { fail, ok, type Result } from '../../../domain/result';
import { isPlainHttp, readUrl, unquote } from '../common/web-address';
import type { ParsedAddress } from '../driver';

/**
 * A profile's address is the server's root (`https://host/tiled`), without trailing slash, query, fragment or user info; the API lives at
 * `{root}/api/v1/`.
 */

/** Segments with which Tiled's own pages begin, right below the root. */
const PAGES = ['ui', 'metadata', 'docs', 'redoc', 'openapi.json', 'healthz'];

/** The API's URL for a path below it: `apiUrl('https://h', 'auth/whoami')` is `https://h/api/v1/auth/whoami`. */
export const apiUrl = (address: string, path: string): string => `${address}/api/v1/${path}`;

/**
 * Turns whatever was copied (root, API path, metadata path, page of the web UI, the start-up line's `?api_key=` URL) into the root, and takes
 * the key out. Like Tiled's own client it cuts at `/metadata`, `/api` and `/api/v1`; unlike it, it also cuts at `/ui`, and compares whole
 * segments, so that `/api-gateway/tiled` stays a root.
 */
export function parseAddress(text: string): Result<ParsedAddress> {
  const problem = (message: string) => fail('tiled.badAddress', message, { do: 'none' }, { field: 'address' });
  const trimmed = unquote(text.trim());
  if (trimmed === '') return problem('Type or paste the address of a Tiled server.');
  const url = readUrl(trimmed);
  if (url === null) return problem('This is not a web address. It should look like https://tiled.example.org.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return problem('A Tiled server is reached by https:// or http://. This address has another scheme.');
  const keys = url.searchParams.getAll('api_key').filter((k) => k !== '');
  if (keys.length > 1) return problem('This address holds two API keys. Paste it with the one that you want to keep.');
  const path = rootPath(url.pathname);
  const address = `${url.protocol}//${url.host}${path}`;
  return ok({
    address,
    secret: keys[0]?.trim() || null,
    suggestedLabel: `${url.host}${path}`,
    plainHttp: isPlainHttp(address),
  });
}

/** The path of the root, without trailing slash: '' or '/tiled'. Cuts until nothing more can be cut, so that a root stays as it is. */
function rootPath(pathname: string): string {
  let segments = pathname.split('/').filter((s) => s !== '');
  for (;;) {
    const at = segments.findIndex((s, i) => PAGES.includes(s) || (s === 'api' && (i === segments.length - 1 || segments[i + 1] === 'v1')));
    if (at < 0) return segments.length === 0 ? '' : `/${segments.join('/')}`;
    segments = segments.slice(0, at);
  }
}

/**
 * The address to give to Tiled's own Python client. Its rule looks for `/api` anywhere in the path, so a root such as `/api-gateway` must be
 * given with the whole API path.
 */
export function clientUri(address: string): string {
  const { pathname } = new URL(address);
  return /\/(api|metadata)/.test(pathname) ? `${address}/api/v1` : address;
}

/**
 * A link from the server's description as a path below the user's own origin. Behind a proxy that hides TLS, links say http://; they are never
 * followed as they stand. Null where the link names another host.
 */
export function ownPath(address: string, link: string): string | null {
  if (!URL.canParse(link, `${address}/`)) return null;
  const url = new URL(link, `${address}/`);
  return url.hostname === new URL(address).hostname ? url.pathname : null;
}

/** A path from {@link ownPath} as a URL on the user's own scheme, host and port. */
export const atOrigin = (address: string, path: string): string => `${new URL(address).origin}${path}`;
