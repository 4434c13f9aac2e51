import { context } from '../context';
import { GuardedEmitter, guard } from '../guard';
import { proxyFor } from '../net/proxy';
import { app } from './app';
import { Protocols } from './protocol';
import { WebRequest } from './web-request';

type RequestHandler = (webContents: unknown, permission: string, callback: (granted: boolean) => void, details: object) => void;
type CheckHandler = (webContents: unknown, permission: string, origin: string, details: object) => boolean;
export type VerifyProc = (request: Electron.Request, callback: (result: number) => void) => void;

/** Electron's names of permissions and Chromium's. What has no name here is never granted: Chromium asks, and nobody can answer. */
const permissionNames: readonly (readonly [electron: string, chromium: string])[] = [
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['geolocation', 'geolocation'],
  ['idle-detection', 'idle-detection'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['midi', 'midi'],
  ['midiSysex', 'midi-sysex'],
  ['notifications', 'notifications'],
  ['storage-access', 'storage-access'],
  ['window-management', 'window-management'],
  ['persistent-storage', 'persistent-storage'],
  ['display-capture', 'display-capture'],
  ['speaker-selection', 'speaker-selection'],
  ['fileSystem', 'file-system-access'],
];

/** A browsing session. All sessions share Chromium's one fresh profile, which nothing outlives; handlers are each session's own. */
export class Session
  extends GuardedEmitter
  implements
    Pick<
      Electron.Session,
      'clearCache' | 'clearStorageData' | 'setProxy' | 'resolveProxy' | 'setSpellCheckerEnabled' | 'isPersistent' | 'getUserAgent'
    >
{
  readonly protocol: Protocols = new Protocols();
  readonly webRequest: WebRequest = new WebRequest();
  readonly partition: string;
  readonly recorded: { devicePermissionHandler: unknown; spellCheckerLanguages: string[] } = {
    devicePermissionHandler: null,
    spellCheckerLanguages: [],
  };
  verifyProc: VerifyProc | null = null;
  proxy: Electron.ProxyConfig = { mode: 'system' };
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;
  #spellChecker = true;
  #userAgent = '';

  constructor(partition: string) {
    super();
    this.partition = partition;
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }
  setDevicePermissionHandler(handler: unknown): void {
    this.recorded.devicePermissionHandler = handler;
  }
  setSpellCheckerEnabled(enable: boolean): void {
    this.#spellChecker = enable;
  }
  isSpellCheckerEnabled(): boolean {
    return this.#spellChecker;
  }
  setSpellCheckerLanguages(languages: string[]): void {
    this.recorded.spellCheckerLanguages = languages;
  }
  setCertificateVerifyProc(proc: VerifyProc | null): void {
    this.verifyProc = proc;
  }
  async setProxy(config: Electron.ProxyConfig): Promise<void> {
    this.proxy = config;
  }
  async resolveProxy(url: string): Promise<string> {
    const proxy = proxyFor(new URL(url), this.proxy);
    return proxy ? `${proxy.protocol === 'https:' ? 'HTTPS' : 'PROXY'} ${proxy.host}` : 'DIRECT';
  }
  async closeAllConnections(): Promise<void> {}
  async clearCache(): Promise<void> {}
  /** Of all origins: there is one profile, and it is ours alone. */
  async clearStorageData(): Promise<void> {
    for (const clear of clearers) await clear();
  }
  async clearAuthCache(): Promise<void> {}
  async clearHostResolverCache(): Promise<void> {}
  isPersistent(): boolean {
    return this.partition === '' || this.partition.startsWith('persist:');
  }
  getUserAgent(): string {
    return this.#userAgent || `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${context.info.version}`;
  }
  setUserAgent(userAgent: string): void {
    this.#userAgent = userAgent;
  }

  /**
   * What the handlers say to each permission for an origin, asked before the page can: Chromium has to know the answer beforehand. An app
   * without handlers grants all in Electron; here nothing is granted that no handler grants.
   */
  async permissions(webContents: unknown, origin: string): Promise<{ name: string; granted: boolean }[]> {
    const out: { name: string; granted: boolean }[] = [];
    for (const [permission, name] of permissionNames) {
      const details = { requestingUrl: `${origin}/`, isMainFrame: true };
      const request = this.#request;
      let granted = this.#check ? this.#check(webContents, permission, origin, { ...details, securityOrigin: origin }) === true : true;
      if (granted) granted = request ? await new Promise<boolean>((resolve) => request(webContents, permission, resolve, details)) : false;
      out.push({ name, granted: granted === true });
    }
    return out;
  }
}

/** Filled by each window's contents: clears the storage of the origin that it shows. */
export const clearers = new Set<() => Promise<void>>();

const sessions = new Map<string, Session>();

/** The session of a partition; made on first use. Throws before the app is ready, as in Electron. */
export function fromPartition(partition: string): Session {
  if (!app.isReady()) throw new Error('Session can only be received when app is ready');
  let found = sessions.get(partition);
  if (!found) {
    found = new Session(partition);
    sessions.set(partition, found);
    app.emit('session-created', found);
  }
  return found;
}

export const session = guard('session', {
  get defaultSession(): Session {
    return fromPartition('');
  },
  fromPartition(partition: string): Session {
    return fromPartition(partition);
  },
});
