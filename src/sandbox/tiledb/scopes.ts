import type { Switches } from './options';

const AREAS = ['user', 'array', 'organization', 'group'] as const;
const LEVELS = ['read', 'read-write', 'admin'] as const;
const areaScopes = (areas: readonly string[]): string[] => areas.flatMap((area) => LEVELS.map((level) => `${area}:${level}`));

/** The scopes of the vendor's OpenAPI v1 spec, 2.17; v4 has the same. */
const FULL_SCOPES: readonly string[] = ['*', 'password_reset', 'confirm_email', ...areaScopes(AREAS)];
/** The nine of API 2.2.19, as the R client's enumeration has them. */
const OLDER_SCOPES: readonly string[] = ['*', 'password_reset', 'confirm_email', ...areaScopes(['user', 'array'])];

/** The scopes that this server knows now. */
export const knownScopes = (switches: Switches): readonly string[] => [
  ...(switches.scopeEnum === 'full' ? FULL_SCOPES : OLDER_SCOPES),
  ...switches.extraScopes,
];

/** True where `own` contains everything that `wanted` asks for: `*` is everything, a higher level contains the lower ones. */
export function covers(own: readonly string[], wanted: readonly string[]): boolean {
  if (own.includes('*')) return true;
  return wanted.every((scope) => own.some((mine) => contains(mine, scope)));
}

function contains(mine: string, scope: string): boolean {
  if (mine === scope) return true;
  const [area, level] = mine.split(':');
  const [otherArea, otherLevel] = scope.split(':');
  const levels: readonly string[] = LEVELS;
  if (area !== otherArea || level === undefined || otherLevel === undefined) return false;
  return levels.includes(otherLevel) && levels.indexOf(level) > levels.indexOf(otherLevel);
}

/** What a request wants to reach. `data` stands for what any valid credential may see. */
export type Reach = 'identity' | 'tokens' | 'data';

/** Whether a token of these scopes reaches it. */
export function reaches(switches: Switches, scopes: readonly string[], reach: Reach): boolean {
  if (reach === 'data' || scopes.includes('*') || switches.scopedReach === 'open') return true;
  if (switches.scopedReach === 'closed') return false;
  return reach === 'identity' ? scopes.some((scope) => scope.startsWith('user:')) : scopes.includes('user:admin');
}
