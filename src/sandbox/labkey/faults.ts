import type { CommonFault, Planned } from '../faults';

/** Ways in which a server, or something on the way to it, goes wrong. Its own 500 comes with a stack trace. */
export type FaultKind =
  | CommonFault
  /** A proxy's own page, 502 by default; nothing is carried out. */
  | { readonly kind: 'badGateway'; readonly status?: 502 | 503 | 504 }
  /** A page of some proxy's instead of JSON, with status 200. */
  | { readonly kind: 'htmlOk' }
  /** The request is carried out and its answer wrapped in a page, as some proxies do. */
  | { readonly kind: 'htmlInstead' }
  /** Sends the client elsewhere. */
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** A proxy's own demand for a login. */
  | { readonly kind: 'proxyLogin' }
  /** Refuses with an error whose text repeats every credential that was sent. Nothing is carried out. */
  | { readonly kind: 'echoSecret'; readonly status?: number };

export type Fault = Planned<FaultKind>;
