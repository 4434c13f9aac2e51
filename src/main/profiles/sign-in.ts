import type { FieldValues } from '../../domain/driver';
import type { Profile } from '../../domain/profile';
import { fail, ok, type Result } from '../../domain/result';
import type { SecretInput } from '../../ipc/contract';
import { type Core, contextOf, driverOf, failuresOf, secretOf } from '../keys/core';
import { holdInTurn } from '../keys/hold';
import { keychainProblem, noSuchProfile } from '../keys/problems';
import { refreshInTurn } from '../keys/refresh';
import { chosenKind } from '../keys/secret-kind';
import { dropSession, keepSession, openSession } from '../keys/sessions';
import type { ServerDriver } from '../servers/driver';

/**
 * Signs in with a method of the profile's kind. The password is used for this one call and dropped; what stays is the session, in the
 * keychain or, where its kind keeps none, in memory. Answers the server's own words (a legal notice, say).
 */
export function signIn(
  core: Core,
  profileId: string,
  method: string,
  fields: FieldValues,
  secrets: Readonly<Record<string, SecretInput>>,
): Promise<Result<{ message: string | null }>> {
  const work = async (): Promise<Result<{ message: string | null }>> => {
    const profile = core.state.profile(profileId);
    if (!profile) return noSuchProfile();
    const driver = driverOf(core, profile.kind);
    const values: Record<string, string> = {};
    for (const [name, input] of Object.entries(secrets)) {
      const value = secretOf(core, input);
      if (!value.ok) return value;
      values[name] = value.value;
    }
    const ctx = await contextOf(core, profile);
    if (!ctx.ok) return ctx;
    // A login adds a session at the server that may never be given back: be sure beforehand that it can be kept.
    const isKept = !endsWithThisRun(driver, method, fields, values);
    const proof = isKept ? await core.secrets.prove(4_096) : null;
    if (proof && proof.kind !== 'stored') return keychainProblem(proof);
    const answer = await driver.signIn(ctx.value, profile, method, fields, values);
    if (!answer.ok) return answer;
    const { principal, credential, message } = answer.value;
    if (profile.principal && profile.principal.id !== principal.id) {
      if (credential.kind === 'session') await driver.signOut(ctx.value, profile, { ...credential, renewed: async () => undefined });
      return fail(
        'profile.otherAccount',
        `You signed in as ${principal.label}; this entry is for ${profile.principal.label}. Nothing was changed. Add the server a second time for the other account.`,
      );
    }
    if (credential.kind === 'session') {
      const earlier = await openSession(core, profile, 'mayAsk');
      const kept = await keepSession(core, profileId, credential, 'mayAsk');
      if (!kept.ok) {
        // A session that cannot be kept would only use up one of the account's logins.
        await driver.signOut(ctx.value, profile, { ...credential, renewed: async () => undefined });
        return kept;
      }
      const previous = core.state.profile(profileId) ?? profile;
      await core.state.putProfile({ ...previous, principal, manager: { kind: 'session' } });
      // Nobody knows the earlier login any more: left alone it would live on at the server.
      if (earlier.ok) await driver.signOut(ctx.value, profile, earlier.value);
    } else {
      const held = await holdAsManager(core, profile, fields, secrets);
      if (!held.ok) return held;
    }
    for (const input of Object.values(secrets)) if ('ticket' in input) core.tickets.drop(input.ticket);
    core.record({ what: 'profile.signIn', profileId, outcome: 'done' });
    await refreshInTurn(core, profileId, 'never');
    return ok({ message });
  };
  return core.turn(profileId, () => failuresOf(core, { what: 'profile.signIn', profileId }, work));
}

/** Whether what this sign-in brings is kept in memory only. */
function endsWithThisRun({ description, recognise }: ServerDriver, method: string, fields: FieldValues, secrets: FieldValues): boolean {
  const how = description.signIn.find((m) => m.id === method);
  if (how?.yields !== 'key') return how?.forThisRun === true;
  const [key = ''] = Object.values(secrets);
  return chosenKind(description, fields, recognise(key).kindId)?.memoryOnly === true;
}

/** A key that was pasted to sign in with is held like any other, and manages the profile where the server lets keys manage. */
async function holdAsManager(
  core: Core,
  profile: Profile,
  { secretKind }: FieldValues,
  secrets: Readonly<Record<string, SecretInput>>,
): Promise<Result<null>> {
  const [secret] = Object.values(secrets);
  if (!secret) return fail('profile.noKey', 'Paste or type the key.', { do: 'none' });
  const local = { label: '', owner: '', note: '' };
  const held = await holdInTurn(core, {
    profileId: profile.id,
    keyId: null,
    secret,
    fields: secretKind === undefined ? {} : { secretKind },
    local,
  });
  if (!held.ok) return held;
  const current = core.state.profile(profile.id);
  if (current && current.server?.manages !== false)
    await core.state.putProfile({ ...current, manager: { kind: 'key', keyId: held.value.keyId } });
  return ok(null);
}

/** Ends the session here whatever the server answers, and says whether the server confirmed. */
export function signOut(core: Core, profileId: string): Promise<Result<{ confirmed: boolean }>> {
  return core.turn(profileId, async () => {
    const profile = core.state.profile(profileId);
    if (!profile) return noSuchProfile();
    const driver = driverOf(core, profile.kind);
    const session = await openSession(core, profile, 'mayAsk');
    const ctx = await contextOf(core, profile);
    const confirmed = session.ok && ctx.ok ? (await driver.signOut(ctx.value, profile, session.value)).confirmed : false;
    await dropSession(core, profileId, 'mayAsk');
    const now = core.state.profile(profileId) ?? profile;
    if (now.manager.kind === 'session') {
      await core.state.putProfile({ ...now, manager: { kind: 'none' } });
      core.state.setStatus(profileId, { refresh: 'signInNeeded', problem: null });
    }
    core.record({ what: 'profile.signOut', profileId, outcome: 'done' });
    return ok({ confirmed });
  });
}
