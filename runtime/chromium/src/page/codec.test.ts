import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CloneError, decode, encode } from './codec';

const cloneable = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.bigInt(),
    fc.date({ noInvalidDate: false }),
    fc.uint8Array(),
    fc.float64Array(),
    fc.constant(/a+/giu),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
    fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    fc.array(fc.string(), { maxLength: 3 }).map((items) => new Set(items)),
  ),
})).value;

describe('the codec', () => {
  it('brings back what structured clone would', () => {
    fc.assert(
      fc.property(cloneable, (value) => {
        expect(decode(encode(value))).toEqual(structuredClone(value));
      }),
    );
  });
  it('keeps identity and cycles', () => {
    const shared = { n: 1 };
    const list: unknown[] = [shared, shared, new Date(5)];
    list.push(list);
    const out = decode(encode(list)) as unknown[];
    expect(out[0]).toBe(out[1]);
    expect(out[3]).toBe(out);
    expect(out[2]).toEqual(new Date(5));
  });
  it('keeps of an error its name, message and stack', () => {
    const error = Object.assign(new TypeError('bad'), { code: 'X' });
    const out = decode(encode(error)) as TypeError & { code?: string };
    expect(out).toBeInstanceOf(TypeError);
    expect([out.message, out.code, out.stack]).toEqual(['bad', undefined, error.stack]);
  });
  it.each([() => 1, Symbol('s'), Promise.resolve(), new WeakMap(), new (class extends EventTarget {})(), { deep: [() => 1] }])(
    'refuses %s',
    (value) => {
      expect(() => encode(value)).toThrow(CloneError);
      expect(() => encode(value)).toThrow('An object could not be cloned.');
    },
  );
  it('never makes a prototype of __proto__', () => {
    const out = decode(encode(JSON.parse('{"__proto__":{"admin":true}}'))) as Record<string, unknown>;
    expect(out.admin).toBeUndefined();
    expect(Object.getPrototypeOf(out)).toBe(Object.prototype);
  });
});
