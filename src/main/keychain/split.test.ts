import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { KillableStore, Killed } from '../../../test-support/keyring/killable-store';
import { MAX_SECRET_BYTES, SplittingStore } from './split';

// Seconds on an idle machine; a busy one must not make it fail.
vi.setConfig({ testTimeout: 60_000 });

/** Values around every border: empty, one item, several, with characters of one to four bytes, and one that looks like a head. */
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer({ min: 2_390, max: 2_410 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 1, max: 9_000 }).map((length) => 'k'.repeat(length)),
  fc.array(fc.constantFrom('a', 'é', '☃', '🔑'), { minLength: 1_000, maxLength: 4_000 }).map((letters) => letters.join('')),
  fc.constant('tessera-parts/1 a 1 1 00'),
);

describe('split values in a store of 2,560 bytes an item', () => {
  it('come back as they were, and deleting leaves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 4 }), async (values) => {
        const store = new KillableStore();
        const split = new SplittingStore(store);
        for (const each of values) {
          expect(await split.set('k', each, 'never')).toEqual({ kind: 'stored' });
          expect(await split.get('k', 'never')).toEqual({ kind: 'found', secret: each });
        }
        // Nothing of the values before is left.
        const bytes = Buffer.byteLength(values.at(-1) ?? '');
        expect(store.names.size).toBeLessThanOrEqual(1 + Math.ceil(bytes / 2_397));
        expect(await split.delete('k', 'never')).toEqual({ kind: 'deleted' });
        expect([...store.names]).toEqual([]);
        expect(await split.delete('k', 'never')).toEqual({ kind: 'absent' });
      }),
      { numRuns: 60 },
    );
  });

  it('killed at any write: the old value or the new one, and the next write and delete tidy up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.option(value, { nil: null }), value, value, fc.boolean(), async (first, second, third, applied) => {
        for (let step = 0; ; step += 1) {
          const store = new KillableStore();
          if (first !== null) await new SplittingStore(store).set('k', first, 'never');
          store.dieAfter(step, applied);
          const died = await new SplittingStore(store).set('k', second, 'never').then(
            () => false,
            (error: unknown) => {
              if (error instanceof Killed) return true;
              throw error;
            },
          );
          store.revive();
          const split = new SplittingStore(store);
          const read = await split.get('k', 'never');
          const allowed = [first === null ? { kind: 'absent' } : { kind: 'found', secret: first }, { kind: 'found', secret: second }];
          expect(died ? allowed : allowed.slice(1)).toContainEqual(read);
          expect(await split.set('k', third, 'never')).toEqual({ kind: 'stored' });
          expect(await split.get('k', 'never')).toEqual({ kind: 'found', secret: third });
          await split.delete('k', 'never');
          expect([...store.names]).toEqual([]);
          if (!died) break;
        }
      }),
      { numRuns: 25 },
    );
  });

  it('killed at any step of a delete: the value or nothing, and the next delete finishes', async () => {
    for (let step = 0; step < 8; step += 1) {
      const store = new KillableStore();
      await new SplittingStore(store).set('k', 'v'.repeat(9_000), 'never');
      store.dieAfter(step, step % 2 === 0);
      await new SplittingStore(store).delete('k', 'never').catch(() => undefined);
      store.revive();
      const split = new SplittingStore(store);
      expect(['found', 'absent']).toContain((await split.get('k', 'never')).kind);
      await split.delete('k', 'never');
      expect([...store.names]).toEqual([]);
    }
  });

  it('names the part that is missing', async () => {
    const store = new KillableStore();
    const split = new SplittingStore(store);
    await split.set('k', 'v'.repeat(9_000), 'never');
    await store.delete('k-a3');
    expect(await split.get('k', 'never')).toEqual({ kind: 'damaged', why: 'Part 3 of 4 is missing in the keychain.' });
    expect(await split.set('k', 'w'.repeat(5_000), 'never')).toEqual({ kind: 'stored' });
    expect(await split.get('k', 'never')).toEqual({ kind: 'found', secret: 'w'.repeat(5_000) });
  });

  it('does not hand out parts that do not belong together', async () => {
    const store = new KillableStore();
    const split = new SplittingStore(store);
    await split.set('k', 'v'.repeat(5_000), 'never');
    await store.set('k-a2', 'w'.repeat(2_400));
    expect(await split.get('k', 'never')).toMatchObject({ kind: 'damaged' });
  });

  it('refuses what no key is', async () => {
    const split = new SplittingStore(new KillableStore());
    expect(await split.set('k', 'v'.repeat(MAX_SECRET_BYTES + 1), 'never')).toEqual({ kind: 'tooLarge', limitBytes: MAX_SECRET_BYTES });
    expect(await split.set('k', 'v'.repeat(MAX_SECRET_BYTES), 'never')).toEqual({ kind: 'stored' });
  });

  it('passes on that the keychain is locked, and does not write then', async () => {
    const store = new KillableStore();
    const locked = new SplittingStore({
      get: async () => ({ kind: 'locked' }),
      set: (account, secret) => store.set(account, secret),
      delete: async () => ({ kind: 'locked' }),
    });
    expect(await locked.get('k', 'never')).toEqual({ kind: 'locked' });
    expect(await locked.set('k', 'v', 'never')).toEqual({ kind: 'locked' });
    expect(await locked.delete('k', 'never')).toEqual({ kind: 'locked' });
    expect(store.writes).toBe(0);
  });
});
