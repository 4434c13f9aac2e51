import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { context } from '../context';
import { Guarded, GuardedEmitter, NotImplemented, PreventableEvent } from '../guard';
import { InstanceLock } from './instance-lock';

type PathName = Parameters<Electron.App['getPath']>[0];

/** What the app told the desktop that this runtime cannot show; tests read it. */
export interface AppRecord {
  badgeCount: number;
  loginItem: Electron.Settings | null;
  aboutPanel: Electron.AboutPanelOptionsOptions | null;
  userModelId: string | null;
}

/** Closes all windows one after the other; answers false where one refuses. Installed by the windows' module (which needs `app`). */
export const windowCloser: { closeAll: () => void; count: () => number; destroyAll: () => void } = {
  closeAll: () => {},
  count: () => 0,
  destroyAll: () => {},
};

class CommandLine extends Guarded {
  readonly #switches = new Map<string, string>();
  /** Takes over the arguments of the command line. */
  parse(args: readonly string[]): void {
    for (const argument of args) {
      const found = /^--([^=]+)(?:=(.*))?$/s.exec(argument);
      if (found?.[1]) this.appendSwitch(found[1], found[2] ?? '');
    }
  }
  appendSwitch(name: string, value = ''): void {
    this.#switches.set(name.toLowerCase(), value);
  }
  appendArgument(): void {}
  hasSwitch(name: string): boolean {
    return this.#switches.has(name.toLowerCase());
  }
  getSwitchValue(name: string): string {
    return this.#switches.get(name.toLowerCase()) ?? '';
  }
  removeSwitch(name: string): void {
    this.#switches.delete(name.toLowerCase());
  }
}

type Methods =
  | 'whenReady'
  | 'isReady'
  | 'getPath'
  | 'setPath'
  | 'getVersion'
  | 'getName'
  | 'setName'
  | 'getAppPath'
  | 'getLocale'
  | 'quit'
  | 'exit'
  | 'relaunch'
  | 'focus'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setLoginItemSettings'
  | 'getLoginItemSettings'
  | 'getBadgeCount'
  | 'enableSandbox'
  | 'setBadgeCount'
  | 'setAboutPanelOptions'
  | 'isPackaged'
  | 'name';

export class App extends GuardedEmitter implements Pick<Electron.App, Methods> {
  readonly dock = undefined;
  readonly isPackaged = false;
  readonly commandLine = new CommandLine();
  readonly recorded: AppRecord = { badgeCount: 0, loginItem: null, aboutPanel: null, userModelId: null };
  applicationMenu: unknown = null;
  #ready = false;
  #name: string | null = null;
  #quitting = false;
  #shutdown = false;
  #relaunch: Electron.RelaunchOptions | null = null;
  #lock: InstanceLock | null = null;
  readonly #paths = new Map<string, string>();
  readonly #whenReady: Promise<void>;
  #resolveReady: () => void = () => {};
  /** Called on the first `whenReady`, so that a top-level await that would hang Electron is noticed. */
  onWhenReady: () => void = () => {};

  constructor() {
    super();
    this.setMaxListeners(0);
    this.#whenReady = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
  }

  get name(): string {
    return this.getName();
  }
  set name(value: string) {
    this.#name = value;
  }
  get quitting(): boolean {
    return this.#quitting;
  }
  get runningUnderARM64Translation(): boolean {
    return false;
  }
  get accessibilitySupportEnabled(): boolean {
    return true;
  }
  get userAgentFallback(): string {
    throw new NotImplemented('app.userAgentFallback');
  }

  whenReady(): Promise<void> {
    this.onWhenReady();
    return this.#whenReady;
  }
  isReady(): boolean {
    return this.#ready;
  }
  /** The runtime says that the entry is evaluated and Chromium is on its way. */
  becomeReady(): void {
    this.#ready = true;
    this.emit('will-finish-launching');
    this.emit('ready', new PreventableEvent(), {});
    this.#resolveReady();
  }

  getName(): string {
    return this.#name ?? context.package.productName ?? context.package.name;
  }
  setName(name: string): void {
    this.#name = name;
  }
  getVersion(): string {
    return context.package.version;
  }
  getAppPath(): string {
    return context.options.appDir;
  }
  getLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }
  getSystemLocale(): string {
    return this.getLocale();
  }
  getPreferredSystemLanguages(): string[] {
    return [this.getLocale()];
  }

  getPath(name: PathName): string {
    const set = this.#paths.get(name);
    if (set !== undefined) return set;
    const home = homedir();
    switch (name) {
      case 'home':
        return home;
      case 'temp':
        return tmpdir();
      case 'appData':
        if (process.platform === 'darwin') return join(home, 'Library', 'Application Support');
        if (process.platform === 'win32') return process.env.APPDATA ?? join(home, 'AppData', 'Roaming');
        return process.env.XDG_CONFIG_HOME || join(home, '.config');
      case 'userData':
        return this.commandLine.getSwitchValue('user-data-dir') || join(this.getPath('appData'), this.getName());
      case 'sessionData':
        return this.getPath('userData');
      case 'logs':
        return process.platform === 'darwin' ? join(home, 'Library', 'Logs', this.getName()) : join(this.getPath('userData'), 'logs');
      case 'exe':
        return process.execPath;
      case 'desktop':
      case 'documents':
      case 'downloads':
        return join(home, `${name[0]?.toUpperCase()}${name.slice(1)}`);
      default:
        throw new NotImplemented(`app.getPath('${name}')`);
    }
  }
  setPath(name: string, path: string): void {
    if (!path.startsWith('/') && process.platform !== 'win32') throw new Error('Path must be absolute');
    this.#paths.set(name, path);
  }

  /** Order as Electron documents it: before-quit, each window's close, will-quit, quit. */
  quit(): void {
    if (this.#quitting || this.#shutdown) return;
    this.#quitting = true;
    const event = new PreventableEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) {
      this.#quitting = false;
      return;
    }
    if (windowCloser.count() === 0) this.#lastStep();
    else windowCloser.closeAll();
  }
  /** At once: windows are not asked, before-quit and will-quit are not emitted. */
  exit(exitCode = 0): void {
    this.#quitting = true;
    windowCloser.destroyAll();
    this.#end(exitCode);
  }
  relaunch(options: Electron.RelaunchOptions = {}): void {
    this.#relaunch = options;
  }
  get relaunchRequest(): Electron.RelaunchOptions | null {
    return this.#relaunch;
  }

  /** A window refused to close: the quit that asked for it is off. */
  closeVetoed(): void {
    this.#quitting = false;
  }
  /** The last window is closed. */
  allWindowsClosed(): void {
    if (this.#shutdown) return;
    if (this.#quitting) this.#lastStep();
    else if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }
  #lastStep(): void {
    const event = new PreventableEvent();
    this.emit('will-quit', event);
    if (event.defaultPrevented) {
      this.#quitting = false;
      return;
    }
    this.#end(0);
  }
  #end(exitCode: number): void {
    if (this.#shutdown) return;
    this.#shutdown = true;
    this.#quitting = true;
    // Electron leaves its message loop first; what runs in this turn still runs.
    setImmediate(() => {
      this.emit('quit', new PreventableEvent(), exitCode);
      this.#lock?.release();
      this.onEnd(exitCode);
    });
  }
  /** Ends the process; installed by the runtime. */
  onEnd: (exitCode: number) => void = (exitCode) => process.exit(exitCode);

  focus(): void {
    this.emit('-focus-windows');
  }
  requestSingleInstanceLock(additionalData?: Record<string | number, unknown>): boolean {
    this.#lock ??= new InstanceLock(this.getPath('userData'), (argv, cwd, data) => {
      const deliver = () => this.emit('second-instance', new PreventableEvent(), argv, cwd, data);
      if (this.#ready) deliver();
      else this.#whenReady.then(deliver);
    });
    return this.#lock.acquire(additionalData ?? null);
  }
  hasSingleInstanceLock(): boolean {
    return this.#lock?.held ?? false;
  }
  releaseSingleInstanceLock(): void {
    this.#lock?.release();
  }
  setAppUserModelId(id: string): void {
    this.recorded.userModelId = id;
  }
  setLoginItemSettings(settings: Electron.Settings): void {
    this.recorded.loginItem = settings;
  }
  /** Nothing is registered with the system, and so it says, but to a test. */
  getLoginItemSettings(): Electron.LoginItemSettings {
    const openAtLogin = context.options.test && (this.recorded.loginItem?.openAtLogin ?? false);
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    };
  }
  setBadgeCount(count = 0): boolean {
    this.recorded.badgeCount = count;
    return false;
  }
  getBadgeCount(): number {
    return this.recorded.badgeCount;
  }
  setAboutPanelOptions(options: Electron.AboutPanelOptionsOptions): void {
    this.recorded.aboutPanel = options;
  }
  /** Every page here is sandboxed by Chromium already (unless the process runs as root: see the runtime's info). */
  enableSandbox(): void {
    if (this.#ready) throw new Error('app.enableSandbox() can only be called before app is ready');
  }
  disableHardwareAcceleration(): void {
    if (this.#ready) throw new Error('app.disableHardwareAcceleration() can only be called before app is ready');
  }
}

export const app = new App();
