const PER_LOGIN = 3_000;
const PER_ADDRESS = 1_000;
const PAUSE_ABOVE = 15_000;

/** What an attempt to authenticate must do first. */
export type Wait = { readonly paused: true } | { readonly paused: false; readonly ms: number };

/**
 * The back-log of failed attempts: each adds 3 s to its login id and its password and 1 s to its address. While there is back-log, every
 * attempt with them, good or bad, waits for it first; above 15 s it is refused at once. All keys share the login id `apikey`.
 * Source: observed on LabKey 24.1 to 24.11; LabKey platform `AuthenticationManager`, 2024-10.
 */
export class FailureLimiter {
  private readonly clearAt = new Map<string, number>();

  constructor(
    private readonly now: () => number,
    private readonly scale: number,
  ) {}

  waitFor(address: string, login: string, password: string): Wait {
    const ms = Math.max(...names(address, login, password).map(([name]) => this.backlog(name)));
    return ms > PAUSE_ABOVE * this.scale ? { paused: true } : { paused: false, ms };
  }

  failed(address: string, login: string, password: string): void {
    for (const [name, cost] of names(address, login, password)) this.clearAt.set(name, this.now() + this.backlog(name) + cost * this.scale);
  }

  /** A minute of quiet. */
  clear(): void {
    this.clearAt.clear();
  }

  private backlog(name: string): number {
    return Math.max(0, (this.clearAt.get(name) ?? 0) - this.now());
  }
}

const names = (address: string, login: string, password: string): readonly (readonly [string, number])[] => [
  [`address ${address}`, PER_ADDRESS],
  [`login ${login}`, PER_LOGIN],
  [`password ${password}`, PER_LOGIN],
];
