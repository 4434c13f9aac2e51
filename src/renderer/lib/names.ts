import type { Order, Sorter } from './sort';

/** So many rows are ordered in one go: some milliseconds. */
const RUN = 4_096;
const NONE: Order = new Uint32Array(0);

/** Orders rows by name bit by bit, where there is time, before anybody asks for it: in runs at first, which are then merged two by two. */
export class NameOrder {
  readonly #sorter: Sorter;
  readonly #count: number;
  readonly #runs: Order[] = [];
  /** Places from here on are in no run yet. */
  #next = 0;

  constructor(sorter: Sorter, count: number) {
    this.#sorter = sorter;
    this.#count = count;
  }

  /** Goes on until told to stop. Answers whether the sorter has its order now. */
  warm(stop: () => boolean): boolean {
    while (this.#sorter.byName === null) {
      if (stop()) return false;
      const from = this.#next;
      if (from < this.#count) {
        this.#next = Math.min(from + RUN, this.#count);
        this.#runs.push(Uint32Array.from({ length: this.#next - from }, (_, i) => from + i).sort(this.#sorter.compare));
      } else if (this.#runs.length > 1) this.#runs.push(this.#merged(this.#runs.shift() ?? NONE, this.#runs.shift() ?? NONE));
      else this.#sorter.byName = this.#runs[0] ?? NONE;
    }
    return true;
  }

  #merged(a: Order, b: Order): Order {
    const both = new Uint32Array(a.length + b.length);
    let i = 0;
    let j = 0;
    for (let to = 0; to < both.length; to++) {
      const x = a[i] ?? 0;
      const y = b[j] ?? 0;
      if (j === b.length || (i < a.length && this.#sorter.compare(x, y) < 0)) {
        both[to] = x;
        i++;
      } else {
        both[to] = y;
        j++;
      }
    }
    return both;
  }
}
