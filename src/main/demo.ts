import type { DemoServer } from '../domain/views';
import { startTiledSandbox } from '../sandbox/tiled';

export interface DemoServers {
  readonly servers: readonly DemoServer[];
  stop(): Promise<void>;
}

/** Starts the demo's servers on loopback: the very ones that the tests use. */
export async function startDemoServers(now: () => number): Promise<DemoServers> {
  const tiled = await startTiledSandbox({ seed: 'demo', now });
  return {
    servers: [{ kind: 'tiled', name: 'Demo Tiled', address: tiled.url, user: 'alice', password: 'secret1' }],
    stop: () => tiled.stop(),
  };
}
