import type { Expiry } from '../../src/domain/expiry';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time';
import type { KeyView, PlaceView, ProfileView } from '../../src/domain/views';

/** What scenes are made of. */

/** Saturday 21 November 2026, 21:00 in Central Europe. */
export const NOW = Date.UTC(2026, 10, 21, 20, 0, 0);

export const status: ProfileView['status'] = {
  refresh: 'ok',
  at: NOW - 12 * SECOND,
  listedAt: NOW - 12 * SECOND,
  problem: null,
  usage: { keys: { used: 11, limit: 100 }, sessions: { used: 6, limit: 200 } },
  grantableScopes: [
    'read:metadata',
    'read:data',
    'create:node',
    'write:metadata',
    'write:data',
    'create:apikeys',
    'revoke:apikeys',
    'review:proposals',
  ],
  incomplete: null,
  skewMs: 400,
  signedIn: true,
  administers: false,
  sessions: [],
};

export function profile(
  id: string,
  kind: string,
  label: string,
  address: string,
  user: string | null,
  more: Partial<ProfileView> = {},
): ProfileView {
  return {
    id,
    kind,
    label,
    address,
    principal: user === null ? null : { id: `p-${user}`, label: user },
    manager: { kind: 'session' },
    server: {
      version: '0.2.16',
      mode: 'multiUser',
      meaning: 'Each person signs in with an account of their own.',
      signInMethods: ['password'],
      manages: true,
      probedAt: NOW - DAY,
      details: {},
    },
    caFile: null,
    plainHttpAccepted: false,
    addedAt: NOW - 90 * DAY,
    note: '',
    status,
    ...more,
  };
}

export interface Sketch {
  readonly profileId: string;
  readonly name: string | null;
  readonly fragment: string;
  readonly scopes?: readonly string[] | null;
  readonly full?: boolean;
  readonly expiry: Expiry;
  readonly created?: number | null;
  readonly used?: number | null | 'notTold';
  readonly held?: boolean;
  readonly presence?: 'listed' | 'notListed' | 'cannotTell';
  readonly places?: readonly PlaceView[];
  readonly local?: Partial<KeyView['local']>;
  readonly firstSeen?: number;
  readonly warnings?: readonly string[];
  readonly asOf?: number;
  readonly own?: readonly number[];
  readonly listed?: boolean;
  readonly owner?: string;
}

export const at = (ms: number): Expiry => ({ kind: 'at', at: NOW + ms });

export function makeKey(id: string, k: Sketch): KeyView {
  const asOf = k.asOf ?? NOW - 12 * SECOND;
  const last = k.fragment.startsWith('…');
  return {
    id,
    profileId: k.profileId,
    marks: k.fragment === '' ? [] : [{ kind: last ? 'lastSeven' : 'firstEight', value: k.fragment.replace('…', '') }],
    listed:
      k.listed === false
        ? null
        : {
            value: {
              marks: [],
              name: k.name,
              fragment: k.fragment || null,
              scopes: k.scopes === undefined ? null : k.scopes,
              fullAccess: k.full ?? false,
              accessTags: null,
              expiry: k.expiry,
              createdAt: k.created ?? null,
              lastUsed: k.used === undefined ? 'notTold' : k.used,
              owner: k.owner === undefined ? null : { id: `p-${k.owner}`, label: k.owner },
              warnings: k.warnings ?? [],
              session: false,
            },
            source: 'listing',
            asOf,
            skewMs: 400,
          },
    presence: { value: k.presence ?? 'listed', source: 'listing', asOf },
    held: k.held
      ? {
          since: k.firstSeen ?? NOW - 20 * DAY,
          origin: 'created',
          backend: 'os',
          lastSeen: { value: 'found', source: 'thisMachine', asOf: NOW - HOUR },
        }
      : null,
    check: k.listed === false && k.held ? { value: { kind: 'live', principal: null }, source: 'ownCheck', asOf: NOW - 3 * DAY } : null,
    places: k.places ?? [],
    ambiguous: false,
    local: { label: '', owner: '', note: '', ...k.local },
    userExpiry: k.listed === false ? k.expiry : null,
    ownCalls: k.own ?? [],
    firstSeen: k.firstSeen ?? NOW - 24 * DAY,
    revokedAt: null,
  };
}

export const place = (
  id: string,
  path: string,
  locator: string,
  state: 'present' | 'changed' | 'removed' | 'unreadable',
  detail?: string,
): PlaceView => ({
  id,
  kind: path.endsWith('netrc') ? 'netrc' : 'envFile',
  path,
  locator,
  putAt: NOW - 20 * DAY,
  lastCheck: { state, at: NOW - 3 * MINUTE, ...(detail ? { detail } : {}) },
});
