import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tiledb } from './index';
import { claimsOf, timesMark, workspaceIn } from './recognise';
import { readShown } from './rows';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const CLAIMS = { user_id: 'u-1', Seed: 5, exp: 1_800_000_000, iat: 1_700_000_000, nbf: 1_700_000_000, sub: 'grace' };
const JWT = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(CLAIMS)}.${'sig'.repeat(12)}m2Lp8sT`;
const hash = (secret: string) => ({ kind: 'hash', value: createHash('sha256').update(secret).digest('hex') });

describe('recognise', () => {
  it.each([
    JWT,
    ` ${JWT}\n`,
    `"${JWT}"`,
    `export TILEDB_REST_TOKEN=${JWT}`,
    `set TILEDB_REST_TOKEN="${JWT}"`,
    `X-TILEDB-REST-API-KEY: ${JWT}`,
    `'X-Tiledb-Rest-Api-Key:${JWT}'`,
  ])('finds the token in what a copy brings along: %s', (text) => {
    expect(tiledb.recognise(text)).toEqual({
      secret: JWT,
      kindId: 'jwt',
      marks: [hash(JWT), { kind: 'lastSeven', value: 'm2Lp8sT' }, { kind: 'times', value: '1700000000/1800000000' }],
      problem: null,
    });
  });

  it('reads a signed token offline, and nothing from what only looks like one', () => {
    expect(claimsOf(JWT)).toEqual({ issuedAt: 1_700_000_000_000, expiresAt: 1_800_000_000_000, userId: 'u-1', username: 'grace' });
    expect(claimsOf('eyJhbGciOiJI.eyJub3QganNvbg.xyz')).toBeNull();
    expect(claimsOf(`${part({ alg: 'none' })}.${part({ exp: 'soon', iat: -1 })}.x`)).toMatchObject({ issuedAt: null, expiresAt: null });
  });

  it('knows the vendor’s other forms, and the workspace inside', () => {
    expect(tiledb.recognise('tiledb_abcdefghijklmnopqrstuvwxyz')).toMatchObject({ kindId: 'plain', problem: null });
    const inside = 'tiledb-ws_1a2b3c-abcdefghijklmnopqrstuvwxyz';
    expect(tiledb.recognise(inside)).toMatchObject({ kindId: 'workspace', problem: null });
    expect(workspaceIn(inside)).toBe('ws_1a2b3c');
    expect(workspaceIn('tiledb_ws')).toBeNull();
  });

  it('takes any other token as it is', () => {
    expect(tiledb.recognise('Opaque+Token/of=40~chars.0123456789abcdef')).toMatchObject({ kindId: null, problem: null });
  });

  it('says what is no token', () => {
    for (const text of [
      '',
      '  ',
      'two words',
      'ünïcode-token-of-some-length',
      'x'.repeat(4_097),
      '********m2Lp8sT',
      'm2Lp8sT',
      'eyJhb...m2Lp8sT',
    ])
      expect(tiledb.recognise(text).problem, text).not.toBeNull();
  });

  it('never throws, and never makes more of a text than it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(text).toContain(tiledb.recognise(text).secret);
      }),
    );
  });
});

describe('what a list shows of a token', () => {
  it.each([
    [JWT, [hash(JWT), { kind: 'lastSeven', value: 'm2Lp8sT' }]],
    ['********m2Lp8sT', [{ kind: 'lastSeven', value: 'm2Lp8sT' }]],
    ['…m2Lp8sT', [{ kind: 'lastSeven', value: 'm2Lp8sT' }]],
    ['...m2Lp8sT', [{ kind: 'lastSeven', value: 'm2Lp8sT' }]],
    ['m2Lp8sT', [{ kind: 'lastSeven', value: 'm2Lp8sT' }]],
    ['********', []],
    ['eyJhb...', []],
    ['', []],
    [null, []],
    [undefined, []],
    [7, []],
  ])('%s', (shown, marks) => {
    expect(readShown(shown).marks).toEqual(marks);
  });

  it('has no times where one of them is not told', () => {
    expect(timesMark(null, 5_000)).toEqual([]);
    expect(timesMark(1_999, 5_000)).toEqual([{ kind: 'times', value: '1/5' }]);
  });
});
