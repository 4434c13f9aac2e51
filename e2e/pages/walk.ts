import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { Bench, Running } from '../fixture';

const DAY = 86_400_000;

/** Called on each screen by its name, once it stands still. */
export type Visit = (screen: string) => Promise<void>;

/** Waits until nothing moves before it visits. */
export const onceStill =
  (page: Page, visit: Visit): Visit =>
  async (screen) => {
    await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running'));
    await visit(screen);
  };

/**
 * Walks through every screen and dialog of the app in one sitting, as somebody would who tries everything: from the empty window to keys
 * created, held, exported, revoked, then what can go wrong. The bench's server is the one with the demo's keys.
 */
export async function walk(app: Running, bench: Bench, visit: Visit): Promise<void> {
  const { tess, page } = app;
  const at = onceStill(page, visit);
  const leave = async () => {
    await page.keyboard.press('Escape');
    await expect(tess.anyDialog).toHaveCount(0);
  };
  /** A dialog that the palette opens. */
  const look = async (screen: string, command: string, title: RegExp) => {
    await tess.command(command);
    await page.getByRole('dialog', { name: title }).waitFor();
    await at(screen);
    await leave();
  };

  const now = bench.tiled.state.now();
  const reduction = bench.tiled.addKey('alice', {
    note: 'Night reduction on the cluster',
    scopes: ['read:metadata', 'read:data'],
    expiresAt: now + 48 * DAY,
  });

  await at('first-run');
  const add = await tess.addServer();
  await add.address.waitFor();
  await at('add-server');
  await add.ask(bench.tiled.url);
  await add.name.fill('Beamline 7');
  await at('add-server-answer');
  await add.confirm();
  await tess.signInDialog.box.waitFor();
  await at('sign-in');
  await tess.signInDialog.withPassword('alice', 'secret1');
  await tess.signInDialog.message.waitFor();
  await at('signed-in');
  await tess.signInDialog.finish();
  await expect(tess.rows.first()).toBeVisible();
  await at('keys-of-the-server');

  const create = await tess.create();
  await create.note.fill('Alignment notebook');
  await at('create-key');
  await create.submit();
  await tess.newSecret.box.waitFor();
  await at('key-created');
  await tess.newSecret.done();

  await tess.open('Night reduction on the cluster');
  await tess.act(/^Hold this key/);
  await tess.holdDialog.type(reduction);
  await at('hold-key');
  await tess.holdDialog.submit();
  await tess.holdDialog.button('Done').waitFor();
  await at('key-kept');
  await tess.holdDialog.done();
  await tess.open('Alignment notebook');
  await at('keys');

  await tess.act(/^Copy export/);
  await tess.exportDialog.path.waitFor();
  await at('export');
  const project = join(bench.folder, 'alignment');
  mkdirSync(project, { recursive: true });
  const file = join(project, '.env');
  writeFileSync(file, 'BEAMLINE=7\n');
  await tess.exportDialog.path.fill(file);
  await tess.exportDialog.preview();
  await expect(tess.exportDialog.file).toContainText('TILED_API_KEY');
  await tess.exportDialog.file.scrollIntoViewIfNeeded();
  await at('export-to-file');
  await tess.exportDialog.write();
  await leave();
  await tess.detail.getByRole('button', { name: /^Remove from/ }).click();
  await tess.anyDialog.waitFor();
  await at('remove-place');
  await leave();

  await tess.act(/^Reveal/);
  await page
    .getByTestId('revealed')
    .filter({ hasText: /[0-9a-f]{72}/ })
    .waitFor();
  await at('reveal');
  await leave();
  await look('label', 'Label owner note Alignment', /^Label/);
  await look('forget-secret', 'Forget secret Alignment', /^Forget the secret/);
  await look('edit-server', 'Edit server', /^Edit/);
  await look('remove-server', 'Remove from Tessera', /^Remove/);
  await look('settings', 'Settings', /^Settings/);
  await look('forget-everything', 'Forget everything', /^Forget everything/);
  await look('keychain', 'Keychain', /^Where secrets/);
  await look('about', 'About', /Tessera/);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('revoke');
  await page.getByRole('option').first().waitFor();
  await at('palette');
  await leave();

  await app.control.writeClipboard('5eed'.repeat(18));
  await app.control.clickMenu('findKey');
  await tess.findDialog.box.waitFor();
  await at('find-key');
  await tess.findDialog.paste();
  await expect(tess.findDialog.box).toContainText('No key known here fits');
  await at('find-key-nothing');
  await leave();

  await tess.sidebar.getByRole('button', { name: /^Needs attention/ }).click();
  await expect(tess.rows.first()).toBeVisible();
  await at('needs-attention');
  writeFileSync(join(bench.home, '.netrc'), 'machine ftp.lab.test login anna password hunter2\n\n# old machines\n', { mode: 0o600 });
  await tess.netrcEntry.click();
  await tess.main.getByRole('button', { name: /^Show the change/ }).click();
  await tess.main.getByRole('button', { name: 'Make this change' }).waitFor();
  await at('netrc');
  await tess.main.getByRole('button', { name: /the key of ftp/ }).click();
  await at('netrc-take');
  await leave();
  await tess.sidebar.getByRole('button', { name: /^All keys/ }).click();
  await page.getByRole('searchbox').fill('nothing is called so');
  await at('nothing-found');
  await page.getByRole('searchbox').fill('');
  await tess.main.getByRole('button', { name: 'State', exact: true }).first().click();
  await page.getByRole('menu').waitFor();
  await at('state-filter');
  await page.keyboard.press('Escape');

  await tess.open('Alignment notebook');
  await tess.act(/^Revoke key/);
  await tess.revokeDialog.consequences.waitFor();
  await at('revoke');
  await tess.revokeDialog.confirm();
  await tess.revokeDialog.button(/^Remove line/).waitFor();
  await at('revoked');
  await tess.revokeDialog.button(/^Remove line/).click();
  await expect(tess.revokeDialog.box).toContainText('Line removed');
  await tess.revokeDialog.done();

  bench.tiled.fault({ fault: { kind: 'badGateway' }, times: 20 });
  await tess.refresh();
  await expect(tess.statusLine).toContainText('Offline');
  await at('offline');
  bench.tiled.clearFaults();
  await tess.refresh();

  await bench.keyring.lock();
  await app.control.emitWindow(null, 'focus');
  await expect(tess.main).toContainText('is locked');
  await at('keychain-locked');
  await tess.main
    .getByRole('button', { name: /^Unlock/ })
    .first()
    .click();
  await tess.keychainDialog.button(/^Keep secrets somewhere else/).click();
  await tess.keychainDialog.box.getByRole('radio', { name: /vault file/ }).check();
  await at('keychain-choice');
  await leave();
  await bench.keyring.unlock();
  await app.control.emitWindow(null, 'focus');
  await expect(tess.main).not.toContainText('is locked');

  await loseKeychainWhileCreating(app, bench, () => bench.keyring.kill());
  await at('rescue');
  // An app with a secret that has no place does not quit.
  await tess.rescueDialog.getByRole('button', { name: 'Keep in memory' }).click();
  await expect(tess.rescueDialog).toHaveCount(0);
}

/** Makes a key while the keychain is lost between its proof and the answer: the secret has no place, and the window asks what to do. */
export async function loseKeychainWhileCreating({ tess }: Running, bench: Bench, lose: () => Promise<void>): Promise<void> {
  const asked = bench.tiled.requests.length;
  bench.tiled.fault({ fault: { kind: 'slow', ms: 1_200 }, method: 'POST', path: '/auth/apikey' });
  const create = await tess.create();
  await create.note.fill('Without a place');
  await create.submit();
  await expect.poll(() => bench.tiled.requests.slice(asked).some((r) => r.method === 'POST' && r.path.includes('/auth/apikey'))).toBe(true);
  await lose();
  await tess.rescueDialog.waitFor();
}
