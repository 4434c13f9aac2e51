import { withOwnCall } from '../../domain/join';
import { type CheckOutcome, expiryOf, fragmentOf, type KeyRecord } from '../../domain/key';
import type { Profile } from '../../domain/profile';
import { fail, ok, type Result } from '../../domain/result';
import { relative } from '../../domain/time';
import type { VerifyReport } from '../../domain/views';
import { type Core, contextOf, driverOf, failuresOf } from './core';
import { readSecret } from './holding';
import { noSuchKey, noSuchProfile } from './problems';

/** Shows a held secret to its server and says what came back. One key at a time for each server. */
export async function verifyKey(core: Core, keyId: string): Promise<Result<VerifyReport>> {
  const known = core.state.key(keyId);
  if (!known) return noSuchKey();
  const work = async (): Promise<Result<VerifyReport>> => {
    const profile = core.state.profile(known.profileId);
    if (!profile) return noSuchProfile();
    const driver = driverOf(core, profile.kind);
    if (!driver.description.network)
      return fail('key.notCheckable', `Tessera never asks ${profile.label} anything; check this key with the program that uses it.`);
    const read = await readSecret(core, keyId, 'mayAsk');
    if (!read.ok) return read;
    const ctx = await contextOf(core, profile);
    if (!ctx.ok) return ctx;
    const checked = await driver.check(ctx.value, profile, read.value.secret);
    const at = core.now();
    const outcome: CheckOutcome = checked.ok ? checked.value.outcome : { kind: 'inconclusive', why: checked.error.message };
    const told = checked.ok ? checked.value.listed : null;
    await core.state.changeKey(keyId, (now) =>
      withOwnCall(
        {
          ...now,
          check: { value: outcome, source: 'ownCheck', asOf: at },
          // The clock's difference is not told by a check; the one seen last still holds.
          listed: told ? { ...now.listed, value: told, source: 'ownCheck', asOf: at } : now.listed,
        },
        at,
      ),
    );
    const record = core.state.key(keyId) ?? read.value.record;
    core.record({
      what: 'key.verify',
      profileId: profile.id,
      keyId,
      fragment: fragmentOf(record),
      outcome: outcome.kind === 'live' ? 'done' : 'failed',
      ...(checked.ok ? {} : { code: checked.error.code }),
    });
    return ok({ outcome: outcome.kind, sentence: outcomeSentence(profile, record, outcome, at), at });
  };
  const event = { what: 'key.verify', profileId: known.profileId, keyId, fragment: fragmentOf(known) };
  return core.turn(known.profileId, () => failuresOf(core, event, work));
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
