import { type ConfigFile, SECRET } from '../../domain/exports';
import { fragmentOf, type KeyRecord, nameOf } from '../../domain/key';
import type { PlaceOfUse } from '../../domain/place';
import { fail, ok, type Result } from '../../domain/result';
import type { ConfigChangePreview } from '../../domain/views';
import type { FileSecret, PlaceKind, PlaceKinds, PutRequest } from '../exports/places';
import { type Core, driverOf } from './core';
import { maskOf } from './exporting';
import { readSecret } from './holding';
import { keepLost, keepSecret, lostBy } from './keep-secret';
import { hostOf } from './known';
import { pathFor } from './placing';
import { noSuchKey, noSuchProfile } from './problems';
import { mayBeWritten } from './secret-kind';
import { hashOf } from './secrets';
import { writePlace } from './write-place';

/** A key into a file of the vendor's own programs, as the driver's export describes it. */
export interface ConfigRequest {
  readonly keyId: string;
  /** Id of the kind of place. */
  readonly kind: string;
  /** Empty: where programs look for it. */
  readonly path: string;
  /** Empty: the one that the export names. */
  readonly locator: string;
}

interface Target {
  readonly record: KeyRecord;
  readonly kind: PlaceKind;
  readonly put: PutRequest;
  /** Whom a secret that stands in the file is for, as far as can be told. */
  readonly host: string;
}

function targetOf(core: Core, kinds: PlaceKinds, home: string, request: ConfigRequest): Result<Target> {
  const record = core.state.key(request.keyId);
  if (!record) return noSuchKey();
  const profile = core.state.profile(record.profileId);
  if (!profile) return noSuchProfile();
  const mayBe = mayBeWritten(core, record);
  if (!mayBe.ok) return mayBe;
  const driver = driverOf(core, profile.kind);
  const file: ConfigFile | undefined = driver.exports(profile, record, { variable: '' }).files?.find((f) => f.kind === request.kind);
  if (!file)
    return fail('export.noConfig', `Keys of ${driver.description.name} servers are not put into a file of that kind. Nothing was written.`);
  const kind = kinds.of(file.kind);
  if (!kind.ok) return kind;
  const path = pathFor(core, request.path || kind.value.usualPath || file.path, home);
  if (!path.ok) return path;
  const locator = file.locatorLabel === null ? file.locator : request.locator.trim() || file.locator;
  const put = { path: path.value, locator, secret: SECRET, fields: file.fields };
  return ok({ record, kind: kind.value, put, host: hostOf(profile.address) ?? profile.label });
}

type Leaving = FileSecret & { readonly hash: string };

async function leavingBy({ kind, put }: Target): Promise<Result<readonly Leaving[]>> {
  const found = kind.secretsAt ? await kind.secretsAt(put.path, put.locator) : ok([]);
  return found.ok ? ok(found.value.map((s) => ({ ...s, hash: hashOf(s.secret) }))) : found;
}

/** The exact change that putting a key into a vendor's file would make. Secrets masked, nothing written, no keychain needed. */
export async function previewConfig(
  core: Core,
  kinds: PlaceKinds,
  home: string,
  request: ConfigRequest,
): Promise<Result<ConfigChangePreview>> {
  const target = targetOf(core, kinds, home, request);
  if (!target.ok) return target;
  const { record, kind, put } = target.value;
  const change = await kind.preview(put);
  if (!change.ok) return change;
  const leaving = await leavingBy(target.value);
  if (!leaving.ok) return leaving;
  const lost = lostBy(core, leaving.value, record.held?.hash ?? null);
  const { lines, path, makesFile, revision, warnings } = change.value;
  const side = (which: 'before' | 'after') =>
    lines.flatMap((l) => (l[which] === null ? [] : [`${l.number}: ${l[which].split(SECRET).join(maskOf(record))}`]));
  return ok({
    path,
    version: revision,
    exists: !makesFile,
    before: side('before'),
    after: side('after'),
    warnings: [...warnings],
    overwrites: { known: lost.known.map((k) => ({ keyId: k.id, name: nameOf(k) })), unheld: lost.unheld.length },
  });
}

/**
 * Writes the file as previewed and records it as a place of use. With `keep` every secret that it overwrites is proved to be in the keychain
 * first, or taken there; where that fails the file is not touched.
 */
export async function applyConfig(
  core: Core,
  kinds: PlaceKinds,
  home: string,
  request: ConfigRequest & { readonly version: string; readonly keep: boolean },
): Promise<Result<{ notes: string[] }>> {
  const target = targetOf(core, kinds, home, request);
  if (!target.ok) return target;
  const read = await readSecret(core, request.keyId, 'mayAsk');
  if (!read.ok) return read;
  const { record, secret } = read.value;
  const { kind } = target.value;
  const put = { ...target.value.put, secret, revision: request.version };
  const kept = request.keep ? await keepOverwritten(core, { ...target.value, put }, record) : ok([]);
  if (!kept.ok) {
    core.record({
      what: 'place.put',
      profileId: record.profileId,
      keyId: record.id,
      fragment: fragmentOf(record),
      outcome: 'failed',
      code: kept.error.code,
    });
    return kept;
  }
  const { path, locator } = put;
  const isSpot = (p: PlaceOfUse) => p.kind === kind.kind && p.path === path && p.locator === locator;
  const done = await writePlace(core, record, { kind: kind.kind, path, locator, secret }, isSpot, () => kind.put(put));
  if (!done.ok) return done;
  return ok({
    notes: [...kept.value.map((k) => `The secret that was overwritten is in the keychain, as “${nameOf(k)}”.`), ...done.value.notes],
  });
}

async function keepOverwritten(core: Core, target: Target, record: KeyRecord): Promise<Result<readonly KeyRecord[]>> {
  const leaving = await leavingBy(target);
  if (!leaving.ok) return leaving;
  // Asked after the file was read for them: what is kept is what the person saw, or nothing.
  const change = await target.kind.preview(target.put);
  if (!change.ok) return change;
  if (change.value.revision !== target.put.revision)
    return fail('file.changed', 'The file was changed after the preview was made. Nothing was written. Look at the new preview.', {
      do: 'retry',
    });
  return keepLost(core, leaving.value, record.held?.hash ?? null, ({ secret, what }) =>
    keepSecret(core, { secret, host: target.host, label: what }),
  );
}
