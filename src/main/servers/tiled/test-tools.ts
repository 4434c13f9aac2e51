import type { Profile } from '../../../domain/profile';
import { type KeptSession, must, probedBy, profilesOf, sessionOf } from '../common/testing';
import type { DriverContext } from '../driver';
import { tiled } from './index';

/** Helpers of the driver's tests: a context over real HTTP, profiles made by probing, sessions that remember what they were given. */

/** A profile as the app would keep it after probing. */
export const profileOf = profilesOf('tiled');
export const probed = probedBy(tiled);

/** Signs in with a password. */
export async function login(ctx: DriverContext, profile: Profile, username: string, password: string): Promise<KeptSession> {
  return sessionOf(must(await tiled.signIn(ctx, profile, 'password', { username }, { password })));
}

/** Fields of a modest key. */
export const READ_FOR_TEN_MINUTES = { scopes: 'read:metadata', lifetime: '600', note: '' };

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
