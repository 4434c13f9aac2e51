import type { CommonFault, Planned } from '../faults';

/** Ways in which a server, or something on the way to it, goes wrong. */
export type FaultKind =
  | CommonFault
  /** A proxy's own page; nothing is carried out. */
  | { readonly kind: 'badGateway' }
  /** Sends the client elsewhere. */
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** A page of some proxy's instead of JSON, with status 200. */
  | { readonly kind: 'htmlOk' }
  /** A proxy's own demand for a login. */
  | { readonly kind: 'proxyLogin' };

export type Fault = Planned<FaultKind>;
