import { hasPassed } from './expiry';
import { type AnyKey, expiryOf } from './key';
import { keyState } from './key-state';
import type { Instant } from './time';

/** `dies`: it will have ended by then. `unsure`: its end is not told, or in a zone that is not known. `dead`: it is of no use even now. */
export type Fate = 'lives' | 'dies' | 'unsure' | 'dead';

/** Whether a key will still work at a later moment, as far as is known at `now`: nobody can tell whether it is revoked meanwhile. */
export function fateAt(key: AnyKey, moment: Instant, now: Instant): Fate {
  const { state } = keyState(key, now);
  if (state === 'heldGone' || state === 'expiredListed') return 'dead';
  const expiry = expiryOf(key);
  const skew = key.listed?.skewMs ?? 0;
  if (hasPassed(expiry, now, skew) === 'passed') return 'dead';
  const passed = hasPassed(expiry, moment, skew);
  return passed === 'passed' ? 'dies' : passed === 'ahead' ? 'lives' : 'unsure';
}
