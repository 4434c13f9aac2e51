/** The three generations of the contract that the sandbox speaks; each was compared with a real server of that version. */
export type Generation = '0.1.0b17' | '0.2.2' | '0.2.16';

/** What differs between generations. */
export interface Features {
  readonly version: Generation;
  /** Scopes of the roles, in the server's order. */
  readonly userScopes: readonly string[];
  readonly adminScopes: readonly string[];
  /** Scope needed to create and to revoke one's own keys. */
  readonly createScope: string;
  readonly revokeScope: string;
  /** `access_tags` exist since 0.1.0b37; before, the field is ignored and never answered. */
  readonly accessTags: boolean;
  /** Tags together with `inherit` are refused since 0.2.4. */
  readonly refusesTagsWithInherit: boolean;
  /** Scopes beyond the principal's: 403 since 0.1.0b37, 400 before. */
  readonly scopeRefusalStatus: 400 | 403;
  /** Before 0.1.0b21 even the "about" route answered 401 to a bad key. */
  readonly aboutChecksKey: boolean;
  /** `Authorization: Apikey` without a secret: guest today, a bad key in 0.1.0b17. */
  readonly emptyKeyIsBad: boolean;
  /** 0.1.0b17 repeats the needed scope in WWW-Authenticate even where the key itself is bad. */
  readonly badKeyNamesScope: boolean;
  /** `?api_key=` sets the key's cookie even where the key is wrong; 0.1.0b17 sets it for good keys only. */
  readonly cookieForBadKey: boolean;
  /** `extra_scopes` in provider specs since 0.2.10. */
  readonly extraScopes: boolean;
  /** `state` in session rows, `access_blob` in metadata. */
  readonly sessionState: boolean;
  readonly accessBlob: boolean;
}

const OLD_USER = ['read:metadata', 'read:data', 'create', 'write:metadata', 'write:data', 'apikeys'];
const OLD_ADMIN = [
  'read:metadata',
  'read:data',
  'create',
  'register',
  'write:metadata',
  'write:data',
  'admin:apikeys',
  'read:principals',
  'write:principals',
  'metrics',
];
const MID_USER = ['read:metadata', 'read:data', 'create', 'write:metadata', 'write:data', 'delete:revision', 'delete:node', 'apikeys'];
const MID_ADMIN = [
  'read:metadata',
  'read:data',
  'create',
  'register',
  'write:metadata',
  'write:data',
  'delete:revision',
  'delete:node',
  'admin:apikeys',
  'read:principals',
  'write:principals',
  'metrics',
];
const NEW_USER = [
  'read:metadata',
  'read:data',
  'create:node',
  'write:metadata',
  'write:data',
  'delete:revision',
  'delete:node',
  'create:apikeys',
  'revoke:apikeys',
];
const NEW_ADMIN = [
  'read:metadata',
  'read:data',
  'create:node',
  'register',
  'write:metadata',
  'write:data',
  'delete:revision',
  'delete:node',
  'admin:apikeys',
  'read:principals',
  'write:principals',
  'metrics',
  'read:webhooks',
  'write:webhooks',
];

const FEATURES: Readonly<Record<Generation, Features>> = {
  '0.1.0b17': {
    version: '0.1.0b17',
    userScopes: OLD_USER,
    adminScopes: OLD_ADMIN,
    createScope: 'apikeys',
    revokeScope: 'apikeys',
    accessTags: false,
    refusesTagsWithInherit: false,
    scopeRefusalStatus: 400,
    aboutChecksKey: true,
    emptyKeyIsBad: true,
    badKeyNamesScope: true,
    cookieForBadKey: false,
    extraScopes: false,
    sessionState: false,
    accessBlob: false,
  },
  '0.2.2': {
    version: '0.2.2',
    userScopes: MID_USER,
    adminScopes: MID_ADMIN,
    createScope: 'apikeys',
    revokeScope: 'apikeys',
    accessTags: true,
    refusesTagsWithInherit: false,
    scopeRefusalStatus: 403,
    aboutChecksKey: false,
    emptyKeyIsBad: false,
    badKeyNamesScope: false,
    cookieForBadKey: true,
    extraScopes: false,
    sessionState: true,
    accessBlob: true,
  },
  '0.2.16': {
    version: '0.2.16',
    userScopes: NEW_USER,
    adminScopes: NEW_ADMIN,
    createScope: 'create:apikeys',
    revokeScope: 'revoke:apikeys',
    accessTags: true,
    refusesTagsWithInherit: true,
    scopeRefusalStatus: 403,
    aboutChecksKey: false,
    emptyKeyIsBad: false,
    badKeyNamesScope: false,
    cookieForBadKey: true,
    extraScopes: true,
    sessionState: true,
    accessBlob: true,
  },
};

/** What the server of this generation knows and how it answers. */
export const featuresOf = (generation: Generation): Features => FEATURES[generation];
