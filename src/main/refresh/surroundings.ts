import { MINUTE, SECOND } from '../../domain/time';
import type { Timers } from './timers';

/** How often the clock and the network are looked at. */
const BEAT_MS = 20 * SECOND;
/** A clock that is further from where it should be than this was set, or the machine slept. */
const JUMP_MS = MINUTE;

export interface SurroundingsOptions {
  readonly timers: Timers;
  /** The wall clock, milliseconds since 1970. */
  readonly now: () => number;
  /** A text that changes with the machine's network addresses. */
  readonly network: () => string;
  /** `clock`: sleep, or the clock was set. `network`: another network, or one after none. */
  readonly changed: (what: 'clock' | 'network') => void;
}

/**
 * Notices sleep, a clock that was set, and another network, by looking: on Linux without a desktop nobody else would tell. Answers a function
 * that ends it.
 */
export function watchSurroundings(options: SurroundingsOptions): () => void {
  let expected = options.now() + BEAT_MS;
  let network = options.network();
  let cancel: () => void;
  const beat = (): void => {
    const now = options.now();
    const jumped = Math.abs(now - expected) > JUMP_MS;
    const seen = options.network();
    const moved = seen !== network;
    network = seen;
    expected = now + BEAT_MS;
    cancel = options.timers.after(BEAT_MS, beat);
    if (jumped) options.changed('clock');
    else if (moved && seen !== '') options.changed('network');
  };
  cancel = options.timers.after(BEAT_MS, beat);
  return () => cancel();
}
