import type { DriverDescription } from '../../../domain/driver';
import type { MenuItem } from '../../components/Menu';
import type { Row } from '../../lib/rows';
import { count } from '../../lib/text';
import { copyTable, keyActions, revokeKeys, saveCalendar } from '../key-actions';

/** What can be done with a row, or with all that are marked. */
export function rowMenu(row: Row, marked: readonly string[], drivers: ReadonlyMap<string, DriverDescription>): readonly MenuItem[] {
  const many = marked.length > 1;
  const ids = many ? marked : [row.key.id];
  const copies: readonly MenuItem[] = [
    'line',
    { label: 'Copy as CSV', run: () => void copyTable(ids, 'csv') },
    { label: 'Copy as JSON', run: () => void copyTable(ids, 'json') },
    ...(many ? [{ label: 'Save ends as a calendar…', run: () => saveCalendar(ids) }] : []),
  ];
  if (many) return [{ label: `Revoke ${count(ids.length, 'key')}…`, danger: true, run: () => revokeKeys(ids) }, ...copies];
  return [
    ...keyActions(row.key, row.profile, drivers.get(row.profile?.kind ?? '') ?? null).map((a) => ({
      label: a.label,
      danger: a.danger,
      run: () => void a.run(),
    })),
    ...copies,
  ];
}
