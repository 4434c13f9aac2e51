import { networkInterfaces } from 'node:os';
import type { Core } from '../keys/core';
import { networkText, waitsForKeychain } from '../notices/sight';
import { waitForKeychain } from './keychain-wait';
import type { Refresher } from './refresher';
import { watchSurroundings } from './surroundings';
import type { Timers } from './timers';

/** What runs by itself once the app has settled in. */
export interface Watchers {
  readonly refresher: Refresher;
  /** The keychain can be read: servers that waited for it are asked. */
  unlocked(): void;
  stop(): void;
}

export interface WatchersOptions {
  readonly timers: Timers;
  readonly now: () => number;
  readonly core: Core;
  readonly refresher: Refresher;
  /** Sleep, another clock, another network. */
  readonly wake: () => void;
}

/** Starts watching the machine: its clock, its network, and its keychain where that is waited for. */
export function startWatchers({ timers, now, core, refresher, wake }: WatchersOptions): Watchers {
  const { state, secrets } = core;
  const waiting = () => state.profiles.filter((p) => waitsForKeychain(state.status(p.id))).map((p) => p.id);
  const stops = [
    watchSurroundings({ timers, now, network: () => networkText(networkInterfaces()), changed: wake }),
    waitForKeychain({ timers, isWanted: () => waiting().length > 0, look: () => secrets.look() }),
  ];
  return {
    refresher,
    unlocked: () => {
      for (const id of waiting()) void refresher.now(id);
    },
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
