/**
 * An instant as the database gives it back: `yyyy-MM-dd HH:mm:ss.SSS` in the zone of the server's JVM, without naming it.
 * Summer time is real: in autumn an hour is told twice.
 */
export function serverTime(ms: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(ms);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  const milli = String(((ms % 1000) + 1000) % 1000).padStart(3, '0');
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}.${milli}`;
}

/** The `formattedValue` of response format 17.1, in the site's default format. */
export const formattedTime = (text: string): string => text.slice(0, 16);
