import { describe, expect, it } from 'vitest';
import { makeRows } from '../../../test-support/renderer/rows';
import { makeScene, NOW } from '../../../test-support/renderer/scene';
import { groupRows, isGroup, lineId } from './grouping';
import { makeRow } from './rows';
import { inOrder, Sorter } from './sort';

const scene = makeScene({ administrator: 'all' });
const made = makeRows(scene.keys, scene.profiles, NOW);
const rows = inOrder(made, new Sorter(made).by({ column: 'expires', ascending: true }));
const OPEN = { collapsed: new Set<string>(), byFirst: false };

describe('keys under their servers', () => {
  it('has every row once, in the order of the rows, under the server it belongs to', () => {
    const lines = groupRows(rows, scene.profiles, OPEN);
    let group = '';
    const seen: string[] = [];
    for (const line of lines)
      if (isGroup(line)) group = line.group;
      else {
        expect(line.key.profileId).toBe(group);
        seen.push(line.key.id);
      }
    expect([...seen].sort()).toEqual(rows.map((r) => r.key.id).sort());
    const ofOne = (list: readonly { readonly key: { readonly id: string; readonly profileId: string } }[]) =>
      list.filter((r) => r.key.profileId === 'nsls').map((r) => r.key.id);
    expect(ofOne(lines.flatMap((l) => (isGroup(l) ? [] : [l])))).toEqual(ofOne(rows));
    expect(new Set(lines.map(lineId)).size).toBe(lines.length);
  });
  it('counts what it folds away', () => {
    const folded = groupRows(rows, scene.profiles, { collapsed: new Set(['nsls']), byFirst: false });
    const nsls = folded.find((l) => isGroup(l) && l.group === 'nsls');
    const of = rows.filter((r) => r.key.profileId === 'nsls');
    expect(nsls).toMatchObject({ collapsed: true, count: of.length, attention: of.filter((r) => r.attention.length > 0).length });
    expect(folded.some((l) => !isGroup(l) && l.key.profileId === 'nsls')).toBe(false);
  });
  it("keeps the user's order of servers, or that of the rows; a server without rows has no line", () => {
    const names = (byFirst: boolean) => groupRows(rows, scene.profiles, { ...OPEN, byFirst }).flatMap((l) => (isGroup(l) ? [l.group] : []));
    const order = scene.profiles.map((p) => p.id).filter((id) => rows.some((r) => r.key.profileId === id));
    expect(names(false)).toEqual(order);
    expect(names(true)).toEqual([...new Set(rows.map((r) => r.key.profileId))]);
    expect(groupRows([], scene.profiles, OPEN)).toEqual([]);
  });
  it('keeps keys of a server that was removed', () => {
    const [first] = rows;
    if (first === undefined) throw new Error('no rows');
    const lines = groupRows([makeRow(first.key, null, NOW)], [], OPEN);
    expect(lines.map((l) => (isGroup(l) ? l.label : l.key.id))).toEqual(['A server that was removed', first.key.id]);
  });
});
