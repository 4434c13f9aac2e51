import { isObject, type Json, parseJson, text } from '../common/json';

/** What a page of LabKey's says about its server: one JSON object in an inline script of every HTML page. */
export interface PageFacts {
  readonly contextPath: string | null;
  readonly version: string | null;
  /** IANA id; told since 24.7.0. */
  readonly timezone: string | null;
  readonly homeContainer: string | null;
  /** "Let users create API keys"; told since 24.2. */
  readonly allowApiKeys: boolean | null;
  readonly allowSessionKeys: boolean | null;
  /** -1 and 0 for never; null where not told. */
  readonly expirationSeconds: number | null;
  /** Logins are sent straight to a single sign-on. */
  readonly sso: boolean;
}

/** Reads the object of `LABKEY.init({…})`; null where the text has none. Observed on the login pages of 24.1 to 24.11. */
export function readPage(html: string): PageFacts | null {
  const init = initOf(html);
  if (init === null) return null;
  const context = isObject(init.moduleContext) ? init.moduleContext : {};
  const api = isObject(context.api) ? context.api : {};
  const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);
  const seconds = typeof api.apiKeyExpirationSeconds === 'number' ? api.apiKeyExpirationSeconds : null;
  return {
    contextPath: text(init.contextPath),
    version: text(init.versionString)?.slice(0, 60) ?? null,
    timezone: text(init.timezone)?.slice(0, 60) ?? null,
    homeContainer: text(init.homeContainer)?.slice(0, 200) ?? null,
    allowApiKeys: flag(api.allowApiKeys),
    allowSessionKeys: flag(api.allowSessionKeys),
    expirationSeconds: seconds,
    sso: api.AutoRedirectSSOAuthConfiguration !== undefined && api.AutoRedirectSSOAuthConfiguration !== null,
  };
}

function initOf(html: string): Json | null {
  for (let at = html.indexOf('LABKEY.init('); at >= 0; at = html.indexOf('LABKEY.init(', at + 1)) {
    const open = html.indexOf('{', at);
    const end = open < 0 ? -1 : endOfObject(html, open);
    const value = end < 0 ? undefined : parseJson(html.slice(open, end));
    if (isObject(value)) return value;
  }
  return null;
}

/** The place after the brace that closes the object at `open`; -1 where it never ends. Braces inside strings do not count. */
function endOfObject(html: string, open: number): number {
  let depth = 0;
  let inString = false;
  for (let i = open; i < html.length; i += 1) {
    const c = html[i];
    if (inString) {
      if (c === '\\') i += 1;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{') depth += 1;
    else if (c === '}') {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}
