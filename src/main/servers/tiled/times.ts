import type { Instant } from '../../../domain/time';

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * A time as Tiled writes it. SQLite-backed servers leave the zone out and mean UTC; PostgreSQL-backed ones give an offset; microseconds come
 * and go. Answers milliseconds since 1970 (finer digits are dropped), or null where the text is no such time.
 */
export function parseTime(text: string): Instant | null {
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const ms = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  const fields = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = fields;
  const at = Date.UTC(2000, mo - 1, d, h, mi, s, ms);
  const date = new Date(at);
  date.setUTCFullYear(y, mo - 1, d);
  // Date.UTC rolls 31 February over into March; such a text is no time.
  if (mo < 1 || mo > 12 || date.getUTCDate() !== d || h > 23 || mi > 59 || s > 59) return null;
  return date.getTime() - offsetMs(zone);
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}
