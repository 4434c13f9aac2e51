import { MINUTE } from '../../domain/time';
import type { Timers } from './timers';

const BEAT_MS = MINUTE;

export interface KeychainWaitOptions {
  readonly timers: Timers;
  /** Whether some server could not be asked for want of the keychain. */
  readonly isWanted: () => boolean;
  /** Looks whether it is locked; never prompts. */
  readonly look: () => Promise<unknown>;
}

/**
 * Looks at a locked keychain again while servers wait for it: a login may start Tessera before it unlocks the keychain, and without a window
 * nobody else would notice. Answers a function that ends it.
 */
export function waitForKeychain({ timers, isWanted, look }: KeychainWaitOptions): () => void {
  let cancel: () => void;
  const beat = (): void => {
    cancel = timers.after(BEAT_MS, beat);
    // What it says of itself is shown by whoever reads it; a status that cannot be read is as before.
    if (isWanted()) look().catch(() => undefined);
  };
  cancel = timers.after(BEAT_MS, beat);
  return () => cancel();
}
