import type { Diagnosis, DiagnosisFacts, NetrcReading } from '../../domain/diagnosis';
import { type CheckOutcome, expiryOf, fragmentOf, type KeyRecord, nameOf } from '../../domain/key';
import { keyState } from '../../domain/key-state';
import type { Profile } from '../../domain/profile';
import { fail, ok, type Result } from '../../domain/result';
import { type ClientReading, netrcReadings, spotOf, USUAL_LOGIN } from '../exports/netrc';
import type { ServerDriver } from '../servers/driver';
import { type Core, driverOf, failuresOf } from './core';
import { readSecret } from './holding';
import { hostOf, knownByHash } from './known';
import type { Netrc } from './netrc-file';
import { noSuchKey, noSuchProfile } from './problems';
import { refreshInTurn } from './refresh';
import { lookAgainAt, verifyInTurn } from './verify';

/**
 * Why is this key refused? Collects the real state: a fresh listing, a fresh look with the secret where it is held, and what programs on this
 * machine get out of the netrc files; the driver then says which cause it is. Secrets of other keys are compared here and leave nothing but names.
 */
export async function diagnoseKey(core: Core, netrc: Netrc, keyId: string): Promise<Result<Diagnosis>> {
  const known = core.state.key(keyId);
  if (!known) return noSuchKey();
  const work = async (): Promise<Result<Diagnosis>> => {
    const profile = core.state.profile(known.profileId);
    if (!profile) return noSuchProfile();
    const driver = driverOf(core, profile.kind);
    if (!driver.diagnose)
      return fail(
        'key.noDiagnosis',
        `Tessera knows no walk through the causes for ${driver.description.name} servers. Verify the key instead: the server says whether it lives.`,
      );
    // A listing by the very key in question would only be one more failure in the server's count.
    if (profile.manager.kind !== 'key' || profile.manager.keyId !== keyId) await refreshInTurn(core, profile.id, 'never');
    const check = await lookOnce(core, keyId);
    if (!check.ok) return check;
    const record = core.state.key(keyId);
    if (!record) return noSuchKey();
    const facts = await factsOf(core, netrc, driver, profile, record, check.value);
    const diagnosis = await driver.diagnose(core.state.profile(profile.id) ?? profile, facts);
    core.record({ what: 'key.diagnose', profileId: profile.id, keyId, fragment: fragmentOf(record), outcome: 'done' });
    return ok(diagnosis);
  };
  const event = { what: 'key.diagnose', profileId: known.profileId, keyId, fragment: fragmentOf(known) };
  return core.turn(known.profileId, () => failuresOf(core, event, work));
}

interface Look {
  /** Null where the secret is not held. */
  readonly outcome: CheckOutcome | null;
  readonly secret: string | null;
}

async function lookOnce(core: Core, keyId: string): Promise<Result<Look>> {
  if (!core.state.key(keyId)?.held) return ok({ outcome: null, secret: null });
  const read = await readSecret(core, keyId, 'mayAsk');
  // Another program took it out of the keychain: nothing can be shown to the server, and the rest can still be told.
  if (!read.ok) return read.error.code === 'key.absent' ? ok({ outcome: null, secret: null }) : read;
  const verified = await verifyInTurn(core, keyId, 'mayAsk');
  if (!verified.ok) return verified;
  lookAgainAt(core, keyId, verified.value.outcome);
  return ok({ outcome: verified.value.outcome, secret: read.value.secret });
}

async function factsOf(
  core: Core,
  netrc: Netrc,
  driver: ServerDriver,
  profile: Profile,
  record: KeyRecord,
  { outcome, secret }: Look,
): Promise<DiagnosisFacts> {
  const host = hostOf(profile.address)?.toLowerCase() ?? '';
  const found = await netrcReadings(netrc.surroundings, host);
  return {
    now: core.now(),
    host,
    expiry: expiryOf(record),
    presence: record.presence.value,
    check: outcome,
    shapeProblem: secret === null ? null : driver.recognise(secret).problem,
    revokedAt: record.revokedAt,
    readings: found.clients.map((reading) => readingOf(core, driver, record, host, reading)),
    files: found.files,
    nearMisses: found.nearMisses.map(({ path, line, machine }) => ({ path, line, machine })),
  };
}

/** Logins under which a key of this server is taken: the usual one, and any under which this key was put into a file. */
const fits = (record: KeyRecord, host: string, login: string): boolean =>
  login === USUAL_LOGIN ||
  record.places.some((p) => p.kind === 'netrc' && spotOf(p.locator).host === host && spotOf(p.locator).login === login);

function readingOf(
  core: Core,
  driver: ServerDriver,
  record: KeyRecord,
  host: string,
  { client, path, found, detail }: ClientReading,
): NetrcReading {
  const bare = { client, path, login: null, other: null, shapeProblem: null, detail };
  if (found === 'rejected') return { ...bare, sees: 'rejects' };
  if (found === null) return { ...bare, sees: 'nothing' };
  const { login, secret, hash } = found;
  if (!fits(record, host, login)) return { ...bare, sees: 'otherLogin', login };
  const own = record.held?.hash ?? record.marks.find((m) => m.kind === 'hash')?.value;
  if (hash === own) return { ...bare, sees: 'key', login };
  const known = knownByHash(core, hash);
  return {
    ...bare,
    sees: 'otherKey',
    login,
    other: known ? { keyId: known.id, name: nameOf(known), state: keyState(known, core.now()).state } : null,
    shapeProblem: driver.recognise(secret).problem,
    detail: own === undefined ? (detail ?? "This key's secret is not known here, so it may be the one in the file.") : detail,
  };
}
