import type { Profile } from '../../domain/profile';
import { fail, ok, type Problem, type Result } from '../../domain/result';
import type { Prompt } from '../keychain/port';
import type { Credential, Session } from '../servers/driver';
import type { Core } from './core';
import { keychainProblem, readProblem } from './problems';

/** Access tokens of this run, by profile. Never on disk. */
const volatileTokens = new WeakMap<Core, Map<string, { durable: string; volatile: string | null }>>();

const memoryOf = (core: Core): Map<string, { durable: string; volatile: string | null }> => {
  const known = volatileTokens.get(core);
  if (known) return known;
  const made = new Map<string, { durable: string; volatile: string | null }>();
  volatileTokens.set(core, made);
  return made;
};

/** Keeps a new session: its durable part in the keychain first, then the entry in the index. */
export async function keepSession(
  core: Core,
  profileId: string,
  session: { readonly durable: string; readonly volatile: string | null },
  prompt: Prompt,
): Promise<Result<null>> {
  const known = core.state.session(profileId);
  const account = known?.account ?? core.newId();
  const backend = known?.backend ?? core.secrets.backend;
  // The entry comes first: after a kill between the two an entry without an item reads as "sign in again", an item without entry as litter.
  await core.state.putSession({ profileId, account, backend });
  const written = await core.secrets.write(account, session.durable, prompt, backend);
  memoryOf(core).set(profileId, { ...session });
  return written.kind === 'stored' ? ok(null) : keychainProblem(written);
}

/** Forgets a session here: memory, keychain, index. Answers false where the keychain kept its item; it is then tried again later. */
export async function dropSession(core: Core, profileId: string, prompt: Prompt): Promise<boolean> {
  memoryOf(core).delete(profileId);
  const entry = core.state.session(profileId);
  if (!entry) return true;
  const erased = await core.secrets.erase(entry.account, entry.backend, prompt);
  const done = erased.kind === 'deleted' || erased.kind === 'absent';
  if (!done) await core.state.setToDelete([...core.state.toDelete, { account: entry.account, backend: entry.backend }]);
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
      if (next.durable !== durable) await core.secrets.write(entry.account, next.durable, 'never', entry.backend);
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
      return read.kind === 'found'
        ? ok({ kind: 'key', secret: read.secret })
        : readProblem(read, record.held.backend, core.secrets.backend);
    }
    case 'none':
      return fail('profile.signInNeeded', `Sign in to ${profile.label} to see and manage its keys.`, { do: 'signIn' });
  }
}
