/** Ways in which a server, or something on the way to it, goes wrong. */
export type FaultKind =
  /** Answers after `ms`. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Reads the request and never answers. Nothing is carried out. */
  | { readonly kind: 'hang' }
  /** Drops the connection. Nothing is carried out. */
  | { readonly kind: 'reset' }
  /** A proxy's own page, 502 by default; nothing is carried out. */
  | { readonly kind: 'badGateway'; readonly status?: 502 | 503 | 504 }
  /** A page of some proxy's instead of JSON, with status 200. */
  | { readonly kind: 'htmlOk' }
  /** The request is carried out and its answer wrapped in a page, as some proxies do. */
  | { readonly kind: 'htmlInstead' }
  /** Sends the client elsewhere. */
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** Too many requests, with Retry-After in seconds. */
  | { readonly kind: 'tooMany'; readonly retryAfter: number }
  /** A proxy's own demand for a login. */
  | { readonly kind: 'proxyLogin' }
  /** LabKey's own 500 with a stack trace; `carriedOut` says whether the request took effect first. */
  | { readonly kind: 'serverError'; readonly carriedOut?: boolean }
  /** Carries the request out, sends half of the answer and resets the connection. */
  | { readonly kind: 'resetMidBody' }
  /** Carries the request out and drops the connection without one byte: created, but who knows. */
  | { readonly kind: 'dropAfterCommit' }
  /** Refuses with an error whose text repeats every credential that was sent. Nothing is carried out. */
  | { readonly kind: 'echoSecret'; readonly status?: number };

export interface Fault {
  readonly fault: FaultKind;
  /** Requests hit; default 1. */
  readonly times?: number;
  readonly method?: string;
  /** A part of the path, such as `createApiKey`. */
  readonly path?: string;
}

/** Faults that wait for their request. */
export class FaultPlan {
  private waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.waiting = [];
  }

  /** The first planned fault for this request, used up by one. */
  take(method: string, path: string): FaultKind | null {
    const hit = this.waiting.find(
      ({ fault, left }) =>
        left > 0 && (fault.method === undefined || fault.method === method) && (fault.path === undefined || path.includes(fault.path)),
    );
    if (!hit) return null;
    hit.left -= 1;
    return hit.fault.fault;
  }
}
