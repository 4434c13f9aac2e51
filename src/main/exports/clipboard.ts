import { createHash } from 'node:crypto';
import { fail, ok, type Problem, type Result } from '../../domain/result';
import type { Instant } from '../../domain/time';
import type { ClipboardPort } from './clipboard-port';

/** What the window shows about a copied secret. Holds no text. */
export type ClipboardEvent =
  /** `until`: when it will be cleared; null: not by the clock. */
  | { readonly kind: 'copied'; readonly until: Instant | null }
  /** Said only after the clipboard was read back without our text. */
  | { readonly kind: 'cleared' }
  /** Something else is in the clipboard by now, which was left alone. */
  | { readonly kind: 'replaced' }
  /** Copying or clearing failed; the key may still be there. */
  | { readonly kind: 'failed'; readonly problem: Problem };

/** What became of our text when it was to be cleared. `nothing`: there was none of ours. */
export type ClearOutcome = 'cleared' | 'replaced' | 'nothing' | 'failed';

export interface ClipboardTimers {
  readonly now: () => Instant;
  /** Calls back once after so many milliseconds; answers what cancels it. */
  readonly after: (ms: number, call: () => void) => () => void;
}

export interface ClipboardOptions {
  readonly port: ClipboardPort;
  readonly timers: ClipboardTimers;
  readonly onEvent: (event: ClipboardEvent) => void;
}

/** How long a copied secret stays, in seconds, unless the user chose otherwise. */
const DEFAULT_CLEAR_SECONDS = 30;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Copies secrets and takes them out of the clipboard again: after a while, and at quit, but only while they are still what is in it. Keeps
 * a hash and never the text. Calls are carried out one after another. Between the look and the clearing another program may still copy
 * something; no clipboard offers a way to close that gap.
 */
export class ClipboardKeeper {
  readonly #port: ClipboardPort;
  readonly #timers: ClipboardTimers;
  readonly #onEvent: (event: ClipboardEvent) => void;
  #queue: Promise<unknown> = Promise.resolve();
  /** Hashes of the texts that may be in the clipboard by our hand and are to be cleared. More than one only after a copy that failed. */
  #ours: ReadonlySet<string> = new Set();
  #cancel: (() => void) | null = null;
  /** Counts copies, so that a time that ran out while a newer copy waited for its turn does not clear that one. */
  #copies = 0;

  constructor({ port, timers, onEvent }: ClipboardOptions) {
    this.#port = port;
    this.#timers = timers;
    this.#onEvent = onEvent;
  }

  get availability(): ClipboardPort['availability'] {
    return this.#port.availability;
  }

  /**
   * Copies a text that holds a secret, with the sensitive marks in the same write. It is cleared after `seconds`; 0 leaves it there for
   * good, at quit too. A second copy replaces the first one's time. Fails with `clipboard.unavailable` or with the port's problem.
   */
  copySecret(text: string, seconds: number = DEFAULT_CLEAR_SECONDS): Promise<Result<{ readonly until: Instant | null }>> {
    return this.#inTurn(async () => {
      const { availability } = this.#port;
      if (availability.kind === 'unavailable')
        return fail(
          'clipboard.unavailable',
          `Copying is not possible here: ${availability.why} Reveal the key instead, or write it to a file.`,
        );
      const hash = sha256(text);
      const written = await this.#port.write(text, true);
      if (!written.ok) {
        // It may be there all the same (an answer that came too late); whatever was there before may be, too, and keeps its time.
        if (seconds > 0) {
          this.#ours = new Set([...this.#ours, hash]);
          if (!this.#cancel) this.#arm(seconds);
        }
        this.#onEvent({ kind: 'failed', problem: written.error });
        return written;
      }
      this.#disarm();
      this.#copies += 1;
      this.#ours = seconds > 0 ? new Set([hash]) : new Set();
      const until = seconds > 0 ? this.#timers.now() + seconds * 1_000 : null;
      if (seconds > 0) this.#arm(seconds);
      this.#onEvent({ kind: 'copied', until });
      return ok({ until });
    });
  }

  /** Copies a text without a secret: no marks, no clearing, no event. A secret of ours that it replaces needs no clearing any more. */
  copyPlain(text: string): Promise<Result<void>> {
    return this.#inTurn(async () => {
      const { availability } = this.#port;
      if (availability.kind === 'unavailable') return fail('clipboard.unavailable', `Copying is not possible here: ${availability.why}`);
      const written = await this.#port.write(text, false);
      if (!written.ok) return written;
      const held = this.#ours.size > 0;
      this.#forget();
      if (held) this.#onEvent({ kind: 'replaced' });
      return ok(undefined);
    });
  }

  /** Clears now, if it still is ours. */
  clear(): Promise<ClearOutcome> {
    return this.#inTurn(() => this.#clear());
  }

  /**
   * For quitting, which waits for it, `patience` milliseconds at most: a clipboard that does not answer must not keep the app open. `failed`
   * then, as well as when the clearing failed.
   */
  async quit(patience = 2_000): Promise<ClearOutcome> {
    if (this.#ours.size === 0 && this.#port.availability.kind === 'unavailable') return 'nothing';
    let cancel: () => void = () => undefined;
    const tooLate = new Promise<ClearOutcome>((done) => {
      cancel = this.#timers.after(patience, () => done('failed'));
    });
    try {
      return await Promise.race([this.clear(), tooLate]);
    } finally {
      cancel();
      this.#disarm();
    }
  }

  async #clear(): Promise<ClearOutcome> {
    this.#disarm();
    if (this.#ours.size === 0) return 'nothing';
    const there = await this.#port.read();
    if (!there.ok) return this.#failed(there.error);
    if (!this.#ours.has(sha256(there.value))) {
      this.#forget();
      this.#onEvent({ kind: 'replaced' });
      return 'replaced';
    }
    const cleared = await this.#port.clear();
    const back = await this.#port.read();
    if (!back.ok) return this.#failed(cleared.ok ? back.error : cleared.error);
    if (this.#ours.has(sha256(back.value))) {
      return this.#failed(
        cleared.ok
          ? {
              code: 'clipboard.notCleared',
              message:
                'The key is still in the clipboard: a clipboard manager put it back, or the system did not clear it. Copy something else over it.',
              next: { do: 'retry' },
            }
          : cleared.error,
      );
    }
    this.#forget();
    this.#onEvent({ kind: 'cleared' });
    return 'cleared';
  }

  /** What could not be cleared stays ours, so that quitting or the person's own "clear" tries again. */
  #failed(problem: Problem): ClearOutcome {
    this.#onEvent({ kind: 'failed', problem });
    return 'failed';
  }

  #arm(seconds: number): void {
    const copy = this.#copies;
    this.#cancel = this.#timers.after(seconds * 1_000, () => {
      this.#cancel = null;
      void this.#inTurn(async () => (copy === this.#copies ? this.#clear() : 'nothing'));
    });
  }

  #disarm(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #forget(): void {
    this.#disarm();
    this.#ours = new Set();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#queue.then(work);
    this.#queue = mine.catch(() => undefined);
    return mine;
  }
}
