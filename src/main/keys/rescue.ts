import type { Mark } from '../../domain/mark';
import { fail, ok, type Problem, type Result } from '../../domain/result';
import { type Core, contextOf, driverOf } from './core';
import { withSecret } from './holding';
import { keychainProblem, noSuchKey } from './problems';
import { refreshInTurn } from './refresh';
import { managerOf } from './sessions';

interface Stranded {
  readonly profileId: string;
  readonly keyId: string;
  readonly secret: string;
  readonly account: string;
  readonly marks: readonly Mark[];
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
    await core.state.dropPending(what.account);
    return ok(null);
  };
  const record = core.state.key(what.keyId);
  if (!record) return noSuchKey();
  switch (act) {
    case 'retry':
    case 'memory': {
      const backend = act === 'memory' ? 'memory' : core.secrets.backend;
      const written = await core.secrets.write(what.account, what.secret, 'mayAsk', backend);
      if (written.kind !== 'stored') return keychainProblem(written);
      await core.state.putKeys([withSecret(core, record, what.secret, what.account, backend, 'created', what.marks)]);
      core.record({ what: 'key.hold', profileId: what.profileId, keyId: what.keyId, outcome: 'done' });
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
        if (!revoked.ok) return revoked;
        await core.state.putKeys([], [what.keyId]);
        await refreshInTurn(core, what.profileId, 'never');
        return ok(null);
      });
      core.record({ what: 'key.revoke', profileId: what.profileId, keyId: what.keyId, outcome: answer.ok ? 'done' : 'failed' });
      return answer.ok ? done() : answer;
    }
    case 'discard':
      return s.copied
        ? done()
        : fail('key.notCopied', 'Copy the secret first: once it is discarded here, nobody can get it back.', { do: 'none' });
  }
}
