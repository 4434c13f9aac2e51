import type { Instant } from '../../domain/time';

/** A moment until which keys shall live, as it was chosen: by a word, or as a date and time of this machine's zone. */
export type Choice = { readonly by: 'tomorrow' | 'monday' | 'week' } | { readonly by: 'typed'; readonly text: string };
export type Preset = Exclude<Choice['by'], 'typed'>;

/** Work begins at this hour. */
const MORNING = 8;

/**
 * The moment that a word means, in the zone of this machine: the next morning, the next Monday morning (this very one, before it), the same
 * time of day a week from now. Through the calendar, not by hours, so that a change of the clock between shifts nothing.
 */
export function presetMoment(preset: Preset, now: Instant): Instant {
  const d = new Date(now);
  const [year, month, day] = [d.getFullYear(), d.getMonth(), d.getDate()];
  switch (preset) {
    case 'tomorrow':
      return new Date(year, month, day + 1, MORNING).getTime();
    case 'monday': {
      const at = (days: number) => new Date(year, month, day + days, MORNING).getTime();
      const days = (8 - d.getDay()) % 7;
      return at(days) > now ? at(days) : at(days + 7);
    }
    case 'week':
      return new Date(year, month, day + 7, d.getHours(), d.getMinutes(), d.getSeconds(), d.getMilliseconds()).getTime();
  }
}

export type TypedMoment =
  | {
      readonly ok: true;
      readonly at: Instant;
      /** What the change of the clock made of the text, in a sentence; null where it made nothing. */
      readonly note: string | null;
    }
  | { readonly ok: false; readonly problem: string };

/** `2026-11-23T08:00`, as a date and time field gives it; seconds may follow. */
const FIELD = /^(\d{4,6})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?$/;

const HALF_HOUR = 1_800_000;

/**
 * The moment that was typed, in the zone of this machine. A time that the clock leaves out is as much later as it leaves out; of a time that
 * comes twice the second is meant, since a key that lives until then has lived through the first.
 */
export function typedMoment(text: string, now: Instant): TypedMoment {
  const m = FIELD.exec(text.trim());
  if (m === null) return { ok: false, problem: 'Choose a date and a time.' };
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = m.slice(1).map((part) => Number(part ?? 0));
  const wall = new Date(0);
  wall.setFullYear(year, month - 1, day);
  wall.setHours(hour, minute, second, 0);
  const first = wall.getTime();
  const written = new Date(Date.UTC(2000, month - 1, 1));
  written.setUTCFullYear(year, month - 1, day);
  if (Number.isNaN(first) || written.getUTCMonth() !== month - 1 || written.getUTCDate() !== day || hour > 23 || minute > 59)
    return { ok: false, problem: 'There is no such date.' };
  const shows = (at: Instant) => {
    const d = new Date(at);
    return d.getDate() === day && d.getHours() === hour && d.getMinutes() === minute;
  };
  const clock = `${m[4]}:${m[5]}`;
  // Zones change by half an hour, an hour or two.
  const again = shows(first) ? [4, 3, 2, 1].map((n) => first + n * HALF_HOUR).find(shows) : undefined;
  const at = again ?? first;
  if (at <= now) return { ok: false, problem: 'This moment has passed. Choose a later one.' };
  const note = !shows(first)
    ? `The clock leaves out ${clock} on that day; ${timeOf(first)} is taken.`
    : again === undefined
      ? null
      : `${clock} comes twice on that day; the second is taken.`;
  return { ok: true, at, note };
}

const two = (n: number) => String(n).padStart(2, '0');
const timeOf = (at: Instant) => `${two(new Date(at).getHours())}:${two(new Date(at).getMinutes())}`;

/** A moment as a date and time field takes it, in the zone of this machine, to the minute. */
export function fieldText(at: Instant): string {
  const d = new Date(at);
  return `${String(d.getFullYear()).padStart(4, '0')}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${timeOf(at)}`;
}

/** The moment that a choice means now; null where it means none any more. */
export function momentOf(choice: Choice, now: Instant): Instant | null {
  if (choice.by !== 'typed') return presetMoment(choice.by, now);
  const typed = typedMoment(choice.text, now);
  return typed.ok ? typed.at : null;
}
