import { powerMonitor } from 'electron';
import { SECOND } from '../../domain/time';

/** Waking and unlocking come together: what comes this soon after the one is the other. */
const TOGETHER_MS = 10 * SECOND;

/**
 * Calls `woke` when the machine woke from sleep or its screen was unlocked, once for both. `now`: a clock that also counts sleep. Some
 * systems tell neither; the clock's own jump is watched elsewhere.
 */
export function watchPower(now: () => number, woke: () => void): void {
  let last = Number.NEGATIVE_INFINITY;
  const once = (): void => {
    const at = now();
    // A clock that was set back must not silence it.
    if (Math.abs(at - last) < TOGETHER_MS) return;
    last = at;
    woke();
  };
  powerMonitor.on('resume', once);
  powerMonitor.on('unlock-screen', once);
}
