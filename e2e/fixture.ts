import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { type LabKeySandbox, type LabKeySandboxOptions, startLabKeySandbox } from '../src/sandbox/labkey';
import { startTiledSandbox, type TiledSandbox, type TiledSandboxOptions } from '../src/sandbox/tiled';
import { startTileDbSandbox, type TileDbSandbox, type TileDbSandboxOptions } from '../src/sandbox/tiledb';
import { type PrivateKeyring, type PrivateKeyringOptions, startPrivateKeyring } from '../test-support/keyring/private-keyring.mjs';
import { Tess } from './pages/tess';
import { launch, type Tessera } from './runtime';

/** What a test has: a fresh data folder and HOME, a keyring and a server of its own. */
export interface Bench {
  /** A private folder; HOME, TMPDIR and data of the app are in it. */
  readonly folder: string;
  readonly home: string;
  readonly data: string;
  readonly temp: string;
  readonly keyring: PrivateKeyring;
  readonly tiled: TiledSandbox;
  /** A further server, stopped at the end of the test. */
  server(options: TiledSandboxOptions): Promise<TiledSandbox>;
  labkey(options?: LabKeySandboxOptions): Promise<LabKeySandbox>;
  tiledb(options?: TileDbSandboxOptions): Promise<TileDbSandbox>;
  /** The whole environment of an app started here: an allow-list, nothing of the user's. */
  env(more?: Readonly<Record<string, string>>): Record<string, string>;
  /** Starts the app (again); the one before must have ended. `appDir`: an app around the built one. */
  start(more?: Readonly<Record<string, string>>, appDir?: string): Promise<Running>;
}

/** A running app and the page object of its window. */
export interface Running extends Tessera {
  readonly tess: Tess;
}

interface Options {
  tiledOptions: TiledSandboxOptions;
  keyringOptions: Partial<PrivateKeyringOptions>;
  /** A fixed name for the bench's folder, where it is seen in pictures; else a fresh one. */
  folderName: string | null;
}

/** The variables that an app under test gets from this machine; all others are the bench's own. */
const PASSED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TESSERA_CHROMIUM', 'CI', 'DISPLAY', 'XAUTHORITY'];

/** Which runtime it is, is said once a worker. */
let said = false;

export const test = base.extend<Options & { bench: Bench; app: Running }>({
  tiledOptions: [{}, { option: true }],
  keyringOptions: [{}, { option: true }],
  folderName: [null, { option: true }],
  bench: async ({ tiledOptions, keyringOptions, folderName }, use, info) => {
    const folder = folderName === null ? mkdtempSync(join(tmpdir(), 'tessera-e2e-')) : join(tmpdir(), folderName);
    // A folder of that name may be somebody else's: it is made here or not used.
    if (folderName !== null) mkdirSync(folder, { mode: 0o700 });
    const data = join(folder, 'data');
    const temp = join(folder, 'tmp');
    mkdirSync(temp, { mode: 0o700 });
    const keyring = await startPrivateKeyring({ dir: join(folder, 'keyring'), password: 'e2e keyring', ...keyringOptions });
    const servers: { stop(): Promise<void> }[] = [];
    const kept = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
      const started = await starting;
      servers.push(started);
      return started;
    };
    const server: Bench['server'] = (options) => kept(startTiledSandbox(options));
    const labkey: Bench['labkey'] = (options) => kept(startLabKeySandbox(options));
    const tiledb: Bench['tiledb'] = (options) => kept(startTileDbSandbox(options));
    const tiled = await server(tiledOptions);
    const running: Running[] = [];
    const env: Bench['env'] = (more = {}) => {
      const passed = PASSED.flatMap((name) => {
        const value = process.env[name];
        return value === undefined || (name === 'DISPLAY' && keyringOptions.display !== undefined) ? [] : [[name, value] as const];
      });
      const own = { TESSERA_DATA: data, TESSERA_KEYCHAIN_SERVICE: 'tessera-e2e', TMPDIR: temp };
      return { ...Object.fromEntries(passed), ...keyring.env, ...own, ...more };
    };
    const start: Bench['start'] = async (more, appDir) => {
      const app = await launch(env(more), appDir);
      const started: Running = { ...app, tess: new Tess(app.page) };
      running.push(started);
      await started.tess.main.waitFor();
      const { name, version } = await app.control.runtime();
      if (!info.annotations.some((a) => a.type === 'runtime'))
        info.annotations.push({ type: 'runtime', description: `${name} ${version}` });
      if (!said) console.log(`End-to-end specs run on ${name} ${version}`);
      said = true;
      return started;
    };
    await use({ folder, home: keyring.env.HOME, data, temp, keyring, tiled, server, labkey, tiledb, env, start });
    const last = running.at(-1);
    if (info.status !== info.expectedStatus && last) {
      await info.attach('app output', { body: last.output() });
      const log = join(data, 'tessera.log');
      if (existsSync(log)) await info.attach('app log', { body: readFileSync(log) });
      await last.page.screenshot({ path: info.outputPath('failed.png'), timeout: 3_000 }).catch(() => undefined);
    }
    for (const app of running) await app.close();
    for (const started of servers) await started.stop();
    await keyring.stop();
    // A killed app's browser may still be writing for a moment.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
  app: async ({ bench }, use) => {
    await use(await bench.start());
  },
});

export { expect } from '@playwright/test';
