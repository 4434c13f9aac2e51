import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tiled } from './index';
import { firstEightOf } from './keys';

const KEY = '573928c62e53096321fb874847bcc6a90ea636eebd8acbd7c5e9d18d2859847b3bfb4f19';
const hash = createHash('sha256').update(KEY).digest('hex');

describe('recognise', () => {
  it.each([
    KEY,
    ` ${KEY}\n`,
    `"${KEY}"`,
    `export TILED_API_KEY=${KEY}`,
    `export TILED_API_KEY='${KEY}'`,
    `set TILED_API_KEY=${KEY}`,
    `setenv TILED_API_KEY "${KEY}"`,
    `TILED_API_KEY=${KEY}`,
    `Authorization: Apikey ${KEY}`,
    `'Authorization:Apikey ${KEY}'`,
    `Apikey ${KEY}`,
    `http://127.0.0.1:8000/?api_key=${KEY}`,
    KEY.toUpperCase(),
  ])('finds the key in what a copy brings along: %s', (text) => {
    expect(tiled.recognise(text)).toEqual({
      secret: KEY,
      kindId: 'multiUser',
      marks: [
        { kind: 'hash', value: hash },
        { kind: 'firstEight', value: '573928c6' },
      ],
      problem: null,
    });
  });

  it('keeps a single-user key to the letter and shows nothing of it', () => {
    const result = tiled.recognise('SecretKey42');
    expect(result).toMatchObject({ secret: 'SecretKey42', kindId: 'singleUser', problem: null });
    expect(result.marks.map((m) => m.kind)).toEqual(['hash']);
  });

  it('says so where it cannot be a whole key', () => {
    expect(tiled.recognise('573928c6').problem).toContain('eight characters');
    expect(tiled.recognise('  ').problem).not.toBeNull();
    expect(tiled.recognise('two words').problem).not.toBeNull();
  });

  it('property: recognising what was recognised changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = tiled.recognise(text);
        if (once.kindId !== null) expect(tiled.recognise(once.secret)).toEqual(once);
      }),
    );
  });
});

describe('the first eight of what shall be revoked', () => {
  it('comes from a whole key, from eight characters, or from a mark, in lower case', () => {
    expect(firstEightOf({ marks: [], secret: KEY.toUpperCase() })).toBe('573928c6');
    expect(firstEightOf({ marks: [], secret: ' 573928C6 ' })).toBe('573928c6');
    expect(firstEightOf({ marks: [{ kind: 'firstEight', value: '573928C6' }], secret: null })).toBe('573928c6');
  });

  it('never comes from something that only begins like a key', () => {
    for (const secret of ['573928c', '573928c62', 'deadbeefcafe', KEY.slice(0, 71), 'not hex!', ''])
      expect(firstEightOf({ marks: [], secret })).toBeNull();
    expect(firstEightOf({ marks: [{ kind: 'firstEight', value: '573928c' }], secret: null })).toBeNull();
  });
});
