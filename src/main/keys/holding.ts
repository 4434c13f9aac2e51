import { newRecord } from '../../domain/join';
import type { Held, Holding, KeyRecord } from '../../domain/key';
import { compareMarks, type Mark } from '../../domain/mark';
import { fail, ok, type Result } from '../../domain/result';
import type { Backend, KeychainRead, Prompt } from '../keychain/port';
import type { Core } from './core';
import { changedInKeychain, noSuchKey, readProblem } from './problems';
import { hashOf } from './secrets';

/** A keychain's answer as the fact "held here". */
export function holdingOf(read: KeychainRead): Holding {
  switch (read.kind) {
    case 'found':
    case 'absent':
      return read.kind;
    case 'locked':
    case 'waiting':
      return 'locked';
    default:
      return 'unavailable';
  }
}

/** Reads a held key's secret; what the keychain answered becomes a fact of the record, a locked keychain never 'absent'. */
export async function readSecret(
  core: Core,
  keyId: string,
  prompt: Prompt,
): Promise<Result<{ readonly record: KeyRecord; readonly secret: string }>> {
  const record = core.state.key(keyId);
  if (!record) return noSuchKey();
  if (!record.held) return fail('key.notHeld', 'The secret of this key is not on this machine. Hold it first, if you have a copy.');
  const read = await core.secrets.read(record.held.account, record.held.backend, prompt);
  const holding = holdingOf(read);
  if (holding !== record.held.lastSeen.value || holding === 'found') {
    const { account } = record.held;
    const lastSeen: Held['lastSeen'] = { value: holding, source: 'thisMachine', asOf: core.now() };
    // What was learned is about this very item; the key may be held under another by now.
    await core.state.changeKey(keyId, (now) => (now.held?.account === account ? { ...now, held: { ...now.held, lastSeen } } : now));
  }
  if (read.kind === 'found') {
    if (hashOf(read.secret) !== record.held.hash) return changedInKeychain();
    return ok({ record: core.state.key(keyId) ?? record, secret: read.secret });
  }
  if (read.kind === 'absent')
    return fail(
      'key.absent',
      'The secret is not in the keychain any more; another program removed it. Hold the key again, if you have a copy.',
    );
  return readProblem(read, record.held.backend, core.secrets.backend);
}

/** What a record becomes once its secret is in a store. */
export function withSecret(
  core: Core,
  record: KeyRecord,
  secret: string,
  item: { readonly account: string; readonly backend: Backend; readonly secretKind?: string | undefined },
  origin: Held['origin'],
  marks: readonly Mark[],
): KeyRecord {
  const now = core.now();
  const hash = hashOf(secret);
  const told: readonly Mark[] = [{ kind: 'hash', value: hash }, ...marks.filter((m) => m.kind !== 'hash')];
  return {
    ...record,
    marks: [...told, ...record.marks.filter((m) => !told.some((t) => t.kind === m.kind))],
    held: {
      account: item.account,
      hash,
      since: now,
      origin,
      ...(item.secretKind === undefined ? {} : { secretKind: item.secretKind }),
      backend: item.backend,
      lastSeen: { value: 'found', source: 'thisMachine', asOf: now },
    },
  };
}

/** Takes a key's secret off this machine. False: the keychain kept it; the next start tries again. */
export async function eraseSecret(core: Core, keyId: string, prompt: Prompt): Promise<boolean> {
  const record = core.state.key(keyId);
  if (!record?.held) return true;
  const { account, backend } = record.held;
  const done = await eraseItem(core, account, backend, prompt);
  // A secret that was held anew meanwhile is another item, and stays.
  await core.state.changeKey(keyId, (now) => (now.held?.account === account ? { ...now, held: null } : now));
  return done;
}

/** Takes an item out of a store. False: the store kept it; it is noted down, and the next start tries again. */
export async function eraseItem(core: Core, account: string, backend: Backend, prompt: Prompt): Promise<boolean> {
  const erased = await core.secrets.erase(account, backend, prompt);
  const done = erased.kind === 'deleted' || erased.kind === 'absent';
  if (!done) await core.state.setToDelete([...core.state.toDelete, { account, backend }]);
  return done;
}

/** Finds the record of a profile that a secret belongs to by proof (its hash) or by its only likely mark; else a new one. */
export function recordFor(core: Core, profileId: string, secret: string, marks: readonly Mark[]): KeyRecord {
  const records = core.state.keysOf(profileId);
  const hash = hashOf(secret);
  const proven = records.find((r) => r.held?.hash === hash || r.marks.some((m) => m.kind === 'hash' && m.value === hash));
  if (proven) return proven;
  // Two keys may well have the same note: a hint joins nothing.
  const likely = records.filter((r) => r.held === null && ['same', 'perhaps'].includes(compareMarks(r.marks, marks)));
  return (likely.length === 1 ? likely[0] : undefined) ?? newRecord(core.newId(), profileId, core.now());
}
