import { fail, ok, type Result } from '../../../domain/result';
import { isPlainHttp, readUrl, unquote } from '../common/web-address';
import type { ParsedAddress } from '../driver';

/**
 * A profile's address is the server's root with its context path (`https://host/labkey`, or the origin alone), without trailing slash, query,
 * fragment or user info. Actions live at `{address}{/container/path}/{controller}-{action}.api`.
 */

/** The servlets' suffixes: a last segment with one of them names an action and no container. */
const ACTION = /\.(view|api|post)$/i;

/** The URL of an action in the new style, as all releases since 22.11 read it. `container`: '' for the root, else such as `/home`, unencoded. */
export function actionUrl(address: string, action: string, container = '', query: Readonly<Record<string, string>> = {}): string {
  const path = container
    .split('/')
    .filter((s) => s !== '')
    .map((s) => `/${encodeURIComponent(s)}`)
    .join('');
  const search = new URLSearchParams(query).toString();
  return `${address}${path}/${action}${search === '' ? '' : `?${search}`}`;
}

/**
 * Turns whatever was copied (a start page, a folder's page, an action in the new or the old style) into an address to begin with. Only asking
 * the server tells where its context path ends and its folders begin, so all segments but an action's stay, and `probe` goes on from there. A
 * key that stood as `apikey:KEY@` before the host is taken out.
 */
export function parseAddress(text: string): Result<ParsedAddress> {
  const problem = (message: string) => fail('labkey.badAddress', message, { do: 'none' }, { field: 'address' });
  const trimmed = unquote(text.trim());
  if (trimmed === '') return problem('Type or paste the address of a LabKey server.');
  const url = readUrl(trimmed);
  if (url === null) return problem('This is not a web address. It should look like https://labkey.example.org.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return problem('A LabKey server is reached by https:// or http://. This address has another scheme.');
  const segments = url.pathname.split('/').filter((s) => s !== '');
  while (ACTION.test(segments.at(-1) ?? '')) segments.pop();
  const path = segments.map((s) => `/${s}`).join('');
  const address = `${url.protocol}//${url.host}${path}`;
  const secret = url.username === 'apikey' && url.password !== '' ? decoded(url.password) : null;
  return ok({ address, secret, suggestedLabel: `${url.host}${path}`, plainHttp: isPlainHttp(address) });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
