import * as z from 'zod/mini';
import type { KeyRecord } from '../../domain/key';
import type { Profile } from '../../domain/profile';
import { DEFAULT_SETTINGS, type Settings } from '../../domain/views';
import * as s from '../../ipc/shapes';
import type { DocumentKind } from './document';

/** The index: everything known, without a secret. The table is drawn from it before keychain or network are touched. */
export interface Index {
  readonly profiles: readonly Profile[];
  readonly keys: readonly KeyRecord[];
  /** Keychain accounts of sessions, by profile. */
  readonly sessions: readonly SessionEntry[];
  /** Accounts reserved before a secret was asked for; after a kill the next start looks whether one arrived. */
  readonly pending: readonly PendingSecret[];
  /** Accounts whose removal from the keychain did not succeed yet. */
  readonly toDelete: readonly { readonly account: string; readonly backend: 'os' | 'vault' | 'memory' }[];
}

export interface SessionEntry {
  readonly profileId: string;
  readonly account: string;
  readonly backend: 'os' | 'vault' | 'memory';
}

export interface PendingSecret {
  readonly account: string;
  readonly profileId: string;
  readonly at: number;
  readonly backend: 'os' | 'vault' | 'memory';
}

const mark = z.strictObject({ kind: z.enum(['hash', 'serverId', 'firstEight', 'lastSeven', 'name', 'times']), value: z.string() });
const backend = z.enum(['os', 'vault', 'memory']);
const keyRecord = z.extend(s.key, {
  marks: z.array(mark),
  listed: z.nullable(s.fact(z.extend(s.listedKey, { marks: z.array(mark) }))),
  held: z.nullable(z.extend(s.held, { account: z.string(), hash: z.string() })),
  places: z.array(z.extend(s.place, { hash: z.string() })),
});
const { status: _status, ...profileShape } = s.profile.shape;
const profile = z.strictObject(profileShape);

const shape = z.strictObject({
  profiles: z.array(profile),
  keys: z.array(keyRecord),
  sessions: z.array(z.strictObject({ profileId: z.string(), account: z.string(), backend })),
  pending: z.array(z.strictObject({ account: z.string(), profileId: z.string(), at: z.number(), backend })),
  toDelete: z.array(z.strictObject({ account: z.string(), backend })),
});

export const EMPTY_INDEX: Index = { profiles: [], keys: [], sessions: [], pending: [], toDelete: [] };

/** Version 2 has links, kinds of secret and choices about warnings, all optional: what version 1 wrote is good as it is. */
export const INDEX: DocumentKind<Index> = {
  name: 'index of keys',
  version: 2,
  shape,
  empty: EMPTY_INDEX,
  migrations: { 1: (value) => value },
};

export interface StoredSettings extends Settings {
  readonly backend: 'os' | 'vault';
  readonly window: {
    readonly width: number;
    readonly height: number;
    readonly x: number | null;
    readonly y: number | null;
    readonly maximized: boolean;
  };
}

export const SETTINGS: DocumentKind<StoredSettings> = {
  name: 'settings',
  version: 2,
  shape: z.extend(s.settings, {
    backend: z.enum(['os', 'vault']),
    window: z.strictObject({
      width: z.number(),
      height: z.number(),
      x: z.nullable(z.number()),
      y: z.nullable(z.number()),
      maximized: z.boolean(),
    }),
  }),
  empty: { ...DEFAULT_SETTINGS, backend: 'os', window: { width: 1280, height: 820, x: null, y: null, maximized: false } },
  // Version 2 has warnings, background and views.
  migrations: { 1: (value) => ({ ...DEFAULT_SETTINGS, ...(typeof value === 'object' ? value : {}) }) },
};
