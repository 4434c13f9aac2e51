import { spanOf } from './expiry';
import { type AnyKey, expiryOf, fragmentOf, nameOf } from './key';
import type { Instant } from './time';

/** One key's end for a calendar. */
export interface CalendarEntry {
  readonly key: AnyKey;
  readonly server: string;
  /** Alarms before the end, or before its earliest moment where its zone is not known, in milliseconds. */
  readonly leads: readonly number[];
}

const MAKER = 'PRODID:-//Tessera//Key expiries//EN';

/** Whether a text begins like a calendar that was made here. */
export const isOwnCalendar = (text: string): boolean => text.startsWith('BEGIN:VCALENDAR') && text.slice(0, 200).includes(MAKER);

/**
 * A calendar file (iCalendar, RFC 5545) with one event for each key whose end is known. UIDs come from our own key ids, so that a
 * second import updates the events of the first. Holds no secret. A server-local end becomes a floating time that says so, with alarms at
 * moments of their own: calendars read a floating time in their own zone. Endless keys and ends that are not told have no event.
 */
export function calendarOf(entries: readonly CalendarEntry[], now: Instant): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', MAKER, 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH'];
  for (const entry of entries) lines.push(...eventOf(entry, now));
  lines.push('END:VCALENDAR');
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function eventOf({ key, server, leads }: CalendarEntry, now: Instant): readonly string[] {
  const expiry = expiryOf(key);
  const start = expiry.kind === 'at' ? `DTSTART:${stamp(expiry.at)}` : expiry.kind === 'serverLocal' ? floating(expiry.text) : null;
  const span = spanOf(expiry);
  if (start === null || span === null) return [];
  const isLocal = expiry.kind === 'serverLocal';
  const fragment = fragmentOf(key);
  const about = [
    `The key “${nameOf(key)}”${fragment === null ? '' : ` (${fragment})`} of ${server} ends.`,
    ...(isLocal ? ["This is the server's own time, whose zone is not known."] : []),
    ...(isLocal && leads.length > 0 ? [`The alarms count from the earliest moment that it can be, ${told(span.first)}.`] : []),
    ...(key.places.length > 0 ? [`Used at ${key.places.map((p) => `${p.path} (${p.locator})`).join(', ')}.`] : []),
    'Make a replacement before, and put it where this one is used.',
  ].join('\n');
  return [
    'BEGIN:VEVENT',
    `UID:${key.id}@tessera.invalid`,
    `DTSTAMP:${stamp(now)}`,
    start,
    'DURATION:PT0S',
    'TRANSP:TRANSPARENT',
    `SUMMARY:${text(`Key ends: ${nameOf(key)} (${server})`)}`,
    `DESCRIPTION:${text(about)}`,
    'CATEGORIES:API keys',
    ...leads.flatMap((lead) => [
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      isLocal ? `TRIGGER;VALUE=DATE-TIME:${stamp(span.first - lead)}` : `TRIGGER:-${isoDuration(lead)}`,
      `DESCRIPTION:${text(`Key ends: ${nameOf(key)} (${server})`)}`,
      'END:VALARM',
    ]),
    'END:VEVENT',
  ];
}

/** `20261127T163000Z`. */
const stamp = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** `2026-11-27 16:30 UTC`. */
const told = (at: Instant): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A wall-clock time without zone, which calendars show as it stands. */
function floating(told: string): string | null {
  const m = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?/.exec(told.trim());
  return m ? `DTSTART:${m[1]}${m[2]}${m[3]}T${m[4]}${m[5]}${m[6] ?? '00'}` : null;
}

/** Whole minutes as `P7D`, `PT1H`, `P1DT2H30M`. */
function isoDuration(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const d = Math.floor(minutes / 1_440);
  const h = Math.floor((minutes % 1_440) / 60);
  const m = minutes % 60;
  const time = `${h > 0 ? `${h}H` : ''}${m > 0 ? `${m}M` : ''}`;
  return `P${d > 0 ? `${d}D` : ''}${time === '' ? '' : `T${time}`}`;
}

/** RFC 5545, 3.3.11. Control characters other than line ends have no place in a calendar. */
const text = (value: string): string =>
  value
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]/g, ' ')
    .replace(/[\\;,]/g, (c) => `\\${c}`)
    .replace(/\r\n|\r|\n/g, '\\n');

/** Lines of at most 75 bytes, continued after a blank; never inside a character (RFC 5545, 3.1). */
function fold(line: string): string {
  let out = '';
  let bytes = 0;
  for (const c of line) {
    const size = sizeOf(c);
    if (bytes + size > 75) {
      out += '\r\n ';
      bytes = 1;
    }
    out += c;
    bytes += size;
  }
  return out;
}

const sizeOf = (c: string): number => {
  const n = c.codePointAt(0) ?? 0;
  return n < 0x80 ? 1 : n < 0x800 ? 2 : n < 0x10000 ? 3 : 4;
};
