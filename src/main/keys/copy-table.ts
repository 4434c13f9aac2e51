import { ok, type Result } from '../../domain/result';
import { type TableFormat, tableRecord, tableText } from '../../domain/table-text';
import type { Core } from './core';
import type { Copier } from './exporting';
import { noSuchKey } from './problems';

/** Puts what the table knows of some keys on the clipboard, in the order given. Nothing of it is secret, so it stays there. */
export async function copyTable(
  core: Core,
  copier: Copier,
  keyIds: readonly string[],
  format: TableFormat,
): Promise<Result<{ rows: number }>> {
  const records = keyIds.flatMap((id) => {
    const key = core.state.key(id);
    return key ? [tableRecord(key, core.state.profile(key.profileId) ?? null, core.now())] : [];
  });
  if (records.length === 0) return noSuchKey();
  const copied = await copier.copy(tableText(format, records), `${records.length} rows of the table`, false);
  return copied.ok ? ok({ rows: records.length }) : copied;
}
