import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyState, STATE_WORDS } from './key-state';
import { allFacts, type Facts, keyWith, stateTable } from './state-table';

const stateOf = (facts: Facts) => {
  const { key, now } = keyWith(facts);
  return keyState(key, now);
};
const isHere = (f: Facts) => f.holding !== null && f.holding !== 'absent';

describe('the whole table of states', () => {
  const all = allFacts();

  it('has every combination once', () => {
    expect(all).toHaveLength(4 * 5 * 7 * 5 * 2 * 2);
    expect(new Set(all.map((f) => JSON.stringify(f))).size).toBe(all.length);
  });

  it('lets no combination fall through: each has one of the five states, and a reason in words', () => {
    for (const facts of all) {
      const reading = stateOf(facts);
      expect(Object.keys(STATE_WORDS)).toContain(reading.state);
      expect(reading.reason, JSON.stringify(facts)).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('is what docs/states.md shows', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/states.md'), 'utf8');
    expect(page.slice(page.indexOf('| '))).toBe(stateTable());
  });

  it.each<[string, (f: Facts) => boolean]>([
    ['a key is held and live only where its secret is here', (f) => stateOf(f).state !== 'heldLive' || isHere(f)],
    [
      'gone follows only from a complete listing, a refusal of this very secret, or a revocation made here',
      (f) =>
        stateOf(f).state !== 'heldGone' ||
        ['notListed', 'lackedBefore'].includes(f.presence) ||
        f.check?.outcome === 'refused' ||
        f.revokedHere,
    ],
    [
      'a listed key that was not refused is never unknown for want of knowledge',
      (f) => f.presence !== 'listed' || stateOf(f).state !== 'unknown' || f.expiry === 'near, zone unknown',
    ],
    [
      'a locked or unavailable keychain says nothing of a key',
      (f) => !isHere(f) || stateOf(f).state === stateOf({ ...f, holding: 'found' }).state,
    ],
    [
      'an inconclusive check is as none',
      (f) => f.check?.outcome !== 'inconclusive' || stateOf(f).state === stateOf({ ...f, check: null }).state,
    ],
    ['a passed end is never called live', (f) => f.expiry !== 'passed' || !['heldLive', 'liveNotHeld'].includes(stateOf(f).state)],
  ])('%s', (_rule, holds) => {
    fc.assert(fc.property(fc.constantFrom(...all), holds), { numRuns: 3_000, examples: all.map((f) => [f]) });
  });
});
