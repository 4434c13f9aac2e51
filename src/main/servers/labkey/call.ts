import { ok, type Result } from '../../../domain/result';
import { type HttpFailure, type HttpRequest, type HttpResponse, header } from '../../http/port';
import { USER_AGENT } from '../common/http';
import { isObject, type Json, parseJson, text } from '../common/json';
import type { DriverContext } from '../driver';
import type { Jar } from './jar';

/** Showing a key or a password may wait up to 15 s for the failures of others, and then for the server. */
export const PATIENCE_MS = 30_000;

export interface Call {
  readonly method: HttpRequest['method'];
  readonly url: string;
  /** A key: goes along as Basic with the login `apikey`, which every release understands. */
  readonly key?: string;
  readonly jar?: Jar;
  /** The double submit's second half; the first is the jar's cookie. */
  readonly csrf?: string;
  readonly json?: object;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/** An answer that arrived, with the parts that later decisions need. Nothing of it is shown but what `meaning.ts` made of it. */
export interface Answer {
  readonly response: HttpResponse;
  readonly status: number;
  /** Parsed body; undefined where it is not JSON. */
  readonly body: unknown;
  /** LabKey's own sentence of a failure. Only compared with known words, never shown: it may repeat what was sent. */
  readonly exception: string | null;
  readonly exceptionClass: string | null;
}

/**
 * Sends one request: JSON asked for, a jar of this operation's own, nothing followed and nothing repeated. `X-ONUNAUTHORIZED` keeps the
 * server from challenging for a password, which a browser's network code would take up.
 */
export async function send(
  ctx: Pick<DriverContext, 'http' | 'ca'> & Partial<Pick<DriverContext, 'signal'>>,
  call: Call,
): Promise<Result<Answer, HttpFailure>> {
  const cookies = call.jar?.header() ?? null;
  const result = await ctx.http({
    method: call.method,
    url: call.url,
    headers: {
      Accept: 'application/json',
      'Accept-Encoding': 'gzip',
      'User-Agent': USER_AGENT,
      'X-ONUNAUTHORIZED': 'UNAUTHORIZED',
      ...(call.key === undefined ? {} : { Authorization: `Basic ${Buffer.from(`apikey:${call.key}`, 'utf8').toString('base64')}` }),
      ...(cookies === null ? {} : { Cookie: cookies }),
      ...(call.csrf === undefined ? {} : { 'X-LABKEY-CSRF': call.csrf }),
      ...(call.json === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(call.json === undefined ? {} : { body: JSON.stringify(call.json) }),
    timeoutMs: call.timeoutMs ?? 20_000,
    ...(call.maxBytes === undefined ? {} : { maxBytes: call.maxBytes }),
    ca: ctx.ca,
    ...(ctx.signal === undefined ? {} : { signal: ctx.signal }),
  });
  if (!result.ok) return result;
  const response = result.value;
  call.jar?.take(response);
  const body = readBody(response);
  const fields: Json = isObject(body) ? body : {};
  return ok({
    response,
    status: statusOf(response.status, fields),
    body,
    exception: text(fields.exception),
    exceptionClass: text(fields.exceptionClass),
  });
}

/** While impersonating, 24.2 to 24.7.1 leave the last brace of a body out (observed). */
function readBody(response: HttpResponse): unknown {
  const { body } = response;
  if (body === '') return undefined;
  return parseJson(body) ?? (body.trimStart().startsWith('{') ? parseJson(`${body}}`) : undefined);
}

/** An old way of failing answers 200 with the true status in the body; the vendor's R client honours that, too. */
function statusOf(status: number, body: Json): number {
  const inner = body.status;
  return status === 200 && body.success === false && typeof inner === 'number' && inner >= 400 && inner < 600 ? inner : status;
}

/** Where a redirect points, as an absolute URL; null where there is none. */
export function redirectOf(answer: Answer, from: string): URL | null {
  const location = header(answer.response, 'location');
  if (answer.status < 300 || answer.status >= 400 || location === null || !URL.canParse(location, from)) return null;
  return new URL(location, from);
}
