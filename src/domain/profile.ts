import type { ProfileWarnChoice } from './notices/choice';
import type { Instant } from './time';

export type ProfileId = string;

/** A person or service as the server names it. */
export interface Principal {
  /** The server's own stable id (Tiled: uuid with dashes). */
  readonly id: string;
  /** For people: "alice". */
  readonly label: string;
}

/** The credential by which Tessera itself lists and revokes. */
export type Manager = { readonly kind: 'session' } | { readonly kind: 'key'; readonly keyId: string } | { readonly kind: 'none' };

/** What a probe learned about the server; written by the driver, shown by the window, never parsed by it. */
export interface ServerInfo {
  readonly version: string | null;
  /** Driver's word for the sort of server: Tiled `multiUser`, `singleUser`, `anonymous`, `externalOnly`. */
  readonly mode: string;
  /** What that means for the user, one or two sentences. */
  readonly meaning: string;
  /** Ids of the driver's sign-in methods that this server offers. */
  readonly signInMethods: readonly string[];
  /** False where keys can be kept, checked and exported, though not listed, created or revoked from here. */
  readonly manages: boolean;
  readonly probedAt: Instant;
  /** Facts for the driver's own use: endpoints, provider names. No secrets. */
  readonly details: Readonly<Record<string, string>>;
  /** What holds for every key made here now, which a person should know before making one: how long it will live. */
  readonly newKeys?: string;
  /** Pages of this server where a person does what cannot be done from here. */
  readonly links?: readonly ServerLink[];
}

/** A page of the server, and what to do there. */
export interface ServerLink {
  readonly id: string;
  /** What a button says: "Open External Tool Access". */
  readonly label: string;
  readonly url: string;
  /** Plain sentences in order; shown beside the button. */
  readonly steps: readonly string[];
  /** For administrators of the server. */
  readonly administrator: boolean;
}

/** One server address with one account. A second account is a second profile. */
export interface Profile {
  readonly id: ProfileId;
  /** Which driver. */
  readonly kind: string;
  readonly label: string;
  /** Normalised by the driver, without any credential. */
  readonly address: string;
  /** Confirmed by the server; null until a credential was used. */
  readonly principal: Principal | null;
  readonly manager: Manager;
  readonly server: ServerInfo | null;
  /** PEM file of a private certificate authority. There is no "do not verify". */
  readonly caFile: string | null;
  /** The user accepted that password and keys travel unencrypted to this http:// address. */
  readonly plainHttpAccepted: boolean;
  readonly addedAt: Instant;
  /** Free data of the user's own: what the account is for. */
  readonly note: string;
  /** The user, an administrator there, wants the keys of all users listed. */
  readonly everyone?: boolean;
  /** What the user decided about the warnings of all its keys. */
  readonly warn?: ProfileWarnChoice;
}
