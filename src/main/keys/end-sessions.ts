import { fail, ok, type Result } from '../../domain/result';
import { type Core, contextOf, driverOf, failuresOf } from './core';
import { noSuchProfile } from './problems';
import { refreshInTurn } from './refresh';
import { managerOf } from './sessions';

/** Ends logins that the server listed beside the keys. Stops at the first that the server refuses; what ended until then is ended. */
export function endSessions(
  core: Core,
  profileId: string,
  ids: readonly string[],
  acknowledged: boolean,
): Promise<Result<{ ended: number }>> {
  const work = async (): Promise<Result<{ ended: number }>> => {
    const profile = core.state.profile(profileId);
    if (!profile) return noSuchProfile();
    const driver = driverOf(core, profile.kind);
    const { revoke } = driver.description;
    if (!revoke) return fail('session.notEndable', 'Logins of this kind of server end by themselves, not from here.');
    if (revoke.acknowledgement !== null && !acknowledged)
      return fail('key.notAcknowledged', `Tick "${revoke.acknowledgement}" first. Nothing was ended.`);
    const rows = ids.flatMap((id) => core.state.sessionRow(profileId, id) ?? []);
    if (rows.length !== ids.length)
      return fail('session.listedAnew', 'The server was listed anew meanwhile. Look at the list again; nothing was ended.', {
        do: 'refresh',
      });
    const manager = await managerOf(core, profile, 'mayAsk');
    if (!manager.ok) return manager;
    const ctx = await contextOf(core, profile);
    if (!ctx.ok) return ctx;
    let ended = 0;
    for (const row of rows) {
      const answer = await driver.revoke(ctx.value, profile, manager.value, { marks: row.marks, secret: null });
      if (!answer.ok) {
        await refreshInTurn(core, profileId, 'never');
        return fail(answer.error.code, `${answer.error.message} Of ${rows.length}, ${ended} were ended.`, answer.error.next);
      }
      ended++;
    }
    core.record({ what: 'session.end', profileId, outcome: 'done' });
    await refreshInTurn(core, profileId, 'never');
    return ok({ ended });
  };
  return core.turn(profileId, () => failuresOf(core, { what: 'session.end', profileId }, work));
}
