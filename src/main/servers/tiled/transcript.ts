import { nodeHttp } from '../../http/node';
import { type HttpRequest, type HttpResponse, header } from '../../http/port';
import { must } from '../common/testing';

/**
 * A fixed conversation with a Tiled server, written down with everything taken out that may differ between two servers of one version (ids,
 * secrets, times, ports, order of sets). Two servers speak the same contract where their transcripts are equal.
 */
export interface Line {
  readonly step: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const COMPARED = ['content-type', 'www-authenticate', 'x-tiled-root', 'location', 'allow'];
/** Only their presence is compared. */
const PRESENT = ['etag', 'expires', 'x-tiled-request-id', 'server-timing', 'content-encoding'];

type Ask = (step: string, request: Partial<HttpRequest> & { readonly path: string }) => Promise<HttpResponse>;

interface Speaker {
  readonly ask: Ask;
  readonly lines: Line[];
}

function speaker(url: string): Speaker {
  const lines: Line[] = [];
  const ask: Ask = async (step, { path, ...request }) => {
    const response = must(await nodeHttp({ method: 'GET', headers: {}, ...request, url: `${url}${path}` }));
    lines.push({ step, status: response.status, headers: headersOf(url, response), body: bodyOf(url, response) });
    return response;
  };
  return { ask, lines };
}

function headersOf(url: string, response: HttpResponse): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of COMPARED) {
    const value = header(response, name);
    if (value !== null) kept[name] = plain(url, value);
  }
  for (const name of PRESENT) if (header(response, name) !== null) kept[name] = 'there';
  const cookies = response.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value.replace(/^([^=]+)=[^;]*/, '$1=…'));
  if (cookies.length > 0) kept['set-cookie'] = cookies.sort().join(' | ');
  return kept;
}

function bodyOf(url: string, response: HttpResponse): unknown {
  if (response.body === '') return null;
  try {
    return neutral(url, JSON.parse(response.body));
  } catch {
    return header(response, 'content-type')?.startsWith('text/html') ? 'html' : plain(url, response.body);
  }
}

/** A text without what differs from server to server. */
function plain(url: string, text: string): string {
  return text
    .replaceAll(url, 'URL')
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'TOKEN')
    .replace(/\b[0-9a-f]{64,}\b/g, 'SECRET')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UUID')
    .replace(/\b[0-9a-f]{32}\b/g, 'HEX')
    .replace(/^[0-9a-f]{8}$/, 'EIGHT')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g, 'TIME')
    .replace(/\[('[\w:]+'(?:, '[\w:]+')*)\]/g, (_all, list: string) => `[${list.split(', ').sort().join(', ')}]`);
}

/** Tables of formats and queries say nothing about keys. */
const LEFT_OUT = ['formats', 'aliases', 'queries'];

function neutral(url: string, value: unknown): unknown {
  if (typeof value === 'string') return plain(url, value);
  if (Array.isArray(value)) return value.map((v) => neutral(url, v));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !LEFT_OUT.includes(key))
      .map(([key, v]) => [key, key === 'scopes' && Array.isArray(v) ? [...v].sort() : neutral(url, v)]),
  );
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const JSON_BODY = { 'Content-Type': 'application/json' };
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const apikey = (secret: string) => ({ Authorization: `Apikey ${secret}` });
const field = (response: HttpResponse, name: string): string => String((JSON.parse(response.body) as Record<string, unknown>)[name]);

/** The conversation with a multi-user server on which eve and admin have done nothing yet. Ends by poisoning eve's account (trap 2), so nothing may follow with it. */
export async function multiUserTranscript(url: string): Promise<readonly Line[]> {
  const { ask, lines } = speaker(url);
  const api = '/api/v1';
  await ask('health', { path: '/healthz' });
  await ask('about', { path: `${api}/` });
  await ask('about without slash', { path: api });
  await ask('about with a bad key', { path: `${api}/?api_key=bad` });
  await ask('unknown route', { path: `${api}/nope` });
  await ask('unknown page', { path: '/nope' });
  await ask('whoami as guest', { path: `${api}/auth/whoami` });
  await ask('metadata as guest', { path: `${api}/metadata/` });
  const login = (step: string, form: string, provider = 'toy') =>
    ask(step, { path: `${api}/auth/provider/${provider}/token`, method: 'POST', headers: FORM, body: form });
  await login('wrong password', 'username=eve&password=wrong');
  await login('empty password', 'username=eve&password=');
  await login('no fields', '');
  await login('other grant', 'username=eve&password=secret5&grant_type=other');
  await login('unknown provider', 'username=eve&password=secret5', 'nope');
  await ask('login by JSON', {
    path: `${api}/auth/provider/toy/token`,
    method: 'POST',
    headers: JSON_BODY,
    body: '{"username":"eve","password":"secret5"}',
  });
  const tokens = await login('login', 'username=eve&password=secret5&grant_type=password');
  // Numbers without a fraction look alike once parsed; the raw text tells floats from integers.
  lines.push({ step: 'login writes floats', status: 0, headers: {}, body: /"expires_in":900\.0,/.test(tokens.body) });
  const me = bearer(field(tokens, 'access_token'));
  const refreshToken = field(tokens, 'refresh_token');

  await ask('whoami', { path: `${api}/auth/whoami`, headers: me });
  const make = (step: string, body: string, headers: Record<string, string> = me) =>
    ask(step, { path: `${api}/auth/apikey`, method: 'POST', headers: { ...JSON_BODY, ...headers }, body });
  const created = await make('create', '{"expires_in":600,"scopes":["read:metadata"],"note":"n"}');
  const key = field(created, 'secret');
  await make('create with tags', '{"expires_in":600,"scopes":["read:metadata"],"note":"t","access_tags":["a","b"]}');
  await make('create with no tags', '{"expires_in":600,"scopes":["read:metadata"],"access_tags":[]}');
  await make('create with inherit and tags', '{"expires_in":600,"scopes":["inherit"],"access_tags":["a"]}');
  await make('create with nulls', '{"expires_in":null,"scopes":null}');
  await make('create without scopes', '{"expires_in":600}');
  await make('create without expires_in', '{"scopes":["read:metadata"]}');
  await make('create without anything', '{}');
  await make('create with an empty list and zero', '{"expires_in":0,"scopes":[]}');
  await make('create with a negative life', '{"expires_in":-5,"scopes":["read:data"]}');
  await make('create with true', '{"expires_in":true,"scopes":["read:data"]}');
  await make('create with "60"', '{"expires_in":"60","scopes":["read:data"]}');
  await make('create with "7d"', '{"expires_in":"7d","scopes":["read:data"]}');
  await make('create with 1.5', '{"expires_in":1.5,"scopes":["read:data"]}');
  await make('create past year 9999', '{"expires_in":999999999999,"scopes":["read:data"]}');
  await make('create with a text for scopes', '{"expires_in":60,"scopes":"read:data"}');
  await make('create with a number among scopes', '{"expires_in":60,"scopes":[1]}');
  await make('create with a number as note', '{"expires_in":60,"scopes":["read:data"],"note":5}');
  await make('create with a list', '[]');
  await make('create beyond the roles', '{"expires_in":60,"scopes":["admin:apikeys"]}');
  await make('create with broken JSON', '{bad');
  await make('create with broken JSON as guest', '{bad', {});
  await make('create as guest', '{}', {});
  await make('create by a key without the scope', '{"expires_in":60,"scopes":["read:data"]}', apikey(key));

  await ask('which key', { path: `${api}/auth/apikey`, headers: apikey(key) });
  await ask('which key, upper case', { path: `${api}/auth/apikey`, headers: apikey(key.toUpperCase()) });
  await ask('which key, by bearer', { path: `${api}/auth/apikey`, headers: me });
  await ask('which key, none', { path: `${api}/auth/apikey` });
  await ask('which key, bad', { path: `${api}/auth/apikey`, headers: apikey('zz') });
  await ask('whoami by bad key', { path: `${api}/auth/whoami`, headers: apikey('zz') });
  await ask('whoami by unknown key', { path: `${api}/auth/whoami`, headers: apikey('0'.repeat(72)) });
  await ask('whoami by empty key', { path: `${api}/auth/whoami`, headers: { Authorization: 'Apikey' } });
  await ask('whoami by Basic', { path: `${api}/auth/whoami`, headers: { Authorization: 'Basic eno=' } });
  await ask('whoami by bare secret', { path: `${api}/auth/whoami`, headers: { Authorization: key } });
  await ask('whoami by bad bearer', { path: `${api}/auth/whoami`, headers: bearer('zz') });
  await ask('whoami by key, compressed', { path: `${api}/auth/whoami`, headers: { ...apikey(key), 'Accept-Encoding': 'gzip' } });
  await ask('whoami by key in the query', { path: `${api}/auth/whoami?api_key=${key}` });
  await ask('whoami by bad key in the query', { path: `${api}/auth/whoami?api_key=zz` });
  await ask('bad cookie outranks bearer', { path: `${api}/auth/whoami`, headers: { ...me, Cookie: 'tiled_api_key=zz' } });
  await ask('metadata by key', { path: `${api}/metadata/`, headers: apikey(key) });
  await ask('metadata by bad key', { path: `${api}/metadata/`, headers: apikey('zz') });
  await make('CSRF: no cookie', '{}', { ...me, Cookie: 'tiled_api_key=zz' });
  await make('CSRF: no header', '{}', { ...me, Cookie: 'tiled_api_key=zz; tiled_csrf=a' });
  await make('CSRF: other header', '{}', { ...me, Cookie: 'tiled_api_key=zz; tiled_csrf=a', 'x-csrf': 'b' });

  const drop = (step: string, query: string, headers: Record<string, string>) =>
    ask(step, { path: `${api}/auth/apikey${query}`, method: 'DELETE', headers });
  await drop('revoke without which', '', me);
  await drop('revoke unknown', '?first_eight=00000000', me);
  await drop('revoke as guest', '?first_eight=00000000', {});
  await drop('revoke by a key without the scope', `?first_eight=${key.slice(0, 8)}`, apikey(key));
  if (/[a-f]/.test(key.slice(0, 8))) await drop('revoke in upper case', `?first_eight=${key.slice(0, 8).toUpperCase()}`, me);
  else lines.push({ ...(lines.at(-3) as Line), step: 'revoke in upper case' });
  await drop('revoke', `?first_eight=${key.slice(0, 8)}`, me);
  await drop('revoke again', `?first_eight=${key.slice(0, 8)}`, me);
  await ask('which key, revoked', { path: `${api}/auth/apikey`, headers: apikey(key) });
  await ask('a method that is not there', { path: `${api}/auth/apikey`, method: 'PUT' });

  const session = (step: string, path: string, body: string) =>
    ask(step, { path: `${api}/auth/session/${path}`, method: 'POST', headers: JSON_BODY, body });
  const renewed = await session('refresh', 'refresh', JSON.stringify({ refresh_token: refreshToken }));
  lines.push({ step: 'refresh writes integers', status: 0, headers: {}, body: /"expires_in":900,/.test(renewed.body) });
  await session('refresh by the old token', 'refresh', JSON.stringify({ refresh_token: refreshToken }));
  await session('refresh by an access token', 'refresh', JSON.stringify({ refresh_token: field(tokens, 'access_token') }));
  await session('refresh by nonsense', 'refresh', '{"refresh_token":"zz"}');
  await session('refresh by nothing', 'refresh', '{}');
  await session('sign out', 'revoke', JSON.stringify({ refresh_token: refreshToken }));
  await session('sign out again', 'revoke', JSON.stringify({ refresh_token: refreshToken }));
  await session('sign out by nonsense', 'revoke', '{"refresh_token":"zz"}');
  await session('refresh after signing out', 'refresh', JSON.stringify({ refresh_token: refreshToken }));
  await ask('whoami after signing out', { path: `${api}/auth/whoami`, headers: me });

  const admin = await login('login as administrator', 'username=admin&password=adminpw');
  await ask('whoami as administrator', { path: `${api}/auth/whoami`, headers: bearer(field(admin, 'access_token')) });

  // Trap 2, last: from here on eve's account is broken.
  await make('a note too long', JSON.stringify({ expires_in: 600, scopes: ['read:data'], note: 'x'.repeat(256) }));
  await ask('whoami, poisoned', { path: `${api}/auth/whoami`, headers: me });
  return lines;
}

/** The conversation with a single-user server. */
export async function singleUserTranscript(url: string, key: string): Promise<readonly Line[]> {
  const { ask, lines } = speaker(url);
  const api = '/api/v1';
  await ask('about', { path: `${api}/` });
  await ask('whoami', { path: `${api}/auth/whoami` });
  await ask('apikey', { path: `${api}/auth/apikey`, headers: apikey(key) });
  await ask('metadata as guest', { path: `${api}/metadata/` });
  await ask('metadata', { path: `${api}/metadata/`, headers: apikey(key) });
  await ask('metadata, other case', { path: `${api}/metadata/`, headers: apikey(key.toLowerCase()) });
  await ask('metadata, empty key', { path: `${api}/metadata/`, headers: { Authorization: 'Apikey' } });
  await ask('metadata, key in the query', { path: `${api}/metadata/?api_key=${key}` });
  await ask('page with the key', { path: `/?api_key=${key}` });
  return lines;
}
