import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { KillableStore, Killed } from '../../../test-support/keyring/killable-store';
import { compose } from './compose';
import { IndexBackup, readIndexPages } from './pages';
import type { Keychain } from './port';

// Seconds on an idle machine; a busy one must not make it fail.
vi.setConfig({ testTimeout: 60_000 });

const keychainOver = (store: KillableStore): Keychain =>
  compose({
    backend: 'os',
    store,
    status: async () => ({ backend: 'os', name: 'test', state: 'unlocked', detail: null }),
    close: async () => undefined,
  });

const index = (keys: number): string =>
  JSON.stringify(Array.from({ length: keys }, (_, id) => ({ id, name: `détecteur ${id}`, hash: 'f'.repeat(64) })));

describe('the index in pages', () => {
  it('comes back as it was, in items under 2,000 bytes', async () => {
    const store = new KillableStore(1_999);
    const keychain = keychainOver(store);
    expect(await readIndexPages(keychain, 'never')).toEqual({ kind: 'absent' });
    const backup = new IndexBackup(keychain);
    for (const keys of [100, 0, 1, 300, 40]) {
      expect(await backup.write(index(keys))).toEqual({ kind: 'stored' });
      expect(await readIndexPages(keychain, 'mayAsk')).toEqual({ kind: 'found', secret: index(keys) });
    }
    expect([...store.names].every((name) => /^index(-[ab]\d+)?$/.test(name))).toBe(true);
  });

  it('costs one read when nothing changed, and few writes when little did', async () => {
    const store = new KillableStore();
    const backup = new IndexBackup(keychainOver(store));
    await backup.write(index(300));
    await backup.write(index(301));
    let { reads, writes } = store;
    expect(await backup.write(index(301))).toEqual({ kind: 'unchanged' });
    expect([store.reads - reads, store.writes - writes]).toEqual([1, 0]);
    ({ reads, writes } = store);
    await backup.write(index(302));
    // The last page and the head, though the text has about sixteen pages.
    expect(store.writes - writes).toBeLessThanOrEqual(3);
  });

  it('is written anew when another program removed a page', async () => {
    const store = new KillableStore();
    await new IndexBackup(keychainOver(store)).write(index(100));
    await store.delete('index-a2');
    expect(await readIndexPages(keychainOver(store), 'never')).toMatchObject({ kind: 'damaged' });
    // The next start looks at the whole once, though the head says that nothing changed.
    expect(await new IndexBackup(keychainOver(store)).write(index(100))).toEqual({ kind: 'stored' });
    expect(await readIndexPages(keychainOver(store), 'never')).toEqual({ kind: 'found', secret: index(100) });
  });

  it('killed at any write: the old backup or the new one', async () => {
    const size = fc.integer({ min: 0, max: 80 });
    await fc.assert(
      fc.asyncProperty(size, size, size, fc.boolean(), async (first, second, third, applied) => {
        for (let step = 0; ; step += 1) {
          const store = new KillableStore();
          const before = new IndexBackup(keychainOver(store));
          await before.write(index(third));
          await before.write(index(first));
          store.dieAfter(step, applied);
          const died = await new IndexBackup(keychainOver(store)).write(index(second)).then(
            () => false,
            (error: unknown) => error instanceof Killed,
          );
          store.revive();
          const read = await readIndexPages(keychainOver(store), 'never');
          expect([
            { kind: 'found', secret: index(first) },
            { kind: 'found', secret: index(second) },
          ]).toContainEqual(read);
          const after = new IndexBackup(keychainOver(store));
          expect(['stored', 'unchanged']).toContain((await after.write(index(third))).kind);
          expect(await readIndexPages(keychainOver(store), 'never')).toEqual({ kind: 'found', secret: index(third) });
          if (!died) break;
        }
      }),
      { numRuns: 25 },
    );
  });

  it('is not written to a locked keychain, and says so', async () => {
    const locked: Keychain = { ...keychainOver(new KillableStore()), get: async () => ({ kind: 'locked' }) };
    expect(await new IndexBackup(locked).write('{}')).toEqual({ kind: 'locked' });
  });
});
