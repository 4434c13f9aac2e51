import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Browser } from './chromium/browser';
import { findChromium } from './chromium/find';
import { removeAbandonedProfiles } from './chromium/profile';
import { context, note, type RuntimeInfo, type RuntimeOptions } from './context';
import { serveControl } from './control';
import { app } from './electron/app';
import { clipboard } from './electron/clipboard';
import { electron } from './electron/exports';
import { nativeTheme } from './electron/native-theme';
import { screen } from './electron/screen';
import { redirectElectron } from './hooks';

/** Where the exports are for the facade files; a symbol, so that nothing else on the global object is touched. */
const exportsKey = Symbol.for('electron-on-chromium');
const infoKey = Symbol.for('tessera.runtime');

/** How long the entry may await `app.whenReady()` at its top level before it is told that Electron would hang. */
const entryPatience = Number(process.env.TESSERA_ENTRY_PATIENCE ?? 10_000);

/** Runs an Electron app's main entry on Chromium. Resolves when the entry is evaluated and `ready` has been emitted. */
export async function start(options: RuntimeOptions): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(options.appDir, 'package.json'), 'utf8')) as Record<string, unknown>;
  const pkg = {
    name: String(manifest.name ?? 'electron-app'),
    version: String(manifest.version ?? '0.0.0'),
    productName: typeof manifest.productName === 'string' ? manifest.productName : null,
  };
  const executable = findChromium();
  if (!executable) {
    throw new Error('No Chromium was found. Install it (Debian and Ubuntu: apt install chromium) or name one in TESSERA_CHROMIUM.');
  }
  const known = knownVersion(executable);
  // Chromium refuses its own sandbox to root.
  const sandbox = process.getuid?.() !== 0;
  const info: RuntimeInfo = {
    name: 'Chromium',
    version: known.version ?? '',
    sandbox,
    headless: options.headless,
    clipboardHelper: null,
    command: options.command,
    notes: [],
  };
  let screenRead: Promise<void> = Promise.resolve();
  context.init(options, info, pkg, () => {
    const browser = new Browser({
      executable,
      headless: options.headless,
      sandbox,
      title: pkg.productName ?? pkg.name,
      background: 'Canvas',
      port: options.testPort,
    });
    browser.version.then((version) => {
      info.version = version;
      known.remember(version);
    }, ignore);
    screenRead = screen.read(browser).then(({ dark }) => nativeTheme.setSystemDark(dark), ignore);
    return browser;
  });
  if (!sandbox) note("Running as root: Chromium's own sandbox is off.");
  note('No tray icon or badge on this runtime.');
  info.clipboardHelper = clipboard.helperName;
  if (info.clipboardHelper === null) note('Copying is not possible: no clipboard helper (xclip, xsel, wl-clipboard) was found.');
  if (process.env.WAYLAND_DISPLAY && !process.env.DISPLAY) note('Wayland: window positions are not known here.');

  // Chromium's window is on the screen as soon as Chromium runs: an app that starts hidden gets it with its first window.
  const browser = options.args.includes('--hidden') ? null : context.ensureBrowser();
  prepareProcess(options);
  app.commandLine.parse(options.args);
  installEnd();

  Object.defineProperty(globalThis, exportsKey, { value: electron });
  Object.defineProperty(globalThis, infoKey, { value: info, enumerable: false });
  const here = fileURLToPath(new URL('.', import.meta.url));
  redirectElectron(join(here, 'electron.mjs'), join(here, 'electron.cjs'));
  if (options.test) serveControl();
  watchEntry();
  const entry = resolve(options.appDir, String(manifest.main ?? 'index.js'));
  await import(pathToFileURL(entry).href);
  context.entryDone = true;
  // On a display, an app checks its last bounds against the displays as soon as it is ready, and Electron knows them by then.
  if (!options.headless) await screenRead;
  else if (known.version === null) await browser?.version.catch(ignore);
  app.becomeReady();
  setTimeout(removeAbandonedProfiles, 2000).unref();
}

const ignore = (): void => {};

/**
 * The version that this very file of Chromium's gave last time: an app that asks for it as soon as it is ready gets it without waiting for
 * Chromium to come up. Kept beside the bundle; a first start waits.
 */
function knownVersion(executable: string): { version: string | null; remember(version: string): void } {
  const file = fileURLToPath(new URL('../chromium-version.json', import.meta.url));
  const { mtimeMs, size } = statSync(executable);
  const key = `${executable} ${mtimeMs} ${size}`;
  let version: string | null = null;
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { key: string; version: string };
    if (kept.key === key) version = kept.version;
  } catch {
    // Nothing kept yet.
  }
  return {
    version,
    remember(found) {
      if (found === version) return;
      try {
        writeFileSync(`${file}.${process.pid}`, JSON.stringify({ key, version: found }));
        renameSync(`${file}.${process.pid}`, file);
      } catch {
        // A read-only installation asks each time.
      }
    },
  };
}

function prepareProcess(options: RuntimeOptions): void {
  process.env.TESSERA_RUNTIME = 'chromium';
  process.argv = [process.execPath, options.appDir, ...options.args];
  Object.assign(process, { type: 'browser', defaultApp: true });
}

/** All ways out lead through here: nothing of Chromium is left, neither processes nor files. */
function installEnd(): void {
  // Electron runs until it is told to quit, with or without a window.
  setInterval(() => {}, 2 ** 30);
  const dispose = (): void => context.browser?.dispose();
  process.once('exit', dispose);
  app.onEnd = (exitCode) => {
    const patience = new Promise((done) => setTimeout(done, 1500).unref());
    Promise.race([Promise.all(context.pending), patience]).then(() => {
      dispose();
      process.exit(exitCode);
    });
  };
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
      asked = true;
      app.quit();
      // A window may refuse to close: then the next signal counts again as the first.
      setTimeout(() => {
        asked = false;
      }, 5000).unref();
    });
  }
}

/** A top-level `await app.whenReady()` never ends in Electron: `ready` comes after the entry is evaluated (electron#40719). */
function watchEntry(): void {
  let watching = false;
  app.onWhenReady = () => {
    if (watching || context.entryDone) return;
    watching = true;
    setTimeout(() => {
      if (context.entryDone) return;
      console.error(
        'electron-on-chromium: the entry is still being evaluated and waits for app.whenReady(). In Electron this never ends: ' +
          'an ES module entry must not await whenReady() at its top level. Use app.whenReady().then(…).',
      );
      process.exit(13);
    }, entryPatience).unref();
  };
}
