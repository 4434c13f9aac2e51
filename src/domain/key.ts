import type { Expiry } from './expiry';
import type { Fact } from './fact';
import type { Mark } from './mark';
import type { WarnChoice } from './notices/choice';
import type { PlaceOfUse } from './place';
import type { Principal, ProfileId } from './profile';
import type { Instant } from './time';
import type { KeyView } from './views';

export type KeyId = string;

/** One key as a server's listing (or its answer to create, or to a check of the key itself) describes it. Holds no secret. */
export interface ListedKey {
  readonly marks: readonly Mark[];
  /** What the server calls it: Tiled's note, TileDB's name, LabKey's description. */
  readonly name: string | null;
  /** As the server shows the secret: `573928c6`, `…m2Lp8sT`. */
  readonly fragment: string | null;
  /** Null where the server has no scopes: then the driver says in `fullAccess` what that means. */
  readonly scopes: readonly string[] | null;
  readonly fullAccess: boolean;
  readonly accessTags: readonly string[] | null;
  readonly expiry: Expiry;
  readonly createdAt: Instant | null;
  /** `null` never used; `notTold` where the server has no such fact. */
  readonly lastUsed: Instant | null | 'notTold';
  /** Set where the key belongs to somebody else than the profile's principal (an administrator's view). */
  readonly owner: Principal | null;
  /** Plain sentences of the driver's: "Can make further keys without limit." */
  readonly warnings: readonly string[];
  /** True where the server shows that this row is a session rather than a key. */
  readonly session: boolean;
  /** Facts for the driver's own use: TileDB's workspace. No secrets. */
  readonly details?: Readonly<Record<string, string>>;
}

/** An answer to "which keys are there?". Absence proves something only when complete and under the confirmed principal. */
export interface Listing {
  readonly principal: Principal;
  readonly keys: readonly ListedKey[];
  readonly complete: { readonly yes: true } | { readonly yes: false; readonly why: string };
  /** False where the server may have sessions that are not among the rows, whose secrets could be held like keys; `complete` is about keys. */
  readonly sessionsComplete?: boolean;
  readonly asOf: Instant;
  readonly skewMs: number | null;
  readonly usage: Usage;
  /** Scopes that a new key may have under this principal; null where the driver has none or does not know. */
  readonly grantableScopes: readonly string[] | null;
  /** This account may see and revoke the keys of all users. */
  readonly administers?: boolean;
}

/** Counts against the server's limits. */
export interface Usage {
  readonly keys: { readonly used: number; readonly limit: number } | null;
  readonly sessions: { readonly used: number; readonly limit: number } | null;
}

/** What the server answered when shown this very secret. */
export type CheckOutcome =
  | { readonly kind: 'live'; readonly principal: Principal | null }
  /** The server called this secret a bad credential. Nothing else counts as refusal. */
  | { readonly kind: 'refused' }
  /**
   * Lock-out, maintenance, missing scope, no network: proves nothing. `lookAgainMs`: the driver wants a second look after that time, since a
   * good key can look like this for a while.
   */
  | { readonly kind: 'inconclusive'; readonly why: string; readonly lookAgainMs?: number };

/** Does the server list it? `cannotTell` where it lists nothing, or its last listing was partial, foreign or failed. */
export type Presence = 'listed' | 'notListed' | 'cannotTell';

/** Is the secret on this machine? As last seen; the table is drawn without touching the keychain. */
export type Holding = 'found' | 'absent' | 'locked' | 'unavailable';

/** The secret on this machine. The keychain account is a random id that says nothing. */
export interface Held {
  readonly account: string;
  readonly hash: string;
  readonly since: Instant;
  readonly origin: 'created' | 'pasted' | 'url';
  /** The driver's id of the sort of secret, where it was recognised or said. */
  readonly secretKind?: string;
  /** Which store wrote it. */
  readonly backend: 'os' | 'vault' | 'memory';
  readonly lastSeen: Fact<Holding>;
}

/** A key under our own id, with everything known about it from both sides. */
export interface KeyRecord {
  readonly id: KeyId;
  readonly profileId: ProfileId;
  readonly marks: readonly Mark[];
  /** The latest description; null for a pasted key of a server that describes nothing. */
  readonly listed: Fact<ListedKey> | null;
  readonly presence: Fact<Presence>;
  /** Since when complete listings have lacked it; kept while the server cannot be asked, and gone once it is listed again. */
  readonly missingSince?: Instant;
  readonly held: Held | null;
  readonly check: Fact<CheckOutcome> | null;
  /** The last check that proved something, where the latest one did not: a lock-out today does not undo what was seen yesterday. */
  readonly proven?: Fact<CheckOutcome>;
  readonly places: readonly PlaceOfUse[];
  /** True where more than one listed row could be this key, or more than one held secret could be this row. */
  readonly ambiguous: boolean;
  /** Local, since servers cannot edit theirs; searchable. */
  readonly local: { readonly label: string; readonly owner: string; readonly note: string };
  /** Typed by the user for servers that tell no date. */
  readonly userExpiry: Expiry | null;
  /** Instants of our own calls with this secret: a "last used" within the server's grain of one reads "checked by Tessera". */
  readonly ownCalls: readonly Instant[];
  readonly firstSeen: Instant;
  /** Set once the server confirmed the revocation made here. */
  readonly revokedAt: Instant | null;
  /** How the held secret and the listed row were found to be one key, where the listing shows no part of the secret. */
  readonly linked?: KeyLink;
  /** The latest "last used" of the server's that none of our own calls explains. */
  readonly lastRealUse?: Instant;
  /** What the user decided about warnings. */
  readonly warn?: WarnChoice;
}

/** `use`: the one row whose "last used" moved when the secret was shown; `hand`: the user said so. What the server says of a deletion may disprove either. */
export interface KeyLink {
  readonly by: 'use' | 'hand';
  readonly at: Instant;
}

/** A key as main keeps it or as the window sees it; the rules hold for both. */
export type AnyKey = KeyRecord | KeyView;

/** The date that counts: the server's word, else what the user typed. */
export function expiryOf(key: AnyKey): Expiry {
  const told = key.listed?.value.expiry;
  if (told && told.kind !== 'notTold') return told;
  return key.userExpiry ?? told ?? { kind: 'notTold' };
}

/** Our latest check that proved something; null where none did. */
export const verdictOf = (key: AnyKey): Fact<CheckOutcome> | null =>
  key.check !== null && key.check.value.kind !== 'inconclusive' ? key.check : (key.proven ?? null);

/** A character that is drawn: neither white space, control nor format mark, nor one of the few letters that are blank. */
const DRAWN = /[^\s\p{C}\u115f\u1160\u2800\u3164\uffa0]/u;

/** False for a name of which nothing would be seen: blanks, a zero-width space. Most names begin with a plain letter, and 100,000 rows ask. */
function isSeen(name: string): boolean {
  const first = name.charCodeAt(0);
  return (first > 32 && first < 127) || DRAWN.test(name);
}

/**
 * What the user calls it: local label, else the server's name, else the fragment; of the first two only one that can be seen. Else the server's
 * number for it: an old LabKey tells nothing else of its keys.
 */
export function nameOf(key: AnyKey): string {
  const { label } = key.local;
  if (isSeen(label)) return label;
  const name = key.listed?.value.name;
  return name && isSeen(name) ? name : fragmentOf(key) || (numberOf(key.marks) ?? 'unnamed key');
}

function numberOf(marks: readonly Mark[]): string | null {
  const id = marks.find((m) => m.kind === 'serverId');
  // Longer ids are for machines.
  return id && /^\d{1,12}$/.test(id.value) ? `key ${id.value}` : null;
}

/** The part of the secret that may be shown, as the server shows it; null where none is known. */
export function fragmentOf(key: AnyKey): string | null {
  if (key.listed?.value.fragment) return key.listed.value.fragment;
  const marks: readonly Mark[] = key.marks;
  const first = marks.find((m) => m.kind === 'firstEight');
  if (first) return first.value;
  const last = marks.find((m) => m.kind === 'lastSeven');
  return last ? `…${last.value}` : null;
}
