import type { KeyView, ProfileView } from '../../src/domain/views';
import { type Row, rowKeeper } from '../../src/renderer/lib/rows';

/** The table's rows of these keys, made once. */
export const makeRows = (keys: readonly KeyView[], profiles: readonly ProfileView[], now: number): readonly Row[] =>
  rowKeeper()(keys, profiles, now).rows;
