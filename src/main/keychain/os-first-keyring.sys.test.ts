import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longestStall, osStore, until, useKeyring } from '../../../test-support/keyring/os-keyring';
import { startVirtualDisplay, type VirtualDisplay } from '../../../test-support/keyring/virtual-display.mjs';

/** gnome-keyring runs, but this login has no keyring yet: storing makes the system ask for the password of a new one. */
const DIALOG = 'gcr-prompter';
let display: VirtualDisplay;
let keyring: Awaited<ReturnType<typeof useKeyring>>;

const dialogs = (): number => display.windows(DIALOG).length;

beforeAll(async () => {
  display = await startVirtualDisplay();
  keyring = await useKeyring({ create: false, unlock: false, prompter: true, display: display.name });
});
afterAll(async () => {
  await keyring.end();
  await display.stop();
});

describe('a login without a keyring', () => {
  it('says that the system will ask, and is not made to ask in the background', async () => {
    const store = osStore();
    expect(await store.status()).toMatchObject({ state: 'locked', detail: expect.stringContaining('no keyring yet') });
    expect(await store.get('a', 'never')).toEqual({ kind: 'absent' });
    expect(await store.set('a', 'value', 'never')).toEqual({ kind: 'locked' });
    expect(await store.delete('a', 'never')).toEqual({ kind: 'absent' });
    expect(dialogs()).toBe(0);
    store.close();
  });

  it('left unanswered: waiting, at once from then on, and nothing stalls', async () => {
    const store = osStore(1_500);
    const { stallMs } = await longestStall(async () => {
      expect(await store.set('a', 'value', 'mayAsk')).toEqual({ kind: 'waiting' });
      const answers = await Promise.all(Array.from({ length: 8 }, () => store.set('a', 'value', 'mayAsk')));
      expect(answers.every((answer) => answer.kind === 'waiting')).toBe(true);
      expect(await store.status()).toMatchObject({ state: 'waiting' });
      // libuv's pool is free: a file can still be read.
      expect((await readFile(import.meta.filename)).length).toBeGreaterThan(0);
    });
    expect(stallMs).toBeLessThan(500);
    await until(() => dialogs() > 0, 'the dialog did not open');
    display.press('Escape');
    await until(() => !store.waits, 'the answer did not arrive');
    expect(await store.get('a', 'never')).toEqual({ kind: 'absent' });
    store.close();
  });

  it('answers locked when the person will not have a keyring', async () => {
    const store = osStore(20_000);
    const storing = store.set('a', 'value', 'mayAsk');
    await until(() => dialogs() > 0, 'the dialog did not open');
    display.press('Escape');
    expect(await storing).toEqual({ kind: 'locked' });
    store.close();
  });

  it('stores in the keyring that the person made', async () => {
    const store = osStore(20_000);
    const storing = store.set('a', 'value', 'mayAsk');
    await until(() => dialogs() > 0, 'the dialog did not open');
    display.type('new password');
    display.press('Tab');
    display.type('new password');
    display.press('Return');
    expect(await storing).toEqual({ kind: 'stored' });
    expect(await store.get('a', 'never')).toEqual({ kind: 'found', secret: 'value' });
    store.close();
  });
});
