import { hasPassed } from './expiry';
import { type AnyKey, expiryOf, verdictOf } from './key';
import { duration, type Instant } from './time';

/** The five states of a key; the words are fixed. */
export type KeyState = 'heldLive' | 'liveNotHeld' | 'expiredListed' | 'heldGone' | 'unknown';

export const STATE_WORDS: Readonly<Record<KeyState, string>> = {
  heldLive: 'held and live',
  liveNotHeld: 'live, not held here',
  expiredListed: 'expired, still listed',
  heldGone: 'held, gone from the server',
  unknown: 'unknown',
};

export interface StateReading {
  readonly state: KeyState;
  /** Why, in one sentence. */
  readonly reason: string;
  /** When the knowledge behind it was got; null where there is none. */
  readonly asOf: Instant | null;
}

/** Of an end that has come in some zones of the Earth, and not in others. */
const MAY_HAVE_ENDED = "Its end may have passed: it is told in the server's own time, whose zone is not known.";

/**
 * The state of a key at `now`.
 *
 * *Gone* follows only from a complete listing under the confirmed principal (`presence` is 'notListed' only then) or from the server
 * refusing this very secret as a bad credential, whichever of listing and check is the newer. Where a server lists nothing, a held key is
 * live as of its last own check.
 */
export function keyState(key: AnyKey, now: Instant): StateReading {
  const held = key.held !== null && key.held.lastSeen.value !== 'absent';
  const presence = key.presence;
  const verdict = verdictOf(key);
  const skew = key.listed?.skewMs ?? 0;
  const passed = hasPassed(expiryOf(key), now, skew);
  const mayHaveEnded = passed === 'unsure' && expiryOf(key).kind === 'serverLocal';

  // The newer of the two kinds of evidence about this very key wins; an inconclusive check is none.
  const checkIsNewer = verdict !== null && (presence.value === 'cannotTell' || verdict.asOf > presence.asOf);

  if (key.revokedAt !== null && (held || key.places.length > 0))
    return {
      state: 'heldGone',
      reason: held
        ? 'Revoked here; the secret is still kept on this machine.'
        : 'Revoked here; files on this machine still hold the dead secret.',
      asOf: key.revokedAt,
    };

  if (held && checkIsNewer && verdict.value.kind === 'refused')
    return { state: 'heldGone', reason: 'The server refused this secret.', asOf: verdict.asOf };
  if (held && presence.value === 'notListed' && !(checkIsNewer && verdict.value.kind === 'live'))
    return { state: 'heldGone', reason: 'The server no longer lists this key.', asOf: presence.asOf };

  if (presence.value === 'listed' && passed === 'passed')
    return { state: 'expiredListed', reason: 'Its time is over; the server still lists it.', asOf: presence.asOf };

  if (held && presence.value === 'listed')
    return mayHaveEnded
      ? { state: 'unknown', reason: `Listed by the server. ${MAY_HAVE_ENDED}`, asOf: presence.asOf }
      : { state: 'heldLive', reason: 'Listed by the server, and its secret is held here.', asOf: presence.asOf };
  // The last complete listing lacked it, and nothing since has said otherwise: that the server cannot be asked now brings no key back.
  if (
    held &&
    presence.value === 'cannotTell' &&
    key.missingSince !== undefined &&
    !(verdict?.value.kind === 'live' && verdict.asOf > key.missingSince)
  )
    return { state: 'heldGone', reason: 'The server did not list this key any more when it was last asked.', asOf: key.missingSince };
  if (held && verdict?.value.kind === 'live' && passed !== 'passed')
    return { state: 'heldLive', reason: 'The server accepted this secret when it was last checked.', asOf: verdict.asOf };
  if (held && passed === 'passed')
    return { state: 'unknown', reason: 'Its end has passed, and the server has not been heard since.', asOf: null };

  if (presence.value === 'listed')
    return {
      state: 'liveNotHeld',
      reason: `Listed by the server; its secret is not on this machine.${mayHaveEnded ? ` ${MAY_HAVE_ENDED}` : ''}`,
      asOf: presence.asOf,
    };

  if (held)
    return {
      state: 'unknown',
      reason:
        key.check?.value.kind === 'inconclusive'
          ? `The last check proved nothing: ${key.check.value.why}`.trim()
          : key.listed?.source === 'listing'
            ? `Listed by the server ${duration(now - key.listed.asOf)} ago; it could not be asked since.`
            : 'Held here; this server has not confirmed it yet.',
      asOf: key.check?.asOf ?? (key.listed?.source === 'listing' ? key.listed.asOf : null),
    };
  return {
    state: 'unknown',
    reason: key.listed
      ? `Last seen ${duration(now - key.listed.asOf)} ago; the server has not confirmed it since.`
      : 'Nothing is known of it now.',
    asOf: key.listed?.asOf ?? null,
  };
}
