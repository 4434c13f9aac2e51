import { Notification } from 'electron';
import type { Notice } from '../../domain/notices';
import { MINUTE, SECOND } from '../../domain/time';
import type { Announcement } from '../notices/desk';
import type { Timers } from '../refresh/timers';
import { announcedText } from './announced-text';

/** More at once are read by nobody; the oldest makes room. */
export const OPEN_AT_ONCE = 5;
/** A login may start Tessera before the desktop shows notifications: when one that failed is tried again. */
const AGAIN_MS = [15 * SECOND, MINUTE, 5 * MINUTE];

export interface AnnouncerOptions {
  readonly timers: Timers;
  /** The person clicked it: null for a summary of several. */
  readonly onOpen: (notice: Notice | null) => void;
}

/** The system's notifications. Never the only signal: systems may drop them without a word. */
export interface Announcer {
  announce(announcement: Announcement): void;
  /** Takes back what is about none of these notices: the key was replaced, or a later warning took its place. */
  keep(notices: readonly Notice[]): void;
  /** Why warnings do not reach the person outside the window, as a sentence; null while nothing speaks for that. */
  readonly silent: string | null;
}

const UNSUPPORTED = 'This system shows no notifications: warnings stand in the window only.';
const FAILED =
  process.platform === 'linux'
    ? 'No program on this desktop takes notifications: warnings stand in the window only.'
    : 'The system did not take Tessera’s last notification: look into its settings for notifications. Warnings stand in the window.';

export function createAnnouncer({ timers, onOpen }: AnnouncerOptions): Announcer {
  // Held until they are closed: a notification that is garbage takes its click handler with it, on macOS even itself.
  const open = new Map<Notification, Notice | null>();
  let silent: string | null = null;

  const forget = (one: Notification): void => {
    open.delete(one);
  };

  const show = (announcement: Announcement, attempt: number): void => {
    if (!Notification.isSupported()) {
      silent = UNSUPPORTED;
      return;
    }
    const { notice, urgent } = announcement;
    const text = announcedText(announcement, process.platform);
    const one = new Notification({ ...text, urgency: urgent ? 'critical' : 'normal' });
    open.set(one, notice);
    for (const oldest of open.keys()) {
      if (open.size <= OPEN_AT_ONCE) break;
      forget(oldest);
      oldest.close();
    }
    one.on('click', () => {
      forget(one);
      onOpen(notice);
    });
    one.on('show', () => {
      silent = null;
    });
    one.on('close', (event) => {
      // Windows keeps one that timed out in its list, where it can still be clicked.
      if (event.reason !== 'timedOut') forget(one);
    });
    one.on('failed', () => {
      // One that made room, or whose cause is gone, need not come again.
      const isWanted = open.has(one);
      forget(one);
      silent = FAILED;
      const wait = AGAIN_MS[attempt];
      if (isWanted && wait !== undefined) waitToRetry(announcement, attempt + 1, wait);
    });
    one.show();
  };

  const retries = new Map<Announcement, () => void>();
  const waitToRetry = (announcement: Announcement, attempt: number, ms: number): void => {
    retries.set(
      announcement,
      timers.after(ms, () => {
        retries.delete(announcement);
        show(announcement, attempt);
      }),
    );
  };

  return {
    get silent() {
      return silent;
    },
    announce: (announcement) => show(announcement, 0),
    keep: (notices) => {
      const ids = new Set(notices.map((n) => n.id));
      // That a key has ended stays true when its server clears it away, which may be seconds later: nobody would have read it.
      const isOver = (notice: Notice | null): boolean =>
        notice === null ? ids.size === 0 : notice.kind !== 'expired' && !ids.has(notice.id);
      for (const [one, notice] of open) {
        if (!isOver(notice)) continue;
        forget(one);
        one.close();
      }
      for (const [announcement, cancel] of retries) {
        if (!isOver(announcement.notice)) continue;
        retries.delete(announcement);
        cancel();
      }
    },
  };
}
