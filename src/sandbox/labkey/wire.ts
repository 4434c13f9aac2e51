import type { IncomingHttpHeaders } from 'node:http';
import type { WireAnswer as AnyAnswer } from '../wire';
import type { SandboxSession } from './state';

/** A request as the actions see it. */
export interface WireRequest {
  readonly method: string;
  /** Path as sent, context path included, double slashes joined. */
  readonly path: string;
  /** Path exactly as sent. */
  readonly rawPath: string;
  /** The query with its `?`, or ''. */
  readonly search: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly cookies: ReadonlyMap<string, string>;
  readonly body: string;
  /** Scheme, host and port as the client named them, such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** Address of the client, by which the failure limiter counts. */
  readonly address: string;
}

/** An answer before it is written. */
export interface WireAnswer extends AnyAnswer {
  /** Written by the error handler or by Tomcat, which drop the cookies and the Server header set so far. */
  readonly bare?: boolean;
  /** Keeps the cookies but has no Server header: answers that never reached the view servlet. */
  readonly noServer?: boolean;
  /** A session that the action opened: its cookie is set. */
  readonly session?: SandboxSession;
  /** Answered without opening a guest's session. */
  readonly sessionless?: true;
}

/** Thrown by actions and filters; the answer is final. */
export class Refusal extends Error {
  constructor(readonly answer: WireAnswer) {
    super(String(answer.status));
  }
}

/** JSON as the server prints it: two blanks, blanks around the colon, `/` escaped. */
export function print(value: unknown, indent = ''): string {
  if (Array.isArray(value)) return value.length === 0 ? '[ ]' : `[ ${value.map((v) => print(v, indent)).join(', ')} ]`;
  if (typeof value === 'object' && value !== null) {
    const inner = `${indent}  `;
    const members = Object.entries(value).filter(([, v]) => v !== undefined);
    if (members.length === 0) return '{ }';
    return `{\n${members.map(([k, v]) => `${inner}${print(k)} : ${print(v, inner)}`).join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(value ?? null).replaceAll('/', '\\/');
}

/** A JSON answer of an action. Carries cookies and Server also where it is an error. */
export const json = (status: number, value: unknown): WireAnswer => ({
  status,
  headers: [],
  body: print(value),
  contentType: 'application/json;charset=UTF-8',
});

export const html = (status: number, body: string, bare = false): WireAnswer => ({
  status,
  headers: [],
  body,
  contentType: 'text/html;charset=UTF-8',
  bare,
});

export const redirect = (location: string, status = 302): WireAnswer => ({
  status,
  headers: [['location', location]],
  body: '',
  contentType: 'text/html;charset=UTF-8',
});

/** Cookies of a request; the first of a name wins. */
export function parseCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    if (at > 0 && !cookies.has(name)) cookies.set(name, part.slice(at + 1).trim());
  }
  return cookies;
}

export const header = (request: WireRequest, name: string): string | undefined => {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
};

/** Whether the server takes the client for a browser. Source: LabKey platform `HttpUtil`, 2024-10. */
export const isBrowser = (request: WireRequest): boolean =>
  (header(request, 'user-agent') ?? '').startsWith('Mozilla/') || header(request, 'x-requested-with') === 'XMLHttpRequest';

export const isForm = (request: WireRequest): boolean =>
  (header(request, 'content-type') ?? '').startsWith('application/x-www-form-urlencoded');

export const isJson = (request: WireRequest): boolean => (header(request, 'content-type') ?? '').startsWith('application/json');
