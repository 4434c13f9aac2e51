import { describe, expect, it } from 'vitest';
import { drivers, tiled } from '../../../test-support/renderer/drivers';
import { makeRows } from '../../../test-support/renderer/rows';
import { makeScene, NOW } from '../../../test-support/renderer/scene';
import type { Expiry } from '../../domain/expiry';
import type { ListedKey } from '../../domain/key';
import { DAY, HOUR, SECOND } from '../../domain/time';
import type { KeyView } from '../../domain/views';
import { type FacetContext, type FacetId, facetLabel, facetOptions, facetTest, NO_FACETS, toggleFacet } from './facets';
import { fatesAt } from './horizon-fate';
import { makeRow, type Row } from './rows';

const scene = makeScene();
const rows = makeRows(scene.keys, scene.profiles, NOW);
const context: FacetContext = { now: NOW, drivers: new Map(drivers.map((d) => [d.kind, d])), fate: null };
const nsls = scene.profiles.find((p) => p.id === 'nsls') ?? null;

/** A row of a key that was never anything but listed. */
function listedRow(listed: Partial<ListedKey>, key: Partial<KeyView> = {}, skewMs = 0): Row {
  const base = scene.keys.find((k) => k.listed?.value.name === 'tomo-preview notebook');
  if (!base?.listed) throw new Error('the scene has no such key');
  return makeRow({ ...base, ...key, listed: { ...base.listed, skewMs, value: { ...base.listed.value, ...listed, marks: [] } } }, nsls, NOW);
}

const fits = (row: Row, id: FacetId, ...values: string[]) => facetTest({ [id]: new Set(values) }, context)?.(row) ?? false;
const names = (facets: Parameters<typeof facetTest>[0]) =>
  rows
    .filter(facetTest(facets, context) ?? (() => true))
    .map((r) => r.name)
    .sort();

describe('facets together', () => {
  it('let everything through where nothing is chosen', () => {
    expect(facetTest(NO_FACETS, context)).toBeNull();
    expect(facetTest({ state: new Set() }, context)).toBeNull();
  });
  it('must all fit; inside one any value does', () => {
    expect(names({ state: new Set(['liveNotHeld']), server: new Set(['panorama']) })).toEqual([
      'AutoQC loader, instrument QE-HF2',
      'R notebook',
    ]);
    expect(names({ state: new Set(['heldGone', 'expiredListed']) })).toEqual(['batch 0x12', 'beamtime 2026-2, GUP 31702']);
    expect(names({ access: new Set(['full']), expires: new Set(['never']) })).toEqual(['old laptop']);
  });
  it('are chosen and taken back one by one', () => {
    const one = toggleFacet(NO_FACETS, 'expires', 'never');
    expect(one).toEqual({ expires: new Set(['never']) });
    expect(toggleFacet(one, 'expires', 'within7')).toEqual({ expires: new Set(['never', 'within7']) });
    expect(toggleFacet(one, 'expires', 'never')).toEqual({});
  });
  it('hold one span of time at most, since the longer holds the shorter', () => {
    const week = toggleFacet({ expires: new Set(['never']) }, 'expires', 'within7');
    expect(toggleFacet(week, 'expires', 'within90')).toEqual({ expires: new Set(['never', 'within90']) });
    expect(toggleFacet(toggleFacet(NO_FACETS, 'unused', 'days30'), 'unused', 'days120')).toEqual({ unused: new Set(['days120']) });
  });
});

describe('expires', () => {
  const ending = (expiry: Expiry, skewMs = 0) => listedRow({ expiry }, {}, skewMs);
  it('within some days counts from now, and what has passed does not count', () => {
    expect(fits(ending({ kind: 'at', at: NOW + 7 * DAY }), 'expires', 'within7')).toBe(true);
    expect(fits(ending({ kind: 'at', at: NOW + 7 * DAY + 1 }), 'expires', 'within7')).toBe(false);
    expect(fits(ending({ kind: 'at', at: NOW + 8 * DAY }), 'expires', 'within30')).toBe(true);
    expect(fits(ending({ kind: 'at', at: NOW - 1 }), 'expires', 'within90')).toBe(false);
    expect(fits(ending({ kind: 'at', at: NOW - 1 }), 'expires', 'passed')).toBe(true);
  });
  it('a key that has gone from its server ends no more', () => {
    const gone = rows.find((r) => r.name === 'batch 0x12');
    expect(gone?.expiry).toEqual({ kind: 'at', at: NOW + 12 * DAY });
    expect(gone && fits(gone, 'expires', 'within30')).toBe(false);
  });
  it("passed is by the server's clock", () => {
    expect(fits(ending({ kind: 'at', at: NOW + HOUR }, 2 * HOUR), 'expires', 'passed')).toBe(true);
  });
  it('a time of an unknown zone counts as soon as it may be within, and as passed only when it is over everywhere', () => {
    const local = (at: number): Expiry => ({ kind: 'serverLocal', text: new Date(at).toISOString().slice(0, 16).replace('T', ' ') });
    expect(fits(ending(local(NOW + 7 * DAY + 10 * HOUR)), 'expires', 'within7')).toBe(true);
    expect(fits(ending(local(NOW + 9 * DAY)), 'expires', 'within7')).toBe(false);
    expect(fits(ending(local(NOW - HOUR)), 'expires', 'passed')).toBe(false);
    expect(fits(ending(local(NOW - 2 * DAY)), 'expires', 'passed')).toBe(true);
  });
  it('never and not told are two things', () => {
    const never = ending({ kind: 'never' });
    const silent = ending({ kind: 'notTold' });
    expect([fits(never, 'expires', 'never'), fits(never, 'expires', 'notTold', 'within90', 'passed')]).toEqual([true, false]);
    expect([fits(silent, 'expires', 'notTold'), fits(silent, 'expires', 'never', 'within90', 'passed')]).toEqual([true, false]);
  });
});

describe('unused', () => {
  it('for some days counts from the last use', () => {
    expect(fits(listedRow({ lastUsed: NOW - 30 * DAY }), 'unused', 'days30')).toBe(true);
    expect(fits(listedRow({ lastUsed: NOW - 30 * DAY + 1 }), 'unused', 'days30')).toBe(false);
    expect(fits(listedRow({ lastUsed: NOW - 30 * DAY }), 'unused', 'never')).toBe(false);
  });
  it('a key that was never used is unused for as long as it is known', () => {
    const row = listedRow({ lastUsed: null, createdAt: NOW - 100 * DAY });
    expect([fits(row, 'unused', 'never'), fits(row, 'unused', 'days90'), fits(row, 'unused', 'days120')]).toEqual([true, true, false]);
  });
  it('is not claimed of a server that does not tell', () => {
    expect(fits(listedRow({ lastUsed: 'notTold' }), 'unused', 'never', 'days30', 'days365')).toBe(false);
  });
  it("is not claimed where the last use was a check of Tessera's own", () => {
    const used = NOW - 40 * DAY;
    const row = listedRow({ lastUsed: used }, { ownCalls: [used - SECOND] });
    expect(tiled.lastUsedGrainMs).toBe(SECOND);
    expect(fits(row, 'unused', 'days30')).toBe(false);
    // The use before our check counts, where it was seen.
    const before = listedRow({ lastUsed: used }, { ownCalls: [used - SECOND], lastRealUse: NOW - 100 * DAY });
    expect([fits(before, 'unused', 'days90'), fits(before, 'unused', 'days120')]).toEqual([true, false]);
  });
});

describe('what can be chosen', () => {
  it('is counted over the rows', () => {
    const states = facetOptions(rows, 'state', context);
    expect(states.find((o) => o.value === 'heldGone')).toEqual({ value: 'heldGone', label: 'held, gone from the server', count: 1 });
    const scopes = facetOptions(rows, 'scope', context);
    expect(scopes.find((o) => o.value === 'create:apikeys')?.count).toBe(1);
    expect(scopes.map((o) => o.label)).toEqual(scopes.map((o) => o.label).sort());
  });
  it('has owners only where a server names another than the account', () => {
    expect(facetOptions(rows, 'owner', context)).toEqual([]);
    const two = [listedRow({}), listedRow({ owner: { id: 'b', label: 'bob' } }, { id: 'other' })];
    expect(facetOptions(two, 'owner', context)).toEqual([
      { value: 'alice', label: 'alice', count: 1 },
      { value: 'bob', label: 'bob', count: 1 },
    ]);
    expect(two.map((r) => fits(r, 'owner', 'bob'))).toEqual([false, true]);
  });
  it('is named in words', () => {
    expect(facetLabel('expires', 'within30')).toBe('within 30 days');
    expect(facetLabel('scope', 'read:data')).toBe('read:data');
  });
});

describe('alive until', () => {
  const fate = fatesAt(NOW + 7 * DAY);
  const until: FacetContext = { ...context, fate };
  it('lets through what will not make it, or cannot be told', () => {
    const of = (value: string) =>
      rows
        .filter(facetTest({ alive: new Set([value]) }, until) ?? (() => true))
        .map((r) => r.name)
        .sort();
    expect(of('dies')).toEqual(['Data validation pipeline', 'Nightly reduction, beamline 12-ID', 'login-session-9f1c2a77']);
    expect(of('unsure')).toEqual(['ci']);
    expect(facetOptions(rows, 'alive', until)).toEqual([
      { value: 'dies', label: 'will not make it', count: 3 },
      { value: 'unsure', label: 'cannot be told', count: 1 },
    ]);
  });
  it('is no question where no moment was picked', () => {
    expect(facetOptions(rows, 'alive', context)).toEqual([]);
    expect(facetTest({ alive: new Set(['dies']) }, context)?.(rows[0] as Row)).toBe(false);
  });
});
