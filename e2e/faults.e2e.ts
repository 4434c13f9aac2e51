import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixture';
import { startAgain } from './runtime';

test('answers that went wrong: an ambiguous create, a proxy’s page, a server that hangs beside one that works', async ({ app, bench }) => {
  const { tess } = app;
  const { tiled } = bench;
  await tess.connect(tiled.url, 'alice', 'secret1');

  await test.step('the connection drops after the key was made: what appeared is said, shown and revoked', async () => {
    tiled.fault({ fault: { kind: 'dropAfterCommit' }, method: 'POST', path: '/auth/apikey' });
    const create = await tess.create();
    await create.note.fill('Lost on the way');
    await create.submit();
    await expect(create.problem).toContainText('nobody has its secret');
    const posts = () => tiled.requests.filter((r) => r.method === 'POST' && r.path.includes('/auth/apikey')).length;
    expect(posts()).toBe(1);
    await expect(tess.row('Lost on the way')).toContainText('live, not held here');
    await expect(create.button('Create key')).toBeDisabled();
    await create.revokeStray();
    await tess.revokeDialog.confirm();
    await tess.revokeDialog.done();
    await expect(tess.row('Lost on the way')).toHaveCount(0);
    expect(tiled.state.principalOf('alice')?.keys).toEqual([]);
    await expect(create.problem).toHaveCount(0);
    await create.submit();
    await tess.newSecret.done();
    expect(posts()).toBe(2);
    await expect(tess.row('Lost on the way')).toContainText('held and live');
  });

  await test.step('a revocation whose answer is lost: not known while the server cannot be listed, done once it lists the key no more', async () => {
    await tess.open('Lost on the way');
    tiled.fault({ fault: { kind: 'badGateway' }, method: 'DELETE' });
    await tess.act(/^Revoke key/);
    await tess.revokeDialog.confirm();
    await expect(tess.revokeDialog.result).toHaveAccessibleName('Nothing was revoked');
    await expect(tess.revokeDialog.result).toContainText('The server still lists the key');
    tiled.fault({ fault: { kind: 'badGateway' }, times: 50 });
    await tess.revokeDialog.button('Try it again').click();
    await expect(tess.revokeDialog.result).toHaveAccessibleName('It is not known whether it was revoked');
    await expect(tess.revokeDialog.button('Refresh')).toBeVisible();
    tiled.clearFaults();
    tiled.fault({ fault: { kind: 'dropAfterCommit' }, method: 'DELETE' });
    await tess.revokeDialog.button('Try it again').click();
    await expect(tess.revokeDialog.result).toHaveAccessibleName('Key revoked');
    await expect(tess.revokeDialog.result).toContainText('The answer was lost; the server lists it no more.');
    expect(tiled.state.principalOf('alice')?.keys).toEqual([]);
    await tess.revokeDialog.done();
    await expect(tess.row('Lost on the way')).toHaveCount(0);
  });

  tiled.addKey('alice', { note: 'Stays in the table', scopes: ['read:metadata'], expiresAt: null });
  await tess.refresh();
  await expect(tess.rows).toHaveCount(1);
  await test.step('a proxy’s page instead of an answer: rows stay, with their age, and nothing of the page is shown', async () => {
    tiled.fault({ fault: { kind: 'badGateway' }, times: 5 });
    await tess.refresh();
    await expect(tess.sidebar).toContainText('not reached');
    await expect(tess.rows).toHaveCount(1);
    expect(await tess.page.content()).not.toContain('<h1>502');
    tiled.clearFaults();
    await tess.refresh();
    await expect(tess.sidebar).not.toContainText('not reached');
  });

  await test.step('one server hangs, the other is listed, the window stays alive, and quitting does not wait', async () => {
    const second = await bench.server({});
    second.addKey('bob', { note: 'Of the quick server', scopes: ['read:metadata'], expiresAt: null });
    await tess.connect(second.url, 'bob', 'secret2');
    second.addKey('bob', { note: 'Newer', scopes: ['read:metadata'], expiresAt: null });
    tiled.fault({ fault: { kind: 'hang' }, times: 50 });
    await tess.main.getByRole('button', { name: /all servers/ }).click();
    await expect(tess.row('Newer')).toBeVisible();
    await expect(tess.statusLine).toContainText('Asking 1 server');
    await tess.command('Settings');
    await tess.anyDialog.getByRole('button', { name: 'Close' }).first().click();
    const began = Date.now();
    expect(await app.close()).toBe(0);
    expect(Date.now() - began).toBeLessThan(4_500);
  });
});

test.describe('a session that ended at the server', () => {
  test.use({ tiledOptions: { accessSeconds: 1 } });

  test('asks for a new sign-in, keeps the table, and goes on after it', async ({ app, bench }) => {
    const { tess } = app;
    bench.tiled.addKey('alice', { note: 'Known before', scopes: ['read:metadata'], expiresAt: null });
    await tess.connect(bench.tiled.url, 'alice', 'secret1');
    await expect(tess.row('Known before')).toBeVisible();
    for (const session of bench.tiled.state.principalOf('alice')?.sessions ?? []) session.revoked = true;
    await expect(async () => {
      await tess.refresh();
      await expect(tess.sidebar).toContainText('not signed in', { timeout: 500 });
    }).toPass({ timeout: 8_000 });
    await expect(tess.row('Known before')).toBeVisible();
    await tess.sidebar.getByRole('button', { name: /^Sign in/ }).click();
    await tess.signInDialog.withPassword('alice', 'secret1');
    await tess.signInDialog.finish();
    await expect(tess.sidebar).toContainText('signed in');
    await expect(tess.row('Known before')).toContainText('live');
  });
});

test('one data folder, one app: refused beside another; newer data is read-only; a damaged index is kept', async ({ bench }) => {
  const first = await bench.start();
  await first.tess.connect(bench.tiled.url, 'alice', 'secret1');
  await first.tess.makeKey('Written down');
  await first.close();
  const index = join(bench.data, 'index.json');
  const good = readFileSync(index, 'utf8');

  await test.step('another process has the folder’s lock', () => {
    const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const lock = join(bench.data, 'tessera.lock');
    writeFileSync(lock, JSON.stringify({ pid: process.pid, started, boot, nonce: 'another' }));
    const { code, output } = startAgain(bench.env());
    expect(code).toBe(1);
    expect(output).toContain(`process ${process.pid}`);
    expect(readFileSync(index, 'utf8')).toBe(good);
    // A lock whose owner is gone is no lock.
    writeFileSync(lock, JSON.stringify({ pid: process.pid, started: '1', boot, nonce: 'another' }));
  });
  await test.step('an index of a newer version is shown and never written', async () => {
    const newer = good.replace(/"version":\d+/, '"version":999');
    expect(newer).not.toBe(good);
    writeFileSync(index, newer);
    const app = await bench.start();
    await expect(app.tess.main).toContainText('newer version of Tessera');
    await expect(app.tess.row('Written down')).toBeVisible();
    await expect(app.tess.main.getByRole('button', { name: 'Create key' }).first()).toBeDisabled();
    await app.tess.refresh();
    await app.close();
    expect(readFileSync(index, 'utf8')).toBe(newer);
  });
  await test.step('a damaged index is set aside, said, and recovered from the keychain', async () => {
    writeFileSync(index, '{"version": 1, "data": {"profiles"');
    const app = await bench.start();
    const kept = readdirSync(bench.data).find((name) => name.startsWith('index.json.damaged'));
    expect(kept && existsSync(join(bench.data, kept))).toBe(true);
    await app.tess.page.getByRole('button', { name: 'Recover from keychain' }).click();
    await expect(app.tess.row('Written down')).toBeVisible();
  });
});
