import type { Diagnosis, DiagnosisFacts } from '../../domain/diagnosis';
import type { DriverDescription, FieldValues } from '../../domain/driver';
import type { ExportSpec } from '../../domain/exports';
import type { Fact } from '../../domain/fact';
import type { CheckOutcome, KeyRecord, ListedKey, Listing } from '../../domain/key';
import type { Mark } from '../../domain/mark';
import type { Principal, Profile, ServerInfo } from '../../domain/profile';
import type { Problem, Result } from '../../domain/result';
import type { Instant } from '../../domain/time';
import type { Http } from '../http/port';

/** What a driver is given. No keychain, no files, no clock of its own. */
export interface DriverContext {
  readonly http: Http;
  readonly now: () => Instant;
  readonly signal: AbortSignal;
  /** PEM text of the profile's CA file, read by the caller. */
  readonly ca: string | null;
}

/**
 * A session that the server gave for a password. `durable` is the driver's own text, kept in the keychain (Tiled: the refresh token); empty
 * where nothing of the session may be kept, which then lives as long as this run. `volatile` lives in memory only (an access token, a cookie).
 * A driver that renews either calls `renewed`, which stores `durable` before it resolves.
 */
export interface Session {
  readonly durable: string;
  readonly volatile: string | null;
  renewed(next: { readonly durable: string; readonly volatile: string | null }): Promise<void>;
}

export type Credential = { readonly kind: 'key'; readonly secret: string } | { readonly kind: 'session'; readonly session: Session };

/** What a pasted address came to. `secret` was inside the URL: it was taken out before any request. */
export interface ParsedAddress {
  readonly address: string;
  readonly secret: string | null;
  /** A name to offer for the profile. */
  readonly suggestedLabel: string;
  /** True for http:// to a host that is not loopback: the user must accept it first. */
  readonly plainHttp: boolean;
}

/** What a server was found to be. */
export interface Probed {
  /** May be better than the one that was asked (https, API root). */
  readonly address: string;
  readonly info: ServerInfo;
  /** True where the server only refuses: enough for somebody who says what it is, and no proof that it is not something else. */
  readonly unproven?: boolean;
}

export interface SignedIn {
  readonly principal: Principal;
  readonly credential: { readonly kind: 'session'; readonly durable: string; readonly volatile: string | null } | { readonly kind: 'key' };
  /** The server's own words after sign-in (a legal notice, say); shown as text. */
  readonly message: string | null;
}

export interface CreatedKey {
  readonly secret: string;
  readonly listed: ListedKey;
  /** Where the server must be asked which of its rows the new key is: called once, when the secret is kept. Answers in any case. */
  readonly look?: () => Promise<ListedKey>;
}

/**
 * Create's answers. `ambiguous`: the request may have been carried out, though nobody has the secret; the caller lists and compares and
 * never sends it again by itself.
 */
export type CreateProblem = Problem & { readonly ambiguous: boolean };

export interface Checked {
  readonly outcome: CheckOutcome;
  /** What the server told about this very key, where it tells. */
  readonly listed: ListedKey | null;
  /** `use`: `listed` was found as the one row whose "last used" moved when the secret was shown. */
  readonly by?: 'use';
}

/** What is known when a secret is shown to its server. */
export interface CheckKnowledge {
  /** By which the account's keys can be listed before and after; null where there is none. */
  readonly manager: Credential | null;
  /** The check before this one, for drivers that want a second look. */
  readonly before: Fact<CheckOutcome> | null;
}

export interface Revoked {
  /** It was gone before. */
  readonly already: boolean;
  /** SHA-256 (hex) of the secret that the server says has ended, where it says; proof of which key it was. */
  readonly died?: string | null;
}

/**
 * Revoke's failures. `ambiguous`: the request may have been carried out, or the key be gone; the caller lists and looks before it says
 * anything. It belongs to the caller and never reaches the window.
 */
export type RevokeProblem = Problem & { readonly ambiguous?: true };

/** What can be told from a pasted text alone. */
export interface Recognised {
  readonly secret: string;
  readonly kindId: string | null;
  readonly marks: readonly Mark[];
  readonly problem: string | null;
}

/**
 * A kind of server. Every method ends in a value; what throws is a bug. Secrets come in as arguments and leave only in `CreatedKey` and
 * `SignedIn`; problem texts hold none.
 */
export interface ServerDriver {
  readonly description: DriverDescription;

  /** Understands any pasted address. Pure. */
  parseAddress(text: string): Result<ParsedAddress>;

  /** Asks the server what it is. Sends no credential. */
  probe(ctx: DriverContext, address: string): Promise<Result<Probed>>;

  /** The plain sign-in of a method that yields a session. `secrets` holds the secret fields' values, used for this one call. */
  signIn(ctx: DriverContext, profile: Profile, method: string, fields: FieldValues, secrets: FieldValues): Promise<Result<SignedIn>>;

  /** Best effort: whatever the server answers, the local session is dropped. A value of false says that the server did not confirm. */
  signOut(ctx: DriverContext, profile: Profile, session: Session): Promise<{ readonly confirmed: boolean }>;

  /** All keys of the account; of all users where `profile.everyone` is set and the server lets this account. */
  list(ctx: DriverContext, profile: Profile, credential: Credential): Promise<Result<Listing>>;

  /** Checks the fields before sending; never retries. `listing` is the freshest one, for limits and grantable scopes. */
  create(ctx: DriverContext, profile: Profile, credential: Credential, fields: FieldValues): Promise<Result<CreatedKey, CreateProblem>>;

  /** Bytes that a new key's secret may take at most, so that the store can prove beforehand that it takes them. */
  readonly secretBytes: number;

  /** Why a key of which no more than this is known cannot be revoked, in whole sentences; null where it can be tried. Pure. */
  cannotRevoke?(profile: Profile, marks: readonly Mark[]): string | null;

  /** Revokes one key. A key that is already gone is a success with `already: true`. */
  revoke(
    ctx: DriverContext,
    profile: Profile,
    credential: Credential,
    target: { readonly marks: readonly Mark[]; readonly secret: string | null },
  ): Promise<Result<Revoked, RevokeProblem>>;

  /** Shows the server this very secret: whose is it, what may it do, does it live? */
  check(ctx: DriverContext, profile: Profile, secret: string, known?: CheckKnowledge): Promise<Result<Checked>>;

  /** Walks the causes of a refusal over the facts and says which it is. Pure. */
  diagnose?(profile: Profile, facts: DiagnosisFacts): Promise<Diagnosis>;

  /** What can be told from a secret alone. Pure. Trims what a paste brings along; never strips a prefix blindly. */
  recognise(text: string): Recognised;

  /** How this key is used elsewhere. Pure; texts carry the SECRET placeholder. */
  exports(profile: Profile, key: KeyRecord, options: FieldValues): ExportSpec;
}
