import type { DriverDescription, SecretKind } from '../../domain/driver';
import { compareMarks } from '../../domain/mark';
import type { KeyView, ProfileView } from '../../domain/views';
import { isHeld } from './key-view';

/** The sort of secret that is held, where it was recognised or said. */
export const kindOfSecret = (key: KeyView, driver: DriverDescription | null): SecretKind | null =>
  driver?.secretKinds.find((k) => k.id === key.held?.secretKind) ?? null;

/** True where a held secret's row in the list is not known, though the server lists keys of its sort. */
const lacksRow = (key: KeyView, driver: DriverDescription | null): boolean =>
  driver?.lists === true &&
  isHeld(key) &&
  key.revokedAt === null &&
  key.presence.value !== 'listed' &&
  !key.marks.some((m) => m.kind === 'serverId') &&
  kindOfSecret(key, driver)?.memoryOnly !== true;

/** Whether a listed key could be the one whose secret is held: nobody's secret here, of the same account, and nothing that speaks against it. */
function mayBe(held: KeyView, row: KeyView, profile: ProfileView): boolean {
  const owner = row.listed?.value.owner;
  return (
    row.profileId === held.profileId &&
    row.held === null &&
    row.listed !== null &&
    row.presence.value === 'listed' &&
    !row.listed.value.session &&
    (!owner || owner.id === profile.principal?.id) &&
    compareMarks(held.marks, row.marks) !== 'different'
  );
}

/** Listed keys that a held one without a row may be, the latest use first; none where its row is known. */
export function linkCandidates(
  key: KeyView,
  keys: readonly KeyView[],
  profile: ProfileView | null,
  driver: DriverDescription | null,
): readonly KeyView[] {
  if (profile === null || !lacksRow(key, driver)) return [];
  const used = (k: KeyView) => {
    const at = k.listed?.value.lastUsed;
    return typeof at === 'number' ? at : Number.NEGATIVE_INFINITY;
  };
  return keys.filter((row) => mayBe(key, row, profile)).sort((a, b) => used(b) - used(a));
}

export const canLink = (key: KeyView, keys: readonly KeyView[], profile: ProfileView | null, driver: DriverDescription | null): boolean =>
  profile !== null && lacksRow(key, driver) && keys.some((row) => mayBe(key, row, profile));
