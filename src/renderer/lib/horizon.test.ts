import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeKey, NOW } from '../../../test-support/renderer/sketch';
import type { Expiry } from '../../domain/expiry';
import { DAY, HOUR } from '../../domain/time';
import { endWords, layHorizon } from './horizon';
import { makeRow } from './rows';

beforeEach(() => void vi.stubEnv('TZ', 'Europe/Berlin'));
afterEach(() => void vi.unstubAllEnvs());

/** A key that ends in an unknown zone, at the earliest so long from now. */
const local = (ms: number): Expiry => ({ kind: 'serverLocal', text: new Date(NOW + ms + 14 * HOUR).toISOString().slice(0, 19) });
const row = (expiry: Expiry, id = 'k') => makeRow(makeKey(id, { profileId: 'p', name: id, fragment: '', expiry }), null, NOW);

describe('ends in an unknown zone', () => {
  it('stand where they may be at the earliest, and are counted there', () => {
    const rows = [
      row({ kind: 'at', at: NOW + 45 * DAY }, 'known'),
      row(local(-3 * HOUR), 'may have ended'),
      row(local(-27 * HOUR), 'has ended'),
      row(local(45 * DAY), 'far'),
      row(local(90 * DAY), 'last'),
      row(local(90 * DAY + HOUR), 'later'),
      row({ kind: 'notTold' }, 'not told'),
      row({ kind: 'serverLocal', text: 'soon' }, 'no time'),
    ];
    const h = layHorizon(rows, NOW, 1_022, 22);
    expect(h).toMatchObject({ within: 4, later: 1, never: 0, unsure: 2 });
    expect(h.clusters.map((c) => [c.x, c.rows.map((r) => r.name)])).toEqual([
      [0, ['may have ended']],
      [500, ['known', 'far']],
      [1_000, ['last']],
    ]);
  });
  it.each<[string, Expiry, string]>([
    ['known', { kind: 'at', at: NOW + 6 * DAY }, 'ends in 6 days, Fri 27 Nov, 21:00'],
    ['ahead', local(6 * DAY), 'may end in 6 days, Fri 27 Nov, 21:00 at the earliest'],
    ['come', local(-HOUR), 'may have ended'],
  ])('are told as what may be: %s', (_case, expiry, words) => {
    expect(endWords(row(expiry), NOW)).toBe(words);
  });
});
