/** What a path below the context names. */
export interface ActionAddress {
  readonly controller: string;
  readonly action: string;
  /** Such as `/home/sub`; '/' for the root. */
  readonly container: string;
}

const SUFFIX = /\.(view|api|post)$/i;

/**
 * Reads both styles: `/home/login-whoAmI.api` and `/login/home/whoAmI.view`. The suffix chooses nothing; controller and action are
 * case-insensitive. Null where the path is no action. Source: LabKey platform `ActionURL`, 2024-10.
 */
export function parseAddress(path: string): ActionAddress | null {
  const segments = path
    .split('/')
    .filter((s) => s !== '')
    .map(decoded);
  const last = segments.at(-1);
  if (last === undefined || !SUFFIX.test(last)) return null;
  const name = last.slice(0, last.lastIndexOf('.'));
  const dash = name.indexOf('-');
  if (dash >= 0)
    return {
      controller: name.slice(0, dash).toLowerCase(),
      action: name.slice(dash + 1).toLowerCase(),
      container: `/${segments.slice(0, -1).join('/')}`,
    };
  if (segments.length < 2) return null;
  return {
    controller: (segments[0] ?? '').toLowerCase(),
    action: name.toLowerCase(),
    container: `/${segments.slice(1, -1).join('/')}`,
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
