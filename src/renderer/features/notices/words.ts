import { type Span, spanOf } from '../../../domain/expiry';
import type { AnyKey } from '../../../domain/key';
import { expiryOf, nameOf } from '../../../domain/key';
import type { Notice } from '../../../domain/notices';
import { endsWhen } from '../../../domain/notices/rules';
import { DAY, HOUR, type Instant, MINUTE } from '../../../domain/time';
import { count, listed } from '../../lib/text';

/** Warnings in words, by the window's own clock: main's titles are as old as its last look. */

/** A difference of clocks below this is the way of the answer more than the clocks; the table does not show it either. */
const SKEW_SHOWN_MS = MINUTE;

/** When a key ends by this machine's clock, as the domain's `endsHere` says it, but for what the table does not show either. */
export function endsHere(key: AnyKey): Span | null {
  const skew = key.listed?.skewMs ?? 0;
  const span = spanOf(expiryOf(key));
  return span === null || Math.abs(skew) < SKEW_SHOWN_MS ? span : { first: span.first - skew, last: span.last - skew };
}

/** A notice's title as of `now`. `key`: the one that it is about, or null. */
export function titleOf(notice: Notice, key: AnyKey | null, now: Instant): string {
  if (key === null || (notice.kind !== 'expiry' && notice.kind !== 'expired')) return notice.title;
  const ends = endsHere(key);
  return ends === null ? notice.title : `“${nameOf(key)}” ${endsWhen(ends, now)}`;
}

/** "30 days", "12 hours", "90 minutes". */
export function leadText(ms: number): string {
  if (ms % DAY === 0) return count(ms / DAY, 'day');
  if (ms >= DAY) return count(Math.round((ms / DAY) * 10) / 10, 'day');
  if (ms % HOUR === 0) return count(ms / HOUR, 'hour');
  return count(Math.round(ms / MINUTE), 'minute');
}

/** "30 days, 7 days and 1 hour before the end"; without leads what that means. */
export const leadsText = (leads: readonly number[]): string =>
  leads.length === 0 ? 'not before the end' : `${listed([...leads].sort((a, b) => b - a).map(leadText))} before the end`;

/** From `now` until eight in the morning of the next day, local time, in milliseconds. */
export function untilTomorrow(now: Instant): number {
  const at = new Date(now);
  at.setDate(at.getDate() + 1);
  at.setHours(8, 0, 0, 0);
  return at.getTime() - now;
}

/** How long a warning can be put off. */
export const SNOOZES: readonly { readonly label: string; readonly ms: (now: Instant) => number }[] = [
  { label: 'For 1 hour', ms: () => HOUR },
  { label: 'Until tomorrow, 08:00', ms: untilTomorrow },
  { label: 'For 1 week', ms: () => 7 * DAY },
];
