import { describe, expect, it } from 'vitest';
import { at, listedKey } from './testing';
import { toldOver } from './told';

describe('what a check told', () => {
  const known = listedKey('aaaaaaaa', {
    name: 'ingest',
    scopes: ['*'],
    fullAccess: true,
    warnings: ['Full access.'],
    details: { workspace: 'w' },
  });
  const bare = listedKey('aaaaaaaa', { name: null, scopes: null, fragment: null, expiry: { kind: 'notTold' } });

  it('leaves what it does not speak of as it was', () => {
    expect(toldOver(known, bare)).toEqual(known);
    expect(toldOver(known, { ...bare, expiry: at(7) })).toEqual({ ...known, expiry: at(7) });
    expect(toldOver(null, bare)).toBe(bare);
  });

  it('counts where it does', () => {
    const full = listedKey('aaaaaaaa', { name: 'renamed', scopes: [], warnings: ['Has no scope.'], lastUsed: 5 });
    expect(toldOver(known, full)).toEqual({ ...full, details: { workspace: 'w' } });
  });
});
