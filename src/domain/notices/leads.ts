import type { Span } from '../expiry';
import { DAY, HOUR, type Instant } from '../time';

/** How long before a key's end it is warned of, in milliseconds, where nobody chose otherwise. */
export const DEFAULT_LEADS: readonly number[] = [30 * DAY, 7 * DAY, DAY, HOUR];

/** A key's life as far as lead times depend on it. */
export interface Life {
  readonly end: Instant;
  /** When the server made it; null where it does not say. */
  readonly createdAt: Instant | null;
  /** When Tessera first saw it. */
  readonly firstSeen: Instant;
}

/**
 * The lead times that make sense for one key, longest first. A lead longer than half of its life, or half of what was left when it was first
 * seen, is dropped: it would warn of nearly every new key at once. A key left with none is warned of at a quarter of the shorter of the two. A
 * key that had already ended when it was first seen has none.
 */
export function leadsOf(wanted: readonly number[], life: Life): readonly number[] {
  const left = life.end - life.firstSeen;
  const whole = life.createdAt === null ? left : life.end - life.createdAt;
  const span = Math.min(left, whole);
  if (!(span > 0)) return [];
  const kept = longestFirst(wanted).filter((lead) => lead <= span / 2);
  return kept.length > 0 || wanted.length === 0 ? kept : [Math.round(span / 4)];
}

/**
 * The lead times for an end that may be known as a span only. Of such an end it is also said that it may have come, from its earliest moment on:
 * a lead of 0, whatever was chosen, and though the key was first seen after it.
 */
export function leadsOfSpan(wanted: readonly number[], { first, last }: Span, life: Omit<Life, 'end'>): readonly number[] {
  const leads = leadsOf(wanted, { ...life, end: first });
  return first === last ? leads : [...leads, 0];
}

/** The same few lists are asked for by 100,000 keys. */
const sorted = new WeakMap<readonly number[], readonly number[]>();

function longestFirst(wanted: readonly number[]): readonly number[] {
  let list = sorted.get(wanted);
  if (!list) {
    list = [...new Set(wanted)].filter((lead) => lead > 0).sort((a, b) => b - a);
    sorted.set(wanted, list);
  }
  return list;
}

/** The shortest lead whose time has come, which is the one to speak of; null while none has. `end` by our own clock. */
export function dueLead(leads: readonly number[], end: Instant, now: Instant): number | null {
  let due: number | null = null;
  for (const lead of leads) if (end - lead <= now && (due === null || lead < due)) due = lead;
  return due;
}

/** When the next lead comes up after `now`; null where none is left. */
export function nextLead(leads: readonly number[], end: Instant, now: Instant): Instant | null {
  let next: Instant | null = null;
  for (const lead of leads) if (end - lead > now && (next === null || end - lead < next)) next = end - lead;
  return next;
}
