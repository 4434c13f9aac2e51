import { useDeferredValue } from 'react';
import type { Row } from './rows';

/** From so many rows on a pass over all of them can be felt. */
const MANY = 5_000;
const NONE: readonly Row[] = [];

/**
 * Rows for what stands beside the table (a count, a picture): of many a moment later than the table itself, which neither its first drawing
 * nor a keystroke waits for.
 */
export const useLaterRows = (rows: readonly Row[]): readonly Row[] => useDeferredValue(rows, rows.length > MANY ? NONE : rows);
