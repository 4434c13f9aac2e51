import type { Result } from '../../domain/result';
import type { Instant } from '../../domain/time';

/** One request. Redirects are never followed; no cookies, no cache, no credentials but those in `headers`. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absolute http(s) URL without user info. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the whole answer must be here. Default 15,000. */
  readonly timeoutMs?: number;
  /** Most bytes of a decoded body. Default 8 MiB. */
  readonly maxBytes?: number;
  /** PEM of certificate authorities trusted beside the system's. */
  readonly ca?: string | null;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; repeated headers stay apart. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** When the answer arrived, by our clock. */
  readonly at: Instant;
}

/**
 * Why there is no answer. `sent` says whether the request may have reached the server: a create that failed with `sent: true` is
 * ambiguous and must be followed by list and compare.
 */
export interface HttpFailure {
  readonly kind: 'timeout' | 'tooLarge' | 'dns' | 'refused' | 'tls' | 'reset' | 'offline' | 'cancelled' | 'badUrl' | 'other';
  readonly sent: boolean;
  /** For the log only; never holds a header or a body. */
  readonly detail: string;
}

/** The port through which all HTTP of the app goes. Implemented by shell/ over Electron's `net.request`; by tests over Node. */
export type Http = (request: HttpRequest) => Promise<Result<HttpResponse, HttpFailure>>;

/** The first value of a response header, or null. */
export function header(response: HttpResponse, name: string): string | null {
  const wanted = name.toLowerCase();
  return response.headers.find(([n]) => n === wanted)?.[1] ?? null;
}

/** Server clock minus ours in milliseconds by the Date header (one-second grain), or null where it has none. */
export function skewOf(response: HttpResponse): number | null {
  const date = header(response, 'date');
  const at = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) ? null : at - response.at;
}
