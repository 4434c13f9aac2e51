import type { FieldValues } from '../../domain/driver';
import { newRecord } from '../../domain/join';
import { fragmentOf, type KeyRecord, type ListedKey, nameOf } from '../../domain/key';
import type { Profile } from '../../domain/profile';
import { err, fail, ok, type Problem, type Result } from '../../domain/result';
import type { Backend } from '../keychain/port';
import type { CreatedKey } from '../servers/driver';
import { type Core, contextOf, driverOf, failuresOf } from './core';
import { withSecret } from './holding';
import { diskRefused, firstSentence, keychainProblem, noSuchProfile, notStored } from './problems';
import { refreshInTurn } from './refresh';
import { keepForRescue } from './rescue';
import { isOfAnother } from './revoke-preview';
import { managerOf } from './sessions';

export interface CreateRequest {
  readonly profileId: string;
  readonly fields: FieldValues;
  readonly local: KeyRecord['local'];
  /** The new key becomes the one by which the server is managed from here. */
  readonly manage?: boolean | undefined;
}

/**
 * Makes a key on the server and holds it. Before the request leaves, the store has proved that it takes such a secret and an account is
 * reserved in the index; the secret that arrives goes into the keychain before anything else happens with it. Never sent twice: after an
 * ambiguous answer the server is listed and the user is told what appeared.
 */
export function createKey(core: Core, { profileId, fields, local, manage = false }: CreateRequest): Promise<Result<{ keyId: string }>> {
  const work = async (): Promise<Result<{ keyId: string }>> => {
    const profile = core.state.profile(profileId);
    if (!profile) return noSuchProfile();
    if (core.state.rescue)
      return fail('key.rescueOpen', 'A new key still waits for a place to keep its secret. Decide about that one first.');
    const driver = driverOf(core, profile.kind);
    const credential = await managerOf(core, profile, 'mayAsk');
    if (!credential.ok) return credential;
    const ctx = await contextOf(core, profile);
    if (!ctx.ok) return ctx;
    const account = core.newId();
    const backend = core.secrets.backend;
    // All must have happened before the request leaves; none waits for the others. The listing is what an ambiguous answer is compared with:
    // keys made elsewhere meanwhile must not be blamed on it.
    const [proof, reserved, listed] = await Promise.all([
      core.secrets.prove(driver.secretBytes),
      core.state.addPending({ account, profileId, at: core.now(), backend }),
      refreshInTurn(core, profileId, 'never'),
    ]);
    const halt = async <E>(problem: E): Promise<E> => {
      await core.state.dropPending(account);
      return problem;
    };
    if (proof.kind !== 'stored') return halt(keychainProblem(proof));
    if (!reserved) return diskRefused();
    if (!listed.ok && listed.error.next.do === 'signIn') return halt(listed);
    const before = new Set(core.state.keysOf(profileId).map((k) => k.id));
    // The listing may have renewed the session.
    const current = await managerOf(core, core.state.profile(profileId) ?? profile, 'mayAsk');
    if (!current.ok) return halt(current);
    const created = await driver.create(ctx.value, profile, current.value, fields);
    if (!created.ok) {
      await core.state.dropPending(account);
      // Whether it is ambiguous is no business of the window: with one property more the answer would break the contract.
      const { ambiguous, ...problem } = created.error;
      return ambiguous ? compare(core, profileId, before, problem) : err(problem);
    }
    return keep(core, profile, created.value, account, backend, local, manage);
  };
  return core.turn(profileId, () => failuresOf(core, { what: 'key.create', profileId }, work));
}

/** The secret into the store first; then the record; then a fresh listing. */
async function keep(
  core: Core,
  profile: Profile,
  created: CreatedKey,
  account: string,
  backend: Backend,
  local: KeyRecord['local'],
  manage: boolean,
): Promise<Result<{ keyId: string }>> {
  const written = await core.secrets.write(account, created.secret, 'mayAsk', backend);
  const listed = await toldOf(created);
  const now = core.now();
  const driver = driverOf(core, profile.kind);
  const seen = driver.recognise(created.secret);
  const marks = [...listed.marks, ...seen.marks];
  const bare: KeyRecord = {
    ...newRecord(core.newId(), profile.id, now),
    marks: listed.marks,
    listed: { value: listed, source: 'listing', asOf: now },
    presence: { value: 'listed', source: 'listing', asOf: now },
    // Who gives a secret out takes it: all that is known of it where the server does not list all of its keys.
    ...(core.state.status(profile.id).incomplete !== null
      ? { proven: { value: { kind: 'live', principal: profile.principal }, source: 'ownCheck', asOf: now } }
      : {}),
    local,
  };
  if (written.kind !== 'stored') {
    await core.state.putKeys([bare]);
    const stranded = { profileId: profile.id, keyId: bare.id, secret: created.secret, account, marks, tried: new Set([backend]) };
    keepForRescue(core, stranded, notStored(written));
    return fail('key.notStored', 'The key is on the server, but its secret could not be stored. It is kept in memory until you decide.');
  }
  const record = withSecret(core, bare, created.secret, { account, backend, secretKind: seen.kindId ?? undefined }, 'created', marks);
  core.record({ what: 'key.create', profileId: profile.id, keyId: record.id, fragment: fragmentOf(record), outcome: 'done' });
  // The key is safe: its secret is kept, and on the disk is either the account reserved for it or, once written, its record. That the
  // listing may fail is the listing's own matter.
  const saved = core.state.putKeys([record]);
  if (manage) await core.state.changeProfile(profile.id, (p) => ({ ...p, manager: { kind: 'key', keyId: record.id } }));
  await Promise.all([saved, core.state.dropPending(account), refreshInTurn(core, profile.id, 'never')]);
  return ok({ keyId: record.id });
}

/** What the server tells of the new key. Whatever goes wrong with that: a secret waits for its record, or for being rescued. */
async function toldOf({ listed, look }: CreatedKey): Promise<ListedKey> {
  try {
    return look ? await look() : listed;
  } catch {
    return listed;
  }
}

/** After an ambiguous answer: list, and say what appeared. */
async function compare(core: Core, profileId: string, before: ReadonlySet<string>, problem: Problem): Promise<Result<{ keyId: string }>> {
  const listed = await refreshInTurn(core, profileId, 'never');
  if (!listed.ok)
    return fail(
      'key.createUnknown',
      `${problem.message} The server could not be listed afterwards, so whether the key was made is not known. Refresh before you try again.`,
      { do: 'refresh' },
      { requestId: problem.requestId },
    );
  // An administrator may see what others make meanwhile: that is theirs.
  const appeared = core.state.keysOf(profileId).filter((k) => !before.has(k.id) && !isOfAnother(k));
  if (appeared.length === 0 && listed.value?.complete.yes !== true)
    return fail(
      'key.createUnknown',
      `${problem.message} The server does not list all of the account's keys, so whether it was made is not known. Look at the server's own page before you try again.`,
      { do: 'refresh' },
      { requestId: problem.requestId },
    );
  if (appeared.length === 0)
    return fail(
      'key.createNothing',
      // What the driver advises is done by now: the list was looked at.
      `${firstSentence(problem.message)} The server lists no new key, so nothing was made; you can try again.`,
      { do: 'retry' },
      {
        requestId: problem.requestId,
      },
    );
  const names = appeared.map((k) => fragmentOf(k) ?? `“${nameOf(k)}”`).join(', ');
  const news = `${firstSentence(problem.message)} The server now lists ${names}, which it did not when it was last asked.`;
  const { requestId } = problem;
  // One create made one at most.
  if (appeared.length > 1)
    return fail(
      'key.createLost',
      `${news} One of them at most was asked for here, and nobody has its secret: look which it is and revoke that one, then make another.`,
      { do: 'refresh' },
      { requestId },
    );
  return fail(
    'key.createLost',
    // Somebody else may have made one since the last look: it must not be revoked on our word.
    `${news} If nobody else made it, it is the one that was asked for here, and nobody has its secret: revoke it, then make another.`,
    { do: 'revoke', keyIds: appeared.map((k) => k.id) },
    { requestId },
  );
}
