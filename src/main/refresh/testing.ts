import type { Timers } from './timers';

/** Timers whose time is moved by hand; used by tests only. */
export class HandTimers implements Timers {
  now: number;
  #waiting: { at: number; run: () => void }[] = [];

  constructor(now = 0) {
    this.now = now;
  }

  after(ms: number, run: () => void): () => void {
    const entry = { at: this.now + ms, run };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((e) => e !== entry);
    };
  }

  /** When the next one is due; null where none waits. */
  get next(): number | null {
    return this.#waiting.length === 0 ? null : Math.min(...this.#waiting.map((e) => e.at));
  }

  /** Lets time pass, and what is due run at its own moment. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (let next = this.next; next !== null && next <= end; next = this.next) {
      this.now = Math.max(this.now, next);
      const due = this.#waiting.find((e) => e.at === next);
      this.#waiting = this.#waiting.filter((e) => e !== due);
      due?.run();
      await settled();
    }
    this.now = end;
    await settled();
  }

  /** Sleep: the wall clock goes on, and nothing ran meanwhile. Timers count awake time only, as Linux's do. */
  sleep(ms: number): void {
    this.now += ms;
    for (const entry of this.#waiting) entry.at += ms;
  }
}

/** All promises that can settle without time passing have settled. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
