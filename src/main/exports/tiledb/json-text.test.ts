import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineOf, removeAt, setAt, standsTwice } from './json-text';

const set = (text: string, path: readonly string[], value: unknown, unit = '  ') => setAt(text, path, JSON.stringify(value), unit);

describe('a JSON text', () => {
  it.each([
    ['{}', ['a'], '{\n  "a": 1\n}'],
    ['{}\n', ['a', 'b'], '{\n  "a": {\n    "b": 1\n  }\n}\n'],
    ['{"x":0}', ['a'], '{"x":0,"a":1}'],
    ['{"x":0}', ['a', 'b'], '{"x":0,"a":{"b": 1}}'],
    ['{ "x" : 0 , "y" : 2 }', ['a'], '{ "x" : 0 , "y" : 2, "a" : 1 }'],
    ['{\n\t"x": 0\n}', ['a', 'b'], '{\n\t"x": 0,\n\t"a": {\n\t\t"b": 1\n\t}\n}'],
    ['{\r\n  "x": 0\r\n}\r\n', ['a'], '{\r\n  "x": 0,\r\n  "a": 1\r\n}\r\n'],
    ['{"a": {"b": 5, "c": 1e400}}', ['a', 'b'], '{"a": {"b": 1, "c": 1e400}}'],
    ['{"a": "text"}', ['a', 'b'], '{"a": {"b": 1}}'],
    ['{"\\u0061": 5}', ['a'], '{"\\u0061": 1}'],
  ])('%s with %s set', (text, path, wanted) => {
    expect(set(text, path, 1)).toBe(wanted);
  });

  it.each([
    ['{"a":1}', ['a'], '{}'],
    ['{"a":1,"b":2}', ['a'], '{"b":2}'],
    ['{"a":1,"b":2}', ['b'], '{"a":1}'],
    ['{\n  "a": "},{",\n  "b": 2,\n  "c": 3\n}', ['b'], '{\n  "a": "},{",\n  "c": 3\n}'],
    ['{"a":{"b":[1,{"c":2}]}}', ['a', 'b'], '{"a":{}}'],
    ['{"a":1}', ['x'], '{"a":1}'],
    ['{"a":1}', ['a', 'x'], '{"a":1}'],
  ])('%s without %s', (text, path, wanted) => {
    expect(removeAt(text, path)).toBe(wanted);
  });

  it('tells lines, and keys that stand twice', () => {
    expect(lineOf('{\n"a": 1,\n"b": {"c": 2}}', ['b', 'c'])).toBe(3);
    expect(lineOf('{}', ['b'])).toBeNull();
    expect(standsTwice('{"a":1,"a":{}}', ['a', 'b'])).toBe(true);
    expect(standsTwice('{"a":{"b":1},"b":2}', ['a', 'b'])).toBe(false);
  });

  const key = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor', '', 'x"y', '\\', '{', '\u2028'), fc.string());
  const object = fc.dictionary(key, fc.jsonValue(), { noNullPrototype: true });
  const indent = fc.constantFrom(undefined, 0, 1, 2, 4, '\t', ' \t');
  const path = fc.oneof(fc.tuple(key), fc.tuple(key, key));

  /** What the change means, by the value. */
  function changed(root: Record<string, unknown>, [first, second]: readonly string[], value: unknown): Record<string, unknown> {
    const copy: Record<string, unknown> = Object.fromEntries(Object.entries(root));
    const put = (o: Record<string, unknown>, k: string, v: unknown) =>
      Object.defineProperty(o, k, { value: v, enumerable: true, configurable: true, writable: true });
    if (first === undefined) return copy;
    if (second === undefined) return put(copy, first, value);
    const inner = Object.hasOwn(copy, first) ? copy[first] : undefined;
    const object: Record<string, unknown> =
      typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner)) : {};
    return put(copy, first, put(object, second, value));
  }

  it('loses nothing: any document, any layout, any path', () => {
    fc.assert(
      fc.property(object, indent, path, fc.jsonValue(), (root, space, at, value) => {
        const text = JSON.stringify(root, null, space);
        const after = set(text, at, value);
        const clean = (v: unknown): unknown => JSON.parse(JSON.stringify(v));
        expect(JSON.parse(after)).toEqual(clean(changed(root, at, value)));
        expect(set(after, at, value)).toBe(after);
        if (Object.keys(root).length > 0 && !Object.hasOwn(root, at[0])) expect(removeAt(after, [at[0]])).toBe(text);
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps every character outside of what is set: odd white space and numbers included', () => {
    const blank = fc.stringMatching(/^[ \t\n\r]{0,3}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(blank, blank, blank, blank), { minLength: 1, maxLength: 5 }), (gaps) => {
        const members = gaps.map(([a, b, c, d], i) => `${a}"k${i}"${b}:${c}1234567890123456789.50${i}${d}`);
        const text = `{${members.join(',')}}`;
        const after = set(text, ['new'], 'v');
        for (const member of members) expect(after).toContain(member.trim());
        expect(removeAt(after, ['new'])).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
