import type { ProfileView } from '../../domain/views';
import type { Row } from './rows';

/** The line of the table above the keys of one server. */
export interface Group {
  /** The profile's id. */
  readonly group: string;
  readonly profile: ProfileView | null;
  readonly label: string;
  /** For typing ahead, as rows have it. */
  readonly nameLower: string;
  /** Keys below it, also while they are folded away. */
  readonly count: number;
  /** Of those: keys that need a look. */
  readonly attention: number;
  readonly collapsed: boolean;
}

/** A line of the table: a key, or the server that keys stand under. */
export type Line = Row | Group;

export const isGroup = (line: Line): line is Group => 'group' in line;

/** What a line is known by: a key's id, or its server's with a mark before it that no id of ours has. */
export const lineId = (line: Line): string => (isGroup(line) ? `/${line.group}` : line.key.id);

/**
 * The rows under their servers, each group in the order of the rows. Servers stand in the user's own order; with `byFirst` in the order of
 * their first rows, which is what a table sorted by server asks for.
 */
export function groupRows(
  rows: readonly Row[],
  profiles: readonly ProfileView[],
  { collapsed, byFirst }: { readonly collapsed: ReadonlySet<string>; readonly byFirst: boolean },
): readonly Line[] {
  const groups = new Map<string, Row[]>(byFirst ? [] : profiles.map((p) => [p.id, []]));
  for (const row of rows) {
    const of = groups.get(row.key.profileId);
    if (of) of.push(row);
    else groups.set(row.key.profileId, [row]);
  }
  const lines: Line[] = [];
  for (const [group, of] of groups) {
    const [first] = of;
    if (first === undefined) continue;
    const folded = collapsed.has(group);
    const label = first.profile?.label ?? 'A server that was removed';
    const attention = of.reduce((n, row) => (row.attention.length > 0 ? n + 1 : n), 0);
    lines.push({ group, profile: first.profile, label, nameLower: label.toLowerCase(), count: of.length, attention, collapsed: folded });
    if (!folded) for (const row of of) lines.push(row);
  }
  return lines;
}
