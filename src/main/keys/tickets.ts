import type { Instant } from '../../domain/time';

/**
 * Secrets that main holds for a form (pasted from the clipboard, found in a pasted address) until the form is done with them or drops them. In
 * memory only, and for ten minutes at most, whether somebody asks or not.
 */
const LIFE_MS = 10 * 60_000;

export class Tickets {
  readonly #held = new Map<string, { readonly secret: string; readonly until: Instant }>();
  readonly #now: () => Instant;
  readonly #newId: () => string;

  constructor(now: () => Instant, newId: () => string) {
    this.#now = now;
    this.#newId = newId;
  }

  put(secret: string): string {
    this.#sweep();
    const ticket = this.#newId();
    this.#held.set(ticket, { secret, until: this.#now() + LIFE_MS });
    setTimeout(() => this.drop(ticket), LIFE_MS).unref();
    return ticket;
  }

  /** Looks without taking; null where the ticket is unknown or too old. */
  peek(ticket: string): string | null {
    this.#sweep();
    return this.#held.get(ticket)?.secret ?? null;
  }

  drop(ticket: string): void {
    this.#held.delete(ticket);
  }

  clear(): void {
    this.#held.clear();
  }

  #sweep(): void {
    const now = this.#now();
    for (const [ticket, { until }] of this.#held) if (until <= now) this.#held.delete(ticket);
  }
}
