import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type RecordingDaemon, startRecordingDaemon } from '../test-support/notifications/recording-daemon';
import { Search } from './canary';
import { type Bench, expect, type Running, test } from './fixture';
import { APP, ROOT } from './runtime';

/** The built app with the recorder of its IPC in front. */
export function recordedApp(bench: Bench): { appDir: string; env: Record<string, string>; trace: string } {
  const appDir = join(bench.folder, 'recorded');
  const trace = join(bench.folder, 'ipc-trace');
  mkdirSync(appDir, { recursive: true });
  writeFileSync(trace, '');
  writeFileSync(join(appDir, 'package.json'), JSON.stringify({ name: 'tessera', version: '0.1.0', type: 'module', main: 'main.mjs' }));
  const imports = [join(ROOT, 'e2e', 'ipc-recorder.mjs'), join(APP, 'out', 'main', 'index.js')];
  writeFileSync(join(appDir, 'main.mjs'), imports.map((path) => `import ${JSON.stringify(pathToFileURL(path).href)};\n`).join(''));
  return { appDir, env: { TESSERA_TEST_IPC: trace }, trace };
}

/** What crossed to the window; the answers to a person's own wish to see one key are told apart. */
export function readTrace(path: string): { revealed: string; rest: string; lines: number } {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const isReveal = (line: string) => (JSON.parse(line) as { name: string }).name === 'keys.reveal';
  return { revealed: lines.filter(isReveal).join('\n'), rest: lines.filter((l) => !isReveal(l)).join('\n'), lines: lines.length };
}

/** What the desktop shows of the app outside its window, each by the name of its place. */
export async function onTheDesktop(desktop: RecordingDaemon | null, { control }: Running): Promise<Record<string, string>> {
  return {
    notifications: JSON.stringify(desktop?.told ?? []),
    tray: ((await control.trayLabels()) ?? []).join('\n'),
    'the window’s title': (await control.window()).title,
  };
}

/** Uses the app step by step, and searches for the secrets everywhere after each. */
export class CanaryRun {
  readonly search = new Search();
  readonly #recorded: ReturnType<typeof recordedApp>;
  readonly #inProcesses = new Set<string>();
  readonly #watcher: NodeJS.Timeout;
  #app: Running | null = null;
  #desktop: RecordingDaemon | null = null;

  /** `allowed`: files in which a person put a secret. `learn`: watches what the last step has made, before the search. */
  constructor(
    private readonly bench: Bench,
    private readonly options: { readonly allowed: readonly string[]; readonly learn?: (search: Search) => void },
  ) {
    this.#recorded = recordedApp(bench);
    // Children live shortly: their arguments are looked at all the time, not only between steps.
    this.#watcher = setInterval(() => {
      for (const found of this.#app?.process.pid ? this.search.processes(this.#app.process.pid) : []) this.#inProcesses.add(found);
    }, 60);
  }

  get trace(): ReturnType<typeof readTrace> {
    return readTrace(this.#recorded.trace);
  }

  /** What notifications the desktop was given, since the first start. */
  get desktop(): RecordingDaemon {
    if (this.#desktop === null) throw new Error('The app was not started yet');
    return this.#desktop;
  }

  async open(env: Readonly<Record<string, string>> = {}): Promise<Running> {
    this.#desktop ??= await startRecordingDaemon({ address: this.bench.keyring.env.DBUS_SESSION_BUS_ADDRESS });
    this.#app = await this.bench.start({ ...this.#recorded.env, TESSERA_TEST_NOTIFICATIONS: 'bus', ...env }, this.#recorded.appDir);
    return this.#app;
  }

  /** Ends the app; answers its exit code. */
  async close(): Promise<number | null> {
    const app = this.#app;
    this.#app = null;
    return (await app?.close()) ?? null;
  }

  /** Does something, learns the secrets that it made, then searches everywhere. */
  async step(name: string, work: () => Promise<unknown>): Promise<void> {
    await test.step(name, async () => {
      await work();
      this.options.learn?.(this.search);
      const app = this.#app;
      expect([
        ...this.search.folder(this.bench.folder, [...this.options.allowed, this.#recorded.trace]),
        ...(app === null ? [] : await this.#aroundTheApp(app)),
        ...this.search.text('what crossed to the window', this.trace.rest),
        ...this.#inProcesses,
      ]).toEqual([]);
    });
  }

  async #aroundTheApp(app: Running): Promise<string[]> {
    const desktop = Object.entries(await onTheDesktop(this.#desktop, app));
    return [
      ...this.search.text('the app’s output', app.output()),
      ...(await this.search.page(app.page)),
      ...desktop.flatMap(([where, text]) => this.search.text(where, text)),
    ];
  }

  async stop(): Promise<void> {
    clearInterval(this.#watcher);
    await this.#desktop?.stop();
  }
}
