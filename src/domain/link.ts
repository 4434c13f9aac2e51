import type { Fact } from './fact';
import type { KeyLink, KeyRecord } from './key';
import { compareMarks, type Mark } from './mark';

/** Whether the server has told which of its rows this key is. */
export const hasRow = (record: KeyRecord): boolean => record.marks.some((m) => m.kind === 'serverId');

/** Why two records cannot be the two halves of one key, or null where they can. `notHeld`, `hasRow` are about the held half, the rest about the row. */
export function linkObstacle(
  held: KeyRecord,
  row: KeyRecord,
): 'notHeld' | 'hasRow' | 'rowHeld' | 'rowNotListed' | 'otherServer' | 'different' | null {
  if (held.profileId !== row.profileId || held.id === row.id) return 'otherServer';
  if (held.held === null) return 'notHeld';
  if (hasRow(held)) return 'hasRow';
  if (row.held !== null) return 'rowHeld';
  if (row.listed === null || row.presence.value !== 'listed') return 'rowNotListed';
  return compareMarks(held.marks, row.marks) === 'different' ? 'different' : null;
}

const newer = <T>(a: Fact<T> | null, b: Fact<T> | null): Fact<T> | null => (a && b ? (b.asOf > a.asOf ? b : a) : (a ?? b));

/** What the user wrote on both halves; where both have a word for one thing, the held half's comes first and none is lost. */
function words(held: string, row: string): string {
  if (held === '' || held === row) return row;
  return row === '' ? held : `${held} / ${row}`;
}

/**
 * One record of the two halves of a key: a held secret without a row, and a row without a secret. The held half's id survives; places, words,
 * own calls and dates of both are kept.
 */
export function linkedRecord(held: KeyRecord, row: KeyRecord, link: KeyLink): KeyRecord {
  return {
    ...held,
    marks: [...held.marks, ...row.marks.filter((m) => !held.marks.some((h) => h.kind === m.kind))],
    listed: newer(row.listed, held.listed),
    presence: row.presence,
    check: newer(held.check, row.check),
    places: [...held.places, ...row.places],
    ambiguous: false,
    local: {
      label: words(held.local.label, row.local.label),
      owner: words(held.local.owner, row.local.owner),
      note: [held.local.note, row.local.note].filter((n, i, all) => n !== '' && all.indexOf(n) === i).join('\n'),
    },
    userExpiry: held.userExpiry ?? row.userExpiry,
    ownCalls: [...held.ownCalls, ...row.ownCalls].sort((a, b) => a - b).slice(-20),
    firstSeen: Math.min(held.firstSeen, row.firstSeen),
    revokedAt: null,
    linked: link,
  };
}

/**
 * The held half of a linked key alone again: everything that came from the row is dropped, and what was written on it stays. The row becomes
 * a record of its own with the next listing.
 */
export function splitRecord(record: KeyRecord, now: number): KeyRecord {
  const ofRow: readonly Mark[] = record.listed?.value.marks ?? [];
  const { linked: _linked, missingSince: _missing, ...rest } = record;
  return {
    ...rest,
    marks: record.marks.filter(
      (m) => m.kind === 'hash' || (m.kind !== 'serverId' && !ofRow.some((r) => r.kind === m.kind && r.value === m.value)),
    ),
    listed: null,
    presence: { value: 'cannotTell', source: 'thisMachine', asOf: now },
    ambiguous: false,
  };
}
