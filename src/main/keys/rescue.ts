import { newRecord } from '../../domain/join';
import type { Mark } from '../../domain/mark';
import { err, fail, ok, type Problem, type Result } from '../../domain/result';
import type { Backend } from '../keychain/port';
import { type Core, contextOf, driverOf } from './core';
import { eraseItem, withSecret } from './holding';
import { keychainProblem } from './problems';
import { refreshInTurn } from './refresh';
import { managerOf } from './sessions';

interface Stranded {
  readonly profileId: string;
  readonly keyId: string;
  readonly secret: string;
  readonly account: string;
  readonly marks: readonly Mark[];
  /** Stores that were asked to keep it and did not say that they did. */
  readonly tried: Set<Backend>;
}

/** A new secret that no store took, in main's memory until the user decides. */
const stranded = new WeakMap<Core, { readonly id: string; readonly what: Stranded; copied: boolean }>();

export function keepForRescue(core: Core, what: Stranded, problem: Problem): void {
  const id = core.newId();
  stranded.set(core, { id, what, copied: false });
  core.state.setRescue({ id, profileId: what.profileId, keyId: what.keyId, problem });
}

/** The stranded secret for `copy`; marks that a copy was made, so that it may be let go. */
export function strandedSecret(core: Core, id: string): string | null {
  const s = stranded.get(core);
  if (!s || s.id !== id) return null;
  s.copied = true;
  return s.what.secret;
}

export type RescueAct = 'retry' | 'memory' | 'revoke' | 'discard';

/** Carries out what the user chose for the stranded secret. It is let go only when it is stored, revoked, or was copied and discarded. */
export async function rescue(core: Core, id: string, act: RescueAct): Promise<Result<null>> {
  const s = stranded.get(core);
  if (!s || s.id !== id) return ok(null);
  const { what } = s;
  const done = async (): Promise<Result<null>> => {
    stranded.delete(core);
    core.state.setRescue(null);
    // A store that answered "failed" may have the secret all the same, or take it once the system's dialog is answered.
    for (const backend of what.tried) await eraseItem(core, what.account, backend, 'never');
    await core.state.dropPending(what.account);
    return ok(null);
  };
  switch (act) {
    case 'retry':
    case 'memory': {
      const backend = act === 'memory' ? 'memory' : core.secrets.backend;
      if (backend !== 'memory') {
        // The reservation names the store that is tried now, so that a kill right after the write loses nothing.
        await core.state.dropPending(what.account);
        await core.state.addPending({ account: what.account, profileId: what.profileId, at: core.now(), backend });
      }
      what.tried.add(backend);
      const written = await core.secrets.write(what.account, what.secret, 'mayAsk', backend);
      if (written.kind !== 'stored') return keychainProblem(written);
      what.tried.delete(backend);
      // A listing may have dropped the row meanwhile (revoked elsewhere); the secret is kept all the same, and says what it is.
      const record = core.state.key(what.keyId) ?? newRecord(what.keyId, what.profileId, core.now());
      await core.state.putKeys([withSecret(core, record, what.secret, { account: what.account, backend }, 'created', what.marks)]);
      const inMemory = backend === 'memory' ? { code: backend } : {};
      core.record({ what: 'key.hold', profileId: what.profileId, keyId: what.keyId, outcome: 'done', ...inMemory });
      return done();
    }
    case 'revoke': {
      const answer = await core.turn(what.profileId, async (): Promise<Result<null>> => {
        const profile = core.state.profile(what.profileId);
        if (!profile) return ok(null);
        const ctx = await contextOf(core, profile);
        if (!ctx.ok) return ctx;
        const credential = await managerOf(core, profile, 'mayAsk');
        if (!credential.ok) return credential;
        const revoked = await driverOf(core, profile.kind).revoke(ctx.value, profile, credential.value, {
          marks: what.marks,
          secret: what.secret,
        });
        if (!revoked.ok) {
          // Another try finds out; that this one is in doubt is no business of the window.
          const { ambiguous: _, ...problem } = revoked.error;
          return err(problem);
        }
        await core.state.putKeys([], [what.keyId]);
        await refreshInTurn(core, what.profileId, 'never');
        return ok(null);
      });
      core.record({ what: 'key.revoke', profileId: what.profileId, keyId: what.keyId, outcome: answer.ok ? 'done' : 'failed' });
      return answer.ok ? done() : answer;
    }
    case 'discard':
      if (s.copied) core.record({ what: 'key.discard', profileId: what.profileId, keyId: what.keyId, outcome: 'done' });
      return s.copied
        ? done()
        : fail('key.notCopied', 'Copy the secret first: once it is discarded here, nobody can get it back.', { do: 'none' });
  }
}
