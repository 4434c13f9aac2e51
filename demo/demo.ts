import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LaunchedApp, launchApp } from '../runtime/chromium/testing';
import { missingKeyringParts, type PrivateKeyring, startPrivateKeyring } from '../test-support/keyring/private-keyring.mjs';
import { everyState } from './every-state';
import { mainJob } from './main-job';
import { otherKinds } from './other-kinds';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** What the demo's app may know of this machine; HOME, data folder, bus and keychain are its own. */
const PASSED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'TESSERA_CHROMIUM'];

/** Runs the demo in a world of its own and answers the exit code. */
export async function demo({ window }: { readonly window: boolean }): Promise<number> {
  const missing = process.platform === 'linux' ? missingKeyringParts() : null;
  if (missing !== null) {
    console.error(missing);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'tessera-demo-'));
  let keyring: PrivateKeyring | null = null;
  let app: LaunchedApp | null = null;
  const tidy = async (): Promise<void> => {
    await app?.close().catch(() => undefined);
    await keyring?.stop().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    keyring = await startPrivateKeyring({ dir: join(folder, 'keyring'), password: 'the demo has nothing to hide' });
    const env: Record<string, string | undefined> = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
    for (const name of PASSED) env[name] = process.env[name];
    if (process.env.XDG_RUNTIME_DIR && window && process.env.WAYLAND_DISPLAY && !process.env.WAYLAND_DISPLAY.startsWith('/'))
      env.WAYLAND_DISPLAY = join(process.env.XDG_RUNTIME_DIR, process.env.WAYLAND_DISPLAY);
    app = await launchApp({
      appDir: ROOT,
      headless: !window,
      env: {
        ...env,
        ...keyring.env,
        TMPDIR: folder,
        TESSERA_DATA: join(folder, 'data'),
        TESSERA_DEMO: '1',
        TESSERA_KEYCHAIN_SERVICE: 'tessera-demo',
      },
    });
    if (window) {
      console.log('The demo runs in a window of its own, with its own servers, HOME and keychain. Close the window to end it.');
      await app.ended;
      return 0;
    }
    return await headless(app);
  } catch (error) {
    console.error(`The demo failed: ${error instanceof Error ? error.message : 'unknown reason'}`);
    if (app) console.error(app.output());
    return 1;
  } finally {
    await tidy();
  }
}

/** The main job step by step, then the other kinds of server, with a picture after each step. */
async function headless(app: LaunchedApp): Promise<number> {
  const pictures = join(ROOT, 'out', 'demo');
  mkdirSync(pictures, { recursive: true });
  for (const name of readdirSync(pictures)) if (name.endsWith('.png')) rmSync(join(pictures, name));
  const { name, version } = await app.control.runtime();
  console.log(`Tessera's demo, headless on ${name} ${version}. It has its own servers, HOME and keychain, and touches nothing of yours.\n`);
  let n = 0;
  for (const step of [...mainJob(app, whoAmI), ...otherKinds(app), ...everyState(app)]) {
    n++;
    process.stdout.write(`${String(n).padStart(2)}. ${step.says}\n`);
    try {
      const found = await step.does();
      console.log(`    ${found}`);
    } catch (error) {
      await app.page.screenshot({ path: join(pictures, `${String(n).padStart(2, '0')}-failed.png`) }).catch(() => undefined);
      console.error(`    FAILED: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown reason'}`);
      return 1;
    }
    await app.page.screenshot({ path: join(pictures, `${String(n).padStart(2, '0')}-${step.picture}.png`), animations: 'disabled' });
  }
  console.log(`\nAll ${n} steps done. Pictures: out/demo/`);
  return 0;
}

/** A real request with the exported key, made outside the app: status and who the server says it is. */
function whoAmI(address: string, key: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(`${address}/api/v1/auth/whoami`, { headers: { authorization: `Apikey ${key}` }, timeout: 5_000 }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        body += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    call.on('error', reject);
    call.end();
  });
}
