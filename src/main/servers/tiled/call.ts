import { fail, type NextAction, ok, type Problem, type Result } from '../../../domain/result';
import { type HttpFailure, type HttpRequest, type HttpResponse, header } from '../../http/port';
import { USER_AGENT, waitWords } from '../common/http';
import { isObject, parseJson, text } from '../common/json';
import type { DriverContext } from '../driver';

export interface Call {
  readonly method: HttpRequest['method'];
  readonly url: string;
  /** `Apikey …` or `Bearer …`; never in the query, where servers log it and answer with a cookie that outranks everything else. */
  readonly authorization?: string;
  readonly json?: object;
  readonly form?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** An answer that arrived, with the parts that later decisions need. */
export interface Answer {
  readonly response: HttpResponse;
  readonly status: number;
  /** Parsed body; undefined where it is not JSON. */
  readonly body: unknown;
  /** FastAPI's `detail` where it is a sentence. Only compared with known prefixes, never shown. */
  readonly detail: string | null;
  readonly requestId: string | undefined;
}

/** Sends one request as Tiled likes it: JSON asked for, gzip allowed, no cookies, nothing repeated. */
export async function send(ctx: DriverContext, call: Call): Promise<Result<Answer, HttpFailure>> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Encoding': 'gzip',
    'User-Agent': USER_AGENT,
    ...(call.authorization === undefined ? {} : { Authorization: call.authorization }),
    ...(call.json === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(call.form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
  };
  const body =
    call.json !== undefined ? JSON.stringify(call.json) : call.form !== undefined ? new URLSearchParams(call.form).toString() : undefined;
  const result = await ctx.http({
    method: call.method,
    url: call.url,
    headers,
    ...(body === undefined ? {} : { body }),
    timeoutMs: call.timeoutMs ?? 15_000,
    ca: ctx.ca,
    signal: ctx.signal,
  });
  if (!result.ok) return result;
  const response = result.value;
  const parsed = response.body === '' ? undefined : parseJson(response.body);
  return ok({
    response,
    status: response.status,
    body: parsed,
    detail: isObject(parsed) ? text(parsed.detail) : null,
    requestId: header(response, 'x-tiled-request-id')?.slice(0, 64) ?? undefined,
  });
}

/** True for a page or the like where JSON or nothing was due: something on the way answered for the server. */
export const isForeign = (answer: Answer): boolean => answer.body === undefined && answer.response.body.trim() !== '';

/** Why a 401 was answered. The status alone says nothing: a missing scope, a bad key and an old token all get it. */
export type Refusal =
  | 'missingScope'
  | 'badKey'
  | 'tokenExpired'
  | 'sessionExpired'
  | 'badToken'
  | 'noPrincipal'
  | 'authenticatorScopes'
  | 'foreign';

export function refusalOf(answer: Answer): Refusal {
  const detail = answer.detail ?? '';
  const challenge = header(answer.response, 'www-authenticate') ?? '';
  if (detail.startsWith('Invalid API key')) return 'badKey';
  if (detail.startsWith('Access token has expired')) return 'tokenExpired';
  if (detail.startsWith('Session has expired')) return 'sessionExpired';
  if (detail.startsWith('Could not validate credentials')) return 'badToken';
  if (detail.startsWith('Principal no longer exists')) return 'noPrincipal';
  if (detail.startsWith('Authenticator has scopes')) return 'authenticatorScopes';
  if (detail.startsWith('Not enough permissions') || challenge.startsWith('Bearer scope=')) return 'missingScope';
  return 'foreign';
}

const SIGN_IN: NextAction = { do: 'signIn' };

/** A status that no operation treats by itself, for a person. Nothing of the body is repeated: a 422 of Tiled's echoes the request. */
export function statusProblem(answer: Answer): Problem {
  const { status, requestId } = answer;
  const say = (code: string, message: string, next: NextAction = { do: 'none' }) => fail(code, message, next, { requestId }).error;
  if (status === 401) return refusalProblem(refusalOf(answer), requestId);
  if (status >= 300 && status < 400)
    return say(
      'tiled.redirected',
      `The server answered with a redirect${target(answer)}. Tessera does not follow it with a credential; use that address if it is right.`,
      {
        do: 'editProfile',
      },
    );
  if (status === 403 && /^(Expected tiled_csrf|Expected csrf|Double-submit)/.test(answer.response.body))
    return say('tiled.csrf', 'The server asked for a browser’s CSRF token. A proxy may be adding cookies.');
  if (status === 404)
    return say('tiled.notFound', 'The server does not know this address or function. Keys may be switched off there.', {
      do: 'editProfile',
    });
  if (status === 422) return say('tiled.unprocessable', 'The server did not accept the form of the request.');
  if (status === 429) return say('tiled.tooMany', `The server asks for fewer requests${waitWords(answer.response)}.`, { do: 'retry' });
  if (status === 502 || status === 503 || status === 504)
    return say('tiled.unavailable', `The server is not available at the moment (${status} from it or from a proxy before it).`, {
      do: 'retry',
    });
  if (status >= 500) return say('tiled.serverError', `The server failed with an error of its own (${status}).`, { do: 'retry' });
  if (status >= 200 && status < 300)
    return say('tiled.notTiled', 'The answer is not one of Tiled’s. A proxy or a login page may stand in between.', { do: 'editProfile' });
  return say('tiled.refused', `The server refused the request (${status}).`);
}

/** Where a redirect points, without query: host and path only. */
function target(answer: Answer): string {
  const location = header(answer.response, 'location');
  if (location === null || !URL.canParse(location)) return '';
  const url = new URL(location);
  return ` to ${url.origin}${url.pathname}`.slice(0, 200);
}

export function refusalProblem(refusal: Refusal, requestId: string | undefined): Problem {
  const say = (code: string, message: string, next: NextAction = SIGN_IN) => fail(code, message, next, { requestId }).error;
  switch (refusal) {
    case 'missingScope':
      return say(
        'tiled.missingScope',
        'The credential in use may not do this: it lacks the scope. Sign in with an account that may, or choose a key with more scopes.',
      );
    case 'badKey':
      return say('tiled.badKey', 'The server does not accept this API key: it is wrong, expired or revoked.');
    case 'tokenExpired':
    case 'sessionExpired':
      return say('tiled.sessionExpired', 'The session has ended. Sign in again; keys are not affected.');
    case 'badToken':
      return say(
        'tiled.sessionInvalid',
        'The server no longer recognises this session, perhaps since it was set up anew. Sign in again; keys are not affected.',
      );
    case 'noPrincipal':
      return say('tiled.noPrincipal', 'The server no longer knows this account. Its database may have been replaced.');
    case 'authenticatorScopes':
      return say(
        'tiled.restrictedKeysRefused',
        'This server refuses every key with restricted scopes (Tiled 0.2.15 and 0.2.16 with a proxied login provider). That says nothing about the key.',
        {
          do: 'none',
        },
      );
    case 'foreign':
      return say('tiled.unauthorised', 'Something before the server, perhaps a proxy, demands a login of its own.', { do: 'editProfile' });
  }
}
