/** The releases that the sandbox can play, oldest first. `24.7.0` and `24.7.1` differ in what a wrong key is answered. */
export const LABKEY_RELEASES = [
  '22.11',
  '23.3',
  '23.11',
  '24.1',
  '24.2',
  '24.3',
  '24.7.0',
  '24.7.1',
  '24.10',
  '24.11',
  '25.7',
  '26.5',
  '26.7',
] as const;

export type LabKeyRelease = (typeof LABKEY_RELEASES)[number];

/** What a release can do and how it answers. Source: LabKey platform history up to 2024-10, and servers 24.1.2 to 24.11 as observed. */
export interface Features {
  /** Keys read `apikey|` + 32 hex and only those are tried; CSRF tokens have 32 hex. Up to 22.11. */
  readonly prefixedKeys: boolean;
  /** Basic credentials beat the `apikey` header, whoever they name. Since 23.10; before, only those of the user `apikey` did. */
  readonly basicWins: boolean;
  /** A key needs no second factor. Since 23.10. */
  readonly keysSkipSecondFactor: boolean;
  /** `Your account has been deactivated.` instead of the wrong-password text. Since 23.10. */
  readonly namesInactive: boolean;
  /** Keys are refused on a site without default domain. 23.10 to 24.1. */
  readonly domainBug: boolean;
  /** `core.UserAPIKeys`, and `moduleContext.api.allowApiKeys` in the pages. Since 24.2. */
  readonly ownKeys: boolean;
  /** `timezone` in the pages. Since 24.7.0. */
  readonly tellsZone: boolean;
  /** A wrong credential is refused with 401 on every address. Since 24.7.1; before, the request went on as guest. */
  readonly refusesBadCredentials: boolean;
  /** Columns `Description` and `LastUsed`. Since 24.10. */
  readonly described: boolean;
  /** Realm of a site without description: `""` up to 24.10, `"null"` from 24.11 on. */
  readonly emptyRealm: string;
  /** The 400 for listing while impersonating lacks its last brace. 24.2 to 24.7.1. */
  readonly cutsImpersonationBody: boolean;
  /** Sessions end when their user's password changes. Since 24.11. */
  readonly passwordChangeEndsSessions: boolean;
  /** A wording of its own for wrong keys. Since 25.7. */
  readonly ownInvalidKeyText: boolean;
  /** `Authorization: Bearer`. Since 26.5. */
  readonly bearer: boolean;
  /** Keys restricted to a role. Since 26.7. */
  readonly roles: boolean;
}

export function featuresOf(release: LabKeyRelease): Features {
  const rank = (name: LabKeyRelease): number => LABKEY_RELEASES.indexOf(name);
  const since = (name: LabKeyRelease): boolean => rank(release) >= rank(name);
  return {
    prefixedKeys: !since('23.3'),
    basicWins: since('23.11'),
    keysSkipSecondFactor: since('23.11'),
    namesInactive: since('23.11'),
    domainBug: since('23.11') && !since('24.2'),
    ownKeys: since('24.2'),
    tellsZone: since('24.7.0'),
    refusesBadCredentials: since('24.7.1'),
    described: since('24.10'),
    emptyRealm: since('24.11') ? 'null' : '',
    cutsImpersonationBody: since('24.2') && !since('24.10'),
    passwordChangeEndsSessions: since('24.11'),
    ownInvalidKeyText: since('25.7'),
    bearer: since('26.5'),
    roles: since('26.7'),
  };
}
