import type { AnyKey } from '../../../domain/key';
import { leadsOfSpan } from '../../../domain/notices/leads';
import type { Instant } from '../../../domain/time';
import type { KeyView } from '../../../domain/views';
import { expiryOf, stateOf } from '../../lib/key-view';
import { attentionOf } from '../../lib/rows';
import { count, listed } from '../../lib/text';
import { endsHere, leadsText, leadText } from './words';

/** When one key is warned of: what the rules leave of what was chosen. */
export interface OwnLeads {
  /** "Warned of 1 day and 1 hour before the end". */
  readonly words: string;
  /** What the rules changed of the choice; null where they changed nothing. */
  readonly why: string | null;
  /** The nearest to the end last. */
  readonly moments: readonly Instant[];
}

/** The warnings of a key whose end is known, or in what span it is; null where it is not. `wanted`: what was chosen for it. */
export function ownLeads(key: AnyKey, wanted: readonly number[]): OwnLeads | null {
  const ends = endsHere(key);
  if (ends === null) return null;
  const leads = leadsOfSpan(wanted, ends, { createdAt: key.listed?.value.createdAt ?? null, firstSeen: key.firstSeen });
  const before = leads.filter((lead) => lead > 0);
  const isKnown = ends.first === ends.last;
  return {
    words: isKnown ? ofKnown(before) : ofSpan(before),
    why: whyOf(wanted, before, ends.first > key.firstSeen ? 'ahead' : isKnown ? 'past' : 'unsure'),
    moments: leads.map((lead) => ends.first - lead),
  };
}

const ofKnown = (before: readonly number[]): string =>
  before.length === 0 ? 'Not warned of before its end' : `Warned of ${leadsText(before)}`;

const ofSpan = (before: readonly number[]): string =>
  before.length === 0
    ? 'Warned of when the earliest moment of its end has come'
    : `Warned of ${listed(before.map(leadText))} before the earliest moment of its end, and when that has come`;

const SEEN = {
  ahead: 'too little of its time was left when it was first seen',
  past: 'it had ended when it was first seen',
  unsure: 'that moment had come when it was first seen',
} as const;

function whyOf(wanted: readonly number[], before: readonly number[], seen: keyof typeof SEEN): string | null {
  if (before.some((lead) => !wanted.includes(lead)))
    return `a quarter of what was left when it was first seen, too little for what was chosen`;
  const dropped = wanted.filter((lead) => !before.includes(lead)).sort((a, b) => b - a);
  return dropped.length === 0 ? null : `not ${listed(dropped.map(leadText))} before: ${SEEN[seen]}`;
}

/** Keys that end within a week, or may, and of which nothing is announced. */
export interface Unsaid {
  readonly keys: number;
  /** So many of them end at a moment that is not known, and may do so later. */
  readonly may: number;
  /** So many of them had too little time left, when Tessera first saw them, for a lead that would have come. */
  readonly seenLate: number;
}

/**
 * Counts what "Needs attention" shows for its end; to be asked where nothing is announced. `wantedOf`: the lead times that were chosen for a
 * key, none where it is to be quiet.
 */
export function unsaidOf(keys: readonly KeyView[], wantedOf: (key: KeyView) => readonly number[], now: Instant): Unsaid {
  const sum = { keys: 0, may: 0, seenLate: 0 };
  for (const key of keys) {
    const ends = endsHere(key);
    if (ends === null || !attentionOf(key, stateOf(key, now).state, expiryOf(key), now).some((a) => a.kind === 'soon')) continue;
    sum.keys++;
    if (ends.first !== ends.last) sum.may++;
    if (wantedOf(key).some((lead) => ends.first - lead <= now)) sum.seenLate++;
  }
  return sum;
}

/** That keys end within a week, and why nothing is announced all the same. */
export function unsaidWords({ keys, may, seenLate }: Unsaid): string {
  const end = may === keys ? count(keys, 'key may end', 'keys may end') : count(keys, 'key ends', 'keys end');
  const late = seenLate === 1 ? 'was near its end when Tessera first saw it' : 'were near their end when Tessera first saw them';
  const why =
    seenLate === 0
      ? 'so you chose it'
      : seenLate === keys
        ? `${keys === 1 ? 'it' : 'they'} ${late}`
        : `${seenLate} ${late}, and so you chose it for the others`;
  return `${end}${may > 0 && may < keys ? ', or may end,' : ''} within 7 days, and ${keys === 1 ? 'is' : 'are'} not announced now: ${why}.`;
}
