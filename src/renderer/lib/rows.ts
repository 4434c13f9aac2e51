import type { DriverDescription } from '../../domain/driver';
import { asIfUtc, type Expiry, lifeLeft, spanOf } from '../../domain/expiry';
import { isOwnUse } from '../../domain/join';
import { type KeyState, STATE_WORDS, type StateReading } from '../../domain/key-state';
import { DAY } from '../../domain/time';
import type { KeyView, ProfileView } from '../../domain/views';
import { expiryOf, fragmentOf, isHeld, nameOf, stateOf } from './key-view';

/** Why a key needs a look. */
export type AttentionKind = 'gone' | 'expired' | 'soon' | 'missing' | 'ambiguous' | 'place';
export interface Attention {
  readonly kind: AttentionKind;
  readonly text: string;
}

const STATE_RANK: Readonly<Record<KeyState, number>> = { heldGone: 0, expiredListed: 1, unknown: 2, liveNotHeld: 3, heldLive: 4 };
const STATES = Object.keys(STATE_RANK) as KeyState[];

/** The end of keys that never end. */
export const ENDLESS = Number.MAX_SAFE_INTEGER;

const endOf = (expiry: Expiry): number => (expiry.kind === 'at' ? expiry.at : expiry.kind === 'never' ? ENDLESS : Number.NaN);

/** So near an end needs a look. */
const SOON = 7 * DAY;

/** Why a key needs a look; empty where it does not. */
export function attentionOf(key: KeyView, state: KeyState, expiry: Expiry, now: number): readonly Attention[] {
  const why: Attention[] = [];
  const add = (kind: AttentionKind, text: string) => why.push({ kind, text });
  if (state === 'heldGone') add('gone', 'The secret is kept here though the server knows it no more.');
  // What belongs to somebody else is theirs to look after, though an administrator sees it.
  const own = key.listed?.value.owner == null;
  // An end that is meant needs no look.
  const mayDie = key.warn?.mayDie === true;
  if (state === 'expiredListed' && own && !mayDie) add('expired', 'It has expired and is still listed.');
  const span = own && !mayDie && state !== 'expiredListed' && state !== 'heldGone' ? spanOf(expiry) : null;
  if (span !== null && now < span.last && span.first - now <= SOON)
    add('soon', expiry.kind === 'at' ? 'It ends within a week.' : now < span.first ? 'It may end within a week.' : 'It may have ended.');
  if (key.held?.lastSeen.value === 'absent') add('missing', 'Its secret is missing from the keychain.');
  if (key.ambiguous) add('ambiguous', 'More than one key fits; Tessera cannot tell which.');
  if (key.places.length > 0 && key.places.some((p) => p.lastCheck?.state === 'changed' || p.lastCheck?.state === 'unreadable'))
    add('place', 'A place where it is used has changed.');
  return why;
}

/** The profile behind rows: the same object while what rows show of it stays the same, whatever goes on with the profile meanwhile. */
export interface Seat {
  profile: ProfileView | null;
}

/** Rows, and what is counted of them by profile. */
export interface Made {
  readonly rows: readonly Row[];
  readonly perProfile: ReadonlyMap<string, number>;
  /** Profiles whose list names owners beside the account itself. */
  readonly withOwners: ReadonlySet<string>;
}

/** A profile's place at the table. */
interface Place extends Seat {
  readonly id: string;
  rows: number;
  owners: boolean;
}

/**
 * One row of the table: a key with what the table sorts, filters and draws by. A screen shows thirty of what may be 100,000, so a row works out
 * what it is asked for; only end and state, which passes over all rows ask for, are kept.
 */
export class Row {
  private rank = -1;
  /** Instant of the end; {@link ENDLESS}; NaN where no instant is known. */
  readonly ends: number;

  constructor(
    readonly key: KeyView,
    readonly seat: Seat,
    /** When the row was made; one object for all that were made together. */
    private readonly moment: { readonly now: number },
  ) {
    this.ends = endOf(expiryOf(key));
  }

  get madeAt(): number {
    return this.moment.now;
  }
  get profile(): ProfileView | null {
    return this.seat.profile;
  }
  get name(): string {
    return nameOf(this.key);
  }
  get nameLower(): string {
    return nameOf(this.key).toLowerCase();
  }
  get fragment(): string | null {
    return fragmentOf(this.key);
  }
  get server(): string {
    return this.seat.profile?.label ?? '';
  }
  get state(): StateReading {
    return stateOf(this.key, this.moment.now);
  }
  /** The state's place in the order of urgency. */
  get stateRank(): number {
    if (this.rank < 0) this.rank = STATE_RANK[this.state.state];
    return this.rank;
  }
  /** The state's name alone: cheaper than the whole reading. */
  get stateName(): KeyState {
    return STATES[this.stateRank] ?? 'unknown';
  }
  get stateWords(): string {
    return STATE_WORDS[this.stateName];
  }
  get expiry(): Expiry {
    return expiryOf(this.key);
  }
  /** Instant of the end; endless keys far behind; a time in an unknown zone as if it were UTC; NaN where nothing is known. */
  get expiresRank(): number {
    if (!Number.isNaN(this.ends)) return this.ends;
    const { expiry } = this;
    return expiry.kind === 'serverLocal' ? asIfUtc(expiry.text) : Number.NaN;
  }
  get createdAt(): number | null {
    return this.key.listed?.value.createdAt ?? null;
  }
  get lastUsedAt(): number | null {
    const used = this.key.listed?.value.lastUsed;
    return typeof used === 'number' ? used : null;
  }
  get attention(): readonly Attention[] {
    return attentionOf(this.key, this.stateName, this.expiry, this.moment.now);
  }
}

/** When the key's life began, as far as it is known: the server's word, else when Tessera first saw it. */
export const beginningOf = (key: KeyView): number => key.listed?.value.createdAt ?? key.firstSeen;

/** Share of the key's life that is left now, 0 to 1; undefined where its beginning or end is not known. */
export const lifeLeftOf = (row: Row, now: number): number | undefined => lifeLeft(row.expiry, beginningOf(row.key), now);

/** When time alone will next change what a row says: a week before the end, and at it by either clock. */
function validUntil({ key, madeAt: now }: Row): number {
  const span = spanOf(expiryOf(key));
  if (span === null) return Number.POSITIVE_INFINITY;
  const { first, last } = span;
  const skew = key.listed?.skewMs ?? 0;
  let next = Number.POSITIVE_INFINITY;
  const sooner = (at: number) => {
    if (at > now && at < next) next = at;
  };
  sooner(first - SOON);
  sooner(first);
  sooner(last);
  sooner(first - skew);
  sooner(last - skew);
  return next;
}

export const makeRow = (key: KeyView, profile: ProfileView | null, now: number): Row => new Row(key, { profile }, { now });

/** What rows show of a profile. */
const sameToRows = (a: ProfileView, b: ProfileView): boolean =>
  a === b || (a.label === b.label && a.kind === b.kind && a.address === b.address && a.principal?.label === b.principal?.label);

/**
 * Makes rows, and keeps them: a row stays the same while its key is the same object and time has changed nothing, and all of them stay the
 * same list while that holds for all. So neither a tick of the clock nor a server being asked costs a pass over 100,000 rows.
 */
export function rowKeeper(): (keys: readonly KeyView[], profiles: readonly ProfileView[], now: number) => Made {
  let seats = new Map<string, Place>();
  let last: { readonly keys: readonly KeyView[]; readonly now: number; readonly made: Made } | null = null;
  let profilesSeen: readonly ProfileView[] | null = null;
  /** Until when time changes nothing; null: not asked yet. */
  let until: number | null = null;

  /** Answers whether rows of any profile show something else than before. */
  const seat = (profiles: readonly ProfileView[]): boolean => {
    if (profiles === profilesSeen) return false;
    profilesSeen = profiles;
    const next = new Map<string, Place>();
    let changed = false;
    for (const profile of profiles) {
      const old = seats.get(profile.id);
      if (old?.profile && sameToRows(old.profile, profile)) {
        old.profile = profile;
        next.set(profile.id, old);
      } else {
        changed = true;
        next.set(profile.id, { profile, id: profile.id, rows: 0, owners: false });
      }
    }
    changed ||= next.size !== seats.size;
    seats = next;
    return changed;
  };

  return (keys, profiles, now) => {
    const reseated = seat(profiles);
    if (last !== null && last.keys === keys && !reseated && now >= last.now) {
      until ??= last.made.rows.reduce((soonest, row) => Math.min(soonest, validUntil(row)), Number.POSITIVE_INFINITY);
      if (now < until) return last.made;
    }
    const moment = { now };
    const old = last?.made.rows ?? [];
    const goneBack = last !== null && now < last.now;
    const rows: Row[] = [];
    for (const place of seats.values()) Object.assign(place, { rows: 0, owners: false });
    let at = 0;
    for (const key of keys) {
      if (!isShown(key)) continue;
      let seat = seats.get(key.profileId);
      if (seat === undefined) {
        seat = { profile: null, id: key.profileId, rows: 0, owners: false };
        seats.set(seat.id, seat);
      }
      seat.rows++;
      if (!seat.owners && key.listed?.value.owner) seat.owners = true;
      // Keys keep their order, so the old row of a key is the next one whose key has not gone.
      while (at < old.length && old[at]?.key !== key && old[at]?.key.id !== key.id) at++;
      const before = old[at];
      if (before !== undefined) at++;
      const holds = before?.key === key && before.seat === seat && !goneBack && now < validUntil(before);
      rows.push(holds && before ? before : new Row(key, seat, moment));
    }
    const places = [...seats.values()];
    const made = {
      rows,
      perProfile: new Map(places.map((p) => [p.id, p.rows])),
      withOwners: new Set(places.filter((p) => p.owners).map((p) => p.id)),
    };
    last = { keys, now, made };
    until = null;
    return made;
  };
}

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
