import { join } from 'node:path';
import type { PlaceKind } from '../places';
import type { ConfigKind, ConfigKindOptions } from './kind';

/** A kind whose code is read with its first use: the window opens without it. */
function lazy(kind: string, title: string, load: () => Promise<ConfigKind>): PlaceKind {
  return {
    kind,
    title,
    preview: async (request) => (await load()).preview(request),
    put: async (request) => (await load()).put(request),
    check: async (place) => (await load()).check(place),
    secretsAt: async (path, locator) => (await load()).secretsAt(path, locator),
    previewRemove: async (place) => (await load()).previewRemove(place),
    remove: async (place, revision) => (await load()).remove(place, revision),
    tighten: async (place) => (await load()).tighten(place),
  };
}

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
