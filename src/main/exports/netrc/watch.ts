import { type FSWatcher, watch } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** How long a file must be quiet before it is looked at: editors write in several steps. Milliseconds. */
const QUIET = 150;

/**
 * Tells when a netrc file may have been changed, made or removed by anybody. Watches the folders of the file and of what it links to, since
 * writers replace the file as a whole. A watch may miss changes (network homes) and may not be possible at all: call `recheck` when the window
 * gets the focus.
 */
export class NetrcWatch {
  #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | null = null;
  #signature: string | null = null;
  #isStopped = false;

  constructor(
    readonly path: string,
    readonly onChange: () => void,
  ) {}

  async start(): Promise<void> {
    this.#signature = await this.#look();
    const real = await realpath(this.path).catch(() => this.path);
    for (const path of new Set([this.path, real])) this.#watch(path);
  }

  #watch(path: string): void {
    if (this.#isStopped) return;
    try {
      const watcher = watch(dirname(path), { persistent: false }, (_, name) => {
        if (name === null || String(name) === basename(path)) this.#later();
      });
      // A folder that goes away, or a system without room for more watches: recheck still works.
      watcher.on('error', () => watcher.close());
      this.#watchers.push(watcher);
    } catch {
      return;
    }
  }

  #later(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.recheck();
    }, QUIET);
    this.#timer.unref();
  }

  /** Looks now; calls `onChange` only where the file is another than at the last look. */
  async recheck(): Promise<void> {
    const now = await this.#look();
    if (this.#isStopped || now === this.#signature) return;
    this.#signature = now;
    this.onChange();
  }

  async #look(): Promise<string> {
    const [link, file] = await Promise.all([
      lstat(this.path, { bigint: true }).catch(() => null),
      stat(this.path, { bigint: true }).catch(() => null),
    ]);
    return `${link?.ino} ${file?.dev} ${file?.ino} ${file?.size} ${file?.mtimeNs} ${file?.ctimeNs}`;
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }
}
