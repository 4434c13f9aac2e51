import type { BrowserWindow } from 'electron';
import type { AnyKey, KeyId } from '../../domain/key';
import type { Notice } from '../../domain/notices';
import type { Profile } from '../../domain/profile';
import { MINUTE } from '../../domain/time';
import type { Announcement } from '../notices/desk';
import type { Timers } from '../refresh/timers';
import type { LoginState, StartAtLogin } from './autostart';
import { showAttention } from './badge';
import { createAnnouncer } from './notify';
import { watchPanel } from './panel';
import type { TrayActions, TrayIcon } from './tray';
import { nextEnds, trayModel } from './tray-model';

/** What the user chose, as far as the shell acts on it. */
export interface ShellChoices {
  /** Closing the window hides it; the tray stays. */
  readonly background: boolean;
  /** The tray names no key and no server. What notifications may say is decided where they are made. */
  readonly hideDetails: boolean;
  readonly startAtLogin: boolean;
}

export interface NoticesPortOptions {
  readonly now: () => number;
  readonly timers: Timers;
  readonly keys: () => readonly AnyKey[];
  readonly profiles: () => readonly Pick<Profile, 'id' | 'label' | 'warn'>[];
  readonly window: () => BrowserWindow | null;
  /** Brings the window forward; with a command, tells it what to show. */
  readonly open: (command: string | null) => void;
  readonly refresh: () => void;
  readonly quit: () => void;
  /** The words that start this app; null where it must not start at login. */
  readonly command: readonly string[] | null;
}

/** What the operating system is told of warnings. The app gets `announce` and `changed`; the rest is for the shell. */
export interface NoticesPort {
  announce(announcement: Announcement): void;
  /** `attention`: how many keys need somebody. */
  changed(notices: readonly Notice[], attention: number): void;
  /** At start, and after each change of a setting. Answers whether Tessera starts at login: the system decides, not the wish. */
  setChoices(choices: ShellChoices): Promise<LoginState>;
  /** Keys or servers changed: what the tray says of them may too. */
  later(): void;
  /** A window was opened: it gets its title and mark. */
  windowOpened(): void;
  /** Sentences for the status line: what of all this does not work here. */
  notes(): readonly string[];
}

/** Changes come in bursts. */
const SOON_MS = 500;

/** What a click on a notice's announcement asks of the window: its key, its server, or the list of what needs attention. */
export function commandFor(notice: Notice | null): string {
  if (notice === null) return 'showAttention';
  return notice.keyId === null ? `showProfile:${notice.profileId}` : showKeyCommand(notice.keyId);
}

const showKeyCommand = (keyId: KeyId): string => `showKey:${keyId}`;

/** Joins notifications, tray, badge, title and start at login. */
export function createNoticesPort(options: NoticesPortOptions): NoticesPort {
  const { now, timers, open } = options;
  const announcer = createAnnouncer({ timers, onOpen: (notice) => open(commandFor(notice)) });
  let choices: ShellChoices = { background: false, hideDetails: false, startAtLogin: false };
  let attention = 0;
  let tray: TrayIcon | null = null;
  let beat: (() => void) | null = null;
  let isDue = false;
  let login: StartAtLogin | null = null;
  let loginNote: string | null = null;
  const isPanelDark = watchPanel(() => draw());

  const actions: TrayActions = {
    open: (keyId) => open(keyId === null ? null : showKeyCommand(keyId)),
    refresh: options.refresh,
    quit: options.quit,
  };
  const model = () => {
    const at = now();
    const state = { attention, next: nextEnds(options.keys(), options.profiles(), at) };
    return trayModel(state, choices.hideDetails, at);
  };
  const draw = (): void => tray?.show(model(), isPanelDark());
  /** "In 3 days" ages without any news. */
  const keepYoung = (): void => {
    beat = timers.after(MINUTE, () => {
      draw();
      keepYoung();
    });
  };
  const settleTray = async (): Promise<void> => {
    if (choices.background && !tray) {
      const { createTray } = await import('./tray');
      // The choice may have changed while the code was read.
      if (!choices.background || tray) return;
      tray = createTray(actions, model(), isPanelDark());
      keepYoung();
    } else if (!choices.background && tray) {
      tray.remove();
      tray = null;
      beat?.();
    } else draw();
  };
  /** The wish as last heard, and what then was. */
  let wished = false;
  let last: LoginState | null = null;
  const settleLogin = async (wish: boolean): Promise<LoginState> => {
    login ??= (await import('./start-at-login')).startAtLogin(options.command);
    const isNew = wish !== wished;
    wished = wish;
    if (last === null) {
      // At start the system's own settings are left as they are, but for an entry that can start nothing any more.
      last = await login.read();
      if (wish && last.stale) last = await login.set(true);
      loginNote = wish ? last.note : null;
    } else if (isNew && wish !== last.on) {
      last = await login.set(wish);
      loginNote = last.note;
    }
    return last;
  };
  /** One change after the other: on and off again at once must end off. */
  let turn: Promise<unknown> = Promise.resolve();

  return {
    announce: (announcement) => announcer.announce(announcement),
    changed: (list, count) => {
      attention = count;
      announcer.keep(list);
      showAttention(options.window(), attention);
      draw();
    },
    setChoices: async (next) => {
      choices = next;
      const settled = turn.then(() => settleLogin(next.startAtLogin));
      turn = settled.catch(() => undefined);
      await settleTray();
      return settled;
    },
    later: () => {
      if (isDue || !tray) return;
      isDue = true;
      timers.after(SOON_MS, () => {
        isDue = false;
        draw();
      });
    },
    windowOpened: () => showAttention(options.window(), attention),
    notes: () => [announcer.silent, loginNote].flatMap((note) => note ?? []),
  };
}
