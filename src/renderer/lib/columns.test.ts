import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../features/table/columns';
import { fitColumns, formatLayout, type Layout, PLAIN, parseLayout, resized, unsized } from './columns';
import type { SortColumn } from './sort';

const ids = COLUMNS.map((c) => c.id);
const idsOf = (width: number, layout?: Layout) => fitColumns(COLUMNS, width, layout).columns.map((c) => c.id);
const layouts: fc.Arbitrary<Layout> = fc.record({
  grouped: fc.boolean(),
  collapsed: fc.uniqueArray(fc.string({ maxLength: 40 }), { maxLength: 20 }).map((list) => new Set(list)),
  shown: fc.dictionary(fc.constantFrom(...ids), fc.boolean()).map((d) => ({ ...d })),
  widths: fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: 1, max: 1_000 })).map((d) => ({ ...d })),
});

describe('which columns there is room for', () => {
  it('all where there is much; the least needed leave first; three stay and are scrolled', () => {
    expect(idsOf(1_600)).toEqual(ids);
    expect(idsOf(700)).toEqual(['key', 'state', 'owner', 'expires']);
    expect(idsOf(200)).toEqual(['key', 'state', 'expires']);
    const narrow = fitColumns(COLUMNS, 200);
    expect(narrow.total).toBeGreaterThan(200);
    expect(narrow.widths).toEqual([188, 120, 122]);
  });
  it('what the user chose stays, what the user refused never comes', () => {
    expect(idsOf(500, { ...PLAIN, shown: { places: true } })).toContain('places');
    expect(idsOf(1_600, { ...PLAIN, shown: { scopes: false, key: false } })).toEqual(ids.filter((id) => id !== 'scopes'));
  });
  it('fills the width, never narrower than a column needs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), layouts, (width, layout) => {
        const { columns, widths, total } = fitColumns(COLUMNS, width, layout);
        expect(columns.length).toBe(widths.length);
        expect(columns[0]?.id).toBe('key');
        columns.forEach((c, i) => {
          expect(widths[i]).toBeGreaterThanOrEqual(c.min);
        });
        const drawn = widths.reduce((a, b) => a + b + 14, 14);
        expect(drawn).toBeLessThanOrEqual(total);
      }),
    );
  });
});

describe('sizing a column', () => {
  it('leaves those before it where they are, so that the edge follows the hand', () => {
    const before = fitColumns(COLUMNS, 1_300);
    const at = before.columns.findIndex((c) => c.id === 'scopes');
    const layout = resized(PLAIN, before, 'scopes', (before.widths[at] ?? 0) + 40);
    const after = fitColumns(COLUMNS, 1_300, layout);
    expect(after.widths.slice(0, at)).toEqual(before.widths.slice(0, at));
    expect(after.widths[at]).toBe((before.widths[at] ?? 0) + 40);
  });
  it('stops at what the column needs, and is taken back', () => {
    const layout = resized(PLAIN, fitColumns(COLUMNS, 1_300), 'key', 10);
    expect(layout.widths).toEqual({ key: 188 });
    expect(unsized(layout, 'key').widths).toEqual({});
    expect(resized(PLAIN, fitColumns(COLUMNS, 300), 'places', 200)).toBe(PLAIN);
  });
});

describe('the layout as a text', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        expect(parseLayout(formatLayout(layout))).toEqual(layout);
      }),
    );
    expect(formatLayout(PLAIN)).toBe('');
  });
  it('fits what main takes, however many servers are folded away', () => {
    const collapsed = new Set(Array.from({ length: 900 }, (_, i) => `${i}`.padEnd(128, 'x')));
    expect(formatLayout({ ...PLAIN, collapsed }).length).toBeLessThan(8_192);
  });
  it('may be any text: what is not understood is passed over', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseLayout(text).grouped).toBeTypeOf('boolean');
      }),
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { shown, widths } = parseLayout(text);
        for (const id of [...Object.keys(shown), ...Object.keys(widths)]) expect(ids).toContain(id as SortColumn);
      }),
    );
    const odd =
      '{"grouped":1,"collapsed":[1,"p"],"shown":{"key":"no","toString":true,"state":false},"widths":{"key":-4,"state":1e9,"server":120.4}}';
    expect(parseLayout(odd)).toEqual({ grouped: false, collapsed: new Set(['p']), shown: { state: false }, widths: { server: 120 } });
    expect(parseLayout('[]')).toBe(PLAIN);
  });
});
