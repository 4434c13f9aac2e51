import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRows } from '../../../test-support/renderer/rows';
import { makeScene, NOW } from '../../../test-support/renderer/scene';
import { DAY, HOUR, MINUTE } from '../../domain/time';
import type { KeyView, ProfileView } from '../../domain/views';
import { rowKeeper } from './rows';

const scene = makeScene();
const { keys, profiles } = scene;
const changed = (id: string, change: (p: ProfileView) => ProfileView) => profiles.map((p) => (p.id === id ? change(p) : p));

describe('rows that are kept', () => {
  it('are the same list while nothing that they say changes: not at a tick of the clock, nor while a server is asked', () => {
    const made = rowKeeper();
    const keep = (...of: Parameters<typeof made>) => made(...of).rows;
    const rows = keep(keys, profiles, NOW);
    expect(keep(keys, profiles, NOW + MINUTE)).toBe(rows);
    const asked = changed('nsls', (p) => ({ ...p, status: { ...p.status, refresh: 'running' } }));
    expect(keep(keys, asked, NOW + MINUTE)).toBe(rows);
    // They know the profile as it is now all the same.
    expect(rows.find((r) => r.key.profileId === 'nsls')?.profile?.status.refresh).toBe('running');
  });
  it('are made anew for one profile where it says something else, and for one key where that changed', () => {
    const made = rowKeeper();
    const keep = (...of: Parameters<typeof made>) => made(...of).rows;
    const rows = keep(keys, profiles, NOW);
    const renamed = keep(
      keys,
      changed('nsls', (p) => ({ ...p, label: 'Another name' })),
      NOW,
    );
    renamed.forEach((row, i) => {
      if (row.key.profileId === 'nsls') expect(row.server).toBe('Another name');
      else expect(row).toBe(rows[i]);
    });
    const [first, second, ...rest] = keys;
    if (first === undefined || second === undefined) throw new Error('no keys');
    const edited: KeyView = { ...second, ambiguous: true };
    const after = keep([edited, ...rest, { ...first, id: 'new' }], profiles, NOW);
    expect(after.map((r) => r.key.id)).toEqual([edited, ...rest, { id: 'new' }].map((k) => k.id));
    expect(after[0]?.attention.map((a) => a.kind)).toContain('ambiguous');
  });
  it('stay the same objects beside one that goes or changes', () => {
    const made = rowKeeper();
    const keep = (...of: Parameters<typeof made>) => made(...of).rows;
    const rows = keep(keys, profiles, NOW);
    const gone = keep(keys.slice(1), profiles, NOW);
    expect(gone.every((row, i) => row === rows[i + 1])).toBe(true);
    const edited = keep([...keys.slice(1, 3), { ...(keys[3] as KeyView) }, ...keys.slice(4)], profiles, NOW);
    expect(edited.filter((row, i) => row !== rows[i + 1])).toHaveLength(1);
  });
  it('are made anew when time changes what they say, and when the clock goes back', () => {
    const made = rowKeeper();
    const keep = (...of: Parameters<typeof made>) => made(...of).rows;
    const one = keys.filter((k) => k.listed?.value.name === 'Nightly reduction, beamline 12-ID');
    const at = (now: number) => keep(one, profiles, now)[0];
    const soon = at(NOW);
    expect(at(NOW + HOUR)).toBe(soon);
    const ended = at(NOW + 10 * HOUR);
    expect(ended).not.toBe(soon);
    expect(ended?.state.state).toBe('expiredListed');
    // A clock that was set back must not leave a key dead.
    expect(at(NOW)?.state.state).toBe('heldLive');
  });
  it('ask for a look within a week of the earliest moment at which an end in an unknown zone can be, as warnings do', () => {
    const end = NOW + 30 * DAY;
    const [some] = keys.filter((k) => k.held !== null && k.listed?.value.expiry.kind === 'at' && k.places.length === 0 && !k.warn);
    if (!some?.listed) throw new Error('no such key in the scene');
    const expiry = { kind: 'serverLocal', text: new Date(end).toISOString().slice(0, 19) } as const;
    const key: KeyView = { ...some, listed: { ...some.listed, skewMs: 0, value: { ...some.listed.value, expiry } } };
    const made = rowKeeper();
    const texts = (now: number) => made([key], profiles, now).rows[0]?.attention.map((a) => a.text);
    const first = end - 14 * HOUR;
    expect(texts(first - 7 * DAY - 1)).toEqual([]);
    expect(texts(first - 7 * DAY)).toEqual(['It may end within a week.']);
    expect(texts(first - 1)).toEqual(['It may end within a week.']);
    expect(texts(first)).toEqual(['It may have ended.']);
    expect(texts(end + 13 * HOUR - 1)).toEqual(['It may have ended.']);
    expect(texts(end + 13 * HOUR)).toEqual(['It has expired and is still listed.']);
  });
  it('say at every later moment what fresh rows would say', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 * 24 * 60 }), { maxLength: 8 }), (minutes) => {
        const made = rowKeeper();
        const keep = (...of: Parameters<typeof made>) => made(...of).rows;
        for (const m of [...minutes].sort((a, b) => a - b)) {
          const now = NOW + m * MINUTE;
          const said = (of: ReturnType<typeof keep>) => of.map((r) => [r.name, r.state.state, r.stateName, r.attention.map((a) => a.kind)]);
          expect(said(keep(keys, profiles, now))).toEqual(said(makeRows(keys, profiles, now)));
        }
      }),
      { numRuns: 30 },
    );
  });
});
