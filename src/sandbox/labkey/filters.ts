import type { Table, TableRow, Value } from './tables';

type Test = (value: Value, operand: string) => boolean;

const text = (value: Value): string => (value === null ? '' : String(value));
const day = (value: Value): string => text(value).slice(0, 10);

/** Numbers as numbers, times in full and words as text. A time of the listing compares as text. */
function compare(value: Value, operand: string): number {
  if (typeof value === 'number') return value - Number(operand);
  const [left, right] = [text(value), operand];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The filters that clients use most, by their names in addresses. An empty cell fits no comparison. */
const TESTS: Readonly<Record<string, Test>> = {
  eq: (v, o) => v !== null && compare(v, o) === 0,
  neq: (v, o) => v === null || compare(v, o) !== 0,
  neqornull: (v, o) => v === null || compare(v, o) !== 0,
  gt: (v, o) => v !== null && compare(v, o) > 0,
  gte: (v, o) => v !== null && compare(v, o) >= 0,
  lt: (v, o) => v !== null && compare(v, o) < 0,
  lte: (v, o) => v !== null && compare(v, o) <= 0,
  dateeq: (v, o) => v !== null && day(v) === day(o),
  dateneq: (v, o) => v === null || day(v) !== day(o),
  dategt: (v, o) => v !== null && day(v) > day(o),
  dategte: (v, o) => v !== null && day(v) >= day(o),
  datelt: (v, o) => v !== null && day(v) < day(o),
  datelte: (v, o) => v !== null && day(v) <= day(o),
  isblank: (v) => v === null || v === '',
  isnonblank: (v) => v !== null && v !== '',
  in: (v, o) => o.split(';').includes(text(v)),
  notin: (v, o) => !o.split(';').includes(text(v)),
  contains: (v, o) => text(v).toLowerCase().includes(o.toLowerCase()),
  doesnotcontain: (v, o) => !text(v).toLowerCase().includes(o.toLowerCase()),
  startswith: (v, o) => text(v).toLowerCase().startsWith(o.toLowerCase()),
  doesnotstartwith: (v, o) => !text(v).toLowerCase().startsWith(o.toLowerCase()),
};

/** Rows that pass every `query.Column~op=value`. A filter on an unknown column, or of an unknown kind, is passed over. */
export function filtered(table: Table, query: Iterable<readonly [string, string]>): readonly TableRow[] {
  let rows = table.rows;
  for (const [name, operand] of query) {
    const match = /^query\.([^~]+)~(\w+)$/.exec(name);
    const column = match && table.columns.find((c) => c.name.toLowerCase() === match[1]?.toLowerCase());
    const test = match && TESTS[match[2]?.toLowerCase() ?? ''];
    if (column && test) rows = rows.filter((row) => test(row.values.get(column.name) ?? null, operand));
  }
  return rows;
}

export interface Sort {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}

/** Reads `-RowId,Created`. Unknown columns are passed over. */
export function sortsOf(table: Table, sort: string | undefined): readonly Sort[] {
  return (sort ?? '').split(',').flatMap((part) => {
    const name = part.trim().replace(/^[+-]/, '');
    const column = table.columns.find((c) => c.name.toLowerCase() === name.toLowerCase());
    return column ? [{ field: column.name, direction: part.trim().startsWith('-') ? ('DESC' as const) : ('ASC' as const) }] : [];
  });
}

/** Sorted as PostgreSQL does: empty cells last, and first when descending. */
export function sorted(rows: readonly TableRow[], sorts: readonly Sort[]): readonly TableRow[] {
  return [...rows].sort((a, b) => {
    for (const { field, direction } of sorts) {
      const [left, right] = [a.values.get(field) ?? null, b.values.get(field) ?? null];
      const order = left === right ? 0 : left === null ? 1 : right === null ? -1 : compare(left, String(right));
      if (order !== 0) return direction === 'DESC' ? -order : order;
    }
    return 0;
  });
}
