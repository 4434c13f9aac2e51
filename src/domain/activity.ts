import { csvText, type TableFormat } from './table-text';
import type { Instant } from './time';

/** One line of the activity log: what was done to which key, when, from where, and what came of it. Holds no secret. */
export interface ActivityEntry {
  readonly at: Instant;
  /** `key.create`, `key.revoke`, `profile.signIn` … */
  readonly what: string;
  readonly outcome: 'done' | 'failed';
  /** A problem's code, or a detail of what was done. */
  readonly code: string | null;
  readonly profileId: string | null;
  /** The server's label at that time: it may be removed since. */
  readonly server: string | null;
  readonly keyId: string | null;
  /** The key's name at that time. */
  readonly key: string | null;
  /** As the server shows the key: first eight, last seven. */
  readonly fragment: string | null;
  /** What set it off: the person in the window, a message of the system's, or Tessera by itself. */
  readonly from: 'window' | 'notification' | 'tray' | 'tessera';
}

const WORDS: Readonly<Record<string, string>> = {
  'profile.add': 'Server added',
  'profile.edit': 'Server entry changed',
  'profile.remove': 'Server entry removed',
  'profile.signIn': 'Signed in',
  'profile.signOut': 'Signed out',
  'profile.manager': 'Manager chosen',
  'profile.everyone': 'Keys of all users shown or hidden',
  'profile.refresh': 'Listed',
  'key.create': 'Key created',
  // Where it is kept is told beside it: some are held in memory only.
  'key.hold': 'Secret held here',
  'key.forget': 'Secret forgotten here',
  'key.revoke': 'Key revoked',
  'key.verify': 'Key checked',
  'key.reveal': 'Secret shown',
  'key.copy': 'Copied',
  'key.annotate': 'Label or note changed',
  'key.link': 'Linked to a listed key',
  'key.unlink': 'Link undone',
  'key.warn': 'Warnings changed',
  'profile.warn': 'Warnings of a server changed',
  'session.end': 'Logins ended',
  'activity.export': 'Activity written to a file',
  'notice.announce': 'Warned',
  'key.recovered': 'Brought back after an interrupted start',
  'key.discard': 'New secret given up',
  'key.diagnose': 'Refusal looked into',
  'place.put': 'Written to a file',
  'place.remove': 'Taken out of a file',
  'place.tighten': 'Rights to a file tightened',
  'netrc.fix': '.netrc mended',
  'netrc.take': 'Taken from .netrc',
  'keychain.choose': 'Keychain chosen',
  'keychain.unlock': 'Keychain unlocked',
  'index.copy': 'Copy of the index in the keychain',
  'index.recover': 'Recovered from the keychain',
  'table.copy': 'Table copied',
  'calendar.save': 'Calendar file written',
};

/** What an entry says, in words; what a newer version wrote is shown as it stands. */
export const activityWords = (what: string): string => WORDS[what] ?? what;

const HEADING = ['Time (UTC)', 'What', 'Result', 'Detail', 'Server', 'Key', 'Visible part', 'From'];

/** Whether a text begins like a log that was written by {@link activityText}. */
export const isOwnActivityText = (text: string): boolean =>
  text.startsWith(csvText([HEADING])) || /^\[\s*(\]|\{\s*"at": "[^"]*",\s*"what": ")/.test(text);

/** The log as one text: CSV with a heading line, or a JSON array; times in UTC. */
export function activityText(format: TableFormat, entries: readonly ActivityEntry[]): string {
  const time = (at: Instant) => new Date(at).toISOString();
  if (format === 'json')
    return `${JSON.stringify(
      entries.map((e) => ({ ...e, at: time(e.at) })),
      null,
      2,
    )}\n`;
  return csvText([
    HEADING,
    ...entries.map((e) => [
      time(e.at),
      activityWords(e.what),
      e.outcome,
      e.code ?? '',
      e.server ?? '',
      e.key ?? '',
      e.fragment ?? '',
      e.from,
    ]),
  ]);
}

/** Whether every word of a search occurs somewhere in an entry. */
export function activityMatches(entry: ActivityEntry, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = [activityWords(entry.what), entry.what, entry.outcome, entry.code, entry.server, entry.key, entry.fragment, entry.from]
    .filter(Boolean)
    .join('\n')
    .toLowerCase();
  return words.every((w) => text.includes(w));
}
