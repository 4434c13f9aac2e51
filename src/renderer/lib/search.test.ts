import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeScene, NOW } from '../../../test-support/renderer/scene';
import type { KeyView } from '../../domain/views';
import { maskOf, pick } from './mask';
import { type Row, rowKeeper } from './rows';
import { Finder, searchText } from './search';

const scene = makeScene({ rows: 700 });
const made = rowKeeper();
const keep = (...of: Parameters<typeof made>) => made(...of).rows;
const rows = keep(scene.keys, scene.profiles, NOW);
const found = (search: string, of = rows) => {
  const mask = new Finder().find(of, search, null);
  return of.filter((_, i) => mask[i] === 1);
};

/** The same, row by row and word by word. */
const naive = (of: readonly Row[], search: string, among: (row: Row) => boolean = () => true): readonly Row[] => {
  const words = search.toLowerCase().replaceAll('…', '').split(/\s+/).filter(Boolean);
  return of.filter((row) => among(row) && words.every((w) => searchText(row).includes(w)));
};

describe('the search', () => {
  it('finds by every word, over names, owners, scopes and files', () => {
    const names = (search: string) => found(search).map((r) => r.name);
    expect(names('chen pipeline')).toEqual(['Data validation pipeline']);
    expect(names('~/BATCH')).toEqual(['batch 0x12']);
    expect(names('573928c6')).toEqual(['Data validation pipeline']);
    expect(names('create:apikeys')).toEqual(['simulation compare']);
    expect(names('pipeline zzz')).toEqual([]);
  });
  it('finds the visible end of a secret with the dots before it and without', () => {
    for (const search of ['…pL0s2Ya', 'pl0s2ya']) expect(found(search).map((r) => r.fragment)).toEqual(['…pL0s2Ya']);
  });
  it('finds what looking row by row finds, whatever was sought before and among which', () => {
    const live = (row: Row) => row.stateName === 'heldLive';
    const sets = [
      { among: null, test: () => true },
      { among: maskOf(rows, live), test: live },
    ];
    const piece = fc.oneof(
      fc.constantFrom(...rows.map((r) => r.name)).chain((name) => fc.nat(name.length - 1).map((at) => name.slice(at, at + 3))),
      fc.constantFrom('', 'w', 'wo', 'worker', 'worker 1', 'worker 12', '…', 'read', 'read:d', '0', '0 1'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, fc.constantFrom(...sets)), { maxLength: 6 }), (sought) => {
        const finder = new Finder();
        for (const [search, { among, test }] of sought) {
          const mask = finder.find(rows, search, among);
          expect(rows.filter((_, i) => mask[i] === 1)).toEqual(naive(rows, search, test));
        }
      }),
      { numRuns: 40 },
    );
  });
  it('follows a key that changes, and finds no more what it said before', () => {
    const finder = new Finder();
    const [first, ...rest] = scene.keys;
    if (first === undefined) throw new Error('no keys');
    finder.find(rows, 'nightly', null);
    const renamed: KeyView = { ...first, local: { ...first.local, label: 'Quietly' } };
    const after = keep([renamed, ...rest], scene.profiles, NOW);
    const names = (search: string) => {
      const mask = finder.find(after, search, null);
      return after.filter((_, i) => mask[i] === 1);
    };
    expect(names('quietly').map((r) => r.key)).toEqual([renamed]);
    expect(names('worker 00')).toEqual(naive(after, 'worker 00'));
  });
});

describe('what is let through', () => {
  it('stands in the order that was asked for', () => {
    const order = Uint32Array.from(rows, (_, i) => rows.length - 1 - i);
    const picked = pick({ rows, order, sorted: [...rows].reverse() }, new Finder().find(rows, 'worker 1', null));
    expect(picked).toEqual([...naive(rows, 'worker 1')].reverse());
  });
});
