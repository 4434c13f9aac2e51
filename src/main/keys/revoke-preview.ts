import type { KeyRecord } from '../../domain/key';
import { hasRow } from '../../domain/link';
import type { Profile } from '../../domain/profile';
import { ok, type Result } from '../../domain/result';
import type { RevokePreview } from '../../domain/views';
import { type Core, driverOf } from './core';
import { heldKind } from './secret-kind';

/** Why a key cannot be revoked from here, in a sentence; null where it can be tried. */
export function cannotRevoke(core: Core, profile: Profile, record: KeyRecord): string | null {
  const driver = driverOf(core, profile.kind);
  if (!driver.description.revoke || profile.server?.manages === false)
    return 'Keys of this server are revoked where they were made, not from here.';
  if (record.revokedAt !== null) return 'It was revoked already.';
  if (profile.manager.kind === 'none' && record.held === null)
    return `Nothing here may revoke it: sign in to ${profile.label}, or pick a key that manages it.`;
  const kind = heldKind(core, record);
  // No list shows such a key; what has a row is a key like any other, whatever it was called.
  if (kind?.memoryOnly && !hasRow(record))
    return `A ${kind.name} has no row that could be revoked: it ends with the session that it belongs to. Forget it here, or end that session where it was begun.`;
  return driver.cannotRevoke?.(profile, record.marks) ?? null;
}

/** The words that must be typed before so many keys are revoked at once, or one of another user; null where a click is enough. */
export const phraseFor = (count: number, ofOthers: boolean): string | null =>
  count > 1 ? `revoke ${count} keys` : count === 1 && ofOthers ? 'revoke 1 key' : null;

export const isOfAnother = (record: KeyRecord): boolean => record.listed?.value.owner != null;

/** What revoking would do, server by server, counted from what is known. Asks no server and no keychain. */
export function previewRevoke(core: Core, keyIds: readonly string[]): Result<RevokePreview> {
  const records = [...new Set(keyIds)].flatMap((id) => core.state.key(id) ?? []);
  const profiles = core.state.profiles.flatMap((profile) => {
    const own = records.filter((r) => r.profileId === profile.id);
    if (own.length === 0) return [];
    const cannot = new Map<string, string[]>();
    const able = own.filter((record) => {
      const why = cannotRevoke(core, profile, record);
      if (why !== null) cannot.set(why, [...(cannot.get(why) ?? []), record.id]);
      return why === null;
    });
    const managerKey = profile.manager.kind === 'key' ? profile.manager.keyId : null;
    return [
      {
        profileId: profile.id,
        label: profile.label,
        count: able.length,
        ofOthers: able.filter(isOfAnother).length,
        held: able.filter((r) => r.held !== null && r.held.lastSeen.value !== 'absent').length,
        places: able.reduce((n, r) => n + r.places.length, 0),
        managerKey: able.some((r) => r.id === managerKey),
        cannot: [...cannot].map(([why, ids]) => ({ why, keyIds: ids })),
      },
    ];
  });
  const rows = profiles.reduce((n, p) => n + p.count, 0);
  return ok({
    profiles,
    rows,
    phrase: phraseFor(
      rows,
      profiles.some((p) => p.ofOthers > 0),
    ),
  });
}
