import { mkdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, dialog, nativeTheme, session, shell } from 'electron';
import { createServer, framesOf } from '../../ipc/serve';
import { type App, openApp } from '../app';
import { createHandlers } from '../handlers';
import { nodeHttp } from '../http/node';
import type { Http } from '../http/port';
import { nodeTimers } from '../refresh/timers';
import { type Lock, takeLock } from '../storage/lock';
import { HIDDEN, startedHidden } from './background';
import { openCopier } from './copier';
import { chooseFile } from './file-dialog';
import { forbiddenSwitch, guardContents, guardSession } from './guard';
import { createNetHttp } from './http';
import { sendEvent, serveIpc } from './ipc-main';
import { allowedLink } from './links';
import { createLog } from './log';
import { createMainWindow, type MainWindow } from './main-window';
import { setMenu } from './menu';
import { createNoticesPort } from './notices-port';
import { declareScheme, ORIGIN, servePages } from './pages';
import { watchPower } from './power';
import { runtimeFacts } from './runtime';
import { createShield } from './window';

const OUT = dirname(dirname(fileURLToPath(import.meta.url)));

/** For tests and the demo only: a packaged app takes nothing from the environment. */
const env = (name: string): string | undefined => (app.isPackaged ? undefined : process.env[name]);

/** Where Tessera keeps its data. */
function dataFolder(): string {
  return env('TESSERA_DATA') ?? join(app.getPath('userData'), 'data');
}

/**
 * Starts the shell. No top-level await before the app is ready: an ES module main that waits for it hangs Electron.
 */
export function start(): void {
  const bad = app.isPackaged ? forbiddenSwitch(process.argv.slice(1)) : null;
  if (bad !== null) {
    console.error(`Tessera does not start with --${bad}.`);
    app.exit(1);
    return;
  }
  app.setName('Tessera');
  if (process.platform === 'win32') app.setAppUserModelId('org.tessera.Tessera');
  const folder = dataFolder();
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    fatal(error, folder);
    return;
  }
  // The single-instance lock is of the user-data folder: two data folders are two apps.
  app.setPath('userData', join(folder, 'browser'));
  app.enableSandbox();
  declareScheme();
  if (!app.requestSingleInstanceLock()) {
    console.error('Tessera runs already; its window was brought forward.');
    app.exit(0);
    return;
  }
  app
    .whenReady()
    .then(() => run(folder))
    .catch((error: unknown) => fatal(error, folder));
}

function fatal(error: unknown, folder: string): void {
  // No message: it may hold anything. The system's code (EACCES, ENOSPC) holds nothing and says most.
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const why = typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown reason';
  console.error(`Tessera could not start (${why}). Its data folder: ${folder}`);
  dialog.showErrorBox(
    'Tessera could not start',
    `Something unforeseen stood in the way (${why}). Nothing was changed. Look at the rights of the data folder, ${folder}, and at the room on the disk.`,
  );
  if (env('TESSERA_DEBUG')) console.error(error);
  app.exit(1);
}

async function run(folder: string): Promise<void> {
  const taken = await takeLock(folder);
  if (!('lock' in taken)) {
    dialog.showErrorBox(
      'Tessera runs already',
      `Another Tessera (process ${taken.takenBy}) uses the same data folder, ${folder}. Nothing was changed.`,
    );
    app.exit(1);
    return;
  }
  try {
    await open(folder, taken.lock);
  } catch (error) {
    taken.lock.release();
    fatal(error, folder);
  }
}

async function open(folder: string, lock: Lock): Promise<void> {
  const fixed = env('TESSERA_NOW');
  const fixedNow = fixed === undefined ? null : Number(fixed);
  /** The demo's time can be moved; everything goes by this clock, its servers too. */
  let movedMs = 0;
  const now = (): number => (fixedNow ?? Date.now()) + movedMs;
  const log = createLog(folder, now);
  let main: MainWindow | null = null;
  const window = () => main?.current() ?? null;
  let opened: App | null = null;

  /** Work that nobody waits for: what it throws is a bug, and goes to the log instead of ending the app. */
  const threw = (what: string, error: unknown): void => log(`${what} threw ${framesOf(error)}`);
  const aside = (what: string, work: () => Promise<unknown>): void => {
    work().catch((error: unknown) => threw(what, error));
  };
  /** What the user chose reaches the system; a start at login that the system decides otherwise about reads as it is. */
  const applyChoices = async (): Promise<void> => {
    if (!opened) return;
    const { state } = opened.core;
    const { background, startAtLogin, warnings } = state.settings;
    const is = await notices.setChoices({ background, startAtLogin, hideDetails: warnings.hideDetails });
    if (is.on !== state.settings.startAtLogin) await state.setSettings({ startAtLogin: is.on });
  };

  const netHttp = createNetHttp(now);
  // Chromium's stack cannot be given a certificate authority for one request only; Node's can.
  const http: Http = (request) => (request.ca ? nodeHttp(request) : netHttp(request));

  const demo = env('TESSERA_DEMO') === '1';
  // Its launcher gives it a folder and a keychain of its own; started by hand it would work on the person's.
  if (demo && (env('TESSERA_DATA') === undefined || env('TESSERA_KEYCHAIN_SERVICE') === undefined)) {
    dialog.showErrorBox(
      'Start the demo with "npm run demo"',
      'Started like this it would use your own data and keychain. Nothing was changed.',
    );
    lock.release();
    app.exit(1);
    return;
  }
  const builtIn = demo ? await (await import('../demo')).startDemoServers(now) : null;
  const copier = openCopier(
    now,
    () => opened?.core.state.settings.clipboardSeconds ?? 30,
    (view) => opened?.core.state.setClipboard(view),
  );
  const notices = createNoticesPort({
    now,
    timers: nodeTimers,
    keys: () => opened?.core.state.keys ?? [],
    profiles: () => opened?.core.state.profiles ?? [],
    window,
    open: (command) => main?.show(command),
    refresh: () => aside('refresh', async () => opened?.refreshAll()),
    quit: () => app.quit(),
    // The demo must not come up by itself, and could not: its launcher gives it what it needs.
    command: demo ? null : runtimeFacts().command,
  });
  const answer = await openApp({
    ...(demo
      ? {
          clock: {
            shift: (ms) => {
              movedMs = ms === null ? 0 : movedMs + ms;
            },
            shiftMs: () => movedMs,
          },
        }
      : {}),
    dataFolder: folder,
    http,
    now,
    keychainService: env('TESSERA_KEYCHAIN_SERVICE') ?? 'tessera',
    surroundings: {
      // The demo never opens the person's own files, however it was started.
      home: demo && homedir() === userInfo().homedir ? join(folder, 'home') : homedir(),
      platform: process.platform,
      netrc: demo ? undefined : process.env.NETRC,
    },
    profileDir: demo ? undefined : process.env.TILEDB_PROFILE_DIR,
    notices,
    threw,
    emit: (patch) => {
      sendEvent(window(), 'state.changed', patch, () => log('event state.changed broke the contract'));
      if (patch.settings) aside('settings', applyChoices);
      // A secret that no store took must be seen, also where the window was hidden meanwhile.
      if (patch.rescue) main?.show();
      if (patch.keys || patch.keysGone || patch.profiles) notices.later();
    },
    run: () => {
      const facts = runtimeFacts();
      return {
        version: app.getVersion(),
        runtime: facts.runtime,
        chromium: facts.chromium,
        node: process.versions.node,
        platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
        demo,
        sandboxed: facts.sandboxed,
        notes: [...facts.notes, ...notices.notes()],
        dataFolder: folder,
        clipboardNotes: copier.notes,
        cannotCopy: copier.cannotCopy,
        fixedNow,
        demoServers: builtIn?.servers ?? [],
      };
    },
  });
  if (!answer.ok) {
    dialog.showErrorBox('Tessera cannot start', answer.error.message);
    lock.release();
    app.exit(1);
    return;
  }
  const own = answer.value;
  opened = own;
  const { state } = own.core;

  const openLink = async (url: string): Promise<boolean> => {
    const allowed = allowedLink(
      url,
      state.profiles.map((p) => p.address),
    );
    if (!allowed.ok) return false;
    await shell.openExternal(allowed.value);
    return true;
  };
  const handlers = createHandlers(own, {
    copier,
    readClipboard: () => copier.read(),
    openLink,
    shieldWindow: createShield(window),
    applyTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
    chooseFile: (purpose) => chooseFile(window(), purpose, homedir()),
    diagnostics: () =>
      [
        `Tessera ${app.getVersion()}`,
        runtimeFacts().runtime,
        `Node ${process.versions.node}`,
        `${process.platform} ${process.arch}`,
        `Keychain: ${state.keychain.name} (${state.keychain.state})`,
        ...runtimeFacts().notes,
        ...notices.notes(),
      ].join('\n'),
  });
  const serve = createServer(handlers, own.core.newId, (m) => log(`${m.requestId} ${m.method} ${m.kind} ${m.where}`));

  guardSession(session.defaultSession);
  guardContents((url) => aside('open link', () => openLink(url)));
  servePages(join(OUT, 'renderer'));
  serveIpc(window, ORIGIN, serve);
  setMenu((name) => sendEvent(window(), 'ui.command', name, () => undefined));
  nativeTheme.themeSource = state.settings.theme;

  let isSettled = false;
  const settle = async (): Promise<void> => {
    if (!isSettled) {
      isSettled = true;
      await own.settleIn();
      return;
    }
    // A further window of the same run.
    await own.look();
    await own.refreshAll();
  };
  const opening = createMainWindow({
    preload: join(OUT, 'preload', 'index.cjs'),
    packaged: app.isPackaged,
    bounds: () => state.settings.window,
    remember: (bounds) => void state.setSettings({ window: bounds }),
    mustStay: () => state.rescue !== null,
    keeps: () => state.settings.background && !isQuitting(),
    tell: (shown, command) => sendEvent(shown, 'ui.command', command, () => undefined),
    opened: () => notices.windowOpened(),
    drawn: () => aside('settle in', settle),
    focused: () => aside('look', own.look),
    log,
  });
  main = opening;
  watchPower(Date.now, own.wake);
  // Started by a login: no window pops up. Without the background there would be no way to one.
  if (startedHidden() && state.settings.background) aside('settle in', settle);
  else opening.show();
  // After the window is on its way, and before a hand can choose anew: what is asked of the system first is what was chosen last time.
  aside('settings', applyChoices);
  // A second start brings the window forward, unless it is a login's; its other arguments are ignored.
  app.on('second-instance', (_event, argv) => {
    if (!argv.includes(HIDDEN)) opening.show();
  });
  app.on('activate', () => opening.show());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !opening.isReplacing() && !state.settings.background) app.quit();
  });
  const isQuitting = quitOnce(
    // A new secret that no store took is only in our memory: its dialog offers the ways out, and quitting is none of them.
    () => {
      if (state.rescue) opening.show();
      return state.rescue === null;
    },
    async () => {
      await copier.close();
      await own.close();
      await builtIn?.stop();
      lock.release();
    },
  );
}

/** One way out: clipboard and disk first, bounded, then quit. Not while `mayQuit` says no. Answers whether it is under way. */
function quitOnce(mayQuit: () => boolean, close: () => Promise<void>): () => boolean {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing' || !mayQuit()) return;
    state = 'closing';
    const limit = new Promise<void>((resolve) => setTimeout(resolve, 5_000));
    void Promise.race([close().catch(() => undefined), limit]).then(() => {
      state = 'closed';
      app.quit();
    });
  });
  return () => state !== 'running';
}
