/** Milliseconds since 1970-01-01T00:00:00Z. The domain has no clock: every rule that depends on "now" takes it as a parameter. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An interval in words, one or two units: "6 days", "3 h", "23 min", "less than a minute". Takes milliseconds, ignores the sign. */
export function duration(ms: number): string {
  const t = Math.abs(ms);
  const plural = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`;
  if (t >= 730 * DAY) return plural(Math.floor(t / (365 * DAY)), 'year');
  if (t >= 2 * DAY) return plural(Math.floor(t / DAY), 'day');
  if (t >= HOUR) return plural(Math.floor(t / HOUR), 'hour');
  if (t >= MINUTE) return plural(Math.floor(t / MINUTE), 'minute');
  return 'less than a minute';
}

/** "in 6 days", "3 hours ago", "just now" (within ten seconds). */
export function relative(at: Instant, now: Instant): string {
  const d = at - now;
  if (Math.abs(d) < 10 * SECOND) return 'just now';
  return d > 0 ? `in ${duration(d)}` : `${duration(d)} ago`;
}
