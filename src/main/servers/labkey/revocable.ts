import type { Mark } from '../../../domain/mark';
import type { Profile } from '../../../domain/profile';
import { has } from './releases';

export const NOT_BY_USERS =
  'This server does not let its users revoke their keys, which LabKey can since 24.2. Ask an administrator to delete it in the APIKeys query.';

const ROW_UNKNOWN =
  'Which row of the server’s list this key is, is not known. Verify it, or link it to its row by hand, and revoke it then.';

/** The id of a key's row in the server's list; null where it is not known. */
export function rowIdIn(marks: readonly Mark[]): string | null {
  const id = marks.find((m) => m.kind === 'serverId')?.value ?? '';
  return /^[1-9]\d{0,14}$/.test(id) ? id : null;
}

/** Why a key cannot be revoked that is known by its secret alone: no address of LabKey's takes a key for revoking it. */
export function cannotRevoke(profile: Profile, marks: readonly Mark[]): string | null {
  if (rowIdIn(marks) !== null) return null;
  return has(profile.server?.version, 'ownKeys') === 'no' ? NOT_BY_USERS : ROW_UNKNOWN;
}
