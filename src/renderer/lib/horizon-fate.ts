import { type Fate, fateAt } from '../../domain/alive-until';
import type { Instant } from '../../domain/time';
import type { Row } from './rows';

/**
 * What becomes of rows until a moment. A row is asked about once: it says the same as long as it is the same object, and is made anew when
 * its end has come.
 */
export function fatesAt(moment: Instant): (row: Row) => Fate {
  const known = new WeakMap<Row, Fate>();
  return (row) => {
    let fate = known.get(row);
    if (fate === undefined) {
      fate = fateAt(row.key, moment, row.madeAt);
      known.set(row, fate);
    }
    return fate;
  };
}
