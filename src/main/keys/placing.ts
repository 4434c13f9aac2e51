import { homedir } from 'node:os';
import { resolve, sep } from 'node:path';
import { SECRET } from '../../domain/exports';
import { fragmentOf, type KeyRecord } from '../../domain/key';
import type { PlaceOfUse } from '../../domain/place';
import { fail, ok, type Result } from '../../domain/result';
import type { FileChangePreview, PlaceRemovalPreview } from '../../domain/views';
import { MASK, type PlaceKinds, type PutRequest } from '../exports/places';
import { type Core, driverOf } from './core';
import { maskOf } from './exporting';
import { readSecret } from './holding';
import { noSuchKey, noSuchProfile } from './problems';
import { mayBeWritten } from './secret-kind';
import { writePlace } from './write-place';

export interface EnvFileRequest {
  readonly keyId: string;
  readonly path: string;
  readonly format: 'sh' | 'dotenv';
  readonly variable: string;
  readonly withAddress: boolean;
}

const kindOf = (format: EnvFileRequest['format']): string => (format === 'sh' ? 'envFile' : 'dotenvFile');

/** A path as a person types it in a shell: `~/` and `$HOME/` are their home. Refused where no secret belongs. */
export function pathFor(core: Core, typed: string, home: string): Result<string> {
  const path = typed.trim().replace(/^(~|\$HOME|\$\{HOME\})(?=[\\/])/, () => home);
  if (path === '') return fail('file.noPath', 'Name the file to write to.', { do: 'none' }, { field: 'path' });
  if (resolve(path).startsWith(`${resolve(core.state.run.dataFolder)}${sep}`))
    return fail(
      'file.ownFolder',
      "This is Tessera's own data folder, where no secret belongs. Choose another file.",
      { do: 'none' },
      { field: 'path' },
    );
  return ok(path);
}

/** What is to be written: the variable that has the secret, and beside it the address if wanted. */
function putFor(core: Core, request: EnvFileRequest, secret: string): Result<{ readonly put: PutRequest; readonly record: KeyRecord }> {
  const record = core.state.key(request.keyId);
  if (!record) return noSuchKey();
  const mayBe = mayBeWritten(core, record);
  if (!mayBe.ok) return mayBe;
  const profile = core.state.profile(record.profileId);
  if (!profile) return noSuchProfile();
  const path = pathFor(core, request.path, homedir());
  if (!path.ok) return path;
  const spec = driverOf(core, profile.kind).exports(profile, record, { variable: request.variable });
  const own = spec.variables.find((v) => v.value === 'secret');
  if (!own) return fail('export.none', 'Keys of this kind are not exported as a variable.');
  const fields: Record<string, string> = {};
  for (const v of spec.variables) if (v.value !== 'secret' && (v.needed === true || request.withAddress)) fields[v.name] = v.value.text;
  return ok({ put: { path: path.value, locator: own.name, secret, fields }, record });
}

/** The exact change that writing an env file would make; secrets masked, nothing written, no keychain needed. */
export async function previewFile(core: Core, kinds: PlaceKinds, request: EnvFileRequest): Promise<Result<FileChangePreview>> {
  const wanted = putFor(core, request, SECRET);
  if (!wanted.ok) return wanted;
  const kind = kinds.of(kindOf(request.format));
  if (!kind.ok) return kind;
  const change = await kind.value.preview(wanted.value.put);
  if (!change.ok) return change;
  const mask = maskOf(wanted.value.record);
  const lines = (side: 'before' | 'after') =>
    change.value.lines.flatMap((l) => (l[side] === null ? [] : [`${l.number}: ${l[side].split(SECRET).join(mask)}`]));
  const overwritten = change.value.overwrites;
  const known =
    typeof overwritten === 'string' && overwritten !== 'unknown' ? core.state.keys.find((k) => k.held?.hash === overwritten) : undefined;
  return ok({
    path: change.value.path,
    version: change.value.revision,
    exists: !change.value.makesFile,
    before: lines('before'),
    after: lines('after'),
    warnings: [
      ...change.value.warnings,
      ...(known ? [`The value that is replaced (${MASK}) is the key ${fragmentOf(known) ?? ''}, which is held in the keychain.`] : []),
    ],
  });
}

/** Writes the env file as previewed and records it as a place of use. */
export async function applyFile(
  core: Core,
  kinds: PlaceKinds,
  request: EnvFileRequest,
  version: string,
): Promise<Result<{ notes: string[] }>> {
  const read = await readSecret(core, request.keyId, 'mayAsk');
  if (!read.ok) return read;
  const wanted = putFor(core, request, read.value.secret);
  if (!wanted.ok) return wanted;
  const kind = kinds.of(kindOf(request.format));
  if (!kind.ok) return kind;
  const { put } = wanted.value;
  const isSpot = (p: PlaceOfUse) => p.kind === kind.value.kind && p.path === put.path && p.locator === put.locator;
  const done = await writePlace(core, read.value.record, { ...put, kind: kind.value.kind }, isSpot, () =>
    kind.value.put({ ...put, revision: version }),
  );
  if (!done.ok) return done;
  return ok({ notes: [...done.value.notes] });
}

/** Looks at a key's places of use, or at all keys' places. */
export async function checkPlaces(core: Core, kinds: PlaceKinds, keyId: string | null): Promise<Result<null>> {
  const keys = keyId === null ? core.state.keys.filter((k) => k.places.length > 0) : [core.state.key(keyId)];
  const checks = new Map<string, PlaceOfUse['lastCheck']>();
  for (const key of keys) {
    if (!key) return noSuchKey();
    const seen = await Promise.all(key.places.map((p) => kinds.check(p, core.now())));
    key.places.forEach((p, i) => {
      checks.set(p.id, seen[i] ?? p.lastCheck);
    });
  }
  // All at once, since each writing is one of the whole index; and of the records as they are by now.
  const changed = keys.flatMap((key) => {
    const now = key && core.state.key(key.id);
    return now?.places.some((p) => checks.has(p.id))
      ? [{ ...now, places: now.places.map((p) => ({ ...p, lastCheck: checks.get(p.id) ?? p.lastCheck })) }]
      : [];
  });
  if (changed.length > 0) await core.state.putKeys(changed);
  return ok(null);
}

/** Takes the rights of other users away from a file that holds a secret: another program may have written it anew for everybody to read. */
export async function tightenPlace(core: Core, kinds: PlaceKinds, keyId: string, placeId: string): Promise<Result<{ notes: string[] }>> {
  const record = core.state.key(keyId);
  const place = record?.places.find((p) => p.id === placeId);
  if (!record || !place) return noSuchKey();
  const kind = kinds.of(place.kind);
  if (!kind.ok) return kind;
  if (!kind.value.tighten) return fail('place.notTightened', 'The rights to such a file are not changed from here. Nothing was changed.');
  const done = await kind.value.tighten(place);
  core.record({
    what: 'place.tighten',
    profileId: record.profileId,
    keyId,
    fragment: fragmentOf(record),
    outcome: done.ok ? 'done' : 'failed',
    ...(done.ok ? {} : { code: done.error.code }),
  });
  await checkPlaces(core, kinds, keyId);
  return done.ok ? ok({ notes: [...done.value] }) : done;
}

/** The exact change that taking a secret out of a file would make; masked, nothing written. */
export async function previewRemoval(core: Core, kinds: PlaceKinds, keyId: string, placeId: string): Promise<Result<PlaceRemovalPreview>> {
  const record = core.state.key(keyId);
  const place = record?.places.find((p) => p.id === placeId);
  if (!record || !place) return noSuchKey();
  const kind = kinds.of(place.kind);
  if (!kind.ok) return kind;
  const gentle = await kind.value.previewRemove(place);
  const mustForce = !gentle.ok && gentle.error.field === 'force';
  const change = mustForce ? await kind.value.previewRemove(place, { force: true }) : gentle;
  if (!change.ok) return change;
  const { path, revision, lines, warnings } = change.value;
  // A revoked key is worth nothing any more.
  const isHeld = record.revokedAt !== null || (record.held !== null && record.held.lastSeen.value !== 'absent');
  const unheld = (place.kind === 'netrc' || kind.value.secretsAt !== undefined) && lines.length > 0 && !isHeld;
  const side = (which: 'before' | 'after') =>
    lines.flatMap((l) => (l[which] === null ? [] : [`${l.number}: ${l[which].split(SECRET).join(maskOf(record))}`]));
  return ok({
    path,
    version: revision,
    exists: true,
    before: side('before'),
    after: side('after'),
    warnings: [...warnings],
    mustForce,
    unheld,
  });
}

/** Takes a secret out of a file again, where it still is the one that was put there. */
export async function removePlace(core: Core, kinds: PlaceKinds, keyId: string, placeId: string, force = false): Promise<Result<null>> {
  const record = core.state.key(keyId);
  const place = record?.places.find((p) => p.id === placeId);
  if (!record || !place) return noSuchKey();
  const kind = kinds.of(place.kind);
  if (!kind.ok) return kind;
  const done = await kind.value.remove(place, undefined, { force });
  core.record({
    what: 'place.remove',
    profileId: record.profileId,
    keyId,
    fragment: fragmentOf(record),
    outcome: done.ok ? 'done' : 'failed',
    ...(done.ok ? {} : { code: done.error.code }),
  });
  if (!done.ok) return done;
  const current = core.state.key(keyId);
  if (!current) return ok(null);
  const places = current.places.filter((p) => p.id !== placeId);
  const nowhere = places.length === 0 && current.held === null && current.presence.value !== 'listed';
  await (nowhere ? core.state.putKeys([], [keyId]) : core.state.putKeys([{ ...current, places }]));
  return ok(null);
}
