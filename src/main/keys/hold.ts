import type { Field, FieldValues } from '../../domain/driver';
import type { Expiry } from '../../domain/expiry';
import { fragmentOf, type KeyRecord, nameOf } from '../../domain/key';
import { hasRow } from '../../domain/link';
import { compareMarks } from '../../domain/mark';
import type { Profile } from '../../domain/profile';
import { fail, ok, type Result } from '../../domain/result';
import type { SecretInput } from '../../ipc/contract';
import type { Backend } from '../keychain/port';
import type { Checked } from '../servers/driver';
import { checkSecret, withCheck } from './checking';
import { type Core, contextOf, driverOf, failuresOf, secretOf } from './core';
import { eraseItem, recordFor, withSecret } from './holding';
import { rowMarksOf } from './link';
import { diskRefused, keychainProblem, noSuchKey, noSuchProfile } from './problems';
import { refreshInTurn } from './refresh';
import { cancelSecondLooks } from './second-look';
import { chosenKind } from './secret-kind';
import { hashOf } from './secrets';
import { managerOf } from './sessions';
import { lookAgainAt, outcomeSentence } from './verify';

export interface HoldRequest {
  readonly profileId: string;
  /** The listed key that the secret is said to be of; null: find out. */
  readonly keyId: string | null;
  readonly secret: SecretInput;
  readonly fields: FieldValues;
  readonly local: KeyRecord['local'];
  readonly origin?: 'pasted' | 'url';
}

/**
 * Takes a pasted secret into the keychain: recognised, shown to the one server that the user picked for it, joined to its listed key. A
 * secret that the server refuses, or that is another account's, is not kept; one that cannot be checked now is kept and says so.
 */
export function holdKey(core: Core, request: HoldRequest): Promise<Result<{ keyId: string; sentence: string }>> {
  const { profileId } = request;
  const event = { what: 'key.hold', profileId, ...(request.keyId === null ? {} : { keyId: request.keyId }) };
  return core.turn(profileId, () => failuresOf(core, event, () => holdInTurn(core, request)));
}

/** {@link holdKey} inside the profile's turn. */
export async function holdInTurn(core: Core, request: HoldRequest): Promise<Result<{ keyId: string; sentence: string }>> {
  const profile = core.state.profile(request.profileId);
  if (!profile) return noSuchProfile();
  const input = secretOf(core, request.secret);
  if (!input.ok) return input;
  const driver = driverOf(core, profile.kind);
  const seen = driver.recognise(input.value);
  if (seen.problem) return fail('key.notAKey', seen.problem, { do: 'none' });
  const target = request.keyId === null ? null : core.state.key(request.keyId);
  if (target === undefined) return noSuchKey();
  if (target && compareMarks(target.marks, seen.marks) === 'different')
    return fail(
      'key.otherKey',
      `This is not the secret of ${fragmentOf(target) ?? 'that key'}: its visible part differs. Nothing was sent or kept.`,
    );
  const hash = hashOf(seen.secret);
  const before = core.state.keysOf(profile.id).find((k) => k.held?.hash === hash);
  const checked = await check(core, profile, seen.secret, before?.check ?? null);
  if (!checked.ok) return checked;
  const { outcome } = checked.value;
  if (outcome.kind === 'refused')
    return fail('key.refused', `${profile.label} does not accept this key: it is wrong, expired or revoked. It was not kept.`);
  if (outcome.kind === 'live' && outcome.principal && profile.principal && outcome.principal.id !== profile.principal.id)
    return fail(
      'profile.otherAccount',
      `This key belongs to ${outcome.principal.label}; this entry is for ${profile.principal.label}. It was not kept. Add the server a second time for that account.`,
    );
  const account = core.newId();
  const kind = chosenKind(driver.description, request.fields, seen.kindId);
  // What dies with a browser session is never written to a store that outlives this run.
  const backend = kind?.memoryOnly ? 'memory' : core.secrets.backend;
  if (!(await core.state.addPending({ account, profileId: profile.id, at: core.now(), backend }))) return diskRefused();
  const written = await core.secrets.write(account, seen.secret, 'mayAsk', backend);
  if (written.kind !== 'stored') {
    await core.state.dropPending(account);
    return keychainProblem(written);
  }
  // The server saw another row move than the one that the secret was said to be of.
  const told = checked.value.listed;
  const isOther =
    target !== null && checked.value.by === 'use' && told !== null && compareMarks(target.marks, rowMarksOf(told)) === 'different';
  const item = { account, backend, secretKind: kind?.id };
  const keyId = await join(core, profile, request, seen, checked.value, item, isOther ? null : target);
  if ('ticket' in request.secret) core.tickets.drop(request.secret.ticket);
  cancelSecondLooks(core, keyId);
  lookAgainAt(core, keyId, outcome);
  const record = core.state.key(keyId);
  const other = isOther ? ` It is not the key that you picked in the list${record?.listed ? `, but “${nameOf(record)}”` : ''}.` : '';
  return ok({ keyId, sentence: `${outcomeSentence(profile, record, outcome)}${other}` });
}

/** Shows the secret to the server that the user picked; a kind without a network has nothing to ask. */
async function check(core: Core, profile: Profile, secret: string, before: KeyRecord['check']): Promise<Result<Checked>> {
  const driver = driverOf(core, profile.kind);
  if (!driver.description.network) return ok({ outcome: { kind: 'inconclusive', why: 'This server is never asked.' }, listed: null });
  const ctx = await contextOf(core, profile);
  if (!ctx.ok) return ctx;
  const answer = await checkSecret(core, profile, secret, before);
  // No network is no reason to lose a secret: it is kept, unconfirmed.
  return answer.ok ? answer : ok({ outcome: { kind: 'inconclusive', why: answer.error.message }, listed: null });
}

async function join(
  core: Core,
  profile: Profile,
  request: HoldRequest,
  seen: { readonly secret: string; readonly marks: KeyRecord['marks'] },
  checked: Checked,
  item: { readonly account: string; readonly backend: Backend; readonly secretKind: string | undefined },
  target: KeyRecord | null,
): Promise<string> {
  const now = core.now();
  const { outcome } = checked;
  if (outcome.kind === 'live') await core.state.changeProfile(profile.id, (p) => ({ ...p, principal: p.principal ?? outcome.principal }));
  // From here to the record's writing nothing waits: the server's answer and the keychain took their time, and the record may have changed.
  const base =
    (target && core.state.key(target.id)) ??
    recordFor(core, profile.id, seen.secret, [...seen.marks, ...(checked.by === 'use' ? [] : (checked.listed?.marks ?? []))]);
  const previous = base.held;
  const named = {
    label: request.local.label || nameIn(request.fields) || base.local.label,
    owner: request.local.owner || base.local.owner,
    note: request.local.note || base.local.note,
  };
  let record = withSecret(core, { ...base, local: named }, seen.secret, item, request.origin ?? 'pasted', seen.marks);
  // Nothing of the secret can be seen in the row: that it is this row's is the user's word.
  const shown: KeyRecord['marks'] = [{ kind: 'hash', value: hashOf(seen.secret) }, ...seen.marks];
  if (target && hasRow(base) && base.held === null && compareMarks(base.marks, shown) === 'unrelated')
    record = { ...record, linked: { by: 'hand', at: now } };
  let gone: readonly string[] = [];
  if (driverOf(core, profile.kind).description.network) {
    const listed = record.listed;
    ({ record, gone } = withCheck(core, record, ok(checked), now));
    // What a listing told is fuller than what a check does.
    if (checked.by !== 'use' && listed) record = { ...record, listed };
  }
  const date = endIn(driverOf(core, profile.kind).description.holdFields, request.fields);
  if (date) record = { ...record, userExpiry: date };
  await core.state.putKeys([record], gone);
  await core.state.dropPending(item.account);
  // The same key pasted again: the older copy in the keychain is not needed any more.
  if (previous) await eraseItem(core, previous.account, previous.backend, 'mayAsk');
  const inMemory = item.backend === 'memory' ? { code: item.backend } : {};
  core.record({ what: 'key.hold', profileId: profile.id, keyId: record.id, fragment: fragmentOf(record), outcome: 'done', ...inMemory });
  const current = core.state.profile(profile.id);
  if (current && current.manager.kind === 'none' && outcome.kind === 'live' && current.server?.manages !== false)
    await core.state.putProfile({ ...current, manager: { kind: 'key', keyId: record.id } });
  if (current && (await managerOf(core, core.state.profile(profile.id) ?? current, 'never')).ok)
    await refreshInTurn(core, profile.id, 'never');
  return record.id;
}

/** What the user calls the key, where its kind has a field of that name: kept as the label, since no server knows it. */
const nameIn = (fields: FieldValues): string => (fields.name ?? '').trim();

/** The date typed for a server that tells none, `YYYY-MM-DD`, by the first date field of its kind. The key lives until that day is over here. */
function endIn(holdFields: readonly Field[], fields: FieldValues): Expiry | null {
  const field = holdFields.find((f) => f.kind === 'date');
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec((field && fields[field.name]) ?? '');
  if (!match) return null;
  const at = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]), 23, 59, 59).getTime();
  return Number.isNaN(at) ? null : { kind: 'at', at };
}
