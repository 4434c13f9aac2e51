import type { AnyKey } from '../../domain/key';
import { type Notice, type NoticeProfile, type NoticeRules, nextNoticeAt, noticesOf, type TellTime } from '../../domain/notices';
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
  readonly tell: TellTime;
  readonly now: () => number;
  readonly timers: Timers;
  readonly told: Told;
  readonly saveTold: (told: Told) => void;
  /** The list as it is now, for the window, tray and badge. Called only when it changed. */
  readonly changed: (notices: readonly Notice[]) => void;
  readonly announce: (announcement: Announcement) => void;
}

/** More new ones than this at once become one message: a storm is read by nobody. */
const SINGLY = 3;

/**
 * Works out the notices when something changed or a moment has come, and announces each cause once: also after a restart, a night's sleep or
 * a clock that was set.
 */
export class NoticeDesk {
  readonly #options: DeskOptions;
  #told: Told;
  #notices: readonly Notice[] = [];
  #last = '[]';
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
    this.#soon = this.#options.timers.after(250, () => {
      this.#soon = null;
      this.look();
    });
  }

  /** Looks now, and sets the timer for the next moment. */
  look(): void {
    if (this.#stopped) return;
    const { keys, profiles, rules, now, tell } = this.#options;
    const at = now();
    const [all, where, by] = [keys(), profiles(), rules()];
    this.#notices = noticesOf(all, where, by, at, tell);
    const text = JSON.stringify(this.#notices);
    if (text !== this.#last) {
      this.#last = text;
      this.#options.changed(this.#notices);
    }
    this.#announce(at);
    this.#cancel?.();
    const next = nextNoticeAt(all, where, by, at);
    this.#cancel = next === null ? null : this.#options.timers.after(next - at, () => this.look());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#soon?.();
  }

  #announce(now: number): void {
    const { announce, hideDetails } = this.#options.choices();
    const fresh = this.#notices.filter((n) => !(n.id in this.#told));
    if (fresh.length === 0) return;
    // What is told in the window only counts as told too: turning announcements on later must not bring up old stories.
    this.#told = withTold(
      this.#told,
      fresh.map((n) => n.id),
      now,
    );
    this.#options.saveTold(this.#told);
    const loud = fresh.filter((n) => n.urgency !== 'info');
    if (!announce || loud.length === 0) return;
    if (loud.length > SINGLY) {
      const [first] = loud;
      this.#options.announce({
        notice: null,
        title: `${loud.length} warnings about your keys`,
        body: hideDetails || !first ? 'Open Tessera to see them.' : `The first: ${first.title}.`,
        urgent: loud.some((n) => n.urgency === 'urgent'),
      });
      return;
    }
    for (const notice of loud)
      this.#options.announce({
        notice,
        title: hideDetails ? notice.discreet : notice.title,
        body: hideDetails ? 'Open Tessera to see which.' : notice.body,
        urgent: notice.urgency === 'urgent',
      });
  }
}
