import type { ListedKey } from './key';

/**
 * What a check told of a key, over what was known of it: what the check leaves open stays as it was. A signed token, say, tells its own end and
 * nothing else, while the listing told its name and scopes.
 */
export function toldOver(known: ListedKey | null, told: ListedKey): ListedKey {
  if (known === null) return told;
  const details = told.details ?? known.details;
  return {
    ...told,
    name: told.name ?? known.name,
    fragment: told.fragment ?? known.fragment,
    accessTags: told.accessTags ?? known.accessTags,
    expiry: told.expiry.kind === 'notTold' ? known.expiry : told.expiry,
    createdAt: told.createdAt ?? known.createdAt,
    ...(told.scopes === null
      ? {
          scopes: known.scopes,
          fullAccess: known.fullAccess || told.fullAccess,
          warnings: told.warnings.length === 0 ? known.warnings : told.warnings,
        }
      : {}),
    ...(details === undefined ? {} : { details }),
  };
}
