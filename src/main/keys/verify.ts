import { type CheckOutcome, expiryOf, fragmentOf, type KeyRecord } from '../../domain/key';
import type { Profile } from '../../domain/profile';
import { fail, ok, type Result } from '../../domain/result';
import { relative } from '../../domain/time';
import type { VerifyReport } from '../../domain/views';
import type { Prompt } from '../keychain/port';
import { checkSecret, outcomeOf, withCheck } from './checking';
import { type Core, driverOf, failuresOf } from './core';
import { readSecret } from './holding';
import { noSuchKey, noSuchProfile } from './problems';
import { cancelSecondLooks, planSecondLook } from './second-look';

/** Shows a held secret to its server and says what came back. One key at a time for each server. */
export async function verifyKey(core: Core, keyId: string): Promise<Result<VerifyReport>> {
  const known = core.state.key(keyId);
  if (!known) return noSuchKey();
  // The person looks now: a second look that was planned would only repeat it.
  cancelSecondLooks(core, keyId);
  const event = { what: 'key.verify', profileId: known.profileId, keyId, fragment: fragmentOf(known) };
  return core.turn(known.profileId, () =>
    failuresOf(core, event, async () => {
      const verified = await verifyInTurn(core, keyId, 'mayAsk');
      if (verified.ok) lookAgainAt(core, keyId, verified.value.outcome);
      return verified.ok ? ok(verified.value.report) : verified;
    }),
  );
}

/** {@link verifyKey} inside the profile's turn; plans no second look. */
export async function verifyInTurn(
  core: Core,
  keyId: string,
  prompt: Prompt,
): Promise<Result<{ readonly report: VerifyReport; readonly outcome: CheckOutcome }>> {
  const known = core.state.key(keyId);
  if (!known) return noSuchKey();
  const profile = core.state.profile(known.profileId);
  if (!profile) return noSuchProfile();
  if (!driverOf(core, profile.kind).description.network)
    return fail('key.notCheckable', `Tessera never asks ${profile.label} anything; check this key with the program that uses it.`);
  const read = await readSecret(core, keyId, prompt);
  if (!read.ok) return read;
  const checked = await checkSecret(core, profile, read.value.secret, known.check);
  const at = core.now();
  const outcome = outcomeOf(checked);
  const now = core.state.key(keyId);
  if (now) {
    const learnt = withCheck(core, now, checked, at);
    await core.state.putKeys([learnt.record], learnt.gone);
  }
  const record = core.state.key(keyId) ?? read.value.record;
  core.record({
    what: 'key.verify',
    profileId: profile.id,
    keyId,
    fragment: fragmentOf(record),
    outcome: outcome.kind === 'live' ? 'done' : 'failed',
    ...(checked.ok ? {} : { code: checked.error.code }),
  });
  return ok({ report: { outcome: outcome.kind, sentence: outcomeSentence(profile, record, outcome, at), at }, outcome });
}

/**
 * Plans the second look that a driver wants. It goes as {@link verifyKey}, never prompts, and plans no third; a key that was let go, or looked
 * at with an answer meanwhile, is left alone.
 */
export function lookAgainAt(core: Core, keyId: string, outcome: CheckOutcome): void {
  const record = core.state.key(keyId);
  const planned = record?.held?.account;
  const address = core.state.profile(record?.profileId ?? '')?.address;
  if (planned === undefined || address === undefined) return;
  planSecondLook(core, keyId, address, outcome, async () => {
    const profileId = core.state.key(keyId)?.profileId;
    if (profileId === undefined) return;
    await core.turn(profileId, async () => {
      const now = core.state.key(keyId);
      if (now?.held?.account === planned && (now.check === null || now.check.value.kind === 'inconclusive'))
        await verifyInTurn(core, keyId, 'never');
    });
  });
}

/** A check's outcome in words: who, scopes, expiry. */
export function outcomeSentence(profile: Profile, record: KeyRecord | undefined, outcome: CheckOutcome, now?: number): string {
  switch (outcome.kind) {
    case 'refused':
      return `${profile.label} does not accept this key: it is wrong, expired or revoked.`;
    case 'inconclusive':
      return `Held, not confirmed: ${outcome.why}`;
    case 'live': {
      const who = outcome.principal ? `, as ${outcome.principal.label}` : '';
      const scopes = record?.listed?.value.scopes;
      const may = scopes && scopes.length > 0 ? ` It may: ${scopes.join(', ')}.` : '';
      const expiry = record ? expiryOf(record) : null;
      const end =
        expiry?.kind === 'never'
          ? ' It never expires.'
          : expiry?.kind === 'at' && now !== undefined
            ? ` It ends ${relative(expiry.at, now)}.`
            : '';
      return `${profile.label} accepts it${who}.${may}${end}`;
    }
  }
}
