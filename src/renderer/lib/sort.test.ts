import { describe, expect, it } from 'vitest';
import { makeRows } from '../../../test-support/renderer/rows';
import { makeScene, NOW } from '../../../test-support/renderer/scene';
import { NameOrder } from './names';
import type { Row } from './rows';
import { inOrder, type SortColumn, Sorter } from './sort';

const scene = makeScene({ rows: 400, administrator: 'all' });
const rows = makeRows(scene.keys, scene.profiles, NOW);
const COLUMNS: readonly SortColumn[] = ['key', 'state', 'server', 'scopes', 'created', 'expires', 'lastUsed', 'owner', 'places'];
const ids = (of: readonly Row[]) => of.map((r) => r.key.id);
const byName = (a: Row, b: Row) => (a.nameLower < b.nameLower ? -1 : a.nameLower > b.nameLower ? 1 : a.key.id < b.key.id ? -1 : 1);

describe('the order of rows', () => {
  it('by name is the same when it was prepared bit by bit, or only begun', () => {
    const many = makeRows(makeScene({ rows: 9_000 }).keys, scene.profiles, NOW);
    const sort = { column: 'key', ascending: true } as const;
    const all = ids(inOrder(many, new Sorter(many).by(sort)));
    expect(all).toEqual(ids([...many].sort(byName)));
    // Three runs, two merges of them, and the last step hands the order over.
    for (const steps of [1, 3, 5, 6]) {
      const sorter = new Sorter(many);
      const names = new NameOrder(sorter, many.length);
      let left = steps;
      expect(names.warm(() => left-- === 0)).toBe(steps === 6);
      expect(ids(inOrder(many, sorter.by(sort)))).toEqual(all);
      // Whoever needed it first has it; the rest is not done again.
      expect(names.warm(() => true)).toBe(true);
    }
  });
  it('by each column has every row once, and is the same whether all names were ordered before or not', () => {
    for (const column of COLUMNS)
      for (const ascending of [true, false]) {
        const fresh = inOrder(rows, new Sorter(rows).by({ column, ascending }));
        const sorter = new Sorter(rows);
        sorter.by({ column: 'key', ascending: true });
        expect(ids(inOrder(rows, sorter.by({ column, ascending })))).toEqual(ids(fresh));
        expect([...ids(fresh)].sort()).toEqual([...ids(rows)].sort());
      }
  });
  it('by name is that of comparing names, then ids', () => {
    const sorted = inOrder(rows, new Sorter(rows).by({ column: 'key', ascending: true }));
    expect(ids(sorted)).toEqual(ids([...rows].sort(byName)));
  });
  it('has rows of equal rank by name, whichever way round', () => {
    for (const ascending of [true, false]) {
      const sorted = inOrder(rows, new Sorter(rows).by({ column: 'state', ascending }));
      sorted.slice(1).forEach((row, i) => {
        const before = sorted[i];
        if (before?.stateRank === row.stateRank) expect(byName(before, row)).toBe(-1);
        else expect((before?.stateRank ?? 0) < row.stateRank).toBe(ascending);
      });
    }
  });
  it('by scopes is that of their names, full access first and none last', () => {
    const sorted = inOrder(rows, new Sorter(rows).by({ column: 'scopes', ascending: true }));
    const texts = sorted.map(({ key: { listed } }) => (listed?.value.fullAccess ? '' : (listed?.value.scopes?.join(' ') ?? '\uffff')));
    expect(texts).toEqual([...texts].sort());
    expect(new Set(texts).size).toBeGreaterThan(3);
  });
});
