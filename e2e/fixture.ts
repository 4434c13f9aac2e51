import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, type Page } from '@playwright/test';
import { type Control, type LaunchedApp, launchApp } from '../runtime/chromium/testing';
import { startTiledSandbox, type TiledSandbox } from '../src/sandbox/tiled';
import { type PrivateKeyring, startPrivateKeyring } from '../test-support/keyring/private-keyring.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a test has: a fresh data folder and HOME, a keyring and a server of its own. */
export interface Bench {
  /** A private folder; HOME of the app is in it. */
  readonly folder: string;
  readonly home: string;
  readonly data: string;
  readonly keyring: PrivateKeyring;
  readonly tiled: TiledSandbox;
  /** Starts the app (again). Its environment is an allow-list: nothing of the user's gets in. */
  start(env?: Readonly<Record<string, string>>): Promise<Running>;
}

export interface Running {
  readonly page: Page;
  readonly control: Control;
  readonly app: LaunchedApp;
}

/** The variables that an app under test gets from this machine; all others are the bench's own. */
const PASSED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TESSERA_CHROMIUM', 'CI'];

export const test = base.extend<{ bench: Bench; app: Running }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from the pattern
  bench: async ({}, use, info) => {
    const folder = mkdtempSync(join(tmpdir(), 'tessera-e2e-'));
    const keyring = await startPrivateKeyring({ dir: join(folder, 'keyring'), password: 'e2e keyring' });
    const tiled = await startTiledSandbox();
    const running: LaunchedApp[] = [];
    const data = join(folder, 'data');
    const start: Bench['start'] = async (env = {}) => {
      const own: Record<string, string | undefined> = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
      for (const name of PASSED) own[name] = process.env[name];
      const app = await launchApp({
        appDir: ROOT,
        env: { ...own, ...keyring.env, TESSERA_DEBUG: '1', TESSERA_DATA: data, TESSERA_KEYCHAIN_SERVICE: 'tessera-e2e', ...env },
      });
      running.push(app);
      await app.page.getByRole('main').waitFor();
      return { page: app.page, control: app.control, app };
    };
    await use({ folder, home: keyring.env.HOME, data, keyring, tiled, start });
    const last = running.at(-1);
    if (info.status !== info.expectedStatus && last) {
      await info.attach('app output', { body: last.output() });
      await last.page.screenshot({ path: info.outputPath('failed.png') }).catch(() => undefined);
    }
    for (const app of running) await app.close();
    await tiled.stop();
    await keyring.stop();
    rmSync(folder, { recursive: true, force: true });
  },
  app: async ({ bench }, use, info) => {
    const running = await bench.start();
    const { name, version } = await running.control.runtime();
    info.annotations.push({ type: 'runtime', description: `${name} ${version}` });
    await use(running);
  },
});

export { expect } from '@playwright/test';
