import { describe, expect, it } from 'vitest';
import { differences, initOf, type Meanings } from './compare';
import type { ObservedResponse } from './observation';
import type { Answer } from './send';

const KEY = 'a1'.repeat(32);
const TOKEN = 'b2'.repeat(32);

function meanings(known: Record<string, string | number> = {}): Meanings {
  const values = new Map(Object.entries(known));
  return {
    origin: 'http://127.0.0.1:7000',
    of: (placeholder) => values.get(placeholder),
    learn: (placeholder, value) => values.set(placeholder, value),
    times: new Map(),
  };
}

const answer = (body: unknown, headers: readonly (readonly [string, string])[] = [], status = 200): Answer => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const differs = (expected: Omit<ObservedResponse, 'status'>, actual: Answer, known = meanings()): readonly string[] =>
  differences({ status: 200, ...expected }, actual, known);

describe('comparing an answer with the observed one', () => {
  it('takes members in any order, and no other status', () => {
    expect(differs({ json: { a: 1, b: [1, 2] } }, answer({ b: [1, 2], a: 1 }))).toEqual([]);
    expect(differs({ json: {} }, answer({}, [], 401))).toEqual(['status: 401 instead of 200']);
  });

  it('names a member that is missing, one too many, another value and another length of a list', () => {
    expect(differs({ json: { a: 1 } }, answer({ b: 1 }))).toEqual(['body.b: is there, and was not', 'body.a: is missing, and was 1']);
    expect(differs({ json: { a: { b: 1 } } }, answer({ a: { b: 2 } }))).toEqual(['body.a.b: 2 instead of 1']);
    expect(differs({ json: [1] }, answer([1, 2]))).toHaveLength(1);
    expect(differs({ json: { a: null } }, answer({}))).toEqual([]);
  });

  it('takes permissions in any order, but wants each', () => {
    expect(differs({ json: { effectivePermissions: ['a', 'b'] } }, answer({ effectivePermissions: ['b', 'a'] }))).toEqual([]);
    expect(differs({ json: { effectivePermissions: ['a', 'b'] } }, answer({ effectivePermissions: ['b', 'c'] }))).toHaveLength(1);
    expect(differs({ json: { rows: ['a', 'b'] } }, answer({ rows: ['b', 'a'] }))).toHaveLength(2);
  });

  it('takes anything where the recording was cut, and nothing else', () => {
    expect(differs({ json: { a: 1, '…': '…' } }, answer({ a: 1, z: 2 }))).toEqual([]);
    expect(differs({ json: { a: 1, '…': '…' } }, answer({ z: 2 }))).toHaveLength(1);
    expect(differs({ json: ['x', '…'] }, answer(['x', 'y']))).toEqual([]);
    expect(differs({ json: ['x', '…'] }, answer([]))).toHaveLength(1);
    expect(differs({ json: 'Due to…' }, answer('"Due to the weather"'))).toEqual([]);
    expect(differs({ json: 'Due to…' }, answer('"Owing to the weather"'))).toHaveLength(1);
  });

  it('compares times by kind, but the same time must stay the same', () => {
    const first = '2026-11-21 04:55:23.379';
    expect(differs({ json: [first, first] }, answer(['2020-01-02 03:04:05.006', '2020-01-02 03:04:05.006']))).toEqual([]);
    expect(differs({ json: [first, first] }, answer(['2020-01-02 03:04:05.006', '2020-01-02 03:04:05.007']))).toHaveLength(1);
    expect(differs({ json: first }, answer('"2020-01-02T03:04:05.006Z"'))).toHaveLength(1);
  });

  it('learns a key once and holds to it', () => {
    const known = meanings();
    expect(differs({ json: { apikey: '{{key:3.1}}' } }, answer({ apikey: KEY }), known)).toEqual([]);
    expect(differs({ json: { apikey: '{{key:3.1}}' } }, answer({ apikey: TOKEN }), known)).toHaveLength(1);
    expect(differs({ json: { apikey: '{{key:3.2}}' } }, answer({ apikey: 'short' }), known)).toHaveLength(1);
  });

  it('wants the token of the body in the cookie that is set', () => {
    const set = ['set-cookie', `X-LABKEY-CSRF=${TOKEN}; Path=/`] as const;
    const expected = { json: { CSRF: '{{csrf:set}}' }, cookies: { 'X-LABKEY-CSRF': 'Path=/' } };
    expect(differs(expected, answer({ CSRF: TOKEN }, [set]))).toEqual([]);
    expect(differs(expected, answer({ CSRF: KEY }, [set]))).toHaveLength(1);
  });

  it('wants a header that was there, refuses one that was not, and reads the attributes of cookies', () => {
    expect(differs({ server: 'LabKey/24.11' }, answer(''))).toEqual(['server: not there instead of LabKey/24.11']);
    expect(differs({}, answer('', [['www-authenticate', 'Basic realm=""']]))).toHaveLength(1);
    expect(differs({}, answer('', [['set-cookie', 'JSESSIONID=1; Path=/']]))).toEqual(['set-cookie JSESSIONID: set, and was not']);
    expect(differs({ cookies: { JSESSIONID: 'Path=/; HttpOnly' } }, answer('', [['set-cookie', 'JSESSIONID=1; Path=/']]))).toHaveLength(1);
    expect(differs({ location: '{{origin}}/home' }, answer('', [['location', 'http://127.0.0.1:7000/home']]))).toEqual([]);
  });

  it('wants frames in a stack trace, whatever they say', () => {
    expect(differs({ json: { stackTrace: ['a.B.c(B.java:1)', '…'] } }, answer({ stackTrace: ['x'] }))).toEqual([]);
    expect(differs({ json: { stackTrace: ['a.B.c(B.java:1)', '…'] } }, answer({ stackTrace: [] }))).toHaveLength(1);
  });

  it('wants broken JSON where it was broken, and only there', () => {
    const expected = { json: { exception: 'no' } };
    expect(differs({ ...expected, malformed: true }, answer('{"exception":"no"'))).toEqual([]);
    expect(differs({ ...expected, malformed: true }, answer('{"exception":"no"}'))).toHaveLength(1);
    expect(differs(expected, answer('{"exception":"no"'))).toEqual(['body: is no JSON']);
  });

  it('reads what a page hands to LABKEY.init', () => {
    expect(initOf('<script>LABKEY.init({"a":{"b":"})"},"c":1});</script>')).toEqual({ a: { b: '})' }, c: 1 });
    expect(initOf('<p>no page of ours</p>')).toBeNull();
  });
});
