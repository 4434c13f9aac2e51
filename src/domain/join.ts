import type { KeyId, KeyRecord, ListedKey, Listing } from './key';
import { compareMarks, type Mark, strengthOf } from './mark';
import type { ProfileId } from './profile';
import { HOUR, type Instant, SECOND } from './time';

/** A row of a listing and the record that it belongs to, if one is known. */
interface Pairing {
  readonly row: ListedKey;
  readonly record: KeyRecord | null;
  readonly ambiguous: boolean;
}

const sameOwner = (row: ListedKey, record: KeyRecord): boolean => (record.listed?.value.owner?.id ?? null) === (row.owner?.id ?? null);

/** How many hints two descriptions share; only ever chooses among candidates that strong marks already allow. */
function likeness(row: ListedKey, record: KeyRecord): number {
  const before = record.listed?.value;
  if (!before) return 0;
  return (
    Number(before.name === row.name) +
    Number(JSON.stringify(before.expiry) === JSON.stringify(row.expiry)) +
    Number(before.createdAt === row.createdAt) +
    Number(JSON.stringify(before.scopes) === JSON.stringify(row.scopes))
  );
}

const atOf = (mark: Mark): string => `${mark.kind}:${mark.value}`;

const nameIn = (marks: readonly Mark[]): string | null => marks.find((m) => m.kind === 'name')?.value ?? null;

/** True where nothing is told by which a key could be known again, but its name. */
const hasOnlyHints = (marks: readonly Mark[]): boolean => marks.every((m) => strengthOf(m) === 'hint');

/**
 * Pairs rows with records by their marks. A shared proof pairs at once. A shared strong mark pairs when row and record are each other's
 * only candidate; otherwise the likeliest are paired and all concerned are flagged as ambiguous.
 */
function pair(rows: readonly ListedKey[], records: readonly KeyRecord[]): Pairing[] {
  // Everything is looked up by mark: a listing may hold 100,000 rows.
  const recordsBy = new Map<string, KeyRecord[]>();
  for (const record of records) {
    const tellsByName = isRowAlone(record);
    for (const mark of record.marks) {
      if (strengthOf(mark) === 'hint' && !(tellsByName && mark.kind === 'name')) continue;
      const at = atOf(mark);
      const list = recordsBy.get(at);
      if (list) list.push(record);
      else recordsBy.set(at, [record]);
    }
  }
  const candidates = (row: ListedKey): KeyRecord[] => [
    ...new Set(row.marks.filter((m) => strengthOf(m) !== 'hint').flatMap((m) => recordsBy.get(atOf(m)) ?? [])),
  ];
  const free = new Set(records);
  const paired = new Map<ListedKey, Pairing>();
  const provenBy = (row: ListedKey): KeyRecord | undefined => {
    for (const mark of row.marks) {
      if (strengthOf(mark) !== 'proof') continue;
      const record = recordsBy.get(atOf(mark))?.find((r) => free.has(r) && sameOwner(row, r));
      if (record) return record;
    }
    return undefined;
  };
  for (const row of rows) {
    const record = provenBy(row);
    if (!record) continue;
    free.delete(record);
    paired.set(row, { row, record, ambiguous: false });
  }
  for (const row of rows) {
    if (paired.has(row) || row.session || !hasOnlyHints(row.marks)) continue;
    const record = recordsBy.get(`name:${nameIn(row.marks)}`)?.find((r) => free.has(r) && isRowAlone(r) && sameOwner(row, r));
    if (record) free.delete(record);
    paired.set(row, { row, record: record ?? null, ambiguous: false });
  }
  const open = rows.filter((row) => !paired.has(row));
  const alike = likenessesOf(open);
  for (const row of open) {
    const fitting = candidates(row).filter((r) => sameOwner(row, r) && compareMarks(row.marks, r.marks) === 'perhaps');
    const areNamed = fitting.length > 0 && fitting.every((r) => nameIn(r.marks) !== null);
    const best = fitting.filter((r) => free.has(r)).sort((a, b) => likeness(row, b) - likeness(row, a))[0] ?? null;
    if (best) free.delete(best);
    paired.set(row, { row, record: best, ambiguous: alike(row, areNamed) > 1 || fitting.length > 1 });
  }
  return rows.flatMap((row) => paired.get(row) ?? []);
}

/**
 * Counts rows that could be taken for one another. Keys made in one second and ending together are told apart by any stronger mark that they have,
 * else by their names, where the records that they could belong to have names too.
 */
function likenessesOf(rows: readonly ListedKey[]): (row: ListedKey, areNamed: boolean) => number {
  const counts = new Map<string, number>();
  const namedAt = (mark: Mark, name: string | null) => `${atOf(mark)} ${JSON.stringify(name)}`;
  for (const row of rows)
    for (const mark of row.marks)
      for (const at of [atOf(mark), ...(strengthOf(mark) === 'agreeing' ? [namedAt(mark, nameIn(row.marks))] : [])])
        counts.set(at, (counts.get(at) ?? 0) + 1);
  const count = (at: string) => counts.get(at) ?? 0;
  return (row, areNamed) => {
    const name = nameIn(row.marks);
    const telling = row.marks.some(excludes) ? 'strong' : 'agreeing';
    const marks = row.marks.filter((m) => strengthOf(m) === telling);
    if (telling === 'strong' || !areNamed || name === null) return Math.max(0, ...marks.map((m) => count(atOf(m))));
    return Math.max(0, ...marks.map((m) => count(namedAt(m, name)) + count(namedAt(m, null))));
  };
}

/** A record that is nothing but a row which told its name alone: such a row is the same as before while the server lists that name. */
const isRowAlone = (record: KeyRecord): boolean => record.held === null && record.places.length === 0 && hasOnlyHints(record.marks);

/** True for a session that no secret is held of. */
const isSessionAlone = ({ row, record }: Pairing): boolean =>
  row.session && (record === null || (record.held === null && record.places.length === 0));

/** True where the server itself showed that this is a key rather than a session. */
const isKnownKey = ({ held, listed }: KeyRecord): boolean =>
  held?.origin === 'created' || (listed !== null && listed.source !== 'ownCheck' && !listed.value.session);

/** True for a mark whose difference proves two keys to be two. */
const excludes = (mark: Mark): boolean => ['proof', 'strong'].includes(strengthOf(mark));

/**
 * Whether a record that no row was paired with may still be one of the rows: one that has no kind of mark in common with it by which they could be
 * told apart, and is not already that of another held secret. Servers that show no part of their keys list such rows.
 */
function mayBeAmong(pairings: readonly Pairing[]): (record: KeyRecord) => boolean {
  const kindsOf = (marks: readonly Mark[]): readonly string[] => [...new Set(marks.filter(excludes).map((m) => m.kind))].sort();
  // Few sorts of rows, though there may be 100,000 of them; looked at only where a record was missed.
  let sorts: Map<string, readonly string[]> | null = null;
  return (record) => {
    // A link is a claim: the row may be another's all the same.
    const open = () => pairings.filter((p) => p.record === null || p.record.held === null || p.record.linked !== undefined);
    sorts ??= new Map(open().map((p) => [kindsOf(p.row.marks).join(' '), kindsOf(p.row.marks)]));
    const own = kindsOf(record.marks);
    return [...sorts.values()].some((kinds) => !kinds.some((kind) => own.includes(kind)));
  };
}

/** The row's marks win; a hash that only we know stays. */
function mergedMarks(known: readonly Mark[], told: readonly Mark[]): Mark[] {
  return [...told, ...known.filter((k) => !told.some((t) => t.kind === k.kind))];
}

export interface Merged {
  readonly upserts: readonly KeyRecord[];
  /** Records that are nowhere any more: not listed, not held, in no place. */
  readonly gone: readonly KeyId[];
}

/** A record as it begins: nothing known but what the arguments say. */
export function newRecord(id: KeyId, profileId: ProfileId, now: Instant): KeyRecord {
  return {
    id,
    profileId,
    marks: [],
    listed: null,
    presence: { value: 'cannotTell', source: 'thisMachine', asOf: now },
    held: null,
    check: null,
    places: [],
    ambiguous: false,
    local: { label: '', owner: '', note: '' },
    userExpiry: null,
    ownCalls: [],
    firstSeen: now,
    revokedAt: null,
  };
}

/**
 * Joins a listing under the profile's confirmed principal with the records of that profile. The caller has compared the principals: a
 * listing of another account must never come here. Sessions are no keys and are left out, save those whose secret is held here like a key's.
 */
export function mergeListing(
  records: readonly KeyRecord[],
  listing: Listing,
  profileId: ProfileId,
  newId: () => KeyId,
  reach: Reach = {},
): Merged {
  const skew = listing.skewMs === null ? {} : { skewMs: listing.skewMs };
  const upserts: KeyRecord[] = [];
  const seen = new Set<KeyId>();
  const all = pair(listing.keys, records);
  const [sessions, pairings] = [all.filter(isSessionAlone), all.filter((p) => !isSessionAlone(p))];
  const isLong = listing.keys.length > LONG_LISTING;
  for (const { row, record, ambiguous } of pairings) {
    if (isLong && record !== null && !ambiguous && isAsBefore(record, row, listing)) {
      seen.add(record.id);
      continue;
    }
    const { missingSince: _found, ...base } = record ?? newRecord(newId(), profileId, listing.asOf);
    seen.add(base.id);
    upserts.push({
      ...base,
      marks: mergedMarks(base.marks, row.marks),
      listed: { value: row, source: 'listing', asOf: listing.asOf, ...skew },
      presence: { value: 'listed', source: 'listing', asOf: listing.asOf, ...skew },
      ambiguous,
      revokedAt: null,
      ...realUse(base, row, listing.skewMs, reach.grainMs ?? null),
    });
  }
  const gone: KeyId[] = [];
  const [mayBeKey, mayBeSession] = [mayBeAmong(pairings), mayBeAmong(sessions)];
  const cannotBeMissed = (r: KeyRecord) => mayBeKey(r) || (!isKnownKey(r) && mayBeSession(r));
  for (const record of records) {
    if (seen.has(record.id)) continue;
    if (!listing.complete.yes) {
      upserts.push(withoutKnowledge(record, listing.asOf));
    } else if (record.held === null && record.places.length === 0) {
      gone.push(record.id);
    } else if (!covers(reach, record, listing) || !isThisAccounts(record, listing) || cannotBeMissed(record)) {
      upserts.push(withoutKnowledge(record, listing.asOf));
    } else {
      upserts.push({
        ...record,
        presence: { value: 'notListed', source: 'listing', asOf: listing.asOf, ...skew },
        missingSince: record.missingSince ?? listing.asOf,
        ambiguous: false,
      });
    }
  }
  return { upserts, gone };
}

/** Above so many rows, those that say what they said a while ago are not written, sent and drawn anew. */
const LONG_LISTING = 2_000;
const A_WHILE_MS = HOUR;

/**
 * Whether a row changes nothing worth the work: of 100,000 rows nearly all are as they were a quarter of an hour before. Their knowledge then
 * looks up to an hour older than it is, never younger. Not where our own check is the younger word: then the listing's must be put beside it.
 */
function isAsBefore(record: KeyRecord, row: ListedKey, listing: Listing): boolean {
  const { listed, presence, check } = record;
  return (
    listed !== null &&
    presence.value === 'listed' &&
    presence.source === 'listing' &&
    listing.asOf >= presence.asOf &&
    listing.asOf - presence.asOf < A_WHILE_MS &&
    (check === null || check.asOf <= presence.asOf) &&
    record.revokedAt === null &&
    !record.ambiguous &&
    Math.abs((listed.skewMs ?? 0) - (listing.skewMs ?? 0)) < 5 * SECOND &&
    JSON.stringify(listed.value) === JSON.stringify(row)
  );
}

/** What a complete listing is complete of. */
export interface Reach {
  /** The keys of all users, not only the account's own. */
  readonly everyone?: boolean;
  /** Kinds of secret that the server never lists. */
  readonly neverListed?: readonly string[];
  /** Grain of the server's "last used", in milliseconds. */
  readonly grainMs?: number | null;
}

/** A "last used" that none of our own calls explains is somebody's use; one that may be ours leaves what was known of use as it was. */
function realUse(record: KeyRecord, row: ListedKey, skewMs: number | null, grainMs: number | null): Pick<KeyRecord, 'lastRealUse'> {
  const used = row.lastUsed;
  if (typeof used !== 'number' || isOwnUse(used, record.ownCalls, skewMs, grainMs)) return {};
  return { lastRealUse: used };
}

/** Whether a server's "last used" is one of our own calls. The server's clock wrote the use, ours the call; their difference is known to a second. */
export function isOwnUse(used: Instant, ownCalls: readonly Instant[], skewMs: number | null, grainMs: number | null): boolean {
  const slack = (grainMs ?? 0) + (skewMs === null ? 0 : SECOND);
  return ownCalls.some((call) => Math.abs(call + (skewMs ?? 0) - used) <= slack);
}

/** Whether a complete listing would show this key if it were there. */
function covers({ everyone = false, neverListed = [] }: Reach, record: KeyRecord, { sessionsComplete }: Listing): boolean {
  if (record.held?.secretKind !== undefined && neverListed.includes(record.held.secretKind)) return false;
  if (record.listed?.value.session === true && sessionsComplete === false) return false;
  return everyone || !record.listed?.value.owner;
}

/**
 * Whether a key was ever seen to be this principal's: listed under it, made by it, or accepted as its own. A secret that was kept unconfirmed
 * may be another account's, which this one's listing says nothing about; one that is accepted and was never listed may be a session.
 */
function isThisAccounts(record: KeyRecord, { principal, sessionsComplete }: Listing): boolean {
  if (record.presence.source === 'listing' || (record.listed !== null && record.listed.source !== 'ownCheck')) return true;
  if (record.held?.origin === 'created') return true;
  const check = record.check?.value;
  return check?.kind === 'live' && check.principal?.id === principal.id && sessionsComplete !== false;
}

/** After a failed, partial or foreign listing: what was known stays, with its age; whether the key is still there cannot be told. */
export function withoutKnowledge(record: KeyRecord, now: Instant): KeyRecord {
  if (record.presence.value === 'cannotTell') return record;
  return { ...record, presence: { value: 'cannotTell', source: 'thisMachine', asOf: now } };
}

/** Adds one of our own calls with a key's secret; the last 20 are kept, enough to explain any "last used" that a server still shows. */
export function withOwnCall(record: KeyRecord, at: Instant): KeyRecord {
  return { ...record, ownCalls: [...record.ownCalls.slice(-19), at] };
}
