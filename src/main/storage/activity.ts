import { appendFile, readFile, rename, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActivityEvent } from '../keys/core';

const LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * The local log of what was done to which key: append-only, secret-free, one JSON object a line. A line that a crash left half is cut off at
 * the next start; at 4 MiB the file is set aside as `activity.1.jsonl`.
 */
export class Activity {
  readonly #path: string;
  readonly #now: () => number;
  #last: Promise<void> = Promise.resolve();

  constructor(folder: string, now: () => number) {
    this.#path = join(folder, 'activity.jsonl');
    this.#now = now;
  }

  /** Cuts off half a line and rotates; once, at start. */
  async open(): Promise<void> {
    const text = await readFile(this.#path).catch(() => null);
    if (text === null) return;
    const end = text.lastIndexOf(0x0a) + 1;
    if (end !== text.length) await truncate(this.#path, end);
    if ((await stat(this.#path)).size > LIMIT_BYTES) await rename(this.#path, this.#path.replace(/\.jsonl$/, '.1.jsonl'));
  }

  append(event: ActivityEvent): void {
    const line = `${JSON.stringify({ at: new Date(this.#now()).toISOString(), ...event })}\n`;
    // A full disk must not stop a revocation: the log is the one thing that may be lost.
    this.#last = this.#last.then(() => appendFile(this.#path, line, { mode: 0o600 })).catch(() => undefined);
  }

  /** Resolves when everything appended so far is written. */
  settled(): Promise<void> {
    return this.#last;
  }
}
