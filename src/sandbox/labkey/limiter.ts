const WINDOW = 60_000;
const SLICE = 20_000;
const PAUSE_ABOVE = 15_000;
const LIFE = 300_000;
const FLOOR = 1_000;

/** What a failure costs its login id, its password and its address: 20, 20 and 60 a minute are let through. */
const COST = { login: 3_000, password: 3_000, address: 1_000 } as const;

/** What an attempt to authenticate must do first. */
export type Wait = { readonly paused: true } | { readonly paused: false; readonly ms: number };

interface Slice {
  readonly start: number;
  count: number;
}

/**
 * Failures under one name. They are set against the time since the oldest that still counts, so a failure of half a minute ago leaves room
 * for some more, while one after a quiet minute delays the very next attempt. Slices of 20 s are forgotten a minute after they began.
 */
class Tally {
  private slices: Slice[];

  constructor(
    readonly born: number,
    private readonly cost: number,
    private readonly scale: number,
  ) {
    this.slices = [{ start: born, count: 0 }];
  }

  add(now: number, count: number): void {
    const newest = this.slices[0];
    if (newest && newest.start + SLICE * this.scale >= now) {
      newest.count += count;
      return;
    }
    const kept = this.slices.filter(({ start }) => start + WINDOW * this.scale >= now);
    this.slices = [{ start: now, count }, ...kept];
  }

  backlog(now: number): number {
    this.add(now, 0);
    const elapsed = now - Math.min(...this.slices.map(({ start }) => start));
    const owed = this.slices.reduce((sum, { count }) => sum + count, 0) * this.cost * this.scale;
    return owed <= Math.max(FLOOR * this.scale, elapsed) ? 0 : owed - elapsed;
  }
}

/**
 * Slows attempts with what failed lately: while there is back-log, every attempt with that login id, password or address, good or bad,
 * waits for it first; above 15 s it is refused at once. All keys share the login id `apikey`. Source: observed on LabKey 24.1 to 24.11;
 * LabKey platform `AuthenticationManager` and `RateLimiter`. The real clock ticks in seconds here, this one does not.
 */
export class FailureLimiter {
  private tallies = new Map<string, Tally>();

  constructor(
    private readonly now: () => number,
    private readonly scale: number,
  ) {}

  waitFor(address: string, login: string, password: string): Wait {
    if (this.scale === 0) return { paused: false, ms: 0 };
    const names = namesOf(address, login, password).map(({ name }) => name);
    const ms = Math.max(...names.map((name) => this.living(name)?.backlog(this.now()) ?? 0));
    return ms > PAUSE_ABOVE * this.scale ? { paused: true } : { paused: false, ms };
  }

  failed(address: string, login: string, password: string): void {
    for (const { name, cost } of namesOf(address, login, password)) {
      const tally = this.living(name) ?? new Tally(this.now(), cost, this.scale);
      this.tallies.set(name, tally);
      tally.add(this.now(), 1);
    }
  }

  /** What a quiet minute does. */
  clear(): void {
    this.tallies = new Map();
  }

  private living(name: string): Tally | undefined {
    const tally = this.tallies.get(name);
    return tally && this.now() - tally.born <= LIFE * this.scale ? tally : undefined;
  }
}

const namesOf = (address: string, login: string, password: string): readonly { readonly name: string; readonly cost: number }[] => [
  { name: `address ${address}`, cost: COST.address },
  { name: `login ${login.toLowerCase()}`, cost: COST.login },
  { name: `password ${password.toLowerCase()}`, cost: COST.password },
];
