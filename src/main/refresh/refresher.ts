import { type Ended, nextDelay } from './schedule';
import type { Timers } from './timers';

export interface RefresherOptions {
  /** Profiles that can be asked at all, as they are now. */
  readonly profiles: () => readonly string[];
  /** Asks one server; never prompts, and never throws for what a server does. */
  readonly ask: (profileId: string) => Promise<Ended>;
  /** Told what it threw all the same. */
  readonly threw: (error: unknown) => void;
  readonly timers: Timers;
  /** From 0 to 1. */
  readonly random: () => number;
}

interface Watch {
  failures: number;
  cancel: (() => void) | null;
  running: Promise<Ended> | null;
  /** Left as it ended: a server that wants the user is not asked by timers. */
  ended: Ended | null;
}

/**
 * Asks every server by itself, each on its own schedule: one that hangs or fails delays nobody. Two wishes for the same server at once are one
 * request.
 */
export class Refresher {
  readonly #options: RefresherOptions;
  readonly #watches = new Map<string, Watch>();
  #stopped = false;

  constructor(options: RefresherOptions) {
    this.#options = options;
  }

  /** Asks all servers, or one, now. Resolves when all have ended; who draws results does not wait for it. */
  async now(profileId: string | null = null): Promise<void> {
    await Promise.all((profileId === null ? this.#options.profiles() : [profileId]).map((id) => this.#ask(id)));
  }

  /** After sleep, another network or another clock: what failed may work now, and what was known is old. Servers that want the user stay asleep. */
  async wake(): Promise<void> {
    const ids = this.#options.profiles().filter((id) => this.#watches.get(id)?.ended !== 'wantsUser');
    for (const id of ids) this.#watch(id).failures = 0;
    await Promise.all(ids.map((id) => this.#ask(id)));
  }

  /** Somebody else asked a server (a sign-in, a new key): its schedule starts anew from how that ended. */
  heard(profileId: string, ended: Ended): void {
    const watch = this.#watches.get(profileId);
    if (this.#stopped || watch === undefined || watch.running !== null) return;
    if (ended === watch.ended && watch.cancel !== null) return;
    this.#plan(profileId, watch, ended);
  }

  stop(): void {
    this.#stopped = true;
    for (const watch of this.#watches.values()) watch.cancel?.();
    this.#watches.clear();
  }

  #watch(id: string): Watch {
    let watch = this.#watches.get(id);
    if (!watch) {
      watch = { failures: 0, cancel: null, running: null, ended: null };
      this.#watches.set(id, watch);
    }
    return watch;
  }

  async #ask(id: string): Promise<void> {
    if (this.#stopped) return;
    const watch = this.#watch(id);
    if (watch.running !== null) {
      await watch.running;
      return;
    }
    watch.cancel?.();
    watch.cancel = null;
    // What throws is a bug, which must not end that this server is asked, nor what others are waiting for.
    watch.running = this.#options.ask(id).catch((error: unknown): Ended => {
      this.#options.threw(error);
      return 'failed';
    });
    try {
      watch.ended = await watch.running;
    } finally {
      watch.running = null;
    }
    this.#plan(id, watch, watch.ended);
  }

  #plan(id: string, watch: Watch, ended: Ended): void {
    watch.cancel?.();
    watch.cancel = null;
    watch.ended = ended;
    watch.failures = ended === 'failed' ? watch.failures + 1 : 0;
    const delay = nextDelay(ended, watch.failures, this.#options.random());
    const isThere = this.#options.profiles().includes(id);
    if (!isThere) this.#watches.delete(id);
    if (delay === null || this.#stopped || !isThere) return;
    watch.cancel = this.#options.timers.after(delay, () => {
      watch.cancel = null;
      if (this.#options.profiles().includes(id)) void this.#ask(id);
      else this.#watches.delete(id);
    });
  }
}
