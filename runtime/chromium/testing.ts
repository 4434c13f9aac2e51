import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { ControlMessage, MenuEntry, NotificationRecord, TrayRecord, WindowState } from './src/control-wire';

export type { MenuEntry, NotificationRecord, TrayRecord, WindowState } from './src/control-wire';

export interface LaunchOptions {
  /** The folder with the app's package.json, built. */
  readonly appDir: string;
  readonly args?: readonly string[];
  /** Added to this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default true. */
  readonly headless?: boolean;
  /** Where `app.getPath('userData')` points. */
  readonly userDataDir?: string;
  /** Milliseconds until the first window must show the app. Default 30,000. */
  readonly timeoutMs?: number;
}

/** The test's hand on what no page can show: dialogs, clipboard, menus, notifications, power. Each call is answered by the app's process. */
export interface Control {
  /** Queues the answer to the next dialog; a dialog without an answer fails in the app. */
  answerDialog(answer: unknown): Promise<void>;
  dialogCalls(): Promise<{ method: string; options: unknown }[]>;
  openedExternals(): Promise<string[]>;
  readClipboard(): Promise<string>;
  /** The formats of the app's last write, marks included. */
  clipboardFormats(): Promise<string[]>;
  writeClipboard(text: string): Promise<void>;
  notifications(): Promise<NotificationRecord[]>;
  /** Plays the person: 'default' clicks the notification at `at` (negative counts from the end), '0' its first button, 'close' closes it. */
  notificationEvent(at: number, event: string): Promise<void>;
  /** Emits an event of powerMonitor: 'suspend', 'resume', 'lock-screen' … */
  power(event: string): Promise<void>;
  menu(): Promise<MenuEntry[]>;
  /** Clicks an item of the application menu by id or label; false where it is disabled. */
  clickMenu(idOrLabel: string): Promise<boolean>;
  trays(): Promise<TrayRecord[]>;
  clickTray(idOrLabel: string): Promise<void>;
  recorded(): Promise<{ badgeCount: number; loginItem: { openAtLogin?: boolean } | null; aboutPanel: unknown; userModelId: string | null }>;
  runtime(): Promise<{
    name: string;
    version: string;
    sandbox: boolean;
    headless: boolean;
    clipboardHelper: string | null;
    command: string[];
    notes: string[];
  }>;
  windows(): Promise<WindowState[]>;
  /** Emits an event of `app`, such as 'activate'. */
  emitApp(event: string): Promise<void>;
  /** Emits an event of a window (null: the first), such as 'blur': under Playwright a page never really loses focus. */
  emitWindow(id: number | null, event: string): Promise<void>;
  /** Closes a window as its button does: the app is asked. */
  closeWindow(id: number | null): Promise<void>;
  quit(): Promise<void>;
}

const names = [
  'answerDialog',
  'dialogCalls',
  'openedExternals',
  'readClipboard',
  'clipboardFormats',
  'writeClipboard',
  'notifications',
  'notificationEvent',
  'power',
  'menu',
  'clickMenu',
  'trays',
  'clickTray',
  'recorded',
  'runtime',
  'windows',
  'emitApp',
  'emitWindow',
  'closeWindow',
  'quit',
] as const satisfies readonly (keyof Control)[];

export interface LaunchedApp {
  readonly page: Page;
  readonly control: Control;
  readonly process: ChildProcess;
  /** What the app's process has written so far, both streams. */
  output(): string;
  /** Resolves with the exit code once the process has ended. */
  readonly ended: Promise<number | null>;
  /** Quits the app; kills it after 5 s. Resolves with the exit code. */
  close(): Promise<number | null>;
}

const run = join(dirname(fileURLToPath(import.meta.url)), 'run.mjs');

/** Calls over the child's IPC channel. */
function connectControl(child: ChildProcess): (method: string, args: readonly unknown[]) => Promise<unknown> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 0;
  const end = (): void => {
    for (const { reject } of waiting.values()) reject(new Error('The app has ended'));
    waiting.clear();
  };
  child.on('message', (message: ControlMessage) => {
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) call?.resolve(message.value);
    else call?.reject(new Error(message.error));
  });
  child.on('disconnect', end);
  child.on('exit', end);
  return (method, args) =>
    new Promise((resolve, reject) => {
      if (!child.connected) {
        reject(new Error('The app has ended'));
        return;
      }
      nextId += 1;
      waiting.set(nextId, { resolve, reject });
      child.send({ id: nextId, method, args });
    });
}

/**
 * Starts an app on this runtime in a process of its own and gives the Playwright page of its first window. The debugging port that
 * Playwright needs exists only here: the runtime opens it for a parent that holds the other end of an IPC channel.
 */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const { chromium } = await import('playwright-core');
  const args = [run, resolve(options.appDir), ...(options.headless === false ? [] : ['--headless']), ...(options.args ?? [])];
  if (options.userDataDir) args.push(`--user-data-dir=${options.userDataDir}`);
  const env: NodeJS.ProcessEnv = { ...process.env, ...options.env, TESSERA_TEST_CONTROL: '1', TESSERA_TEST_CDP: '1' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const call = connectControl(child);
  const control = Object.fromEntries(names.map((name) => [name, (...rest: unknown[]) => call(name, rest)])) as unknown as Control;
  const timeout = options.timeoutMs ?? 30_000;
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error(`The app showed no window within ${timeout} ms.\n${output}`)), timeout).unref();
    ended.then((code) => reject(new Error(`The app ended with ${code} before it showed a window.\n${output}`)));
  });
  late.catch(() => {});
  const open = async (): Promise<{ page: Page; disconnect: () => Promise<void> }> => {
    const endpoint = (await call('endpoint', [])) as string;
    const browser = await chromium.connectOverCDP(endpoint);
    const [context] = browser.contexts();
    if (!context) throw new Error('Chromium has no context');
    for (;;) {
      const page = context.pages().find((candidate) => /^https:\/\/[^/]+\.internal(\/|$)/.test(candidate.url()));
      if (page) return { page, disconnect: () => browser.close() };
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  try {
    const { page, disconnect } = await Promise.race([open(), late]);
    // Without a listener Playwright answers every dialog itself, also the question whether the window may close.
    page.on('dialog', () => {});
    const close = async (): Promise<number | null> => {
      if (child.exitCode === null && child.signalCode === null) {
        await control.quit().catch(() => {});
        const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
        await ended;
        clearTimeout(timer);
      }
      await disconnect().catch(() => {});
      return ended;
    };
    return { page, control, process: child, output: () => output, ended, close };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
