import { fail, type NextAction, ok, type Problem, type Result } from '../../../domain/result';
import { type HttpFailure, type HttpRequest, type HttpResponse, header } from '../../http/port';
import { failureProblem as ownWords, USER_AGENT, waitWords } from '../common/http';
import { isObject, objects, parseJson } from '../common/json';
import type { DriverContext } from '../driver';
import { text } from './json';

/** Exactly one is sent with a request: which of two would count is not published. */
export type Auth =
  | { readonly kind: 'key'; readonly secret: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'none' };

export interface Call {
  readonly method: HttpRequest['method'];
  readonly url: string;
  readonly auth: Auth;
  readonly json?: object;
  readonly timeoutMs?: number;
}

/** An answer that arrived, with the parts that later decisions need. */
export interface Answer {
  readonly response: HttpResponse;
  readonly status: number;
  /** Parsed body; undefined where it is not JSON. */
  readonly body: unknown;
  /** What the server says of itself in an error, without any secret that was sent, at most 300 characters; null where it says nothing. */
  readonly said: string | null;
  /** Host and path that a redirect names, likewise without any secret; null where none is named. */
  readonly redirectsTo: string | null;
  readonly requestId: string | undefined;
}

const basic = (auth: { readonly username: string; readonly password: string }): string =>
  Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64');

function headersOf(auth: Auth): Record<string, string> {
  if (auth.kind === 'key') return { 'X-TILEDB-REST-API-KEY': auth.secret };
  return auth.kind === 'basic' ? { Authorization: `Basic ${basic(auth)}` } : {};
}

/** Sends one request. Nothing is repeated and no redirect followed: another host would be handed the token's header with it. */
export async function send(ctx: DriverContext, call: Call): Promise<Result<Answer, HttpFailure>> {
  const body = call.json === undefined ? {} : { body: JSON.stringify(call.json) };
  const result = await ctx.http({
    method: call.method,
    url: call.url,
    headers: {
      Accept: 'application/json',
      'Accept-Encoding': 'gzip',
      'User-Agent': USER_AGENT,
      ...headersOf(call.auth),
      ...(call.json === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...body,
    timeoutMs: call.timeoutMs ?? 15_000,
    ca: ctx.ca,
    signal: ctx.signal,
  });
  if (!result.ok) return result;
  const response = result.value;
  const parsed = response.body === '' ? undefined : parseJson(response.body);
  const secrets = secretsOf(call);
  const clean = (said: string | null): string | null => (said === null ? null : redacted(said, secrets));
  return ok({
    response,
    status: response.status,
    body: parsed,
    said: isObject(parsed) ? clean(messageIn(parsed)) : null,
    redirectsTo: targetOf(response, secrets),
    requestId: (isObject(parsed) ? clean(text(parsed.request_id)) : null)?.slice(0, 64),
  });
}

/** The message of an error, and the fields that it is about (v4). */
function messageIn(body: Readonly<Record<string, unknown>>): string | null {
  const message = text(body.message);
  const fields = isObject(body.validation_error) ? objects(body.validation_error.fields) : [];
  const named = fields.flatMap((f) => (text(f.field) && text(f.message) ? [`${f.field}: ${f.message}`] : []));
  return [message, ...named].filter((part) => part !== null).join('; ') || null;
}

function secretsOf({ auth, method, url }: Call): readonly string[] {
  const own = auth.kind === 'key' ? [auth.secret] : auth.kind === 'basic' ? [auth.password, basic(auth)] : [];
  // A nameless token is revoked by itself, in the address; the last step of any other address is a plain word.
  const named = method === 'DELETE' ? [decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')] : [];
  return [...own, ...named].filter((s) => s.length > 3);
}

/** Replaces what was sent in confidence, whole or in pieces, and whatever looks like a token; then caps the text. */
export function redacted(said: string, secrets: readonly string[]): string {
  let clean = said;
  for (const secret of secrets) clean = clean.split(secret).join('•••');
  clean = clean.replace(/[\w.+/=-]{8,}/g, (word) =>
    word.length >= 32 || secrets.some((secret) => secret.length > 8 && secret.includes(word)) ? '•••' : word,
  );
  return clean.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').slice(0, 300);
}

/** Why no answer came, for a person. */
export const failureProblem = (failure: HttpFailure): Problem =>
  ownWords(failure, {
    tls: 'No trusted connection over https came about, so nothing was sent. If the site has its own certificate authority, give its file with the address.',
  });

/** True for a refusal of the credential or of what it may do; a page of HTML comes from something else. */
export const isRefusal = (answer: Answer): boolean => (answer.status === 401 || answer.status === 403) && !isPage(answer);

/** True for a page made for browsers. */
export const isPage = (answer: Answer): boolean =>
  /^text\/html/i.test(header(answer.response, 'content-type') ?? '') || /^\s*<(!doctype|html)/i.test(answer.response.body);

/** A status that no operation treats by itself, for a person. Only the status decides: codes in bodies name lines of the server's source. */
export function statusProblem(answer: Answer): Problem {
  const { status, requestId, said } = answer;
  const words = said === null ? '' : ` It says: “${said}”`;
  const say = (code: string, message: string, next: NextAction = { do: 'none' }) =>
    fail(`tiledb.${code}`, message, next, { requestId }).error;
  if (status >= 300 && status < 400)
    return say(
      'redirected',
      `The server answered with a redirect${answer.redirectsTo === null ? '' : ` to ${answer.redirectsTo}`}. Tessera does not follow it with a credential; use that address if it is right.`,
      { do: 'editProfile' },
    );
  if (isPage(answer) && status < 500)
    return say(
      'wrongHost',
      'A page for browsers came instead of an answer of the API. This may be the address of the console; that of the API often begins with “api.” where the console’s has “app.”.',
      { do: 'editProfile' },
    );
  if (status === 401)
    return say('notAccepted', `The server does not accept the credential in use.${words} Sign in again; other tokens are not affected.`, {
      do: 'signIn',
    });
  if (status === 403)
    return say('missingScope', `The credential in use may not do this.${words} A token with full access (*) may.`, { do: 'signIn' });
  if (status === 404 || status === 405)
    return say('notFound', 'The server does not know this function. Check the address of the API.', { do: 'editProfile' });
  if (status === 429) return say('tooMany', `The server asks for fewer requests${waitWords(answer.response)}.`, { do: 'retry' });
  if (status === 502 || status === 503 || status === 504)
    return say('unavailable', `The server is not available at the moment (${status} from it or from a proxy before it).`, { do: 'retry' });
  if (status >= 500) return say('serverError', `The server failed with an error of its own (${status}).${words}`, { do: 'retry' });
  if (status >= 200 && status < 300)
    return say('notTileDb', 'The answer is not one of TileDB’s. A proxy or a login page may stand in between.', { do: 'editProfile' });
  return say('rejected', `The server refused the request (${status}).${words}`);
}

/** Where a redirect points, without query. The path may repeat that of the request, and that the token which was to be revoked. */
function targetOf(response: HttpResponse, secrets: readonly string[]): string | null {
  const location = header(response, 'location');
  if (location === null || !URL.canParse(location)) return null;
  const { protocol, host, pathname } = new URL(location);
  const path = pathname.split('/').map((step) => redacted(unescaped(step), secrets));
  return `${protocol}//${redacted(host, secrets)}${path.join('/')}`.slice(0, 200);
}

function unescaped(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
