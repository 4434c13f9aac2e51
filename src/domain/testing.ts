import type { Expiry } from './expiry';
import { newRecord } from './join';
import type { KeyRecord, ListedKey, Listing } from './key';
import type { Mark } from './mark';

/** Builders for tests of the rules; used by tests only. */

export const T0 = Date.UTC(2026, 10, 21, 12);

export function listedKey(fragment: string, change: Partial<ListedKey> = {}): ListedKey {
  return {
    marks: [{ kind: 'firstEight', value: fragment }],
    name: `key ${fragment}`,
    fragment,
    scopes: ['read:metadata'],
    fullAccess: false,
    accessTags: null,
    expiry: { kind: 'never' },
    createdAt: null,
    lastUsed: null,
    owner: null,
    warnings: [],
    session: false,
    ...change,
  };
}

export function listing(keys: readonly ListedKey[], change: Partial<Listing> = {}): Listing {
  return {
    principal: { id: 'p1', label: 'alice' },
    keys,
    complete: { yes: true },
    asOf: T0,
    skewMs: null,
    usage: { keys: null, sessions: null },
    grantableScopes: null,
    ...change,
  };
}

export function record(id: string, change: Partial<KeyRecord> = {}): KeyRecord {
  return { ...newRecord(id, 'profile', T0), ...change };
}

export const held = (hash: string, at = T0): NonNullable<KeyRecord['held']> => ({
  account: `account-${hash}`,
  hash,
  since: at,
  origin: 'created',
  backend: 'os',
  lastSeen: { value: 'found', source: 'thisMachine', asOf: at },
});

export const firstEight = (value: string): Mark => ({ kind: 'firstEight', value });
export const at = (instant: number): Expiry => ({ kind: 'at', at: instant });
