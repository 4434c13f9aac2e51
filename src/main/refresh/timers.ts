/** Timers as a port, so that tests move time themselves. */
export interface Timers {
  /** Runs once after `ms`; the answer cancels it. Never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
}

/** Node's timers fire at once when asked for more than 2^31 ms; nothing here needs to sleep longer than half a day. */
const LONGEST_MS = 12 * 3_600_000;

export const nodeTimers: Timers = {
  after(ms, run) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      timer = setTimeout(() => (left > LONGEST_MS ? wait(left - LONGEST_MS) : run()), Math.min(left, LONGEST_MS));
      timer.unref();
    };
    wait(Math.max(0, ms));
    return () => clearTimeout(timer);
  },
};
