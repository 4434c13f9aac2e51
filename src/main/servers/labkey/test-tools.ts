import type { Profile } from '../../../domain/profile';
import { ok, type Result } from '../../../domain/result';
import { type KeptSession, must, probedBy, profilesOf, sessionOf } from '../common/testing';
import type { CreatedKey, CreateProblem, DriverContext } from '../driver';
import { labkey } from './index';

/** Helpers of the driver's tests: a context over real HTTP, profiles made by probing, sessions that remember what they were given. */

/** A profile as the app would keep it after probing. */
export const profileOf = profilesOf('labkey');
export const probed = probedBy(labkey);

/** Signs in with a password. */
export async function login(ctx: DriverContext, profile: Profile, email: string, password: string): Promise<KeptSession> {
  return sessionOf(must(await labkey.signIn(ctx, profile, 'password', { email }, { password })));
}

/** Makes a key as the app does: asks for its row once the secret has arrived. */
export async function make(...args: Parameters<typeof labkey.create>): Promise<Result<CreatedKey, CreateProblem>> {
  const made = await labkey.create(...args);
  return made.ok && made.value.look ? ok({ ...made.value, listed: await made.value.look() }) : made;
}

/** A key of the right shape that no server has. */
export const WRONG_KEY = '0123456789abcdef'.repeat(4);
