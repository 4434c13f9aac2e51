import type { Expiry } from './expiry';
import type { CheckOutcome, KeyId, Presence } from './key';
import type { KeyState } from './key-state';
import type { ServerLink } from './profile';
import type { NextAction } from './result';
import type { Instant } from './time';

/** Programs whose way of reading `.netrc` is known. */
export type NetrcClient = 'requests' | 'libcurl' | 'java';

/** What one sort of program gets for a host out of the netrc file that it reads. */
export interface NetrcReading {
  readonly client: NetrcClient;
  /** The file that this program reads; null where it finds none. */
  readonly path: string | null;
  /** `key`: this key; `otherKey`: another secret under a fitting login; `otherLogin`; `nothing`; `rejects`: it gives up on the file. */
  readonly sees: 'key' | 'otherKey' | 'otherLogin' | 'nothing' | 'rejects';
  readonly login: string | null;
  /** The held key that the other secret is, and how that one stands. */
  readonly other: { readonly keyId: KeyId; readonly name: string; readonly state: KeyState } | null;
  /** What the driver says of the other secret's shape: a prefix too many, say. Never the secret. */
  readonly shapeProblem: string | null;
  /** A sentence about the file's part in it: a syntax error in line 4. */
  readonly detail: string | null;
}

/** The real state of this machine and of the server, as far as it bears on "why is this key refused?". Holds no secret. */
export interface DiagnosisFacts {
  readonly now: Instant;
  readonly host: string;
  readonly expiry: Expiry;
  readonly presence: Presence;
  /** A fresh look with this very secret; null where it is not held. */
  readonly check: CheckOutcome | null;
  /** What the secret's shape says: a prefix that is not used any more. */
  readonly shapeProblem: string | null;
  readonly revokedAt: Instant | null;
  readonly readings: readonly NetrcReading[];
  /** Netrc files that exist on this machine, the one that most programs read first. */
  readonly files: readonly string[];
  /** Machine names that look meant for this host and match nothing: with a port, a scheme or capital letters. */
  readonly nearMisses: readonly { readonly path: string; readonly line: number; readonly machine: string }[];
}

export interface DiagnosisStep {
  readonly id: string;
  /** "Has the key expired?" */
  readonly question: string;
  /** What was found, in a sentence. */
  readonly finding: string;
  /** `cause`: this alone explains the refusal. `suspect`: for some programs it does. */
  readonly outcome: 'cause' | 'suspect' | 'fine' | 'unknown';
  readonly next: NextAction;
}

/** The answer: which cause it is, and every step that was walked. */
export interface Diagnosis {
  /** One sentence, the first thing to read. */
  readonly verdict: string;
  readonly steps: readonly DiagnosisStep[];
  readonly links: readonly ServerLink[];
  readonly at: Instant;
}
