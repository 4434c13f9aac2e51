import type { TiledSandbox } from '../src/sandbox/tiled';
import { type Bench, expect, type Running, test } from './fixture';

const key = (note: string) => ({ note, scopes: ['read:metadata'], expiresAt: null });

/** A person's action is one click, one shortcut, or one field filled with Enter at its end. */
class Person {
  actions = 0;
  async does(action: Promise<unknown>): Promise<void> {
    this.actions += 1;
    await action;
  }
}

/** Servers, a session and listed keys from an earlier day; then the app starts afresh. */
async function anotherDay(bench: Bench): Promise<{ again: Running; secrets: readonly string[] }> {
  const secrets = ['first', 'second', 'third'].map((note) => bench.tiled.addKey('alice', key(note)));
  const first = await bench.start();
  await first.tess.connect(bench.tiled.url, 'alice', 'secret1');
  await expect(first.tess.rows).toHaveCount(3);
  await first.close();
  return { again: await bench.start(), secrets };
}

const has = (tiled: TiledSandbox, secret: string): boolean => tiled.state.useKey(secret) !== null;

test('from a fresh start to a revoked key in four actions at most, by the pasted key and by its first eight', async ({ bench }) => {
  const { again, secrets } = await anotherDay(bench);
  const { tess, control, page } = again;
  const [byPaste = '', byFirstEight = '', other = ''] = secrets;
  await test.step('by the pasted key', async () => {
    await control.writeClipboard(`TILED_API_KEY=${byPaste}`);
    const person = new Person();
    await person.does(control.clickMenu('findKey'));
    await person.does(tess.findDialog.paste());
    await expect(tess.revokeDialog.box).toContainText(byPaste.slice(0, 8));
    await person.does(tess.revokeDialog.confirm());
    await tess.revokeDialog.result.waitFor();
    expect(has(bench.tiled, byPaste)).toBe(false);
    expect(person.actions).toBeLessThanOrEqual(4);
    await tess.revokeDialog.done();
  });
  await test.step('by its first eight', async () => {
    const person = new Person();
    await person.does(control.clickMenu('findKey'));
    await person.does(tess.findDialog.field.fill(byFirstEight.slice(0, 8)).then(() => page.keyboard.press('Enter')));
    await expect(tess.revokeDialog.box).toContainText('second');
    await person.does(tess.revokeDialog.confirm());
    await tess.revokeDialog.result.waitFor();
    expect(has(bench.tiled, byFirstEight)).toBe(false);
    expect(person.actions).toBeLessThanOrEqual(4);
    await tess.revokeDialog.done();
  });
  expect(has(bench.tiled, other)).toBe(true);
  await expect(tess.rows).toHaveCount(1);
});

test('a pasted key that is nobody’s is sent nowhere', async ({ bench }) => {
  const { again } = await anotherDay(bench);
  const { tess, control } = again;
  // The start asks the server for its list: that has to be over before requests are counted.
  await expect(tess.statusLine).toContainText('Refreshed');
  const before = bench.tiled.requests.length;
  await control.writeClipboard(`${'0123456789abcdef'.repeat(4)}01234567`);
  await control.clickMenu('findKey');
  await tess.findDialog.paste();
  await expect(tess.findDialog.box).toContainText('No key known here fits');
  expect(bench.tiled.requests.length).toBe(before);
});
