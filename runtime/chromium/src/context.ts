import type { Browser } from './chromium/browser';

/** What `npm start`, the tests and the app may ask about this runtime; also at `globalThis[Symbol.for('tessera.runtime')]`. */
export interface RuntimeInfo {
  readonly name: 'Chromium';
  /** Chromium's version, or '' until Chromium has answered. */
  version: string;
  /** Whether Chromium's own sandbox is on. */
  readonly sandbox: boolean;
  readonly headless: boolean;
  /** The program that reads and writes the clipboard, 'memory', or null where copying is not possible. */
  clipboardHelper: string | null;
  /** The words that start this app on this runtime again. */
  readonly command: readonly string[];
  /** Sentences for the status line: what is different on this runtime. */
  readonly notes: string[];
}

export interface RuntimeOptions {
  readonly appDir: string;
  /** The words that start this app on this runtime again. */
  readonly command: readonly string[];
  readonly headless: boolean;
  /** The arguments behind the app's folder. */
  readonly args: readonly string[];
  /** Driven by a test: dialogs, clipboard, links and notifications are recorded or scripted, and a debugging port may be opened. */
  readonly test: boolean;
  /** A test's notifications go to the session bus all the same: the test has a desktop of its own there. */
  readonly testBus: boolean;
  readonly testPort: boolean;
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly productName: string | null;
}

/** The one runtime of this process. Filled by `start`, before any part of `electron` is used. */
class Context {
  #options: RuntimeOptions | null = null;
  #info: RuntimeInfo | null = null;
  #package: Package | null = null;
  #launch: (() => Browser) | null = null;
  browser: Browser | null = null;
  /** False until the entry module has been evaluated. */
  entryDone = false;
  /** Work that must end before the process does (a message to the first instance). */
  readonly pending = new Set<Promise<unknown>>();

  init(options: RuntimeOptions, info: RuntimeInfo, pkg: Package, launch: () => Browser): void {
    this.#options = options;
    this.#info = info;
    this.#package = pkg;
    this.#launch = launch;
  }
  get options(): RuntimeOptions {
    if (!this.#options) throw new Error('electron-on-chromium: the runtime has not been started');
    return this.#options;
  }
  get info(): RuntimeInfo {
    if (!this.#info) throw new Error('electron-on-chromium: the runtime has not been started');
    return this.#info;
  }
  get package(): Package {
    if (!this.#package) throw new Error('electron-on-chromium: the runtime has not been started');
    return this.#package;
  }
  /** The running Chromium; a new one where the last has ended with its last window. */
  ensureBrowser(): Browser {
    if (!this.browser || this.browser.gone) {
      this.browser?.dispose();
      if (!this.#launch) throw new Error('electron-on-chromium: the runtime has not been started');
      this.browser = this.#launch();
    }
    return this.browser;
  }
}

export const context = new Context();

/** Adds a sentence to the notes once. */
export function note(sentence: string): void {
  if (!context.info.notes.includes(sentence)) context.info.notes.push(sentence);
}
