import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { description } from './description';
import { recognise } from './recognise';

const HEX64 = '07b302aa'.repeat(8);
const HEX32 = '07b302aa'.repeat(4);
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

describe('recognise', () => {
  it.each([
    [HEX64, 'apiKey', HEX64],
    [`apikey|${HEX32}`, 'legacyKey', `apikey|${HEX32}`],
    [`session|${HEX32}`, 'sessionKey', `session|${HEX32}`],
  ])('%s is a %s', (text, kindId, secret) => {
    expect(recognise(text)).toEqual({ secret, kindId, problem: null, marks: [{ kind: 'hash', value: hash(secret) }] });
  });

  it.each([
    `  ${HEX64}\n`,
    `"${HEX64}"`,
    `‘${HEX64}’`,
    `export LABKEY_API_KEY='${HEX64}'`,
    `LABKEY_API_KEY=${HEX64}`,
    `apikey: ${HEX64}`,
    `Authorization: Bearer ${HEX64}`,
    `machine lk.example.org\nlogin apikey\npassword ${HEX64}\n`,
    `https://apikey:${HEX64}@lk.example.org/`,
    `${HEX64.slice(0, 40)}\r\n${HEX64.slice(40)}`,
  ])('forgives what a copy brings along: %j', (text) => {
    expect(recognise(text)).toMatchObject({ secret: HEX64, kindId: 'apiKey', problem: null });
  });

  it('keys of before 23.3 keep their prefix, which is part of what the server compares', () => {
    expect(recognise(`'apikey|${HEX32}' `).secret).toBe(`apikey|${HEX32}`);
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-f]{32}$/), (hex) => {
        expect(recognise(`apikey|${hex}`)).toMatchObject({ secret: `apikey|${hex}`, kindId: 'legacyKey' });
      }),
    );
  });

  it('the old prefix before a new key is pointed at, and not stripped', () => {
    const seen = recognise(`apikey|${HEX64}`);
    expect(seen).toMatchObject({ secret: `apikey|${HEX64}`, kindId: null });
    expect(seen.problem).toContain('after the “|” alone');
  });

  it.each([
    ['', 'no key'],
    ['   \n', 'no key'],
    [HEX64.toUpperCase(), 'lower-case'],
    [HEX64.slice(1), '63'],
    [`apikey|${HEX32.slice(2)}`, '30'],
    [HEX64 + HEX64, '128'],
    [`${HEX64} and more`, 'blanks'],
    ['schlüssel', 'plain letters'],
  ])('%j is no key: %s', (text, part) => {
    const { problem } = recognise(text);
    expect(problem).toContain(part);
    expect(problem).not.toMatch(/[0-9a-f]{30}/);
  });

  it('a key of another shape, as administrators can make them, is let through unnamed', () => {
    expect(recognise('lab-robot-key_2026!')).toMatchObject({ secret: 'lab-robot-key_2026!', kindId: null, problem: null });
  });

  it('session keys are a kind of their own: in memory only, with a warning, and to be named where they look like API keys', () => {
    expect(description.secretKinds.find((k) => k.id === 'sessionKey')).toMatchObject({
      memoryOnly: true,
      warning: expect.stringContaining('dies'),
    });
    expect(description.holdFields.find((f) => f.name === 'secretKind')).toMatchObject({
      kind: 'choice',
      options: [{ value: 'apiKey' }, { value: 'sessionKey' }],
    });
    for (const { pattern } of description.secretKinds) expect(() => new RegExp(pattern)).not.toThrow();
  });
});
