/**
 * A clock that only the replay turns. Waiting turns it at once; the waits of requests sent together end together, once all have begun, as
 * they did on the real server.
 */
export class TurnedClock {
  /** Milliseconds waited since the last `restart()`. */
  waited = 0;
  private waiting: { readonly ms: number; readonly resolve: () => void }[] = [];
  private missing = 0;

  constructor(private ms: number) {}

  readonly now = (): number => this.ms;

  /** Handed to the server for its own waiting. */
  readonly sleep = async (ms: number): Promise<void> => {
    if (this.missing === 0) {
      this.turn(ms);
      this.waited += ms;
      return;
    }
    await new Promise<void>((resolve) => {
      this.waiting.push({ ms, resolve });
      this.arrived();
    });
  };

  turn(ms: number): void {
    this.ms += ms;
  }

  restart(): void {
    this.waited = 0;
  }

  /** From now on so many requests are on their way: nobody's wait ends before each has begun to wait or has its answer. */
  expect(requests: number): void {
    this.missing = requests;
  }

  /** One of the expected requests waits or has its answer. */
  arrived(): void {
    if (this.missing === 0) return;
    this.missing -= 1;
    if (this.missing > 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    this.turn(Math.max(0, ...waiting.map(({ ms }) => ms)));
    for (const { resolve } of waiting) resolve();
  }
}
