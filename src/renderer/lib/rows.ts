import type { DriverDescription } from '../../domain/driver';
import { type Expiry, lifeLeft } from '../../domain/expiry';
import { isOwnUse } from '../../domain/join';
import { type KeyState, STATE_WORDS, type StateReading } from '../../domain/key-state';
import { DAY, HOUR } from '../../domain/time';
import type { KeyView, ProfileView } from '../../domain/views';
import { expiryOf, fragmentOf, isHeld, nameOf, stateOf } from './key-view';

/** Why a key needs a look. */
export type AttentionKind = 'gone' | 'expired' | 'soon' | 'missing' | 'ambiguous' | 'place';
export interface Attention {
  readonly kind: AttentionKind;
  readonly text: string;
}

/** One row of the table: a key with what the table sorts, filters and draws by. */
export interface Row {
  readonly key: KeyView;
  readonly profile: ProfileView | null;
  readonly name: string;
  readonly nameLower: string;
  readonly fragment: string | null;
  readonly server: string;
  readonly serverLower: string;
  readonly state: StateReading;
  readonly stateRank: number;
  readonly expiry: Expiry;
  /** Instant of the end; endless keys far behind; NaN where not known. */
  readonly expiresRank: number;
  readonly scopeRank: string;
  readonly createdAt: number | null;
  readonly lastUsedAt: number | null;
  readonly attention: readonly Attention[];
  /** The row says the same from when it was made until then, as long as its key and profile are the same objects. */
  readonly madeAt: number;
  readonly validUntil: number;
  /** For the search, made at its first use: see {@link searchText}. */
  text: string | null;
}

const STATE_RANK: Readonly<Record<KeyState, number>> = { heldGone: 0, expiredListed: 1, unknown: 2, liveNotHeld: 3, heldLive: 4 };

function expiresRank(expiry: Expiry): number {
  if (expiry.kind === 'at') return expiry.at;
  if (expiry.kind === 'never') return Number.MAX_SAFE_INTEGER;
  if (expiry.kind === 'serverLocal') return Date.parse(`${expiry.text.trim().replace(' ', 'T')}Z`);
  return Number.NaN;
}

/** Why a key needs a look; empty where it does not. */
export function attentionOf(key: KeyView, state: StateReading, expiry: Expiry, now: number): readonly Attention[] {
  const why: Attention[] = [];
  const add = (kind: AttentionKind, text: string) => why.push({ kind, text });
  if (state.state === 'heldGone') add('gone', 'The secret is kept here though the server knows it no more.');
  // What belongs to somebody else is theirs to look after, though an administrator sees it.
  const own = key.listed?.value.owner == null;
  // An end that is meant needs no look.
  const mayDie = key.warn?.mayDie === true;
  if (state.state === 'expiredListed' && own && !mayDie) add('expired', 'It has expired and is still listed.');
  if (own && !mayDie && expiry.kind === 'at' && state.state !== 'expiredListed' && state.state !== 'heldGone') {
    const left = expiry.at - now;
    if (left > 0 && left < 7 * DAY) add('soon', 'It ends within a week.');
  }
  if (key.held?.lastSeen.value === 'absent') add('missing', 'Its secret is missing from the keychain.');
  if (key.ambiguous) add('ambiguous', 'More than one key fits; Tessera cannot tell which.');
  if (key.places.some((p) => p.lastCheck?.state === 'changed' || p.lastCheck?.state === 'unreadable'))
    add('place', 'A place where it is used has changed.');
  return why;
}

/** When the key's life began, as far as it is known: the server's word, else when Tessera first saw it. */
export const beginningOf = (key: KeyView): number => key.listed?.value.createdAt ?? key.firstSeen;

/** Share of the key's life that is left now, 0 to 1; undefined where its beginning or end is not known. */
export const lifeLeftOf = (row: Row, now: number): number | undefined => lifeLeft(row.expiry, beginningOf(row.key), now);

/** When time alone will next change what a row says: at a week before the end, at the end; within the day where the zone is not known. */
function nextChange(expiry: Expiry, skewMs: number, now: number): number {
  if (expiry.kind === 'serverLocal') return now + HOUR;
  if (expiry.kind !== 'at') return Number.POSITIVE_INFINITY;
  const moments = [expiry.at - 7 * DAY, expiry.at - skewMs, expiry.at].filter((t) => t > now);
  return Math.min(...moments, Number.POSITIVE_INFINITY);
}

export function makeRow(key: KeyView, profile: ProfileView | null, now: number): Row {
  const name = nameOf(key);
  const state = stateOf(key, now);
  const expiry = expiryOf(key);
  const server = profile?.label ?? '';
  const lastUsed = key.listed?.value.lastUsed;
  return {
    key,
    profile,
    name,
    nameLower: name.toLowerCase(),
    fragment: fragmentOf(key),
    server,
    serverLower: server.toLowerCase(),
    state,
    stateRank: STATE_RANK[state.state],
    expiry,
    expiresRank: expiresRank(expiry),
    scopeRank: key.listed?.value.fullAccess ? '' : (key.listed?.value.scopes?.join(' ') ?? '\uffff'),
    createdAt: key.listed?.value.createdAt ?? null,
    lastUsedAt: typeof lastUsed === 'number' ? lastUsed : null,
    attention: attentionOf(key, state, expiry, now),
    madeAt: now,
    validUntil: nextChange(expiry, key.listed?.skewMs ?? 0, now),
    text: null,
  };
}

export function makeRows(keys: readonly KeyView[], profiles: readonly ProfileView[], now: number): Row[] {
  const byId = new Map(profiles.map((p) => [p.id, p]));
  const rows: Row[] = [];
  for (const key of keys) {
    if (!isShown(key)) continue;
    const profile = byId.get(key.profileId) ?? null;
    let row = made.get(key);
    if (row === undefined || row.profile !== profile || now < row.madeAt || now >= row.validUntil) {
      row = makeRow(key, profile, now);
      made.set(key, row);
    }
    rows.push(row);
  }
  return rows;
}

/** Rows outlive a tick of the clock and a change of other keys. */
const made = new WeakMap<KeyView, Row>();

/** A key that was revoked here and whose secret is gone has nothing left to show but its places of use. */
const isShown = (key: KeyView): boolean => key.revokedAt === null || isHeld(key) || key.places.length > 0;

/** What the last-used cell says. Own calls within the server's grain are Tessera's, not a use. */
export function lastUsedOf(
  key: KeyView,
  driver: DriverDescription | null,
): { readonly kind: 'at'; readonly at: number; readonly byTessera: boolean } | { readonly kind: 'never' } | { readonly kind: 'notTold' } {
  const used = key.listed?.value.lastUsed;
  if (used === undefined || used === 'notTold') return { kind: 'notTold' };
  if (used === null) return { kind: 'never' };
  return { kind: 'at', at: used, byTessera: isOwnUse(used, key.ownCalls, key.listed?.skewMs ?? null, driver?.lastUsedGrainMs ?? null) };
}

/** Everything of a key that a person may search for, in lower case; made once per row. */
export function searchText(row: Row): string {
  let { text } = row;
  if (text === null) {
    const k = row.key;
    const listed = k.listed?.value;
    text = [
      row.name,
      listed?.name,
      row.fragment,
      k.local.owner,
      k.local.note,
      listed?.owner?.label,
      ...(listed?.scopes ?? []),
      ...(listed?.accessTags ?? []),
      ...k.places.flatMap((p) => [p.path, p.locator]),
      row.server,
      STATE_WORDS[row.state.state],
      ...k.marks.filter((m) => m.kind === 'firstEight' || m.kind === 'lastSeven').map((m) => m.value),
    ]
      .filter(Boolean)
      .join('\n')
      .toLowerCase();
    row.text = text;
  }
  return text;
}

export interface Filter {
  readonly search: string;
  /** What the facets let through (see facets.ts); null where they let all. */
  readonly test: ((row: Row) => boolean) | null;
  readonly attentionOnly: boolean;
}

/** Rows that fit every part of the filter; each word of the search must occur somewhere. */
export function filterRows(rows: readonly Row[], filter: Filter): readonly Row[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  const { test, attentionOnly } = filter;
  if (words.length === 0 && test === null && !attentionOnly) return rows;
  return rows.filter((row) => {
    if (attentionOnly && row.attention.length === 0) return false;
    if (test !== null && !test(row)) return false;
    if (words.length === 0) return true;
    const text = searchText(row);
    return words.every((w) => text.includes(w));
  });
}

/**
 * A filter that remembers its last answer: while somebody types, each letter narrows what the last one left, so that only that is looked
 * through again.
 */
export function narrowingFilter(): (rows: readonly Row[], filter: Filter) => readonly Row[] {
  let last: { readonly rows: readonly Row[]; readonly filter: Filter; readonly result: readonly Row[] } | null = null;
  return (rows, filter) => {
    const narrows =
      last !== null &&
      last.rows === rows &&
      last.filter.test === filter.test &&
      last.filter.attentionOnly === filter.attentionOnly &&
      last.filter.search !== '' &&
      filter.search.startsWith(last.filter.search);
    const result = filterRows(narrows && last !== null ? last.result : rows, filter);
    last = { rows, filter, result };
    return result;
  };
}
