import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { longestStall, osStore, until, useKeyring } from '../../../test-support/keyring/os-keyring';
import { startVirtualDisplay, type VirtualDisplay } from '../../../test-support/keyring/virtual-display.mjs';
import type { OsStore } from './os';

/** A real gnome-keyring that is locked and can ask: its password dialog opens on a display that only these tests look at. */
const PASSWORD = 'correct horse';
const DIALOG = 'gcr-prompter';

let display: VirtualDisplay;
let keyring: Awaited<ReturnType<typeof useKeyring>>;
let store: OsStore;

const dialogs = (): number => display.windows(DIALOG).length;
const dialogOpens = (): Promise<void> => until(() => dialogs() > 0, 'the dialog did not open');

beforeAll(async () => {
  display = await startVirtualDisplay();
  keyring = await useKeyring({ password: PASSWORD, prompter: true, display: display.name });
  const writer = osStore();
  await writer.set('held', 'the value', 'never');
  writer.close();
});
beforeEach(async () => {
  store = osStore(1_500);
  await keyring.lock();
});
afterEach(async () => {
  if (dialogs() > 0) display.press('Escape');
  await until(() => dialogs() === 0, 'the dialog stayed open');
  store.close();
});
afterAll(async () => {
  await keyring.end();
  await display.stop();
});

describe('a locked keyring that could ask', () => {
  it('is not made to ask by start, refresh or a notice', async () => {
    expect(await store.status()).toMatchObject({ state: 'locked', name: 'GNOME Keyring' });
    expect(await store.get('held', 'never')).toEqual({ kind: 'locked' });
    expect(await store.set('held', 'x', 'never')).toEqual({ kind: 'locked' });
    expect(await store.delete('held', 'never')).toEqual({ kind: 'locked' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(dialogs()).toBe(0);
  });

  it('left unanswered: waiting after the time-out, at once from then on, and nothing stalls', async () => {
    const { stallMs } = await longestStall(async () => {
      const began = performance.now();
      expect(await store.get('held', 'mayAsk')).toEqual({ kind: 'waiting' });
      expect(performance.now() - began).toBeGreaterThan(1_400);
      const later = performance.now();
      const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => store.get('held', index % 2 === 0 ? 'mayAsk' : 'never')));
      expect(new Set(answers.map((answer) => answer.kind))).toEqual(new Set(['waiting']));
      expect(await store.set('held', 'x', 'mayAsk')).toEqual({ kind: 'waiting' });
      expect(await store.status()).toMatchObject({ state: 'waiting' });
      expect(performance.now() - later).toBeLessThan(500);
      // libuv's pool is free: a file can still be read.
      expect((await readFile(import.meta.filename)).length).toBeGreaterThan(0);
    });
    expect(stallMs).toBeLessThan(500);
    expect(dialogs()).toBeGreaterThan(0);
  });

  it('answered late: the value is there on the next try', async () => {
    expect(await store.get('held', 'mayAsk')).toEqual({ kind: 'waiting' });
    await dialogOpens();
    display.type(PASSWORD);
    display.press('Return');
    await until(() => !store.waits, 'the answer did not arrive');
    expect(await store.status()).toMatchObject({ state: 'unlocked' });
    expect(await store.get('held', 'never')).toEqual({ kind: 'found', secret: 'the value' });
  });

  it('answered in time: the call itself brings the value', async () => {
    store.close();
    store = osStore(20_000);
    const reading = store.get('held', 'mayAsk');
    await dialogOpens();
    // Whoever asks meanwhile is not made to wait for the person.
    expect(await store.get('held', 'never')).toEqual({ kind: 'waiting' });
    display.type(PASSWORD);
    display.press('Return');
    expect(await reading).toEqual({ kind: 'found', secret: 'the value' });
  });

  it.each(['get', 'set', 'delete'] as const)('dismissed: %s answers locked and changes nothing', async (use) => {
    store.close();
    store = osStore(20_000);
    const calling =
      use === 'get' ? store.get('held', 'mayAsk') : use === 'set' ? store.set('held', 'another', 'mayAsk') : store.delete('held', 'mayAsk');
    await dialogOpens();
    display.press('Escape');
    expect(await calling).toEqual({ kind: 'locked' });
    expect(await store.status()).toMatchObject({ state: 'locked' });
    await keyring.unlock();
    expect(await store.get('held', 'never')).toEqual({ kind: 'found', secret: 'the value' });
  });

  it('answers locked when the program that draws the dialog dies', async () => {
    store.close();
    store = osStore(20_000);
    const reading = store.get('held', 'mayAsk');
    await dialogOpens();
    await keyring.killPrompter();
    expect(await reading).toEqual({ kind: 'locked' });
  });

  it('leaves the daemon alive when Tessera closes under an open dialog', async () => {
    expect(await store.get('held', 'mayAsk')).toEqual({ kind: 'waiting' });
    await dialogOpens();
    store.close();
    expect(await osStore().status()).toMatchObject({ state: 'locked', name: 'GNOME Keyring' });
  });

  it('answers unavailable when the daemon is killed under its open dialog', async () => {
    store.close();
    store = osStore(20_000);
    const reading = store.get('held', 'mayAsk');
    await dialogOpens();
    await keyring.kill();
    expect((await reading).kind).toBe('unavailable');
  });
});
