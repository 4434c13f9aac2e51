import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixture';
import { itemPaths } from './keyring-items';

const dialog = (page: Page, name: RegExp): Locator => page.getByRole('dialog', { name });

test('label, owner, note, names, order and settings are this machine’s own: searchable, and there after a restart', async ({ bench }) => {
  const first = await bench.start();
  const { tess, page } = first;
  const second = await bench.server({});
  await tess.connect(bench.tiled.url, 'alice', 'secret1');
  await tess.connect(second.url, 'bob', 'secret2');
  await tess.command('Create key on');
  const create = dialog(page, /^Create a key/);
  await create.getByLabel('Note').first().fill('as the server has it');
  await create.getByRole('button', { name: 'Create key' }).click();
  await tess.newSecret.done();
  await tess.open('as the server has it');
  await test.step('words of the user’s own', async () => {
    await tess.act(/^Label, owner, note/);
    const words = dialog(page, /^Label/);
    await words.getByLabel(/^Label/).fill('Reduction, night shift');
    await words.getByLabel(/^Owner/).fill('Marie Curie');
    await words.getByLabel(/^Note/).fill('renew with the cycle');
    await words.getByRole('button', { name: 'Save' }).click();
    await expect(tess.row('Reduction, night shift')).toContainText('Marie Curie');
    for (const word of ['curie', 'renew with', 'night shift', 'read:metadata']) {
      await page.getByRole('searchbox').fill(word);
      await expect(tess.rows).toHaveCount(1);
    }
    await page.getByRole('searchbox').fill('somebody else');
    await expect(tess.rows).toHaveCount(0);
    await page.getByRole('searchbox').fill('');
  });
  await test.step('a server renamed and moved', async () => {
    await tess.command('Edit server');
    const edit = dialog(page, /^Edit/);
    await edit.getByLabel('Name', { exact: true }).fill('Beamline 7');
    await edit.getByRole('button', { name: 'Save' }).click();
    await expect(tess.sidebar).toContainText('Beamline 7');
    await tess.sidebar.getByRole('button', { name: 'Beamline 7: actions' }).click();
    await page.getByRole('menuitem', { name: 'Move down' }).click();
    await expect(tess.sidebar.getByRole('listitem').last()).toContainText('Beamline 7');
  });
  await test.step('settings', async () => {
    await tess.command('Settings');
    const settings = dialog(page, /^Settings/);
    await settings.getByRole('radio', { name: 'Dark' }).check();
    await settings.getByLabel(/^Shell/).selectOption('fish');
    await settings.getByLabel('Days that a new key lives').fill('14');
    await settings.getByRole('button', { name: 'Close' }).last().click();
  });
  await first.close();
  const { tess: again, page: later } = await bench.start();
  await expect(again.row('Reduction, night shift')).toContainText('Marie Curie');
  await expect(again.sidebar.getByRole('listitem').last()).toContainText('Beamline 7');
  await expect(later.locator('html')).toHaveAttribute('data-theme', 'dark');
  const next = await again.create();
  await expect(next.box).toContainText(/in 14 days|14 days|Ends/);
  await next.cancel();
  await again.open('Reduction, night shift');
  await again.act(/^Copy export/);
  await expect(again.exportDialog.box.getByRole('tab', { name: 'fish' })).toHaveAttribute('aria-selected', 'true');
});

test('forgetting: one secret, a whole server, everything; the keys live on at the server', async ({ app, bench }) => {
  const { tess, page, control } = app;
  const { tiled } = bench;
  await tess.connect(tiled.url, 'alice', 'secret1');
  await tess.makeKey('kept at the server');
  await tess.makeKey('forgotten with all');
  const keysThere = () => tiled.state.principalOf('alice')?.keys.length;

  await test.step('one secret', async () => {
    const before = itemPaths(bench.keyring).length;
    await tess.open('kept at the server');
    await tess.act(/^Forget secret/);
    await dialog(page, /^Forget the secret/)
      .getByRole('button', { name: 'Forget secret' })
      .click();
    await expect(tess.row('kept at the server')).toContainText('live, not held here');
    await expect.poll(() => itemPaths(bench.keyring).length).toBe(before - 1);
    expect(keysThere()).toBe(2);
  });
  await test.step('a server: what leaves and what stays is said first; its session ends', async () => {
    const second = await bench.server({});
    await tess.connect(second.url, 'bob', 'secret2');
    const host = new URL(second.url).host;
    await tess.sidebar.getByRole('button', { name: `${host}: actions` }).click();
    await page.getByRole('menuitem', { name: /^Remove/ }).click();
    const remove = dialog(page, /^Remove/);
    await expect(remove.getByRole('region', { name: 'Stays' })).toBeVisible();
    await remove.getByRole('button', { name: 'Remove server' }).click();
    await expect(tess.sidebar).not.toContainText(host);
    expect(second.requests.some((r) => r.path.includes('session') && r.method !== 'GET')).toBe(true);
  });
  await test.step('everything', async () => {
    await tess.command('Forget everything');
    const forget = dialog(page, /^Forg/);
    await expect(forget.getByRole('button', { name: 'Forget everything' })).toBeDisabled();
    await forget.getByRole('textbox').fill('forget everything');
    await forget.getByRole('button', { name: 'Forget everything' }).click();
    await expect(dialog(page, /^Forgotten/)).toBeVisible();
    await dialog(page, /^Forgotten/)
      .getByRole('button')
      .last()
      .click();
    await expect(tess.page.getByRole('button', { name: 'Recover from keychain' })).toBeVisible();
    expect(keysThere()).toBe(2);
  });
  await app.close();
  // What is left says nothing of servers, people or keys.
  const left = readdirSync(bench.data).filter((name) => /\.(json|jsonl|log)$/.test(name));
  for (const name of left)
    expect(readFileSync(join(bench.data, name), 'utf8'), name).not.toMatch(/alice|bob|127\.0\.0\.1|forgotten with all/);
  expect(await control.readClipboard().catch(() => '')).toBe('');
  const { tess: again } = await bench.start();
  await again.page.getByRole('button', { name: 'Recover from keychain' }).click();
  await expect(again.grid).toHaveCount(0);
});

test('near the server’s limit it is said, and expired keys are removed together', async ({ app, bench }) => {
  const { tess, page } = app;
  const { tiled } = bench;
  const now = tiled.state.now();
  for (let i = 0; i < 84; i++)
    tiled.addKey('alice', { note: `job ${i}`, scopes: ['read:metadata'], expiresAt: i < 3 ? now - 86_400_000 : null });
  await tess.connect(tiled.url, 'alice', 'secret1');
  const create = await tess.create();
  await expect(create.box).toContainText('84 of 100');
  await create.button(/^Remove 3 expired keys/).click();
  await tess.revokeDialog.box.getByRole('textbox', { name: /^Type/ }).fill('revoke 3 keys');
  await tess.revokeDialog.confirm();
  await page
    .getByRole('dialog', { name: /revoked$|removed$/ })
    .getByRole('button', { name: 'Done' })
    .click();
  expect(tiled.state.principalOf('alice')?.keys.length).toBe(81);
});

test('keys of a server that Tessera never contacts are held, exported under a name, and warned about', async ({ app, bench }) => {
  const { tess, control } = app;
  const add = await tess.addServer();
  await add.box.getByRole('radio', { name: 'Other' }).check();
  await add.box.getByLabel('Host').fill('127.0.0.1');
  await add.button('Continue').click();
  await add.confirm();
  const hold = tess.holdDialog;
  await hold.type('an-API-key of $another "kind"');
  await hold.box.getByLabel('Name', { exact: true }).fill('Weather service');
  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  await hold.box.getByLabel(/^Ends on/).fill(soon);
  await hold.submit();
  await hold.done();
  await expect(tess.row('Weather service')).toContainText(/in [234] days/);
  await tess.sidebar.getByRole('button', { name: /^Needs attention/ }).click();
  await expect(tess.row('Weather service')).toBeVisible();
  await tess.open('Weather service');
  await tess.act(/^Copy export/);
  await tess.exportDialog.box.getByLabel('Variable').fill('WEATHER_KEY');
  await expect(tess.exportDialog.box).toContainText("export WEATHER_KEY='");
  await tess.exportDialog.copy(/bash/);
  await expect.poll(() => control.readClipboard()).toBe(`export WEATHER_KEY='an-API-key of $another "kind"'`);
  expect(bench.tiled.requests).toEqual([]);
});

test('a copied secret leaves the clipboard after its time, unless something else is there by then', async ({ app, bench }) => {
  const { tess, control, page } = app;
  await tess.connect(bench.tiled.url, 'alice', 'secret1');
  await tess.makeKey('copied');
  // The settings offer ten seconds and more; the contract takes less.
  const two = () =>
    (window as unknown as { tessera: { invoke(m: string, a: unknown): Promise<unknown> } }).tessera.invoke('settings.set', {
      clipboardSeconds: 2,
    });
  await page.evaluate(two);
  await tess.open('copied');
  await tess.act(/^Copy export/);
  await tess.exportDialog.button('Copy secret').click();
  await expect.poll(() => control.readClipboard()).toMatch(/^[0-9a-f]{72}$/);
  await expect(tess.statusLine).toContainText(/leared in [12] s/);
  await expect.poll(() => control.readClipboard(), { timeout: 5_000 }).toBe('');
  await expect(tess.statusLine).toContainText(/cleared/i);
  await tess.exportDialog.button('Copy secret').click();
  await expect.poll(() => control.readClipboard()).toMatch(/^[0-9a-f]{72}$/);
  await control.writeClipboard('something of the user’s');
  await page.waitForTimeout(2_500);
  expect(await control.readClipboard()).toBe('something of the user’s');
});
