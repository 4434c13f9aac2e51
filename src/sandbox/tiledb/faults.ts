/** Ways in which a server, or something on the way to it, goes wrong. */
export type FaultKind =
  /** Answers after `ms`. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Reads the request and never answers. Nothing is carried out. */
  | { readonly kind: 'hang' }
  /** Drops the connection without carrying anything out. */
  | { readonly kind: 'reset' }
  /** Carries the request out and drops the connection without one byte. */
  | { readonly kind: 'dropAfterCommit' }
  /** Carries the request out, sends half of the answer and drops the connection. */
  | { readonly kind: 'resetMidBody' }
  /** A gateway's 502, which the specification names without a body; nothing is carried out. */
  | { readonly kind: 'badGateway'; readonly body?: 'html' | 'empty' }
  /** 503, as the vendor's clients retry it; with `times` the next request succeeds. */
  | { readonly kind: 'unavailable' }
  /** The server's own 500; `carriedOut` says whether the request took effect first. */
  | { readonly kind: 'serverError'; readonly carriedOut?: boolean }
  /** Too many requests, with Retry-After in seconds. */
  | { readonly kind: 'tooMany'; readonly retryAfter: number }
  /** Sends the client elsewhere; default 307, as the service does for other regions. */
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** The web interface's page with status 200: what a host that is not the API answers. */
  | { readonly kind: 'wrongHost' }
  /** An error that repeats the request with its credentials; nothing is carried out. */
  | { readonly kind: 'echo'; readonly status?: number };

export interface Fault {
  readonly fault: FaultKind;
  /** Requests hit; default 1. */
  readonly times?: number;
  readonly method?: string;
  /** A part of the path, such as `/tokens`. */
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
