import type { AnyKey } from '../../domain/key';
import {
  type Cause,
  causesOf,
  folded,
  goneId,
  type Notice,
  type NoticeProfile,
  type NoticeRules,
  nextNoticeAt,
  type TellTime,
  worded,
} from '../../domain/notices';
import { DAY } from '../../domain/time';
import type { Timers } from '../refresh/timers';
import { type Told, withTold } from './told';

/** One message of the system's notification service. */
export interface Announcement {
  /** The notice it is about; null for a summary of several. */
  readonly notice: Notice | null;
  readonly title: string;
  readonly body: string;
  readonly urgent: boolean;
}

export interface DeskOptions {
  readonly keys: () => readonly AnyKey[];
  readonly profiles: () => readonly NoticeProfile[];
  readonly rules: () => NoticeRules;
  /** What the user allows: announcements at all, and with names. */
  readonly choices: () => { readonly announce: boolean; readonly hideDetails: boolean };
  /** How moments read now; asked once for each look. */
  readonly tell: () => TellTime;
  readonly now: () => number;
  readonly timers: Timers;
  /** Null where the list of what was announced is lost: then only what came up within the last day is news. */
  readonly told: Told | null;
  readonly saveTold: (told: Told) => void;
  /** The list as it is now, for the window and tray, and how many keys need somebody. Called only when it changed. */
  readonly changed: (notices: readonly Notice[], attention: number) => void;
  readonly announce: (announcement: Announcement) => void;
}

/** More new ones than this at once become one message: a storm is read by nobody. */
const SINGLY = 3;

/** Milliseconds from a change to the look at it, and more for each key: a look at 100,000 takes a while, and must not be all that is done. */
const SOON_MS = 250;
const SOON_PER_KEY_MS = 0.02;

/**
 * Works out the notices when something changed or a moment has come, and announces each cause once: also after a restart, a night's sleep or
 * a clock that was set.
 */
export class NoticeDesk {
  readonly #options: DeskOptions;
  #told: Told | null;
  #notices: readonly Notice[] = [];
  #last = '[0,[]]';
  #cancel: (() => void) | null = null;
  #soon: (() => void) | null = null;
  #stopped = false;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#told = options.told;
  }

  get notices(): readonly Notice[] {
    return this.#notices;
  }

  /** Something changed: looks soon, once for many changes. */
  later(): void {
    if (this.#stopped || this.#soon) return;
    this.#soon = this.#options.timers.after(SOON_MS + Math.round(this.#options.keys().length * SOON_PER_KEY_MS), () => {
      this.#soon = null;
      this.look();
    });
  }

  /** Looks now, and sets the timer for the next moment. */
  look(): void {
    if (this.#stopped) return;
    const { keys, profiles, rules, now } = this.#options;
    const at = now();
    const [all, where, by, tell] = [keys(), profiles(), rules(), this.#options.tell()];
    const causes = causesOf(all, where, by, at);
    this.#notices = folded(causes, where, tell);
    const attention = attentionOf(causes);
    const text = JSON.stringify([attention, this.#notices]);
    if (text !== this.#last) {
      this.#last = text;
      this.#options.changed(this.#notices, attention);
    }
    this.#announce(causes, tell, at);
    this.#cancel?.();
    const next = nextNoticeAt(all, where, by, at);
    this.#cancel = next === null ? null : this.#options.timers.after(next - at, () => this.look());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#soon?.();
  }

  #announce(causes: readonly Cause[], tell: TellTime, now: number): void {
    const { announce, hideDetails } = this.#options.choices();
    const known = this.#told ?? Object.fromEntries(causes.filter((c) => now - c.since > DAY).map((c) => [c.id, now] as const));
    const fresh = causes.filter((c) => !(c.id in known));
    if (fresh.length === 0 && this.#told !== null) return;
    // What is told in the window only counts as told too: turning announcements on later must not bring up old stories.
    this.#told = withTold(
      known,
      fresh.map((c) => c.id),
      new Set(causes.map((c) => c.id)),
      now,
    );
    this.#options.saveTold(this.#told);
    // Of a key that was gone before its end, the end is no news.
    const isOld = (c: Cause) => c.kind === 'expired' && c.keyId !== null && goneId(c.keyId) in known;
    const loud = fresh.filter((c) => c.urgency !== 'info' && !isOld(c));
    if (!announce || loud.length === 0) return;
    if (loud.length > SINGLY) {
      const [first] = loud;
      this.#options.announce({
        notice: null,
        title: `${loud.length} warnings about your keys`,
        body: hideDetails || !first ? 'Open Tessera to see them.' : `The first: ${worded(first, tell).title}.`,
        urgent: loud.some((c) => c.urgency === 'urgent'),
      });
      return;
    }
    for (const cause of loud) {
      const notice = worded(cause, tell);
      this.#options.announce({
        notice,
        title: hideDetails ? notice.discreet : notice.title,
        body: hideDetails ? 'Open Tessera to see which.' : notice.body,
        urgent: notice.urgency === 'urgent',
      });
    }
  }
}

/** How many keys need somebody: each once, however many causes there are; what is only worth knowing does not count. */
export function attentionOf(causes: readonly Pick<Cause, 'urgency' | 'keyId'>[]): number {
  return new Set(causes.filter((c) => c.urgency !== 'info' && c.keyId !== null).map((c) => c.keyId)).size;
}
