import { fragmentOf, type KeyRecord } from '../../domain/key';
import type { PlaceOfUse } from '../../domain/place';
import type { Result } from '../../domain/result';
import type { PutDone } from '../exports/places';
import type { Core } from './core';
import { hashOf } from './secrets';

/**
 * Writes a secret into a file and records the place of use: first on our side, then in the file, so that a kill between the two loses no
 * knowledge of where a secret lies. Where the writing fails the record is taken back. A place at the same spot, of this key or another, is
 * displaced by it.
 */
export async function writePlace(
  core: Core,
  record: KeyRecord,
  spot: { readonly kind: string; readonly path: string; readonly locator: string; readonly secret: string },
  isSpot: (place: PlaceOfUse) => boolean,
  write: () => Promise<Result<PutDone>>,
): Promise<Result<PutDone>> {
  const id = core.newId();
  const { kind, path, locator, secret } = spot;
  const planned: PlaceOfUse = { id, kind, path, locator, hash: hashOf(secret), putAt: core.now(), lastCheck: null };
  const placesOf = (key: KeyRecord): readonly PlaceOfUse[] => (core.state.key(key.id) ?? key).places;
  const set = (places: readonly PlaceOfUse[]) => ({ ...(core.state.key(record.id) ?? record), places });
  await core.state.putKeys([set([...placesOf(record), planned])]);
  const done = await write();
  core.record({
    what: 'place.put',
    profileId: record.profileId,
    keyId: record.id,
    fragment: fragmentOf(record),
    outcome: done.ok ? 'done' : 'failed',
    ...(done.ok ? {} : { code: done.error.code }),
  });
  const others = placesOf(record).filter((p) => p.id !== id);
  if (!done.ok) {
    await core.state.putKeys([set(others)]);
    return done;
  }
  const displaced = core.state.keys.filter((k) => k.id !== record.id && k.places.some(isSpot));
  await core.state.putKeys([
    set([...others.filter((p) => !isSpot(p)), { ...done.value.place, id }]),
    ...displaced.map((k) => ({ ...k, places: k.places.filter((p) => !isSpot(p)) })),
  ]);
  return done;
}
