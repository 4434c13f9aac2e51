import type { Instant } from './time';

/** Who says so. */
export type Source = 'listing' | 'ownCheck' | 'thisMachine' | 'user';

/** A piece of knowledge with its origin: what, from whom, as of when (our clock), and the clock skew seen then. */
export interface Fact<T> {
  readonly value: T;
  readonly source: Source;
  readonly asOf: Instant;
  /** Server clock minus ours, in milliseconds, where the answer carried a Date header. */
  readonly skewMs?: number;
}
