import type { Profile } from '../../domain/profile';
import { fail, ok, type Result } from '../../domain/result';
import { type Core, driverOf } from '../keys/core';
import { noSuchProfile } from '../keys/problems';
import { refreshInTurn } from '../keys/refresh';

/**
 * Lists the keys of all users of a server, or only the account's own again. Stored with the profile and refreshed at once. Offered only
 * where the server said that this account may; rows of other users that nothing here depends on leave the table when it is switched off.
 */
export function setEveryone(core: Core, profileId: string, everyone: boolean): Promise<Result<null>> {
  return core.turn(profileId, async (): Promise<Result<null>> => {
    const profile = core.state.profile(profileId);
    if (!profile) return noSuchProfile();
    const able = driverOf(core, profile.kind).description.administrator !== undefined && core.state.status(profileId).administers;
    if (everyone && !able)
      return fail(
        'profile.notAdministrator',
        `${profile.label} has not said that this account may see the keys of all users. Nothing was changed; refresh, or sign in as an administrator.`,
        { do: 'refresh' },
      );
    const { everyone: _before, ...rest } = profile;
    await core.state.putProfile(everyone ? { ...rest, everyone } : (rest satisfies Profile));
    if (!everyone) {
      const ofOthers = core.state.keysOf(profileId).filter((k) => k.listed?.value.owner != null);
      const needless = ofOthers.filter((k) => k.held === null && k.places.length === 0);
      await core.state.putKeys(
        [],
        needless.map((k) => k.id),
      );
    }
    core.record({ what: 'profile.everyone', profileId, outcome: 'done' });
    const listed = await refreshInTurn(core, profileId, 'never');
    return listed.ok ? ok(null) : listed;
  });
}
