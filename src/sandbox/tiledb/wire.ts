import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { WireAnswer } from '../wire';
import type { Switches } from './options';

export type { WireAnswer } from '../wire';

/** A request as the routes see it. */
export interface WireRequest {
  readonly method: string;
  /** As sent, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One field that a v4 server found wrong. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** Thrown by routes; becomes the server's error object. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(message);
  }
}

export function json(status: number, value: unknown): WireAnswer {
  return { status, headers: [], body: JSON.stringify(value), contentType: 'application/json' };
}

/** A 200 or 201 without a body. */
export const nothing = (status: number): WireAnswer => ({ status, headers: [], body: null, contentType: null });

export const requestId = (): string => randomUUID();

/**
 * A refusal as the server writes it. `code` is a number that says nothing (v4's points at a line of the server's source); v4 adds
 * `validation_error` where fields were wrong.
 */
export function refusal(switches: Switches, error: HttpError, id: string): WireAnswer {
  if (switches.errorBody === 'empty') return nothing(error.status);
  if (switches.errorBody === 'text')
    return { status: error.status, headers: [], body: `${error.message}\n`, contentType: 'text/plain; charset=utf-8' };
  return json(error.status, {
    code: switches.generation === 'v4' ? 70_417_003_151 : 0,
    message: error.message,
    request_id: id,
    ...(switches.generation === 'v4' && error.fields.length > 0 ? { validation_error: { fields: error.fields } } : {}),
  });
}

/** The body as a JSON object; an absent body is an empty one. Throws 400. */
export function parseObject(body: string): Readonly<Record<string, unknown>> {
  if (body.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new HttpError(400, 'error decoding JSON body');
  }
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new HttpError(400, 'error decoding JSON body');
  return { ...value };
}
