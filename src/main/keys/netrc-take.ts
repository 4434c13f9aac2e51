import type { KeyRecord } from '../../domain/key';
import type { PlaceOfUse } from '../../domain/place';
import { fail, ok, type Result } from '../../domain/result';
import { type NetrcEntry, netrcEntries, netrcHealth, netrcSecret, USUAL_LOGIN } from '../exports/netrc';
import { addProfile } from '../profiles/add';
import { type Core, driverOf } from './core';
import { eraseItem, recordFor, withSecret } from './holding';
import { chosenFile, heldWithHash, hostOf, knownByHash, type Netrc } from './netrc-file';
import { diskRefused, keychainProblem, noSuchProfile } from './problems';
import { hashOf } from './secrets';

/** Where keys found in the file go until the kind of their server is known. */
const KIND = 'other';

export interface TakeRequest {
  readonly host: string;
  readonly login: string;
  readonly line: number;
  readonly version: string;
}

/** Takes the key of an entry into the keychain; its line becomes a place of use. The file is not touched, and no server is asked. */
export async function takeEntry(core: Core, netrc: Netrc, request: TakeRequest): Promise<Result<{ keyId: string }>> {
  const { path } = await chosenFile(netrc);
  const health = await netrcHealth(path);
  if (!health.ok) return health;
  const entries = await netrcEntries(path);
  if (!entries.ok) return entries;
  const entry = entries.value.find((e) => e.host === request.host && e.login === request.login && e.line === request.line);
  if (!entry || health.value.revision !== request.version)
    return fail('file.changed', 'The file was changed since it was shown. Nothing was taken over. Look at it again.', { do: 'retry' });
  const kept = await keepEntry(core, path, entry);
  core.record({
    what: 'netrc.take',
    ...(kept.ok ? { keyId: kept.value.id, profileId: kept.value.profileId } : { code: kept.error.code }),
    outcome: kept.ok ? 'done' : 'failed',
  });
  if (!kept.ok) return kept;
  const place: PlaceOfUse = {
    id: core.newId(),
    kind: netrc.kind.kind,
    path,
    locator: entry.locator,
    hash: entry.hash,
    putAt: core.now(),
    lastCheck: null,
  };
  const checked = { ...place, lastCheck: await netrc.kind.check(place) };
  await core.state.changeKey(kept.value.id, (now) => ({
    ...now,
    places: [...now.places.filter((p) => p.kind !== place.kind || p.path !== path || p.locator !== place.locator), checked],
  }));
  return ok({ keyId: kept.value.id });
}

/** Sees to it that the secret of an entry is in the keychain, exactly as it stands in the file. Answers the key that has it. */
export async function keepEntry(core: Core, path: string, entry: NetrcEntry): Promise<Result<KeyRecord>> {
  const held = heldWithHash(core, entry.hash);
  if (held) return ok(held);
  const secret = await netrcSecret(path, entry.locator, entry.hash);
  if (!secret.ok) return secret;
  // A value that is no UTF-8, or has blanks at its ends, would come back from the keychain or a form as another one.
  if (hashOf(secret.value) !== entry.hash || secret.value.trim() !== secret.value || /[\r\n\0]/.test(secret.value) || secret.value === '')
    return fail(
      'netrc.cannotKeep',
      `The secret in line ${entry.line} has characters with which it cannot be kept unchanged. Keep it elsewhere by hand. Nothing was changed.`,
    );
  const known = knownByHash(core, entry.hash);
  const profileId = known ? ok({ profileId: known.profileId }) : await profileFor(core, entry.host.toLowerCase());
  if (!profileId.ok) return profileId;
  return core.turn(profileId.value.profileId, () => keepInTurn(core, profileId.value.profileId, entry, secret.value));
}

/** Before a key's line is taken out: its secret goes into the keychain where it is not there. Other kinds of place have nothing to keep. */
export async function keepPlaced(core: Core, keyId: string, placeId: string): Promise<Result<null>> {
  const place = core.state.key(keyId)?.places.find((p) => p.id === placeId);
  if (place?.kind !== 'netrc') return ok(null);
  const entries = await netrcEntries(place.path);
  if (!entries.ok) return entries;
  const entry = entries.value.find((e) => e.hash === place.hash && e.locator === place.locator);
  const kept = entry ? await keepEntry(core, place.path, entry) : ok(null);
  return kept.ok ? ok(null) : kept;
}

async function keepInTurn(core: Core, profileId: string, entry: NetrcEntry, secret: string): Promise<Result<KeyRecord>> {
  const profile = core.state.profile(profileId);
  if (!profile) return noSuchProfile();
  const account = core.newId();
  const backend = core.secrets.backend;
  if (!(await core.state.addPending({ account, profileId, at: core.now(), backend }))) return diskRefused();
  const written = await core.secrets.write(account, secret, 'mayAsk', backend);
  if (written.kind !== 'stored') {
    await core.state.dropPending(account);
    return keychainProblem(written);
  }
  const { marks } = driverOf(core, profile.kind).recognise(secret);
  const base = recordFor(core, profileId, secret, marks);
  const local = { ...base.local, label: base.local.label || labelOf(entry) };
  const record = withSecret(core, { ...base, local }, secret, { account, backend }, 'pasted', marks);
  await core.state.putKeys([record]);
  await core.state.dropPending(account);
  if (base.held) await eraseItem(core, base.held.account, base.held.backend, 'mayAsk');
  core.record({ what: 'key.hold', profileId, keyId: record.id, outcome: 'done' });
  return ok(record);
}

const labelOf = ({ host, login }: NetrcEntry): string =>
  (login === USUAL_LOGIN || login === '' ? `${host}, from .netrc` : `${login} at ${host}, from .netrc`).slice(0, 200);

/** The entry of kind Other for a host, made where there is none. */
async function profileFor(core: Core, host: string): Promise<Result<{ profileId: string }>> {
  const label = host.slice(0, 200);
  const found = core.state.profiles.find((p) => p.kind === KIND && (hostOf(p.address) === host || (p.address === '' && p.label === label)));
  if (found) return ok({ profileId: found.id });
  const written = host.includes(':') ? `[${host}]` : host;
  // What no address can hold still has a name.
  const address = hostOf(written) === host ? written : '';
  return addProfile(core, { kind: KIND, address, label, note: '', caFile: null, plainHttpAccepted: false });
}
