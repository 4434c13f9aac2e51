import type { CommonFault, Planned } from '../faults';

/** Ways in which a server, or something on the way to it, goes wrong. */
export type FaultKind =
  | CommonFault
  /** A gateway's 502, which the specification names without a body; nothing is carried out. */
  | { readonly kind: 'badGateway'; readonly body?: 'html' | 'empty' }
  /** 503, as the vendor's clients retry it; with `times` the next request succeeds. */
  | { readonly kind: 'unavailable' }
  /** Sends the client elsewhere; default 307, as the service does for other regions. */
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** The web interface's page with status 200: what a host that is not the API answers. */
  | { readonly kind: 'wrongHost' }
  /** An error that repeats the request with its credentials; nothing is carried out. */
  | { readonly kind: 'echo'; readonly status?: number };

export type Fault = Planned<FaultKind>;
