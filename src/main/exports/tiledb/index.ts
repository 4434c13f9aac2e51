import { join } from 'node:path';
import { lazyKind } from '../lazy-kind';
import type { PlaceKind } from '../places';
import type { ConfigKind, ConfigKindOptions } from './kind';

const lazy = (kind: string, title: string, load: () => Promise<ConfigKind>): PlaceKind => ({
  ...lazyKind(kind, title, load),
  secretsAt: async (...args) => (await load()).secretsAt(...args),
  tighten: async (...args) => (await load()).tighten(...args),
});

export interface TileDbKindOptions extends ConfigKindOptions {
  /** The variable TILEDB_PROFILE_DIR, which moves `profiles.json` from `~/.tiledb` (libtiledb 2.28.1 and newer). */
  readonly profileDir: string | undefined;
}

/** TileDB's own files as places of use: `cloud.json` and `profiles.json`. */
export const tiledbKinds = ({ profileDir, ...options }: TileDbKindOptions): readonly PlaceKind[] => [
  lazy('tiledbCloudJson', 'TileDB cloud.json', async () => {
    const [{ ConfigKind }, { cloudJson }] = await Promise.all([import('./kind'), import('./cloud-json')]);
    return new ConfigKind(cloudJson, options);
  }),
  {
    ...lazy('tiledbProfiles', 'TileDB profiles.json', async () => {
      const [{ ConfigKind }, { profilesJson }] = await Promise.all([import('./kind'), import('./profiles')]);
      return new ConfigKind(profilesJson, options);
    }),
    ...(profileDir === undefined || profileDir === '' ? {} : { usualPath: join(profileDir, 'profiles.json') }),
  },
];
