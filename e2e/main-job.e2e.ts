import { expect, test } from './fixture';
import { itemPaths } from './keyring-items';
import { statusWithKey } from './use-key';

const DAY = 86_400_000;

test('main job: add a server, sign in, create, hold, copy, use, revoke, refused', async ({ app, bench }) => {
  const { tess, control } = app;
  const { tiled } = bench;

  const add = await tess.addServer();
  await add.ask(tiled.url);
  await expect(add.box).toContainText('Tiled 0.2.16');
  await add.confirm();
  await tess.signInDialog.withPassword('alice', 'secret1');
  await expect(tess.signInDialog.message).toHaveText('Logged in as alice.');
  await tess.signInDialog.finish();

  const create = await tess.create();
  await create.note.fill('Nightly reduction');
  await expect(create.scope('read:metadata')).toBeChecked();
  await expect(create.scope('read:data')).toBeChecked();
  await expect(create.lifetime('30 days')).toBeChecked();
  await create.scope('read:data').uncheck();
  await create.lifetime('7 days').check();
  const before = Date.now();
  await create.submit();
  await tess.newSecret.box.waitFor();
  const [key] = tiled.state.principalOf('alice')?.keys ?? [];
  if (!key) throw new Error('the sandbox has no key');
  expect(key.note).toBe('Nightly reduction');
  expect(key.scopes).toEqual(['read:metadata']);
  expect(Math.abs((key.expiresAt ?? 0) - (before + 7 * DAY))).toBeLessThan(60_000);

  await tess.newSecret.copyExport();
  await expect.poll(() => control.readClipboard()).toMatch(/^export TILED_API_KEY='[0-9a-f]{72}'$/);
  const secret = /'(.*)'/.exec(await control.readClipboard())?.[1] ?? '';
  // The very secret: the sandbox keeps its hash, and answers 200 to nothing else.
  expect(secret.slice(0, 8)).toBe(key.firstEight);
  expect(tiled.state.useKey(secret)?.key).toBe(key);
  await tess.newSecret.done();

  const row = tess.row('Nightly reduction');
  await expect(row).toContainText(key.firstEight);
  await expect(row).toContainText('held and live');
  await expect(row).toContainText('in 7 days');
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(key.expiresAt ?? 0);
  await expect(row).toContainText(time);
  expect(await statusWithKey(tiled.url, secret)).toBe(200);

  await tess.open('Nightly reduction');
  await tess.act(/^Revoke key/);
  await expect(tess.revokeDialog.consequences).toContainText('stops working at once');
  await expect(tess.revokeDialog.consequences).toContainText('secret leaves the keychain');
  const held = itemPaths(bench.keyring).length;
  await tess.revokeDialog.confirm();
  await tess.revokeDialog.done();
  await expect(row).toHaveCount(0);
  expect(tiled.state.principalOf('alice')?.keys).toEqual([]);
  await expect.poll(() => itemPaths(bench.keyring).length).toBe(held - 1);
  expect(await statusWithKey(tiled.url, secret)).toBe(401);

  // What is on the server and on the disk says the same to the next start.
  await app.close();
  const again = await bench.start();
  await again.tess.refresh();
  await expect(again.tess.rows).toHaveCount(0);
});
