import type { Features, LabKeyRelease } from './releases';

/** How a user may come in. What is left out is false. */
export interface SandboxUserOptions {
  readonly email: string;
  /** Left out: no password works, as for accounts of a single sign-on only. */
  readonly password?: string;
  /** Default: the part of the address before the `@`. */
  readonly displayName?: string;
  /** A site administrator: sees everybody's keys and the root container. */
  readonly admin?: boolean;
  readonly inactive?: boolean;
  /** The password is right but a second factor is wanted. */
  readonly twoFactor?: boolean;
  /** The password must be changed in the browser first. */
  readonly expiredPassword?: boolean;
  /** False: no Read in `/home`, though guests may have it. Default true. */
  readonly readsHome?: boolean;
  /** Terms of use are not yet agreed to: pages and API calls of a cookie session are sent there. Keys skip the terms. */
  readonly termsPending?: boolean;
}

export interface SandboxContainerOptions {
  /** Such as `/home` or `/Lab/Assays`. */
  readonly path: string;
  /** Who has Read beside administrators. `nobody`: only administrators and `readers`. */
  readonly read: 'guests' | 'users' | 'nobody';
  /** Addresses of single users with Read. */
  readonly readers?: readonly string[];
}

/** Settings that may be changed while the sandbox runs. */
export interface LiveOptions {
  /** "Let users create API keys". Default true. (Off on a new site.) */
  allowApiKeys: boolean;
  /** "Let users create session keys". Default false. */
  allowSessionKeys: boolean;
  /** Lifetime of keys made from now on; -1 never. Default -1. */
  apiKeyExpirationSeconds: number;
  adminOnlyMode: boolean;
  /** The server has not finished its start: health 200 `false`, most actions 403. */
  starting: boolean;
  /** No account exists yet: everything is sent to the page that makes the first one. */
  firstRun: boolean;
  /** GET is redirected to https, POST refused with 405. */
  sslRequired: boolean;
  /** Port named in the redirect to https. Default 8443. */
  sslPort: number;
  /** Every credential counts as an impersonation: no keys are made, listed or deleted. Default false. */
  impersonating: boolean;
  /** Completes an e-mail without `@`. Empty switches on the bug of 23.10 to 24.1. Default `lab.test`. */
  defaultDomain: string;
  /** The realm of Basic challenges. Null: never set. Default null. */
  siteDescription: string | null;
  /** Sends `Server: LabKey/…`. Only releases from 24.11 on know the switch; a proxy may drop it on any. Default true. */
  serverHeader: boolean;
  /** IANA id of the server's zone. Default `America/Los_Angeles`. */
  timezone: string;
  /** Text of the 401 for a wrong key from 25.7 on; the real wording is not known. Default 'The API key you provided is invalid.' */
  invalidKeyText: string;
  /** Whether sessions end with a password change. Default by release (from 24.11 on; its development branch of 2024-10 did not). */
  passwordChangeEndsSessions: boolean;
  /** The guest's pages carry `moduleContext`. Observed on 24.11; true by default. */
  guestModuleContext: boolean;
  /** What a role-restricted key of 26.7 may do; not known. `allow`: as any key. `refuse`: 403 on create, list and delete. Default 'refuse'. */
  restrictedKeys: 'allow' | 'refuse';
  /** Name of the column of 26.7 that holds the role, or null for no column. Not known. Default 'Role'. */
  roleColumn: string | null;
  /** Name of the member of createApiKey that restricts a key to a role. Not known. Default 'role'. */
  roleParameter: string;
  /** Suspicious requests in an hour per address and User-Agent before 410 is answered, or null for off. Default null; real: 20. */
  blocklistAfter: number | null;
  /** A site with LDAP may report a key's failure as guest where others say 401 (from 24.7.1 on). Inferred from source. Default false. */
  ldapDowngrade: boolean;
  /** Name of the single sign-on that `moduleContext` says logins are redirected to. Default null. */
  autoRedirectSso: string | null;
  /** logoutApi tells `redirectUrl`, as it does with some single sign-ons. Default null: not there. */
  logoutRedirectUrl: string | null;
  /** Lower-case names in the rows that deleteRows returns (PostgreSQL); false: as declared (SQL Server, not observed). Default true. */
  lowerCaseRows: boolean;
}

export interface LabKeySandboxOptions extends Partial<Readonly<LiveOptions>> {
  /** Default '24.11'. */
  readonly version?: LabKeyRelease;
  /** What the Server header and the pages say, such as '24.3.11'. Default: the release. */
  readonly versionString?: string;
  /** Milliseconds since 1970; default the system's clock. */
  readonly now?: () => number;
  /** Waits for the failure limiter. Default: a timer. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** Shrinks the limiter's times: 1 is real (3 s for a failure, pause above 15 s), 0.01 makes 30 ms and 150 ms, 0 switches it off. Default 1. */
  readonly limiterScale?: number;
  /** '' or such as '/labkey'. */
  readonly contextPath?: string;
  /** The server lives at the root and knows this old prefix: GET 301, other methods are forwarded. */
  readonly legacyContextPath?: string;
  /** Default: `ada@lab.test` with `secret1` and the administrator `admin@lab.test` with `secret2`. */
  readonly users?: readonly SandboxUserOptions[];
  /** Default: `/home` for guests, `/Shared` for users. The root is always there, for administrators. */
  readonly containers?: readonly SandboxContainerOptions[];
  /** `demo`: the users own keys of all sorts. Default 'none'. */
  readonly seed?: 'none' | 'demo';
  /** Default 0: any free port of 127.0.0.1. */
  readonly port?: number;
  /** Id of the first user; the others follow. Default 1003, as on a new server. */
  readonly firstUserId?: number;
}

export const DEFAULT_USERS: readonly SandboxUserOptions[] = [
  { email: 'admin@lab.test', password: 'secret2', admin: true },
  { email: 'ada@lab.test', password: 'secret1' },
];

export const DEFAULT_CONTAINERS: readonly SandboxContainerOptions[] = [
  { path: '/home', read: 'guests' },
  { path: '/Shared', read: 'users' },
];

/** The settings that a sandbox starts with. */
export const liveOptions = (given: Partial<LiveOptions>, features: Features): LiveOptions => ({
  allowApiKeys: given.allowApiKeys ?? true,
  allowSessionKeys: given.allowSessionKeys ?? false,
  apiKeyExpirationSeconds: given.apiKeyExpirationSeconds ?? -1,
  adminOnlyMode: given.adminOnlyMode ?? false,
  starting: given.starting ?? false,
  firstRun: given.firstRun ?? false,
  sslRequired: given.sslRequired ?? false,
  sslPort: given.sslPort ?? 8443,
  impersonating: given.impersonating ?? false,
  defaultDomain: given.defaultDomain ?? 'lab.test',
  siteDescription: given.siteDescription ?? null,
  serverHeader: given.serverHeader ?? true,
  timezone: given.timezone ?? 'America/Los_Angeles',
  invalidKeyText: given.invalidKeyText ?? 'The API key you provided is invalid.',
  passwordChangeEndsSessions: given.passwordChangeEndsSessions ?? features.passwordChangeEndsSessions,
  guestModuleContext: given.guestModuleContext ?? true,
  restrictedKeys: given.restrictedKeys ?? 'refuse',
  roleColumn: given.roleColumn === undefined ? 'Role' : given.roleColumn,
  roleParameter: given.roleParameter ?? 'role',
  blocklistAfter: given.blocklistAfter ?? null,
  ldapDowngrade: given.ldapDowngrade ?? false,
  autoRedirectSso: given.autoRedirectSso ?? null,
  logoutRedirectUrl: given.logoutRedirectUrl ?? null,
  lowerCaseRows: given.lowerCaseRows ?? true,
});
