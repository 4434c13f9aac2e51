import { describe, expect, it } from 'vitest';
import { labkey, other, tiled } from '../../../test-support/renderer/drivers';
import { makeScene } from '../../../test-support/renderer/scene';
import type { KeyView } from '../../domain/views';
import { canLink, kindOfSecret, linkCandidates } from './link';

const scene = makeScene({ administrator: 'all' });
const profile = scene.profiles.find((p) => p.id === 'hospital') ?? null;
const nsls = scene.profiles.find((p) => p.id === 'nsls') ?? null;
const keyOf = (id: string): KeyView => {
  const key = scene.keys.find((k) => k.id === id);
  if (!key) throw new Error(id);
  return key;
};
const candidates = (key: KeyView) => linkCandidates(key, scene.keys, profile, labkey).map((k) => k.id);

describe('linking by hand', () => {
  it("offers the account's own listed keys whose secret is not held, the latest use first", () => {
    expect(candidates(keyOf('h-norow'))).toEqual(['h-row1', 'h-row3', 'h-row2']);
    expect(canLink(keyOf('h-norow'), scene.keys, profile, labkey)).toBe(true);
  });
  it('is not for keys whose row is known, that are not held, or were revoked', () => {
    expect(candidates(keyOf('h-linked'))).toEqual([]);
    expect(candidates(keyOf('h-row1'))).toEqual([]);
    expect(candidates({ ...keyOf('h-norow'), revokedAt: 1 })).toEqual([]);
    const { held } = keyOf('h-norow');
    const absent = held && { ...held, lastSeen: { ...held.lastSeen, value: 'absent' as const } };
    expect(candidates({ ...keyOf('h-norow'), held: absent })).toEqual([]);
  });
  it('is not for a sort of secret that no server lists', () => {
    expect(candidates(keyOf('h-session'))).toEqual([]);
  });
  it('is not for servers that list nothing', () => {
    expect(linkCandidates(keyOf('h-norow'), scene.keys, profile, { ...labkey, lists: other.lists })).toEqual([]);
  });
  it('is not for a secret whose visible part fits no listed key', () => {
    const gone = scene.keys.find((k) => k.listed?.value.name === 'batch 0x12');
    expect(gone?.presence.value).toBe('notListed');
    expect(gone && canLink(gone, scene.keys, nsls, tiled)).toBe(false);
  });
});

describe('the sort of secret', () => {
  it('is what the driver calls it', () => {
    expect(kindOfSecret(keyOf('h-session'), labkey)?.memoryOnly).toBe(true);
    expect(kindOfSecret(keyOf('h-row1'), labkey)).toBeNull();
    expect(kindOfSecret(keyOf('h-session'), tiled)).toBeNull();
  });
});
