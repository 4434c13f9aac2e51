import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { chromiumEnvironment } from './environment';
import { launchFlags } from './flags';
import { CdpSession, Pipe } from './pipe';
import { createProfile, removeProfile } from './profile';
import type { Protocol } from './protocol';

/** A page of Chromium that belongs to a window of the app. */
export interface Tab {
  readonly targetId: string;
  readonly session: CdpSession;
  /** True where the page waits for `Runtime.runIfWaitingForDebugger` before it runs anything. */
  readonly waiting: boolean;
}

export interface BrowserOptions {
  readonly executable: string;
  readonly headless: boolean;
  readonly sandbox: boolean;
  readonly title: string;
  readonly background: string;
  readonly port: boolean;
}

/** A page that nobody asked for: a popup, a tab by keyboard, a link with a modifier key. It is closed. */
export interface ForeignPage {
  readonly url: string;
  readonly openerId: string | null;
}

/**
 * One running Chromium. Emits `gone` (its process ended or its pipe closed), `foreign` (ForeignPage), and per window `destroyed:<id>` and
 * `crashed:<id>` with the target's id.
 */
export class Browser extends EventEmitter {
  readonly child: ChildProcess;
  readonly profile: string;
  readonly root: CdpSession;
  readonly version: Promise<string>;
  /** The web socket that Playwright connects to; tests only. */
  readonly endpoint: Promise<string>;
  gone = false;
  /** The first page, whoever takes it; rejects where Chromium ends before it has one. */
  readonly firstTab: Promise<Tab>;
  readonly #options: BrowserOptions;
  readonly #waiting: ((tab: Tab) => void)[] = [];
  readonly #spare: Tab[] = [];
  readonly #tabs = new Map<string, Tab>();
  #expected = 1;

  constructor(options: BrowserOptions) {
    super();
    this.setMaxListeners(0);
    this.#options = options;
    this.profile = createProfile();
    const flags = launchFlags({ ...options, profile: this.profile, width: 1200, height: 800 });
    this.child = spawn(options.executable, flags, {
      env: chromiumEnvironment(this.profile),
      stdio: ['ignore', 'ignore', options.port ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C in the terminal is for the app, which then ends Chromium in order, and one signal ends all of it.
      detached: process.platform !== 'win32',
    });
    const pipe = new Pipe(this.child.stdio[3] as Writable, this.child.stdio[4] as Readable);
    this.root = new CdpSession(pipe);
    pipe.once('closed', () => this.#end());
    this.child.once('error', () => this.#end());
    this.child.once('exit', () => this.#end());
    this.endpoint = this.#readEndpoint();
    this.endpoint.catch(() => {});
    this.firstTab = new Promise((resolve, reject) => {
      this.once('tab', resolve);
      this.once('gone', () => reject(new Error('Chromium ended before it had a window')));
    });
    this.firstTab.catch(() => {});
    this.root.on('Target.attachedToTarget', (event) => this.#attached(event));
    this.root.on('Target.targetDestroyed', ({ targetId }) => this.#lost('destroyed', targetId));
    this.root.on('Target.targetCrashed', ({ targetId }) => this.#lost('crashed', targetId));
    this.version = this.root.send('Browser.getVersion').then((answer) => answer.product.replace(/^.*\//, ''));
    this.version.catch(() => {});
    this.root.post('Browser.setDownloadBehavior', { behavior: 'deny' });
    this.root.post('Target.setDiscoverTargets', { discover: true });
    this.root.post('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  }

  /** A page for a new window: the one Chromium started with, else a popup of an existing one (so that it has no browser controls). */
  async tab(opener: Tab | null): Promise<Tab> {
    const spare = this.#spare.shift();
    if (spare) return spare;
    const arrival = new Promise<Tab>((resolve, reject) => {
      this.#waiting.push(resolve);
      this.once('gone', () => reject(new Error('Chromium is gone')));
    });
    if (this.#tabs.size === 0 && this.#expected > 0) return arrival;
    this.#expected += 1;
    if (this.#options.headless || !opener) await this.root.send('Target.createTarget', { url: 'about:blank', newWindow: true });
    else await this.#popup(opener);
    return arrival;
  }

  /** Opens a popup from a page, in a world of its own: in the page's world `open` answers null. */
  async #popup({ session, targetId }: Tab): Promise<void> {
    const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
      frameId: targetId,
      worldName: 'tessera-windows',
    });
    await session.send('Runtime.evaluate', {
      expression: `void open('about:blank', '_blank', 'popup,noopener')`,
      contextId,
      userGesture: true,
    });
  }
  /** Whether a window of our own is on its way. */
  get expecting(): boolean {
    return this.#expected > 0;
  }

  /** Ends Chromium at once: nothing of its state outlives it, so there is nothing to save. */
  kill(): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  }

  /** `kill`, and the profile with it. */
  dispose(): void {
    this.kill();
    removeProfile(this.profile);
  }

  #attached(event: Protocol.Target.attachedToTargetPayload): void {
    const session = new CdpSession(this.root.pipe, event.sessionId);
    const { targetInfo } = event;
    if (targetInfo.type !== 'page') {
      session.post('Runtime.runIfWaitingForDebugger');
      this.root.post('Target.detachFromTarget', { sessionId: event.sessionId });
      return;
    }
    if (this.#expected === 0) {
      this.root.post('Target.closeTarget', { targetId: targetInfo.targetId });
      this.emit('foreign', { url: targetInfo.url, openerId: targetInfo.openerId ?? null } satisfies ForeignPage);
      return;
    }
    this.#expected -= 1;
    const tab: Tab = { targetId: targetInfo.targetId, session, waiting: event.waitingForDebugger };
    this.#tabs.set(tab.targetId, tab);
    const taker = this.#waiting.shift();
    if (taker) taker(tab);
    else this.#spare.push(tab);
    this.emit('tab', tab);
  }

  #lost(how: 'destroyed' | 'crashed', targetId: string): void {
    const tab = this.#tabs.get(targetId);
    if (!tab) return;
    if (how === 'destroyed') {
      this.#tabs.delete(targetId);
      const spare = this.#spare.indexOf(tab);
      if (spare >= 0) this.#spare.splice(spare, 1);
    }
    this.emit(`${how}:${targetId}`);
    if (how === 'destroyed') tab.session.dispose();
  }

  #end(): void {
    if (this.gone) return;
    this.gone = true;
    this.kill();
    this.emit('gone');
  }

  #readEndpoint(): Promise<string> {
    const stream = this.child.stderr;
    if (!stream) return Promise.reject(new Error('This Chromium has no debugging port.'));
    return new Promise((resolve, reject) => {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        text = (text + chunk).slice(-20_000);
        const found = /DevTools listening on (ws:\S+)/.exec(text);
        if (found?.[1]) resolve(found[1]);
      });
      stream.on('close', () => reject(new Error(`Chromium ended: ${text.slice(-500)}`)));
    });
  }
}
