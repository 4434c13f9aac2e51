import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { longestStall, osStore, useKeyring } from '../../../test-support/keyring/os-keyring';
import type { OsStore } from './os';

/** A real gnome-keyring in a private session, no display. The tests run in this order: later ones take the keyring away. */
let keyring: Awaited<ReturnType<typeof useKeyring>>;
let store: OsStore;

beforeAll(async () => {
  keyring = await useKeyring();
  store = osStore();
});
afterAll(async () => {
  store.close();
  await keyring.end();
});

describe('an unlocked keyring', () => {
  it('is called by its name and is unlocked', async () => {
    expect(await store.status()).toEqual({ backend: 'os', name: 'GNOME Keyring', state: 'unlocked', detail: null });
  });

  it('keeps, updates in place, and forgets a value', async () => {
    expect(await store.get('a1', 'never')).toEqual({ kind: 'absent' });
    expect(await store.set('a1', 'first ☃ value', 'never')).toEqual({ kind: 'stored' });
    expect(await store.get('a1', 'never')).toEqual({ kind: 'found', secret: 'first ☃ value' });
    expect(await store.set('a1', 'second', 'never')).toEqual({ kind: 'stored' });
    expect(await store.get('a1', 'never')).toEqual({ kind: 'found', secret: 'second' });
    expect(itemsOf('a1')).toBe(1);
    expect(await store.delete('a1', 'never')).toEqual({ kind: 'deleted' });
    expect(await store.delete('a1', 'never')).toEqual({ kind: 'absent' });
    expect(await store.get('a1', 'never')).toEqual({ kind: 'absent' });
  });

  it('says so when a value comes back other than it was stored', async () => {
    // A NUL ends the text for libsecret: what is kept is shorter than what was given.
    const answer = await store.set('nul', 'before\0after', 'never');
    expect(answer.kind).toBe('damaged');
    await store.delete('nul', 'never');
  });

  it('notices an item that another program removed', async () => {
    await store.set('shared', 'value', 'never');
    const removed = spawnSync('secret-tool', ['clear', 'service', 'tessera-test', 'account', 'shared'], { env: toolEnv() });
    expect(removed.status).toBe(0);
    expect(await store.get('shared', 'never')).toEqual({ kind: 'absent' });
    expect(await store.delete('shared', 'never')).toEqual({ kind: 'absent' });
  });

  it('holds 1,000 items without stalling the event loop', async () => {
    const { stallMs } = await longestStall(async () => {
      for (let index = 0; index < 1_000; index += 1) {
        const answer = await store.set(`many-${index}`, `value ${index}`, 'never');
        if (answer.kind !== 'stored') throw new Error(answer.kind);
      }
      for (let index = 0; index < 1_000; index += 1) {
        expect(await store.get(`many-${index}`, 'never')).toEqual({ kind: 'found', secret: `value ${index}` });
      }
    });
    expect(stallMs).toBeLessThan(500);
    // gnome-keyring encrypts and flushes its whole file at each write: about 20 s on an idle machine, minutes on a busy one.
  }, 400_000);
});

describe('a keyring that is locked while there is no display', () => {
  beforeAll(async () => {
    for (let index = 0; index < 60; index += 1) await store.set(`held-${index}`, `value ${index}`, 'never');
  });
  beforeEach(() => keyring.lock());

  it('answers locked for what it holds and for what it lacks, whoever asks, at once', async () => {
    const began = performance.now();
    const { stallMs } = await longestStall(async () => {
      for (const prompt of ['never', 'mayAsk'] as const) {
        expect(await store.get('held-7', prompt)).toEqual({ kind: 'locked' });
        expect(await store.get('nothing', prompt)).toEqual({ kind: 'locked' });
        expect(await store.set('held-7', 'x', prompt)).toEqual({ kind: 'locked' });
        expect(await store.delete('held-7', prompt)).toEqual({ kind: 'locked' });
        expect(await store.delete('nothing', prompt)).toEqual({ kind: 'locked' });
      }
    });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(stallMs).toBeLessThan(500);
    expect(await store.status()).toMatchObject({ name: 'GNOME Keyring', state: 'locked' });
  });

  it('never reads as absent when it is locked in the middle of reading', async () => {
    await keyring.unlock();
    const kinds = new Set<string>();
    for (let round = 0; round < 10; round += 1) {
      const reads = (async () => {
        for (let index = 0; index < 60; index += 1) kinds.add((await store.get(`held-${index}`, 'never')).kind);
      })();
      await new Promise((resolve) => setTimeout(resolve, 10));
      await keyring.lock();
      await reads;
      await keyring.unlock();
    }
    expect([...kinds].sort()).toEqual(['found', 'locked']);
  });

  it('has lost nothing once it is unlocked again', async () => {
    await keyring.unlock();
    expect(await store.get('held-7', 'never')).toEqual({ kind: 'found', secret: 'value 7' });
  });
});

describe('a keyring that goes away', () => {
  it('answers unavailable after its daemon was killed', async () => {
    await keyring.kill();
    expect(await store.get('held-7', 'mayAsk')).toMatchObject({ kind: 'unavailable' });
    expect(await store.set('held-7', 'x', 'mayAsk')).toMatchObject({ kind: 'unavailable' });
    expect(await store.delete('held-7', 'mayAsk')).toMatchObject({ kind: 'unavailable' });
    expect(await store.status()).toMatchObject({ state: 'unavailable', name: 'Secret Service' });
  });

  it('says what to do when another daemon took its place, whose items libsecret does not see', async () => {
    await keyring.restart(true);
    expect(await store.get('held-7', 'never')).toEqual({ kind: 'unavailable', why: expect.stringContaining('start it again') });
  });

  it('answers unavailable after the whole bus went away', async () => {
    await keyring.stop();
    expect(await store.get('held-7', 'mayAsk')).toMatchObject({ kind: 'unavailable' });
    expect(await store.status()).toMatchObject({ state: 'unavailable' });
  });
});

function toolEnv(): Record<string, string> {
  return { PATH: '/usr/bin:/bin', ...keyring.env };
}

/** How many items another program sees for an account. */
function itemsOf(account: string): number {
  const found = spawnSync('secret-tool', ['search', '--all', 'service', 'tessera-test', 'account', account], {
    env: toolEnv(),
    encoding: 'utf8',
  });
  return found.stdout.split('\n').filter((line) => line.startsWith('label = ')).length;
}
