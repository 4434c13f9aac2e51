import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { WireAnswer } from '../wire';

export type { WireAnswer } from '../wire';

/** A request as the routes see it. */
export interface WireRequest {
  readonly method: string;
  /** Path below the root path, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly cookies: ReadonlyMap<string, string>;
  readonly body: string;
  /** Origin for links: scheme and host as the server believes them to be, with the root path. */
  readonly base: string;
}

/** Thrown by routes; becomes `{"detail": …}`. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly detail: unknown,
    readonly headers: readonly (readonly [string, string])[] = [],
  ) {
    super(String(status));
  }
}

/** A JSON answer as FastAPI writes it. */
export function json(status: number, value: unknown, headers: readonly (readonly [string, string])[] = []): WireAnswer {
  return { status, headers, body: JSON.stringify(value), contentType: 'application/json' };
}

/** A JSON answer with an entity tag; 304 where the client has it already. */
export function tagged(request: WireRequest, value: unknown, headers: readonly (readonly [string, string])[] = []): WireAnswer {
  const answer = json(200, value);
  const etag = createHash('md5')
    .update(answer.body ?? '')
    .digest('hex');
  if (request.headers['if-none-match'] === etag) return { status: 304, headers: [['etag', etag]], body: null, contentType: null };
  return { ...answer, headers: [['etag', etag], ...headers] };
}

export const noContent: WireAnswer = { status: 204, headers: [], body: null, contentType: null };

export const requestId = (): string => randomBytes(8).toString('hex');

/** Cookies of a request; a later one of the same name wins. */
export function parseCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0) cookies.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return cookies;
}

/** The body as JSON. Malformed JSON is refused before any credential is looked at, as FastAPI does. */
export function parseJson(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw new HttpError(422, [
      {
        type: 'json_invalid',
        loc: ['body', 1],
        msg: 'JSON decode error',
        input: {},
        ctx: { error: 'Expecting property name enclosed in double quotes' },
      },
    ]);
  }
}

/** pydantic's "missing" error. */
export const missing = (loc: readonly (string | number)[], input: unknown): object => ({
  type: 'missing',
  loc,
  msg: 'Field required',
  input,
});
