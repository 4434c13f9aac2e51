import type { DriverDescription, FieldValues, SecretKind } from '../../domain/driver';
import type { KeyRecord } from '../../domain/key';
import { fail, ok, type Result } from '../../domain/result';
import type { Core } from './core';

/**
 * The sort of a secret: as the user said in `fields.secretKind`, where the driver knows that word; else as it was recognised. What shows by itself
 * that it is kept nowhere is not kept on anybody's word.
 */
export function chosenKind(description: DriverDescription, fields: FieldValues, recognised: string | null): SecretKind | null {
  const named = (id: string | null | undefined) => description.secretKinds.find((k) => k.id === id);
  const seen = named(recognised);
  return (seen?.memoryOnly ? seen : named(fields.secretKind)) ?? seen ?? null;
}

/** The sort of a held secret; null where it is not held or not known. */
export function heldKind(core: Core, record: KeyRecord): SecretKind | null {
  const profile = core.state.profile(record.profileId);
  const kinds = (profile && core.drivers.get(profile.kind)?.description.secretKinds) ?? [];
  return kinds.find((k) => k.id === record.held?.secretKind) ?? null;
}

/** Refuses what is kept in memory only where a file is to be written. */
export function mayBeWritten(core: Core, record: KeyRecord): Result<null> {
  const kind = heldKind(core, record);
  return kind?.memoryOnly
    ? fail(
        'key.memoryOnly',
        `A ${kind.name} ends with the session that it belongs to, so it is never written to a file. Nothing was written; make a key for that, or copy this one for the moment.`,
      )
    : ok(null);
}
