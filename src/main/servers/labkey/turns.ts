import type { Instant } from '../../../domain/time';

/**
 * What this run did to each server by showing keys. LabKey's failure limiter counts by login, and the login of every key is the one word
 * `apikey`: one wrong key makes the next wait 3 s, good or bad, and a handful pause all keys of the site for a minute (observed on 24.11 and
 * on 24.1 to 24.10). So keys of one server are shown one after the other, whoever asks, and a failure of our own is remembered.
 */
interface Server {
  tail: Promise<unknown>;
  refusedAt: Instant | null;
  acceptedAt: Instant | null;
  /** By the key's hash, the latest last. */
  readonly shows: Map<string, readonly Show[]>;
  /** Since when each key, by its hash, is taken for a guest. */
  readonly guests: Map<string, Instant>;
}

/** One time that a key was shown and accepted, by the server's clock: the span in which the server can have written its use. */
export interface Show {
  readonly from: Instant;
  readonly to: Instant;
}

const servers = new Map<string, Server>();

function serverOf(address: string): Server {
  const { origin } = new URL(address);
  const known = servers.get(origin);
  if (known) return known;
  const made: Server = { tail: Promise.resolve(), refusedAt: null, acceptedAt: null, shows: new Map(), guests: new Map() };
  servers.set(origin, made);
  return made;
}

/** Does the work when everything queued before it for the same server is over. Not to be called from inside such work. */
export function inTurn<T>(address: string, work: () => Promise<T>): Promise<T> {
  const server = serverOf(address);
  const result = server.tail.then(work);
  server.tail = result.then(
    () => undefined,
    () => undefined,
  );
  return result;
}

/** Resolves when nothing is queued for the server any more. */
export async function quiet(address: string): Promise<void> {
  const server = serverOf(address);
  for (let seen: Promise<unknown> | null = null; seen !== server.tail; ) {
    seen = server.tail;
    await seen;
  }
}

/** Our last key was not accepted: it counts as a failed login at the server. */
export function noteRefused(address: string, at: Instant): void {
  serverOf(address).refusedAt = at;
}

/** The server accepted a key in this run. */
export function noteAccepted(address: string, at: Instant): void {
  serverOf(address).acceptedAt = at;
}

export const lastRefused = (address: string): Instant | null => serverOf(address).refusedAt;

export const everAccepted = (address: string): boolean => serverOf(address).acceptedAt !== null;

/** Shows further back than this explain no "last used" any more. */
const KEPT_MS = 11 * 60_000;

export function noteShown(address: string, hash: string, show: Show): void {
  const { shows, guests } = serverOf(address);
  guests.delete(hash);
  shows.set(hash, [...showsOf(address, hash).filter((s) => show.to - s.to < KEPT_MS), show]);
}

/** When this run showed this key to the server and it was accepted, the latest last. */
export const showsOf = (address: string, hash: string): readonly Show[] => serverOf(address).shows.get(hash) ?? [];

export function noteGuest(address: string, hash: string, at: Instant): void {
  const { guests } = serverOf(address);
  if (!guests.has(hash)) guests.set(hash, at);
}

/** When this key was taken for a guest for the first time since it was accepted last. */
export const guestSince = (address: string, hash: string): Instant | null => serverOf(address).guests.get(hash) ?? null;

/** A pause after failed logins is over by then (observed: keys worked again within 70 s). */
const PAUSE_OVER_MS = 60_000;

/**
 * Whether two looks decide that a key which is taken for a guest is refused: the first is a minute old, and no key of ours failed within the
 * minute before the second, which could have made the server pause. `failedBefore` is of before that second look.
 */
export const bothDecide = (first: Instant, failedBefore: Instant | null, now: Instant): boolean =>
  now - first >= PAUSE_OVER_MS && (failedBefore === null || now - failedBefore >= PAUSE_OVER_MS);
