import { keyState, type StateReading } from '../../domain/key-state';
import type { KeyView } from '../../domain/views';

/** The domain's rules about keys, in one place for the window. */
export { expiryOf, fragmentOf, nameOf } from '../../domain/key';

export const stateOf = (key: KeyView, now: number): StateReading => keyState(key, now);

/** True while the secret is believed to be on this machine (found, or in a store that cannot be asked now). */
export const isHeld = (key: KeyView): boolean => key.held !== null && key.held.lastSeen.value !== 'absent';
