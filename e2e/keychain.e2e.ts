import { rmSync } from 'node:fs';
import { expect, test } from './fixture';
import { itemPaths, removeItem } from './keyring-items';
import { loseKeychainWhileCreating } from './pages/walk';

const PASSPHRASE = 'five words nobody else knows';

test('a locked keychain: the table is drawn, nothing reads absent, unlocking brings all back', async ({ bench }) => {
  const first = await bench.start();
  await first.tess.connect(bench.tiled.url, 'alice', 'secret1');
  await first.tess.makeKey('Locked in');
  await first.close();
  await bench.keyring.lock();

  const { tess } = await bench.start();
  const row = tess.row('Locked in');
  await expect(row).toContainText('held and live');
  await expect(tess.statusLine).toContainText('locked');
  await expect(tess.main).toContainText('is locked');
  await test.step('a refresh says locked and offers to unlock; the key stays held', async () => {
    await tess.refresh();
    await expect(row).not.toContainText('not held');
    await expect(row).not.toContainText('gone');
    await tess.open('Locked in');
    await expect(tess.detail).toContainText('The keychain is locked');
    await expect(tess.detail.getByRole('button', { name: /^Unlock/ })).toBeVisible();
  });
  await test.step('a copy says locked, not absent', async () => {
    await tess.act(/^Copy export/);
    await tess.exportDialog.button('Copy secret').click();
    await expect(tess.exportDialog.box).toContainText('locked');
    await tess.exportDialog.cancel();
  });
  await test.step('unlocked: everything works again', async () => {
    await bench.keyring.unlock();
    await tess.main
      .getByRole('button', { name: /^Unlock/ })
      .first()
      .click();
    await tess.keychainDialog.button(/^Unlock/).click();
    await expect(tess.anyDialog).toHaveCount(0);
    await expect(tess.statusLine).toContainText('unlocked');
    await tess.refresh();
    await expect(row).toContainText('held and live');
    await expect(tess.detail).not.toContainText('The keychain is locked');
  });
});

test.describe('without any keychain', () => {
  test.use({ keyringOptions: { service: false } });

  test('it is said plainly; a vault is the user’s choice, and opens with its passphrase after a restart', async ({ bench }) => {
    const first = await bench.start();
    const { tess } = first;
    await expect(tess.statusLine).toContainText('not available');
    const add = await tess.addServer();
    await add.ask(bench.tiled.url);
    await add.confirm();
    await test.step('nothing is stored anywhere until a place is chosen', async () => {
      await tess.signInDialog.withPassword('alice', 'secret1');
      await expect(tess.signInDialog.box).toContainText('cannot be used');
      expect(bench.tiled.state.principalOf('alice')?.sessions ?? []).toEqual([]);
    });
    await tess.signInDialog
      .button(/^Choose where secrets are kept/)
      .first()
      .click();
    await expect(tess.keychainDialog.box).toContainText('Nothing was lost');
    await tess.keychainDialog.makeVault(PASSPHRASE);
    await expect(tess.keychainDialog.box).toHaveCount(0);
    await tess.signInDialog.withPassword('alice', 'secret1');
    await tess.signInDialog.finish();
    await tess.makeKey('In the vault');
    await first.close();

    const { tess: again, control } = await bench.start();
    await expect(again.row('In the vault')).toContainText('held and live');
    await expect(again.statusLine).toContainText('locked');
    await again.main.getByRole('button', { name: /^Unlock/ }).click();
    await again.keychainDialog.openVault('not the passphrase');
    await expect(again.keychainDialog.problem).toContainText(/passphrase/);
    await again.keychainDialog.openVault(PASSPHRASE);
    await expect(again.keychainDialog.box).toHaveCount(0);
    await again.refresh();
    await again.open('In the vault');
    await again.act(/^Copy export/);
    await again.exportDialog.button('Copy secret').click();
    await expect.poll(() => control.readClipboard()).toMatch(/^[0-9a-f]{72}$/);
    expect(bench.tiled.state.useKey(await control.readClipboard())).not.toBeNull();
  });
});

test('memory only: nothing is written, and said to be gone after the quit', async ({ bench }) => {
  const first = await bench.start();
  const { tess } = first;
  await tess.command('Keychain');
  await tess.keychainDialog.choose(/Memory only/, /memory only/);
  await tess.connect(bench.tiled.url, 'alice', 'secret1');
  await tess.makeKey('Held in memory');
  await expect(tess.row('Held in memory')).toContainText('held and live');
  await expect(tess.statusLine).toContainText('Memory');
  await first.close();
  expect(itemPaths(bench.keyring)).toEqual([]);

  const { tess: again } = await bench.start();
  await expect(again.row('Held in memory')).not.toContainText('held and live');
  await expect(again.row('Held in memory')).not.toContainText('gone');
});

test('a lost data folder is recovered from the keychain; an item that another program removed is noticed', async ({ bench }) => {
  const first = await bench.start();
  await first.tess.connect(bench.tiled.url, 'alice', 'secret1');
  const before = new Set(itemPaths(bench.keyring));
  await first.tess.makeKey('Survivor');
  const made = itemPaths(bench.keyring).filter((p) => !before.has(p));
  await first.close();
  rmSync(bench.data, { recursive: true });

  const { tess, control } = await bench.start();
  await tess.page.getByRole('button', { name: 'Recover from keychain' }).click();
  await expect(tess.row('Survivor')).toBeVisible();
  await tess.refresh();
  await expect(tess.row('Survivor')).toContainText('held and live');
  await tess.open('Survivor');
  await tess.act(/^Copy export/);
  await tess.exportDialog.button('Copy secret').click();
  await expect.poll(async () => bench.tiled.state.useKey(await control.readClipboard())?.key.note).toBe('Survivor');
  await test.step('removed by another program', async () => {
    expect(made.length).toBeGreaterThan(0);
    for (const path of made) removeItem(bench.keyring, path);
    await tess.exportDialog.button('Copy secret').click();
    await expect(tess.exportDialog.box).toContainText('not on this machine');
    await tess.exportDialog.cancel();
    await expect(tess.row('Survivor')).toContainText('live, not held here');
  });
});

test('a new secret that no store takes stays in memory, in a dialog that cannot be left, until a place is chosen', async ({
  app,
  bench,
}) => {
  const { tess, control, page } = app;
  await tess.connect(bench.tiled.url, 'alice', 'secret1');
  await loseKeychainWhileCreating(app, bench, () => bench.keyring.lock());
  for (const key of ['Escape', 'Escape', 'Escape']) await page.keyboard.press(key);
  await expect(tess.rescueDialog).toBeVisible();
  await expect(tess.rescueDialog.getByRole('button', { name: 'Close' })).toHaveCount(0);
  const again = tess.rescueDialog.getByRole('button', { name: 'Try again' });
  await again.click();
  await expect(again).toBeEnabled();
  await test.step('the app does not quit, nor its window close, over it', async () => {
    await control.quit();
    await control.closeWindow(null);
    await page.waitForTimeout(300);
    await expect(tess.rescueDialog).toBeVisible();
    expect(app.process.exitCode).toBeNull();
  });
  await bench.keyring.unlock();
  await again.click();
  await expect(tess.rescueDialog).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(tess.row('Without a place')).toContainText('held and live');
  await tess.open('Without a place');
  await tess.act(/^Copy export/);
  await tess.exportDialog.button('Copy secret').click();
  await expect.poll(async () => bench.tiled.state.useKey(await control.readClipboard())?.key.note).toBe('Without a place');
});
