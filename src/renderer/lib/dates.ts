import type { Expiry } from '../../domain/expiry';
import { DAY, HOUR, relative } from '../../domain/time';

/** Dates in words. The relative form comes first; the exact local time stands beside it or on hover; UTC is one step further. */

const formats = new Map<string, Intl.DateTimeFormat>();
function format(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let f = formats.get(key);
  if (f === undefined) {
    f = new Intl.DateTimeFormat('en-GB', options);
    formats.set(key, f);
  }
  return f;
}
const time = () => format('time', { hour: '2-digit', minute: '2-digit' });
const dayInYear = () => format('day', { weekday: 'short', day: 'numeric', month: 'short' });
const dayOtherYear = () => format('year', { day: 'numeric', month: 'short', year: 'numeric' });
const dayShort = () => format('short', { day: 'numeric', month: 'short' });
const full = () =>
  format('full', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
const monthOnly = () => format('month', { month: 'short' });

const sameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString();

/** "today, 21:23", "tomorrow, 06:00", "Fri 27 Nov, 17:30", in another year "31 Jan 2022, 17:30". Local time. */
export function exactLocal(at: number, now: number): string {
  const t = time().format(at);
  if (sameDay(at, now)) return `today, ${t}`;
  if (sameDay(at, now + DAY)) return `tomorrow, ${t}`;
  if (sameDay(at, now - DAY)) return `yesterday, ${t}`;
  const near = new Date(at).getFullYear() === new Date(now).getFullYear() || Math.abs(at - now) < 300 * DAY;
  // en-GB writes "Fri, 27 Nov": the comma is kept for the time.
  return `${near ? dayInYear().format(at).replace(',', '') : dayOtherYear().format(at)}, ${t}`;
}

/** "27 Nov" in the current year, else "27 Nov 2027". Local time. */
export const shortDay = (at: number, now: number): string =>
  new Date(at).getFullYear() === new Date(now).getFullYear() ? dayShort().format(at) : dayOtherYear().format(at);

/** "Fri, 27 Nov 2026, 17:30 CET". */
export const fullLocal = (at: number): string => full().format(at);

/** "2026-11-27 16:30 UTC". */
export const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Local and UTC in one line, for a tooltip. */
export const exactBoth = (at: number): string => `${fullLocal(at)} (${utc(at)})`;

/** Name of a month: "Dec", in January with its year: "Jan 2027". */
export const monthName = (at: number): string =>
  new Date(at).getMonth() === 0 ? `${monthOnly().format(at)} ${new Date(at).getFullYear()}` : monthOnly().format(at);

export type Urgency = 'past' | 'hours' | 'days' | 'none';

export interface ExpiryText {
  /** "in 6 days", "never", "11 Feb 2027, 14:03", "not told". */
  readonly main: string;
  /** The exact local time, or what is to be known about the date; null where there is no more. */
  readonly sub: string | null;
  /** For a tooltip: local and UTC. */
  readonly tip: string | null;
  readonly urgency: Urgency;
}

/** An expiry in words. `since` is when the key began, shown for keys that never end. */
export function expiryText(expiry: Expiry, now: number): ExpiryText {
  switch (expiry.kind) {
    case 'at': {
      const left = expiry.at - now;
      return {
        main: relative(expiry.at, now),
        sub: exactLocal(expiry.at, now),
        tip: exactBoth(expiry.at),
        urgency: left <= 0 ? 'past' : left < DAY ? 'hours' : left < 7 * DAY ? 'days' : 'none',
      };
    }
    case 'never':
      return { main: 'never', sub: null, tip: 'This key lives until it is revoked.', urgency: 'none' };
    case 'serverLocal':
      return {
        main: expiry.text,
        sub: "server's own time",
        tip: `${expiry.text}\nThe server tells this date in its own time zone, which is not known here. It may differ from yours by hours.`,
        urgency: 'none',
      };
    case 'notTold':
      return { main: 'not told', sub: null, tip: 'The server does not tell when this key ends.', urgency: 'none' };
  }
}

/** "12 s ago", "3 min ago", then as {@link relative}; for ages that are watched. */
export function age(at: number, now: number): string {
  const d = Math.max(0, now - at);
  if (d < 5_000) return 'just now';
  if (d < 60_000) return `${Math.floor(d / 1_000)} s ago`;
  if (d < HOUR) return `${Math.floor(d / 60_000)} min ago`;
  if (d < 48 * HOUR) return `${Math.floor(d / HOUR)} h ago`;
  return relative(at, now);
}
