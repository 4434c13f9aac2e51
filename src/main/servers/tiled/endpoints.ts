import type { Profile } from '../../../domain/profile';
import { apiUrl, atOrigin } from './address';

/** Names under which a probe stores the paths of the server's own links in `ServerInfo.details`. */
export type Endpoint = 'whoami' | 'apikey' | 'refresh';

const DEFAULTS: Readonly<Record<Endpoint, string>> = { whoami: 'auth/whoami', apikey: 'auth/apikey', refresh: 'auth/session/refresh' };

/** The URL of an endpoint: the link's path where the probe saw one, always on the origin that the user gave. */
export function endpoint(profile: Profile, name: Endpoint): string {
  const path = profile.server?.details[`path.${name}`];
  return path?.startsWith('/') ? atOrigin(profile.address, path) : apiUrl(profile.address, DEFAULTS[name]);
}

/** True for a server with one static key and no users. */
export const isSingleUser = (profile: Profile): boolean => profile.server?.details.singleUser === 'yes';

export type TagSupport = 'yes' | 'no' | 'unknown';

/** Access tags exist since 0.1.0b37. An older server ignores the field and would make an unrestricted key. */
export function tagSupport(version: string | null): TagSupport {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:(a|b|rc)(\d+))?/.exec(version ?? '');
  if (!match) return 'unknown';
  const [, major = '0', minor = '0', patch = '0', stage, number = '0'] = match;
  if (Number(major) > 0 || Number(minor) > 1) return 'yes';
  if (Number(minor) < 1) return 'no';
  if (Number(patch) > 0) return 'yes';
  if (stage === undefined || stage === 'rc') return 'yes';
  return stage === 'b' && Number(number) >= 37 ? 'yes' : 'no';
}
