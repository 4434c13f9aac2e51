import type { Profile } from '../../domain/profile';
import { fail, ok, type Problem, type Result } from '../../domain/result';
import type { Prompt } from '../keychain/port';
import type { Credential, Session } from '../servers/driver';
import type { Core } from './core';
import { eraseItem } from './holding';
import { changedInKeychain, keychainProblem, readProblem } from './problems';
import { hashOf } from './secrets';

/** Access tokens of this run, by profile. Never on disk. */
const volatileTokens = new WeakMap<Core, Map<string, { durable: string; volatile: string | null }>>();

const memoryOf = (core: Core): Map<string, { durable: string; volatile: string | null }> => {
  const known = volatileTokens.get(core);
  if (known) return known;
  const made = new Map<string, { durable: string; volatile: string | null }>();
  volatileTokens.set(core, made);
  return made;
};

/** Forgets all access tokens of this run; for "forget everything". */
export const forgetTokens = (core: Core): boolean => volatileTokens.delete(core);

/**
 * Keeps a new session, its durable part in the store in use; one without a durable part lives in the memory of this run alone. Where the store
 * fails nothing of it is kept, and the one from before stays.
 */
export async function keepSession(
  core: Core,
  profileId: string,
  session: { readonly durable: string; readonly volatile: string | null },
  prompt: Prompt,
): Promise<Result<null>> {
  const old = core.state.session(profileId);
  if (session.durable === '') {
    memoryOf(core).set(profileId, { ...session });
    // An entry of the memory store is never written to the disk; it has no item even there.
    await core.state.putSession({ profileId, account: core.newId(), backend: 'memory' });
    if (old) await eraseItem(core, old.account, old.backend, 'never');
    return ok(null);
  }
  const { backend } = core.secrets;
  // In place where the old one is in the store in use; never into one that the user has left, which may be locked.
  const inPlace = old?.backend === backend ? old : undefined;
  const account = inPlace?.account ?? core.newId();
  // The entry comes first: after a kill between the two an entry without an item reads as "sign in again", an item without entry as litter.
  if (!inPlace) await core.state.putSession({ profileId, account, backend });
  const written = await core.secrets.write(account, session.durable, prompt, backend);
  if (written.kind !== 'stored') {
    // The session from before stays: its token is still good.
    if (old) await core.state.putSession(old);
    else await core.state.dropSession(profileId);
    // What was half written, or is written once the system's dialog is answered, must not stay either.
    if (!inPlace) await eraseItem(core, account, backend, 'never');
    return keychainProblem(written);
  }
  memoryOf(core).set(profileId, { ...session });
  if (old && !inPlace) await eraseItem(core, old.account, old.backend, 'never');
  return ok(null);
}

/** Forgets a session here: memory, keychain, index. Answers false where the keychain kept its item; it is then tried again later. */
export async function dropSession(core: Core, profileId: string, prompt: Prompt): Promise<boolean> {
  memoryOf(core).delete(profileId);
  const entry = core.state.session(profileId);
  if (!entry) return true;
  const done = await eraseItem(core, entry.account, entry.backend, prompt);
  await core.state.dropSession(profileId);
  return done;
}

/** The kept session of a profile as a driver uses it. */
export async function openSession(core: Core, profile: Profile, prompt: Prompt): Promise<Result<Session>> {
  const signIn = (): { readonly ok: false; readonly error: Problem } =>
    fail('profile.signInNeeded', `Sign in to ${profile.label} to see and manage its keys.`, { do: 'signIn' });
  const entry = core.state.session(profile.id);
  if (!entry) return signIn();
  let known = memoryOf(core).get(profile.id);
  if (!known) {
    const read = await core.secrets.read(entry.account, entry.backend, prompt);
    if (read.kind === 'absent') return signIn();
    if (read.kind !== 'found') return readProblem(read, entry.backend, core.secrets.backend);
    known = { durable: read.secret, volatile: null };
    memoryOf(core).set(profile.id, known);
  }
  const { durable, volatile } = known;
  return ok({
    durable,
    volatile,
    renewed: async (next) => {
      memoryOf(core).set(profile.id, { ...next });
      // A renewal is no person's action: where the keychain is locked the old durable part stays in it, still good at the server.
      if (next.durable !== durable && next.durable !== '') await core.secrets.write(entry.account, next.durable, 'never', entry.backend);
    },
  });
}

/** The credential by which Tessera itself works on a profile: its session, or the held key that the user picked. */
export async function managerOf(core: Core, profile: Profile, prompt: Prompt): Promise<Result<Credential>> {
  switch (profile.manager.kind) {
    case 'session': {
      const session = await openSession(core, profile, prompt);
      return session.ok ? ok({ kind: 'session', session: session.value }) : session;
    }
    case 'key': {
      const record = core.state.key(profile.manager.keyId);
      if (!record?.held)
        return fail(
          'profile.managerGone',
          `The key by which ${profile.label} is managed is not held here any more. Sign in, or pick another.`,
          {
            do: 'signIn',
          },
        );
      const read = await core.secrets.read(record.held.account, record.held.backend, prompt);
      if (read.kind === 'absent')
        return fail(
          'profile.managerGone',
          `The key by which ${profile.label} is managed is not in the keychain any more. Sign in, or pick another.`,
          {
            do: 'signIn',
          },
        );
      if (read.kind !== 'found') return readProblem(read, record.held.backend, core.secrets.backend);
      return hashOf(read.secret) === record.held.hash ? ok({ kind: 'key', secret: read.secret }) : changedInKeychain();
    }
    case 'none':
      return fail('profile.signInNeeded', `Sign in to ${profile.label} to see and manage its keys.`, { do: 'signIn' });
  }
}

/** A key is gone from this machine or from its server: where the profile was managed by it, the session takes over, or nothing. */
export async function managerLost(core: Core, profileId: string, keyId: string): Promise<void> {
  const profile = core.state.profile(profileId);
  if (profile?.manager.kind === 'key' && profile.manager.keyId === keyId)
    await core.state.putProfile({ ...profile, manager: core.state.session(profileId) ? { kind: 'session' } : { kind: 'none' } });
}
