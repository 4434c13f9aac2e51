import { fail, ok, type Result } from '../../domain/result';

/** Documentation that the window may open in the browser. */
const DOCS = ['blueskyproject.io', 'www.labkey.org', 'documentation.cloud.tiledb.com', 'cloud.tiledb.com'];

/**
 * Decides whether a link may be opened in the system's browser: https, or http to a server that the user added; the host a known one; no
 * user info. Answers the URL as parsed, never the text as given.
 */
export function allowedLink(text: string, serverAddresses: readonly string[]): Result<string> {
  const no = fail('link.refused', 'Tessera does not open this link. Copy it, if you trust it, and open it yourself.');
  if (!URL.canParse(text)) return no;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return no;
  if (url.searchParams.has('api_key')) return no;
  const servers = serverAddresses.filter((a) => URL.canParse(a)).map((a) => new URL(a).origin);
  if ((url.protocol === 'https:' || url.protocol === 'http:') && servers.includes(url.origin)) return ok(url.href);
  if (url.protocol === 'https:' && DOCS.includes(url.hostname)) return ok(url.href);
  return no;
}
