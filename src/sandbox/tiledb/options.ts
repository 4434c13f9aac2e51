/** The two token APIs: v1 of TileDB Cloud and v4 of Carrara. */
export type Generation = 'v1' | 'v4';

/**
 * What no public source tells about real servers, each as a switch that may change while the sandbox runs. A client must be right under every
 * one of them. The default is the reading that the published specification or the vendor's clients make likelier.
 */
export interface Switches {
  /** Which token API is served. Default 'v1'. */
  readonly generation: Generation;
  /** What a list shows of a token: all of it, stars and the last seven characters, these seven alone, an empty text, or no such field. Default 'full'. */
  readonly listedToken: 'full' | 'masked' | 'last7' | 'empty' | 'absent';
  /** Expired tokens stay in lists until they are revoked. Default true. */
  readonly expiredListed: boolean;
  /** Sessions show up in the list of sessions. Default true. */
  readonly sessionsListed: boolean;
  /** An empty list is `[]`, `null`, or left out altogether (v1: a 200 without body; v4: no `data`). Default 'array'. */
  readonly emptyList: 'array' | 'null' | 'absent';
  /** Status for a credential that is missing, wrong, expired or revoked. Default 401. */
  readonly badCredentialStatus: 401 | 403;
  /** Status for a token whose scope does not suffice. Default 403. */
  readonly scopeRefusalStatus: 401 | 403;
  /** What refusals carry: `{code, message, request_id}`, the message as plain text, or nothing. Default 'json'. */
  readonly errorBody: 'json' | 'text' | 'empty';
  /** An expiry that is `null`: as if left out, refused, or a token that never ends (written as year 1). Default 'default'. */
  readonly nullExpires: 'default' | 'refuse' | 'never';
  /** An expiry in the past: refused, or accepted and dead from the start. Default 'refuse'. */
  readonly pastExpires: 'refuse' | 'accept';
  /** Seconds that a token without expiry lives. Default 1800 in both generations. */
  readonly defaultLifeSeconds: number;
  /** Longest life in seconds, or null for none. Default null. */
  readonly maximumLifeSeconds: number | null;
  /** An expiry beyond the longest life: refused, or silently shortened. Default 'refuse'. */
  readonly beyondMaximum: 'refuse' | 'shorten';
  /** Number of API tokens a user may have, or null for no limit. Default null. */
  readonly maximumTokens: number | null;
  /**
   * What a token without `*` reaches. 'matrix': identity needs any `user:…`, token routes need `user:admin`; 'closed': neither; 'open': both.
   * Default 'matrix'.
   */
  readonly scopedReach: 'matrix' | 'closed' | 'open';
  /** What a token without `*` that reaches the create route may make: any scope, no more than its own, or nothing. Default 'narrower'. */
  readonly scopedMinting: 'any' | 'narrower' | 'never';
  /** Scopes that exist: all fifteen, or the nine before `organization:…` and `group:…`. Default 'full'. */
  readonly scopeEnum: 'full' | 'older';
  /** Further scopes that no published list has: offered, accepted, listed. Default none. */
  readonly extraScopes: readonly string[];
  /** Whether `/v4/capabilities` wants a credential, in either generation. Default false. */
  readonly capabilitiesNeedAuth: boolean;
  /** What a v1 server answers to `/v4/capabilities`. Default 404. */
  readonly legacyCapabilitiesStatus: number;
  /** A v4 server still answers the v1 token routes. Default false. */
  readonly legacyRoutes: boolean;
  /** After a change of password the user's tokens live on, only sessions end, or all end. Default 'tokensLive'. */
  readonly passwordChange: 'tokensLive' | 'sessionsEnd' | 'allEnd';
  /** Which of two credentials counts where a request has both. Default 'key'. */
  readonly bothSchemes: 'key' | 'basic' | 'refuse';
  /** v1 tokens and all sessions: signed and readable, or opaque. Default 'jwt'. */
  readonly tokenShape: 'jwt' | 'opaque';
  /** v4 API tokens: `tiledb_…`, or `tiledb-ws_…-…` with the workspace inside. Default 'plain'. */
  readonly workspaceKeyStyle: 'plain' | 'workspace';
  /** A token created without a name gets one, or stays nameless (v1). Default 'generated'. */
  readonly unnamed: 'generated' | 'nameless';
  /** Sessions carry a name. Default true. */
  readonly sessionsNamed: boolean;
  /** Seconds of a v1 session without and with `remember_me`. Defaults 1800 and 2,592,000 (the specification; one client's help says 8 h and 24 h). */
  readonly sessionSeconds: number;
  readonly rememberedSeconds: number;
  /** Entries on a page of a v4 list that asks for no size. Default 10. */
  readonly pageSize: number;
  /** A v4 list that names no page: the first page with its metadata, or everything without. Default 'firstPage'. */
  readonly unpagedList: 'firstPage' | 'everything';
  /** A v4 list covers the user's tokens, or only those of the workspace of the token that asks. Default 'user'. */
  readonly listCovers: 'user' | 'workspace';
  /** Answers carry fields that no specification has. Default false. */
  readonly extraFields: boolean;
  /** Which dates of listed tokens are Go's zero time, `0001-01-01T00:00:00Z`. Default 'none'. */
  readonly zeroDates: 'none' | 'issued' | 'expires' | 'both';
  /** Dates carry nanoseconds, as Go writes them. Default false. */
  readonly fractions: boolean;
}

export const DEFAULT_SWITCHES: Switches = {
  generation: 'v1',
  listedToken: 'full',
  expiredListed: true,
  sessionsListed: true,
  emptyList: 'array',
  badCredentialStatus: 401,
  scopeRefusalStatus: 403,
  errorBody: 'json',
  nullExpires: 'default',
  pastExpires: 'refuse',
  defaultLifeSeconds: 1800,
  maximumLifeSeconds: null,
  beyondMaximum: 'refuse',
  maximumTokens: null,
  scopedReach: 'matrix',
  scopedMinting: 'narrower',
  scopeEnum: 'full',
  extraScopes: [],
  capabilitiesNeedAuth: false,
  legacyCapabilitiesStatus: 404,
  legacyRoutes: false,
  passwordChange: 'tokensLive',
  bothSchemes: 'key',
  tokenShape: 'jwt',
  workspaceKeyStyle: 'plain',
  unnamed: 'generated',
  sessionsNamed: true,
  sessionSeconds: 1800,
  rememberedSeconds: 2_592_000,
  pageSize: 10,
  unpagedList: 'firstPage',
  listCovers: 'user',
  extraFields: false,
  zeroDates: 'none',
  fractions: false,
};

/** Somebody with an account. */
export interface UserOption {
  readonly username: string;
  /** Null for somebody who signs in through a company login: no password works, only a token made in the browser. */
  readonly password: string | null;
  /** Names of the workspaces (v4); the first is the user's own. */
  readonly workspaces: readonly string[];
}

/** Settings that hold from start to stop. */
export interface FixedOptions {
  /** Default {@link DEFAULT_USERS}. */
  readonly users?: readonly UserOption[];
  /** Milliseconds since 1970; default the system's clock. The answers' Date header follows it too. */
  readonly now?: () => number;
  /** `demo`: the first user owns some tokens, among them expired ones. Default 'none'. */
  readonly seed?: 'none' | 'demo';
  /** Default 0: any free port of 127.0.0.1. */
  readonly port?: number;
}

export type TileDbSandboxOptions = FixedOptions & Partial<Switches>;

/** grace is in two workspaces, henry in one of them, and ida has no password. */
export const DEFAULT_USERS: readonly UserOption[] = [
  { username: 'grace', password: 'secret1', workspaces: ['sensors', 'genomics'] },
  { username: 'henry', password: 'secret2', workspaces: ['genomics'] },
  { username: 'ida', password: null, workspaces: ['sensors'] },
];

/** The switches of `options`, with defaults for what is left out. */
export function switchesOf(options: TileDbSandboxOptions): Switches {
  const { users: _users, now: _now, seed: _seed, port: _port, ...given } = options;
  return { ...DEFAULT_SWITCHES, ...given };
}
