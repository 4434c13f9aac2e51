import { fragmentOf } from '../../domain/key';
import { choiceOf } from '../../domain/notices';
import { ok, type Result } from '../../domain/result';
import type { Core } from './core';
import { noSuchKey, noSuchProfile } from './problems';

export interface WarnChange {
  /** Lead times in milliseconds; null: those of the server entry. */
  readonly leads?: readonly number[] | null | undefined;
  readonly muted?: boolean | undefined;
  readonly mayDie?: boolean | undefined;
  /** From now, in milliseconds; null ends a snooze. */
  readonly snoozeMs?: number | null | undefined;
}

/** What the user decides about the warnings of some keys; what is left out stays as it is. */
export async function warnOfKeys(core: Core, keyIds: readonly string[], change: WarnChange): Promise<Result<null>> {
  const now = core.now();
  const records = keyIds.flatMap((id) => core.state.key(id) ?? []);
  if (records.length === 0) return noSuchKey();
  await core.state.putKeys(
    records.map((record) => {
      const before = choiceOf(record);
      const snoozedUntil = change.snoozeMs === undefined ? before.snoozedUntil : change.snoozeMs === null ? null : now + change.snoozeMs;
      return {
        ...record,
        warn: {
          leads: change.leads === undefined ? before.leads : change.leads,
          muted: change.muted ?? before.muted,
          mayDie: change.mayDie ?? before.mayDie,
          snoozedUntil,
        },
      };
    }),
  );
  for (const record of records)
    core.record({ what: 'key.warn', profileId: record.profileId, keyId: record.id, fragment: fragmentOf(record), outcome: 'done' });
  return ok(null);
}

/** What the user decides about the warnings of all keys of a server entry. */
export async function warnOfProfile(
  core: Core,
  profileId: string,
  warn: { readonly leads: readonly number[] | null; readonly muted: boolean },
): Promise<Result<null>> {
  if (!core.state.profile(profileId)) return noSuchProfile();
  await core.state.changeProfile(profileId, (p) => ({ ...p, warn }));
  core.record({ what: 'profile.warn', profileId, outcome: 'done' });
  return ok(null);
}
