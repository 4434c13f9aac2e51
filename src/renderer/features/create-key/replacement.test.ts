import { describe, expect, it } from 'vitest';
import { labkey, tiled } from '../../../../test-support/renderer/drivers';
import { at, makeKey, NOW, type Sketch } from '../../../../test-support/renderer/sketch';
import { DAY, SECOND } from '../../../domain/time';
import type { KeyView } from '../../../domain/views';
import { replacementOf } from './replacement';

const sketch: Sketch = {
  profileId: 'p',
  name: 'nightly',
  fragment: '573928c6',
  scopes: ['read:data', 'create:apikeys'],
  expiry: at(2 * DAY),
  created: NOW - 5 * DAY,
  local: { label: 'Nightly', owner: 'Chen group', note: 'ask Mia' },
};
const of = (change: Partial<Sketch> = {}, grantable: readonly string[] | null = null, listed: object = {}) => {
  const key = makeKey('k', { ...sketch, ...change });
  const told: KeyView = key.listed ? { ...key, listed: { ...key.listed, value: { ...key.listed.value, ...listed } } } : key;
  return replacementOf(told, tiled, grantable, 30);
};

describe('a replacement', () => {
  it('has the note, the scopes, the tags, the life and the words of the old key', () => {
    expect(of({}, null, { accessTags: ['a', 'b'] })).toEqual({
      preset: { note: 'nightly', scopes: 'read:data create:apikeys', lifetime: String(7 * 86_400), tags: 'a b' },
      local: { label: 'Nightly', owner: 'Chen group', note: 'ask Mia' },
      missing: [],
      endsNow: false,
    });
  });
  it('names the scopes that cannot be given now, and asks for no others instead', () => {
    expect(of({}, ['read:metadata', 'read:data'])).toMatchObject({ preset: { scopes: 'read:data' }, missing: ['create:apikeys'] });
    expect(of({}, ['read:metadata'])).toMatchObject({ preset: { scopes: '' }, missing: ['read:data', 'create:apikeys'] });
  });
  it('takes a scope that stands for all others', () => {
    expect(of({ scopes: ['inherit'] }, ['read:data'])).toMatchObject({ preset: { scopes: 'inherit' }, missing: [] });
  });
  it.each<[string, Partial<Sketch>, string]>([
    ['a life of its own', { created: NOW - 10.5 * DAY }, String(12.5 * 86_400)],
    ['one that the server rounded', { created: NOW - 5 * DAY + 20 * SECOND }, String(7 * 86_400)],
    ['no beginning told', { created: null }, String(30 * 86_400)],
    ['no end told', { expiry: { kind: 'notTold' } }, String(30 * 86_400)],
    ['no end at all', { expiry: { kind: 'never' } }, String(30 * 86_400)],
  ])('lives as long: %s', (_case, change, seconds) => {
    expect(of(change).preset).toMatchObject({ lifetime: seconds });
  });
  it('says that the old one never ends', () => {
    expect(of({ expiry: { kind: 'never' } }).endsNow).toBe(true);
  });
  it('of a key that was only pasted, or of a kind without scopes, starts from what there is', () => {
    expect(of({ listed: false }).preset).toEqual({ note: '', lifetime: String(30 * 86_400), tags: '' });
    expect(replacementOf(makeKey('k', { ...sketch, scopes: null, full: true }), labkey, null, 30).missing).toEqual([]);
  });
});
