import { useSyncExternalStore } from 'react';
import { useAppState } from './state';

/**
 * The window's clock. It reads the page's `Date.now`, so that tests can freeze it, or main's fixed time. Components that count seconds
 * ask for 'second'; all others live with half a minute, so that a table of dates is not drawn anew each second.
 */
type Grain = 'second' | 'coarse';
const PERIOD: Readonly<Record<Grain, number>> = { second: 1_000, coarse: 30_000 };

const fixed = (): number | null => useAppState.getState().snapshot?.run.fixedNow ?? null;

/** How far the demo's time was moved. */
const shift = (): number => useAppState.getState().snapshot?.clockShiftMs ?? 0;

/** Now, in ms since 1970, outside of components. */
export const now = (): number => (fixed() ?? Date.now()) + shift();

function ticker(grain: Grain) {
  let value = 0;
  let timer: ReturnType<typeof setInterval> | null = null;
  const listeners = new Set<() => void>();
  const tick = () => {
    value = now();
    for (const l of listeners) l();
  };
  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      timer ??= setInterval(tick, PERIOD[grain]);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && timer !== null) {
          clearInterval(timer);
          timer = null;
          value = 0;
        }
      };
    },
    tick,
    /** Steady between ticks, as React asks; at once right where the page slept or main's fixed time moved. */
    read() {
      const t = now();
      if (value === 0 || Math.abs(t - value) >= PERIOD[grain]) value = t;
      return value;
    },
  };
}

const tickers: Readonly<Record<Grain, ReturnType<typeof ticker>>> = { second: ticker('second'), coarse: ticker('coarse') };

// The demo's time was moved: all that is drawn by it follows at once.
useAppState.subscribe((state, before) => {
  if (state.snapshot?.clockShiftMs !== before.snapshot?.clockShiftMs) for (const t of Object.values(tickers)) t.tick();
});

/** Now, in ms since 1970, drawn anew once a second or once in half a minute. */
export function useNow(grain: Grain = 'coarse'): number {
  const t = tickers[grain];
  return useSyncExternalStore(t.subscribe, t.read);
}
