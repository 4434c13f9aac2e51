import { describe, expect, it } from 'vitest';
import { checkRow, jsonLine, parseBenchArgs, table } from './bench-rows.mjs';

const ROW = { name: 'bundle.main', value: 123.4, unit: 'kB', goal: '<= 300', reference: 'entry', ok: true };

describe('bench', () => {
  it('reads its words', () => {
    expect(parseBenchArgs([])).toEqual({ ok: true, json: false, words: [] });
    expect(parseBenchArgs(['--json', 'bundle'])).toEqual({ ok: true, json: true, words: ['bundle'] });
    expect(parseBenchArgs(['--jsno']).ok).toBe(false);
  });

  it('prints one object a line, keys in a fixed order', () => {
    expect(jsonLine({ ...ROW, ok: false })).toBe(
      '{"name":"bundle.main","value":123.4,"unit":"kB","goal":"<= 300","reference":"entry","ok":false}',
    );
  });

  it.each([
    ['no value', { ...ROW, value: undefined }],
    ['NaN', { ...ROW, value: Number.NaN }],
    ['no goal', { ...ROW, goal: undefined }],
    ['unmeasured but ok', { ...ROW, value: null }],
    ['nothing', undefined],
  ])('takes no row with %s', (_what, row) => {
    expect(() => checkRow(row)).toThrow(TypeError);
  });

  it('shows a missed goal and an unmeasured figure', () => {
    const text = table([ROW, { ...ROW, name: 'start.drawn.ratio', value: null, unit: '', ok: false, reference: 'no browser' }]);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toMatch(/^ok +bundle\.main +123 kB +<= 300 kB +entry$/m);
    expect(text).toMatch(/^MISSED +start\.drawn\.ratio +not measured/m);
  });
});
