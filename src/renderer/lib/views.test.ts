import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drivers } from '../../../test-support/renderer/drivers';
import { makeRows } from '../../../test-support/renderer/rows';
import { makeScene, NOW } from '../../../test-support/renderer/scene';
import { FACET_TITLES, type FacetId, facetTest } from './facets';
import { BUILT_IN, formatView, isShown, PLAIN_VIEW, parseView, renamed, type TableView, withView } from './views';

const columns = ['key', 'state', 'server', 'owner', 'scopes', 'created', 'expires', 'lastUsed', 'places'] as const;
const free: readonly FacetId[] = ['server', 'owner', 'scope'];
const some = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 6 });
const facets = fc
  .dictionary(fc.constantFrom(...free), some)
  .map((d) => Object.fromEntries(Object.entries(d).map(([id, v]) => [id, new Set(v)])));
const views: fc.Arbitrary<TableView> = fc.record({
  where: fc.oneof(
    fc.constant({ kind: 'all' as const }),
    fc.constant({ kind: 'attention' as const }),
    fc.string({ maxLength: 30 }).map((profileId) => ({ kind: 'profile' as const, profileId })),
  ),
  search: fc.string({ maxLength: 100 }),
  facets,
  sort: fc.record({ column: fc.constantFrom(...columns), ascending: fc.boolean() }),
  layout: fc.option(
    fc.record({
      grouped: fc.boolean(),
      shown: fc.dictionary(fc.constantFrom(...columns), fc.boolean()).map((d) => ({ ...d })),
      widths: fc.dictionary(fc.constantFrom(...columns), fc.integer({ min: 1, max: 1_000 })).map((d) => ({ ...d })),
    }),
  ),
  alive: fc.option(
    fc.oneof(
      fc.constantFrom({ by: 'tomorrow' as const }, { by: 'monday' as const }, { by: 'week' as const }),
      fc.string({ maxLength: 40 }).map((text) => ({ by: 'typed' as const, text })),
    ),
  ),
});

describe('a view as a text', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(parseView(formatView(view))).toEqual(view);
        expect(isShown(view, parseView(formatView(view)))).toBe(true);
      }),
    );
  });
  it('may be any text: what is not understood is passed over', () => {
    const sound = (text: string) => {
      const view = parseView(text);
      expect(['all', 'attention', 'profile']).toContain(view.where.kind);
      expect(columns).toContain(view.sort.column);
      for (const [id, values] of Object.entries(view.facets)) {
        expect(Object.keys(FACET_TITLES)).toContain(id);
        expect(values?.size).toBeGreaterThan(0);
      }
      // What was read is written, and read again as the same.
      expect(parseView(formatView(view))).toEqual(view);
    };
    fc.assert(fc.property(fc.string(), sound));
    fc.assert(fc.property(fc.json(), sound));
    const part = fc.anything({ maxDepth: 2 });
    const torn = fc.record({ where: part, search: part, facets: part, sort: part, layout: part, alive: part }, { requiredKeys: [] });
    fc.assert(fc.property(torn, (value) => sound(JSON.stringify(value) ?? '')));
    for (const text of [
      '',
      'null',
      '[]',
      '{"facets":{"__proto__":["x"],"state":["no such state",1,null]}}',
      '{"sort":{"column":"constructor"}}',
    ])
      expect(parseView(text)).toEqual(PLAIN_VIEW);
  });
  it('is the same text whatever the order in which things were chosen', () => {
    const one: TableView = { ...PLAIN_VIEW, facets: { state: new Set(['unknown', 'heldGone']), access: new Set(['full']) } };
    const other: TableView = { ...PLAIN_VIEW, facets: { access: new Set(['full']), state: new Set(['heldGone', 'unknown']) } };
    expect(formatView(one)).toBe(formatView(other));
  });
});

describe('the views that are built in', () => {
  const scene = makeScene();
  const rows = makeRows(scene.keys, scene.profiles, NOW);
  const context = { now: NOW, drivers: new Map(drivers.map((d) => [d.kind, d])), fate: null };
  const namesOf = (name: string) => {
    const view = BUILT_IN.find((v) => v.name === name)?.view;
    return rows.filter(facetTest(view?.facets ?? {}, context) ?? (() => true)).map((r) => r.name);
  };
  it('show what they say', () => {
    expect(namesOf('Full access, never ends')).toEqual(['old laptop']);
    expect(namesOf('Unused for 120 days')).toEqual(['old laptop']);
    expect(namesOf('Ends within 30 days')).toContain('Data validation pipeline');
    expect(namesOf('Ends within 30 days')).not.toContain('Lab dashboard');
    expect(new Set(rows.filter((r) => namesOf('Not held here').includes(r.name)).map((r) => r.state.state))).toEqual(
      new Set(['liveNotHeld']),
    );
  });
  it('are known again whatever the columns are', () => {
    const layout = { grouped: true, shown: {}, widths: { key: 300 } };
    for (const { view } of BUILT_IN) expect(isShown(view, { ...view, layout })).toBe(true);
    expect(isShown({ ...PLAIN_VIEW, layout: { ...layout, grouped: false } }, { ...PLAIN_VIEW, layout })).toBe(false);
  });
});

describe('views that are kept', () => {
  const kept = [{ id: 'view-1', name: 'Mine', text: '{}' }];
  it('are added, overwritten by name, and renamed', () => {
    expect(withView(kept, ' New ', PLAIN_VIEW)).toEqual({
      ok: true,
      views: [...kept, { id: 'view-2', name: 'New', text: formatView(PLAIN_VIEW) }],
    });
    expect(withView(kept, 'Mine', PLAIN_VIEW)).toEqual({ ok: true, views: [{ ...kept[0], text: formatView(PLAIN_VIEW) }] });
    expect(renamed(kept, 'view-1', 'Yours')).toEqual({ ok: true, views: [{ ...kept[0], name: 'Yours' }] });
  });
  it('are refused with a sentence', () => {
    const refused = (name: string, view: Partial<TableView>, views = kept) => {
      const change = withView(views, name, { ...PLAIN_VIEW, ...view });
      return change.ok ? null : change.problem;
    };
    expect(refused('  ', {})).toBe('Give the view a name.');
    expect(refused('🔑'.repeat(200), {})).toBeNull();
    expect(refused('🔑'.repeat(201), {})).toBe('A name has at most 200 characters.');
    expect(refused('Mine', { search: '573928c6'.padEnd(72, '0f1e2d3c') })).toMatch(/may be a secret/);
    expect(refused('Mine', { search: 'ab '.repeat(400) })).toMatch(/too much/);
    expect(refused('Mine', { facets: { scope: new Set(Array.from({ length: 400 }, (_, i) => `scope:${i}`.padEnd(30, 'x'))) } })).toMatch(
      /too much/,
    );
    const full = Array.from({ length: 100 }, (_, i) => ({ id: `view-${i}`, name: `${i}`, text: '' }));
    expect(refused('Mine', {}, full)).toMatch(/100 views/);
    const two = [...kept, { id: 'view-2', name: 'Other', text: '' }];
    expect(renamed(two, 'view-2', 'Mine')).toEqual({ ok: false, problem: 'Another view has this name.' });
  });
});
