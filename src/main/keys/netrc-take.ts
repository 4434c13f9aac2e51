import type { KeyRecord } from '../../domain/key';
import { shownWord } from '../../domain/netrc';
import type { PlaceOfUse } from '../../domain/place';
import { fail, ok, type Result } from '../../domain/result';
import { type NetrcEntry, netrcEntries, netrcHealth, netrcSecret, USUAL_LOGIN } from '../exports/netrc';
import type { PlaceKinds } from '../exports/places';
import type { Core } from './core';
import { canBeKept, keepSecret } from './keep-secret';
import { heldWithHash, hostOf } from './known';
import { chosenFile, type Netrc } from './netrc-file';
import { hashOf } from './secrets';

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
    kind: 'netrc',
    path,
    locator: entry.locator,
    hash: entry.hash,
    putAt: core.now(),
    lastCheck: null,
  };
  const checked = { ...place, lastCheck: await (await netrc.kind()).check(place) };
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
  if (hashOf(secret.value) !== entry.hash || !canBeKept(secret.value))
    return fail(
      'netrc.cannotKeep',
      `The secret in line ${entry.line} has characters with which it cannot be kept unchanged. Keep it elsewhere by hand. Nothing was changed.`,
    );
  return keepSecret(core, { secret: secret.value, host: shownWord(entry.host), label: labelOf(entry) });
}

/** Before a key is taken out of a file: its secret goes into the keychain where it is not there. Kinds of place without {@link PlaceKind.secretsAt} have nothing to keep. */
export async function keepPlaced(core: Core, kinds: PlaceKinds, keyId: string, placeId: string): Promise<Result<null>> {
  const record = core.state.key(keyId);
  const place = record?.places.find((p) => p.id === placeId);
  if (!record || !place) return ok(null);
  const kept = place.kind === 'netrc' ? await keepLine(core, place) : await keepValue(core, kinds, record, place);
  return kept === null || kept.ok ? ok(null) : kept;
}

async function keepLine(core: Core, place: PlaceOfUse): Promise<Result<unknown> | null> {
  const entries = await netrcEntries(place.path);
  if (!entries.ok) return entries;
  const entry = entries.value.find((e) => e.hash === place.hash && e.locator === place.locator);
  return entry ? keepEntry(core, place.path, entry) : null;
}

async function keepValue(core: Core, kinds: PlaceKinds, record: KeyRecord, place: PlaceOfUse): Promise<Result<unknown> | null> {
  const kind = kinds.of(place.kind);
  const profile = core.state.profile(record.profileId);
  if (!kind.ok || !kind.value.secretsAt || !profile) return null;
  const secrets = await kind.value.secretsAt(place.path, place.locator);
  if (!secrets.ok) return secrets;
  const own = secrets.value.find((s) => hashOf(s.secret) === place.hash);
  return own ? keepSecret(core, { secret: own.secret, host: hostOf(profile.address) ?? profile.label, label: own.what }) : null;
}

const labelOf = ({ host, login }: NetrcEntry): string =>
  (login === USUAL_LOGIN || login === ''
    ? `${shownWord(host)}, from .netrc`
    : `${shownWord(login)} at ${shownWord(host)}, from .netrc`
  ).slice(0, 200);
