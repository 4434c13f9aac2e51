import { SECRET } from '../../domain/exports';
import { fragmentOf, type KeyRecord, nameOf } from '../../domain/key';
import type { PlaceOfUse } from '../../domain/place';
import { fail, ok, type Result } from '../../domain/result';
import type { NetrcPreview } from '../../domain/views';
import { locatorOf, spotOf, USUAL_LOGIN } from '../exports/netrc';
import type { PutRequest } from '../exports/places';
import { type Core, driverOf } from './core';
import { maskOf } from './exporting';
import { readSecret } from './holding';
import { keepLost, lostBy } from './keep-secret';
import { hostOf } from './known';
import { chosenFile, countFindings, type Netrc, noHost, sideOf } from './netrc-file';
import { keepEntry } from './netrc-take';
import { noSuchKey, noSuchProfile } from './problems';
import { mayBeWritten } from './secret-kind';
import { writePlace } from './write-place';

export interface NetrcRequest {
  readonly keyId: string;
  /** Empty: the usual one, `apikey`. */
  readonly login: string;
  /** An entry of the host with another login is written over. */
  readonly replace: boolean;
}

interface Target {
  readonly record: KeyRecord;
  readonly host: string;
  readonly locator: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Which line a key would have. Refused in words where its server takes no key from netrc, or names no host. */
function targetOf(core: Core, { keyId, login, replace }: NetrcRequest): Result<Target> {
  const record = core.state.key(keyId);
  if (!record) return noSuchKey();
  const mayBe = mayBeWritten(core, record);
  if (!mayBe.ok) return mayBe;
  const profile = core.state.profile(record.profileId);
  if (!profile) return noSuchProfile();
  const { description } = driverOf(core, profile.kind);
  if (!description.exports.netrc)
    return fail('netrc.notTaken', `${description.name} servers take no key from a netrc file, so none was written.`);
  const host = hostOf(profile.address);
  if (host === null) return noHost(profile.label);
  const locator = locatorOf({ host, login: login.trim() || USUAL_LOGIN });
  return ok({ record, host, locator, fields: replace ? { replace: 'yes' } : {} });
}

/** The exact change that "Put in .netrc" would make, and what programs will read then. Secrets masked, nothing written, no keychain needed. */
export async function previewNetrc(core: Core, netrc: Netrc, request: NetrcRequest): Promise<Result<NetrcPreview>> {
  const target = targetOf(core, request);
  if (!target.ok) return target;
  const { record, locator, fields } = target.value;
  const choice = await chosenFile(netrc);
  const change = await (await netrc.kind()).preview({ path: choice.path, locator, secret: SECRET, fields });
  if (!change.ok) return change;
  const lost = lostBy(core, change.value.leaving, record.held?.hash ?? null);
  const { lines, path, makesFile, readers, remarks, revision, warnings } = change.value;
  // What a reader sees has its own list.
  const ofReaders = new Set(remarks.filter((r) => r.code === 'not-read-by').map((r) => r.sentence));
  const mask = maskOf(record);
  return ok({
    path,
    version: revision,
    exists: !makesFile,
    before: sideOf(lines, 'before', SECRET, mask),
    after: sideOf(lines, 'after', SECRET, mask),
    warnings: [...choice.warnings, ...warnings.filter((w) => !ofReaders.has(w))],
    readers: readers.map(({ title, sees, sentence }) => ({ title, sees, sentence })),
    overwrites: {
      known: lost.known.map((k) => ({ keyId: k.id, name: nameOf(k) })),
      unheld: lost.unheld.length,
    },
  });
}

/**
 * Writes the line as previewed and records it as a place of use. With `keep` every secret that it overwrites is proved to be in the keychain
 * first, or taken there; where that fails the file is not touched.
 */
export async function applyNetrc(
  core: Core,
  netrc: Netrc,
  request: NetrcRequest & { readonly keep: boolean; readonly version: string },
): Promise<Result<{ notes: string[] }>> {
  const target = targetOf(core, request);
  if (!target.ok) return target;
  const { host, locator, fields } = target.value;
  const read = await readSecret(core, request.keyId, 'mayAsk');
  if (!read.ok) return read;
  const { record, secret } = read.value;
  const { path } = await chosenFile(netrc);
  const put = { path, locator, secret, fields, revision: request.version };
  const kept = request.keep ? await keepOverwritten(core, netrc, put, host, record) : ok([]);
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
  // Every line of this host then holds this key, whatever login or key it had.
  const isSpot = (p: PlaceOfUse) => p.kind === 'netrc' && p.path === path && spotOf(p.locator).host === host;
  const done = await writePlace(core, read.value.record, { kind: 'netrc', path, locator, secret }, isSpot, async () =>
    (await netrc.kind()).put(put),
  );
  if (!done.ok) return done;
  await countFindings(core, netrc);
  return ok({
    notes: [...kept.value.map((k) => `The secret that was overwritten is in the keychain, as “${nameOf(k)}”.`), ...done.value.notes],
  });
}

async function keepOverwritten(
  core: Core,
  netrc: Netrc,
  put: PutRequest,
  host: string,
  record: KeyRecord,
): Promise<Result<readonly KeyRecord[]>> {
  const change = await (await netrc.kind()).preview(put);
  if (!change.ok) return change;
  if (change.value.revision !== put.revision)
    return fail('file.changed', 'The file was changed after the preview was made. Nothing was written. Look at the new preview.', {
      do: 'retry',
    });
  return keepLost(core, change.value.leaving, record.held?.hash ?? null, (l) => keepEntry(core, put.path, { ...l, host, locator: host }));
}
