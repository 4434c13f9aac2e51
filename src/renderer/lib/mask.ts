import type { Row } from './rows';
import type { Order } from './sort';

/** For each row of a list 1 where it is let through, else 0. */
export type Mask = Uint8Array;

/** Rows and the order in which they stand. */
export interface OrderedRows {
  readonly rows: readonly Row[];
  readonly order: Order;
  readonly sorted: readonly Row[];
}

export const maskOf = (rows: readonly Row[], test: (row: Row) => boolean): Mask => {
  const mask = new Uint8Array(rows.length);
  rows.forEach((row, i) => {
    if (test(row)) mask[i] = 1;
  });
  return mask;
};

/** The rows that are let through, in their order. */
export function pick({ order, sorted }: OrderedRows, mask: Mask): readonly Row[] {
  const picked: Row[] = [];
  for (let i = 0; i < order.length; i++) {
    const row = sorted[i];
    if (mask[order[i] ?? 0] === 1 && row !== undefined) picked.push(row);
  }
  return picked;
}
