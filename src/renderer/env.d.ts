/// <reference types="vite/client" />

import type { Bridge } from '../ipc/contract';

declare global {
  interface Window {
    /** Handed over by the preload before the page's first script. */
    readonly tessera: Bridge;
  }
}
