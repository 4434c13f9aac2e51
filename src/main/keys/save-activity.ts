import { activityText, isOwnActivityText } from '../../domain/activity';
import { ok, type Result } from '../../domain/result';
import type { TableFormat } from '../../domain/table-text';
import type { Activity } from '../storage/activity';
import type { Core } from './core';
import { saveText } from './save-text';

/** Writes the whole log, the newest line first, to a file that the person named. */
export async function saveActivity(
  core: Core,
  activity: Activity,
  path: string,
  format: TableFormat,
): Promise<Result<{ path: string; entries: number }>> {
  const { entries } = await activity.read('', 0, Number.MAX_SAFE_INTEGER);
  const saved = await saveText(core, path, activityText(format, entries), isOwnActivityText);
  core.record({ what: 'activity.export', outcome: saved.ok ? 'done' : 'failed', ...(saved.ok ? {} : { code: saved.error.code }) });
  return saved.ok ? ok({ path: saved.value, entries: entries.length }) : saved;
}
