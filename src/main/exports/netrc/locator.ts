/** Where in a netrc file a key is: the host, and the login where it is not the usual one. */
export interface NetrcSpot {
  readonly host: string;
  readonly login: string;
}

/** The login by which LabKey takes a key. */
export const USUAL_LOGIN = 'apikey';

/** `lk.test`, or `me@lk.test` with another login than {@link USUAL_LOGIN}. */
export const locatorOf = ({ host, login }: NetrcSpot): string => (login === USUAL_LOGIN ? host : `${login}@${host}`);

/** The inverse. A host has no `@`, a login may. */
export function spotOf(locator: string): NetrcSpot {
  const at = locator.lastIndexOf('@');
  return at < 0 ? { host: locator, login: USUAL_LOGIN } : { host: locator.slice(at + 1), login: locator.slice(0, at) };
}
