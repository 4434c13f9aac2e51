import type { FailureLimiter } from './limiter';
import type { LiveOptions } from './options';
import type { Features } from './releases';
import type { SandboxSession, SandboxState, SandboxUser } from './state';
import type { WireRequest } from './wire';

/** What all requests share. */
export interface Sandbox {
  readonly state: SandboxState;
  readonly features: Features;
  readonly options: LiveOptions;
  readonly limiter: FailureLimiter;
  readonly sleep: (ms: number) => Promise<void>;
  readonly contextPath: string;
  readonly legacyContextPath: string | null;
  readonly versionString: string;
  readonly suspects: Map<string, number[]>;
}

/** One request on its way through the server. */
export interface Context extends Pick<Sandbox, 'state' | 'features' | 'options' | 'contextPath'> {
  readonly sandbox: Sandbox;
  readonly request: WireRequest;
  /** Whom the request acts as; null for a guest. */
  readonly user: SandboxUser | null;
  readonly impersonated: boolean;
  readonly session: SandboxSession | null;
  /** Logged in by the session's cookie or a session key, not by a credential of this very request. */
  readonly byCookie: boolean;
  /** The role that the key of this request or of its session is restricted to. */
  readonly role: string | null;
  /** The token that belongs to this request, sent or new. */
  readonly csrf: string;
  readonly realm: string;
  readonly versionString: string;
  /** Path below the origin with the query, as a return address. */
  readonly ownUrl: string;
  /** Such as `/home`; '' for the root. */
  readonly containerPath: string;
  /** The action answers a page, not an API call. */
  readonly isPage: boolean;
}

/** The user of the answers that is nobody. */
export const GUEST = { id: 0, email: 'guest', displayName: 'guest' } as const;

/** Whether keys may be neither made nor listed nor deleted: while impersonating, or with a restricted key where the operator says so. */
export const keysClosed = (context: Context): boolean =>
  context.impersonated || (context.role !== null && context.options.restrictedKeys === 'refuse');
