import type { Instant } from './time';

/** Where on this machine a secret was put: an env file, a `.netrc` line, `cloud.json`. New kinds are added by main/exports, not here. */
export interface PlaceOfUse {
  readonly id: string;
  /** `envFile`, `netrc` … */
  readonly kind: string;
  readonly path: string;
  /** Where inside the file: the variable's name, the machine's name. */
  readonly locator: string;
  /** SHA-256 of the secret that was put there, hex. */
  readonly hash: string;
  readonly putAt: Instant;
  readonly lastCheck: PlaceCheck | null;
}

export type PlaceState = 'present' | 'changed' | 'removed' | 'unreadable';

export interface PlaceCheck {
  readonly state: PlaceState;
  readonly at: Instant;
  /** A sentence where there is more to say: "holds another value". */
  readonly detail?: string;
}
