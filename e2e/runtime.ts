import { type ChildProcess, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test';
import { type Control, launchApp } from '../runtime/chromium/testing';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder whose package.json and `out/` are the app under test: the repository, unless TESSERA_APP names another build. */
export const APP = process.env.TESSERA_APP ?? ROOT;

/** What a spec may do that no page can: the part of the hand on the app's process that both runtimes have. */
export type Hand = Pick<
  Control,
  'answerDialog' | 'readClipboard' | 'writeClipboard' | 'openedExternals' | 'clickMenu' | 'emitWindow' | 'closeWindow' | 'quit'
> & {
  runtime(): Promise<{ readonly name: string; readonly version: string }>;
  /** The window as the desktop has it, which is not what the page knows of itself. */
  window(): Promise<{ readonly title: string; readonly visible: boolean }>;
  /** The labels of the tray's menu; none without a tray, null where the runtime cannot tell. */
  trayLabels(): Promise<readonly string[] | null>;
};

/** A running app, on whichever runtime. */
export interface Tessera {
  readonly page: Page;
  readonly control: Hand;
  readonly process: ChildProcess;
  /** What the app's process has written so far, both streams. */
  output(): string;
  readonly ended: Promise<number | null>;
  /** Quits the app and waits for it. Resolves with the exit code. */
  close(): Promise<number | null>;
}

export type RuntimeName = 'electron' | 'chromium';

/** Electron's own program: named by TESSERA_ELECTRON, or where its package keeps it; null where neither is. */
export function electronBinary(): string | null {
  const named = process.env.TESSERA_ELECTRON;
  if (named !== undefined && named !== '') return named;
  const dist = join(ROOT, 'node_modules', 'electron', 'dist');
  const path = join(
    dist,
    process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron',
  );
  return existsSync(path) ? path : null;
}

/** TESSERA_RUNTIME decides; without it Electron where its program is, else Chromium. */
export function chosenRuntime(): RuntimeName {
  const wish = process.env.TESSERA_RUNTIME;
  if (wish === 'electron' || wish === 'chromium') return wish;
  return electronBinary() === null ? 'chromium' : 'electron';
}

/** Starts the app of a folder (the built one) with exactly this environment. */
export function launch(env: Readonly<Record<string, string>>, appDir: string = APP): Promise<Tessera> {
  return chosenRuntime() === 'electron' ? launchElectron(env, appDir) : launchChromium(env, appDir);
}

async function launchChromium(env: Readonly<Record<string, string>>, appDir: string): Promise<Tessera> {
  // launchApp adds to this process's environment: what is not wanted is taken out by name.
  const none: Record<string, string | undefined> = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  const app = await launchApp({ appDir, env: { ...none, ...env } });
  const hand: Hand = {
    ...app.control,
    window: async () => {
      const [first] = await app.control.windows();
      if (!first) throw new Error('There is no window');
      return { title: first.title, visible: first.visible };
    },
    trayLabels: async () =>
      (await app.control.trays()).flatMap(({ menu }) => menu.map(({ label }) => label)).filter((label) => label !== ''),
  };
  return { page: app.page, control: hand, process: app.process, output: app.output, ended: app.ended, close: app.close };
}

async function launchElectron(env: Readonly<Record<string, string>>, appDir: string): Promise<Tessera> {
  const executablePath = electronBinary();
  if (executablePath === null) throw new Error('TESSERA_RUNTIME=electron, but there is no Electron program. Set TESSERA_ELECTRON.');
  const root = process.getuid?.() === 0;
  const app = await electron.launch({ executablePath, args: [appDir, ...(root ? ['--no-sandbox'] : [])], env: { ...env } });
  const child = app.process();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const page = await app.firstWindow();
  await watchShell(app);
  return {
    page,
    control: electronHand(app),
    process: child,
    output: () => output,
    ended,
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) await app.evaluate(({ app: a }) => a.quit()).catch(() => undefined);
      const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

interface Watched {
  answers: unknown[];
  opened: string[];
}

/** Dialogs and the browser are the system's: under test their answers are queued and their calls written down. */
async function watchShell(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ dialog, shell }) => {
    const watched: Watched = { answers: [], opened: [] };
    (globalThis as { tesseraWatched?: Watched }).tesseraWatched = watched;
    const answer = (): Promise<never> => {
      const next = watched.answers.shift();
      return next === undefined ? Promise.reject(new Error('No answer is queued for this dialog')) : Promise.resolve(next as never);
    };
    dialog.showSaveDialog = answer;
    dialog.showOpenDialog = answer;
    dialog.showMessageBox = answer;
    shell.openExternal = (url: string) => {
      watched.opened.push(url);
      return Promise.resolve();
    };
  });
}

function electronHand(app: ElectronApplication): Hand {
  return {
    answerDialog: (answer) =>
      app.evaluate((_e, a) => void (globalThis as { tesseraWatched?: Watched }).tesseraWatched?.answers.push(a), answer),
    openedExternals: () => app.evaluate(() => (globalThis as { tesseraWatched?: Watched }).tesseraWatched?.opened ?? []),
    readClipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
    writeClipboard: (text) => app.evaluate(({ clipboard }, t) => clipboard.writeText(t), text),
    clickMenu: (id) =>
      app.evaluate(({ Menu }, wanted) => {
        const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
        if (!item?.enabled) return false;
        item.click();
        return true;
      }, id),
    emitWindow: (_id, event) => app.evaluate(({ BrowserWindow }, name) => void BrowserWindow.getAllWindows()[0]?.emit(name), event),
    closeWindow: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
    quit: () => app.evaluate(({ app: a }) => a.quit()),
    window: () =>
      app.evaluate(({ BrowserWindow }) => {
        const [first] = BrowserWindow.getAllWindows();
        return { title: first?.getTitle() ?? '', visible: first?.isVisible() ?? false };
      }),
    trayLabels: () => Promise.resolve(null),
    runtime: () => app.evaluate(() => ({ name: 'Electron', version: process.versions.electron ?? '?' })),
  };
}

/** The program and the words that start the app without a hand on it. */
export function startCommand(args: readonly string[] = []): readonly [program: string, words: readonly string[]] {
  return chosenRuntime() === 'electron'
    ? [electronBinary() ?? 'electron', [APP, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...args]]
    : [process.execPath, [join(ROOT, 'runtime', 'chromium', 'run.mjs'), APP, '--headless', ...args]];
}

/** Starts the app a second time beside one that runs, without a hand on it; answers its exit code and output. */
export function startAgain(env: Readonly<Record<string, string>>, args: readonly string[] = []): { code: number | null; output: string } {
  const [program, words] = startCommand(args);
  const run = spawnSync(program, words, { env: { ...env }, encoding: 'utf8', timeout: 30_000 });
  return { code: run.status, output: `${run.stdout}${run.stderr}` };
}

/** The version of a package as installed here. */
export const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string }).version;
