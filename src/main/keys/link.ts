import { newRecord } from '../../domain/join';
import { fragmentOf, type KeyRecord, type ListedKey } from '../../domain/key';
import { hasRow, linkedRecord, linkObstacle, splitRecord } from '../../domain/link';
import { compareMarks, type Mark } from '../../domain/mark';
import { fail, ok, type Result } from '../../domain/result';
import { toldOver } from '../../domain/told';
import type { Checked } from '../servers/driver';
import type { Core } from './core';
import { noSuchKey } from './problems';
import { refreshInTurn } from './refresh';
import { heldKind } from './secret-kind';

const OBSTACLES: Readonly<Record<NonNullable<ReturnType<typeof linkObstacle>>, string>> = {
  otherServer: 'A secret and a listed key can be linked only where both belong to the same server entry. Nothing was changed.',
  notHeld: 'The secret of this key is not held here, so there is nothing to link. Nothing was changed.',
  hasRow: 'It is known already which listed key this secret belongs to. Take that link back first. Nothing was changed.',
  rowHeld: 'The secret of that listed key is held here already. Nothing was changed.',
  rowNotListed: 'The server does not list that key now. Refresh and look again. Nothing was changed.',
  different: 'These are two keys: what is known of the secret and of the listed key differs. Nothing was changed.',
};

/** The user says that a held secret without a row and a listed row without a secret are one key. What a deletion proves may disprove it. */
export function linkKeys(core: Core, keyId: string, rowKeyId: string): Promise<Result<null>> {
  const known = core.state.key(keyId);
  if (!known) return Promise.resolve(noSuchKey());
  return core.turn(known.profileId, async (): Promise<Result<null>> => {
    const held = core.state.key(keyId);
    const row = core.state.key(rowKeyId);
    if (!held || !row) return noSuchKey();
    const obstacle = linkObstacle(held, row);
    if (obstacle !== null)
      return fail(`key.link.${obstacle}`, OBSTACLES[obstacle], { do: obstacle === 'rowNotListed' ? 'refresh' : 'none' });
    const owner = row.listed?.value.owner;
    if (owner && owner.id !== ownerOf(core, held))
      return fail('key.link.otherOwner', `That listed key is ${owner.label}’s; the secret held here is not. Nothing was changed.`);
    await core.state.putKeys([linkedRecord(held, row, { by: 'hand', at: core.now() })], [row.id]);
    core.record({ what: 'key.link', profileId: held.profileId, keyId, fragment: fragmentOf(held), outcome: 'done' });
    return ok(null);
  });
}

/** Whose key a held secret is, as the server said when it was shown, else the account's. */
function ownerOf(core: Core, record: KeyRecord): string | null {
  const check = record.check?.value;
  const seen = check?.kind === 'live' ? check.principal : null;
  return (seen ?? core.state.profile(record.profileId)?.principal)?.id ?? null;
}

/** Takes a link back: the secret stays held, its row becomes a key of its own with the listing that follows. */
export function unlinkKey(core: Core, keyId: string): Promise<Result<null>> {
  const known = core.state.key(keyId);
  if (!known) return Promise.resolve(noSuchKey());
  return core.turn(known.profileId, async (): Promise<Result<null>> => {
    const record = core.state.key(keyId);
    if (!record) return noSuchKey();
    if (!record.linked)
      return fail('key.notLinked', 'This key and its row belong together by proof, not by a link, so there is none to take back.');
    await core.state.putKeys([splitRecord(record, core.now())]);
    core.record({ what: 'key.unlink', profileId: record.profileId, keyId, fragment: fragmentOf(record), outcome: 'done' });
    // Without a listing now the row comes back with the next one.
    await refreshInTurn(core, record.profileId, 'never');
    return ok(null);
  });
}

/** What a row has of its own: that the hash of the secret stands beside it is the check's word, which is in question here. */
export const rowMarksOf = (told: ListedKey): readonly Mark[] => told.marks.filter((m) => m.kind !== 'hash');

/**
 * What a check told about a row, joined to the record of the secret that was shown. Found by use: the row's own record, if there is one,
 * becomes part of this one; a row whose secret is held is another key, and nothing is joined. Answers the record, and the one that it took in.
 */
export function withToldRow(
  core: Core,
  record: KeyRecord,
  checked: Checked,
  at: number,
): { readonly record: KeyRecord; readonly gone: readonly string[] } {
  const told = checked.listed;
  // A kind that no server lists has no row: what moved was somebody's use of another key.
  if (!told || (checked.by === 'use' && heldKind(core, record)?.memoryOnly)) return { record, gone: [] };
  // The clock's difference is not told by a check; the one seen last still holds.
  const listed = { ...record.listed, value: told, source: 'ownCheck', asOf: at } as const;
  if (checked.by !== 'use')
    return { record: { ...record, listed: { ...listed, value: toldOver(record.listed?.value ?? null, told) } }, gone: [] };
  const marks = rowMarksOf(told);
  const isIt = (other: KeyRecord) => compareMarks(other.marks, marks) === 'same';
  const presence = { value: 'listed', source: 'ownCheck', asOf: at } as const;
  if (isIt(record)) {
    const linked = record.linked?.by === 'hand' ? { linked: { by: 'use', at } as const } : {};
    return { record: { ...record, listed, presence, ...linked }, gone: [] };
  }
  // By proof: the server gave the row's id when it made the key.
  if (hasRow(record) && !record.linked) return { record, gone: [] };
  const alone = record.linked ? splitRecord(record, at) : record;
  const row = core.state.keysOf(record.profileId).find((k) => k.id !== record.id && isIt(k));
  if (row?.held || compareMarks(alone.marks, marks) === 'different') return { record, gone: [] };
  const half: KeyRecord = {
    ...(row ?? { ...newRecord('', record.profileId, at), marks }),
    listed: { value: told, source: 'ownCheck', asOf: at },
    presence,
  };
  return { record: linkedRecord(alone, half, { by: 'use', at }), gone: row ? [row.id] : [] };
}
