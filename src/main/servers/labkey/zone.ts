import type { Instant } from '../../../domain/time';

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/;

const DAY = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** A calendar and clock reading of a zone, or null for a zone that this machine does not know. Kept, since making one takes long. */
function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null = null;
  try {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    // A RangeError: no such zone here.
  }
  formats.set(zone, made);
  return made;
}

/** What the zone's clocks add to UTC at an instant, in milliseconds. */
function offsetAt(format: Intl.DateTimeFormat, at: Instant): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const wall = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1, part.hour ?? 0, part.minute ?? 0, part.second ?? 0);
  return wall - Math.floor(at / 1000) * 1000;
}

/** The digits of `yyyy-MM-dd HH:mm:ss.SSS` as if they were UTC, or null where the text is no such time. */
function readWall(text: string): number | null {
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((n) => Number(n ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, Number((match[7] ?? '').padEnd(3, '0').slice(0, 3)));
  const date = new Date(wall);
  // Date.UTC rolls 31 February over into March; such a text is no time.
  const whole = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return whole && hour < 24 && minute < 60 && second < 60 ? wall : null;
}

/**
 * The instant of a server-local time. LabKey writes the server's wall clock without its zone (observed on 24.1 to 24.11); the pages name the
 * zone since 24.7. An hour that comes twice, when clocks go back, is read as its first coming: a key then looks as if it ended early, never
 * late. A time that is skipped, when clocks go forward, is moved on by the gap, as Java does. Null where text or zone cannot be read.
 */
export function instantOf(text: string, zone: string): Instant | null {
  const wall = readWall(text);
  const format = formatOf(zone);
  if (wall === null || format === null) return null;
  // No zone is further than a day from UTC, so one of these two offsets is the one in force.
  const before = offsetAt(format, wall - DAY);
  const after = offsetAt(format, wall + DAY);
  const candidates = [wall - before, wall - after].sort((a, b) => a - b);
  return candidates.find((at) => at + offsetAt(format, at) === wall) ?? wall - before;
}

/** Whether this machine can convert times of the zone. */
export const knowsZone = (zone: string): boolean => formatOf(zone) !== null;
