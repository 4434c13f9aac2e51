import { appendFile, readFile, rename, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActivityEntry, activityMatches } from '../../domain/activity';
import type { ActivityEvent } from '../keys/core';

const LIMIT_BYTES = 4 * 1024 * 1024;
/** Files kept beside the one that is written: with it some hundred thousand lines. */
const OLD_FILES = 4;

/** An event with the names that its key and server had at that time. */
export type NamedEvent = ActivityEvent & { readonly server?: string; readonly key?: string };

export interface ActivityPage {
  /** The newest first. */
  readonly entries: readonly ActivityEntry[];
  /** How many more fit. */
  readonly more: number;
}

/** What entries must be about, beside the words of a search. */
export interface ActivityFilter {
  readonly keyId?: string | undefined;
  readonly outcome?: ActivityEntry['outcome'] | undefined;
}

/**
 * The local log of what was done to which key: append-only, secret-free, one JSON object a line. A line that a crash left half is cut off at
 * the next start. A file that has grown to 4 MiB is set aside as `activity.1.jsonl`, and so on up to four.
 */
export class Activity {
  readonly #path: string;
  readonly #now: () => number;
  readonly #limit: number;
  #size = 0;
  /** The disk took only a part of the last line, as far as is known. */
  #isTorn = false;
  #last: Promise<void> = Promise.resolve();

  /** `limit`: bytes of one file; for tests. */
  constructor(folder: string, now: () => number, limit = LIMIT_BYTES) {
    this.#path = join(folder, 'activity.jsonl');
    this.#now = now;
    this.#limit = limit;
  }

  /** Cuts off half a line and rotates; once, at start. A log that cannot be changed is no reason not to start. */
  async open(): Promise<void> {
    const text = await readFile(this.#path).catch(() => null);
    if (text === null) return;
    const end = text.lastIndexOf(0x0a) + 1;
    this.#size = end;
    try {
      if (end !== text.length) await truncate(this.#path, end);
      if (this.#size > this.#limit) await this.#rotate();
    } catch {
      this.#isTorn = end !== text.length;
    }
  }

  append(event: NamedEvent): void {
    const line = `${JSON.stringify({ at: new Date(this.#now()).toISOString(), ...event })}\n`;
    // A full disk must not stop a revocation: the log is the one thing that may be lost.
    this.#last = this.#last.then(() => this.#write(line)).catch(() => undefined);
  }

  /** Resolves when everything appended so far is written. */
  settled(): Promise<void> {
    return this.#last;
  }

  /** Entries that fit a search, the newest first, from `skip` on. Lines that are none are passed over. No file is set aside meanwhile. */
  read(search: string, skip: number, limit: number, only: ActivityFilter = {}): Promise<ActivityPage> {
    const page = this.#last.then(() => this.#pageOf(search, skip, limit, only));
    this.#last = page.then(
      () => undefined,
      () => undefined,
    );
    return page;
  }

  async #pageOf(search: string, skip: number, limit: number, only: ActivityFilter): Promise<ActivityPage> {
    const entries: ActivityEntry[] = [];
    let fitting = 0;
    for (const path of [this.#path, ...this.#old]) {
      const text = await readFile(path, 'utf8').catch(() => '');
      for (const line of text.split('\n').reverse()) {
        // A key's own history is asked for with each key that is looked at, of 20 MiB: most lines need not be parsed.
        if (only.keyId !== undefined && !line.includes(only.keyId)) continue;
        const entry = entryOf(line);
        if (entry === null || !isAbout(entry, only) || !activityMatches(entry, search)) continue;
        if (fitting >= skip && entries.length < limit) entries.push(entry);
        fitting++;
      }
    }
    return { entries, more: Math.max(0, fitting - skip - entries.length) };
  }

  /** The files set aside, the youngest first. */
  get #old(): readonly string[] {
    return Array.from({ length: OLD_FILES }, (_, i) => this.#path.replace(/\.jsonl$/, `.${i + 1}.jsonl`));
  }

  async #write(line: string): Promise<void> {
    const size = Buffer.byteLength(line);
    if (this.#size + size > this.#limit && this.#size > 0) await this.#rotate();
    // What a full disk left half must not spoil the line behind it.
    const text = this.#isTorn ? `\n${line}` : line;
    this.#isTorn = true;
    await appendFile(this.#path, text, { mode: 0o600 });
    this.#isTorn = false;
    this.#size += size;
  }

  async #rotate(): Promise<void> {
    const chain = [this.#path, ...this.#old];
    for (let i = chain.length - 1; i > 0; i--) {
      const [from, to] = [chain[i - 1], chain[i]];
      if (from !== undefined && to !== undefined && (await stat(from).catch(() => null))) await rename(from, to);
    }
    this.#size = 0;
  }
}

const isAbout = (entry: ActivityEntry, { keyId, outcome }: ActivityFilter): boolean =>
  (keyId === undefined || entry.keyId === keyId) && (outcome === undefined || entry.outcome === outcome);

/** A line as an entry; null where it is none. Fields that another version wrote otherwise are as if they were not there. */
function entryOf(line: string): ActivityEntry | null {
  if (line.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = new Map<string, unknown>(Object.entries(value));
  const text = (name: string): string | null => {
    const found = fields.get(name);
    return typeof found === 'string' ? found : null;
  };
  const at = Date.parse(text('at') ?? '');
  const what = text('what');
  if (Number.isNaN(at) || what === null) return null;
  const from = text('from');
  return {
    at,
    what,
    outcome: text('outcome') === 'failed' ? 'failed' : 'done',
    code: text('code'),
    profileId: text('profileId'),
    server: text('server'),
    keyId: text('keyId'),
    key: text('key'),
    fragment: text('fragment'),
    from: from === 'notification' || from === 'tray' || from === 'tessera' ? from : 'window',
  };
}
