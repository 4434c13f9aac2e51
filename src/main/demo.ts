import type { DemoServer } from '../domain/views';
import { startLabKeySandbox } from '../sandbox/labkey';
import { startTiledSandbox } from '../sandbox/tiled';
import { startTileDbSandbox } from '../sandbox/tiledb';

export interface DemoServers {
  readonly servers: readonly DemoServer[];
  stop(): Promise<void>;
}

/** The demo's time can be moved by months, and its logins should see it. */
const YEAR_S = 31_536_000;

/** Starts the demo's servers on loopback: the very ones that the tests use, with keys in every state. */
export async function startDemoServers(now: () => number): Promise<DemoServers> {
  const [tiled, labkey, cloud, carrara] = await Promise.all([
    startTiledSandbox({ seed: 'demo', now, refreshSeconds: YEAR_S }),
    startLabKeySandbox({ seed: 'demo', now }),
    startTileDbSandbox({ seed: 'demo', generation: 'v1', now }),
    startTileDbSandbox({ seed: 'demo', generation: 'v4', now }),
  ]);
  return {
    servers: [
      { kind: 'tiled', name: 'Demo Tiled', address: tiled.url, user: 'alice', password: 'secret1' },
      { kind: 'labkey', name: 'Demo LabKey', address: labkey.url, user: 'ada@lab.test', password: 'secret1' },
      { kind: 'labkey', name: 'Demo LabKey, as its administrator', address: labkey.url, user: 'admin@lab.test', password: 'secret2' },
      { kind: 'tiledb', name: 'Demo TileDB Cloud', address: cloud.url, user: 'grace', password: 'secret1' },
      { kind: 'tiledb', name: 'Demo TileDB (Carrara)', address: carrara.url, user: 'grace', password: 'secret1' },
    ],
    stop: async () => {
      await Promise.all([tiled.stop(), labkey.stop(), cloud.stop(), carrara.stop()]);
    },
  };
}
