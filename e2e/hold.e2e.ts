import { randomBytes } from 'node:crypto';
import { expect, test } from './fixture';
import { startRelay } from './relay';

const read = { note: 'Beamline script', scopes: ['read:metadata'], expiresAt: null };

test('hold a listed key: other, wrong and another account’s secrets are refused, its own is joined', async ({ app, bench }) => {
  const { tess, control } = app;
  const secret = bench.tiled.addKey('alice', read);
  const bobs = bench.tiled.addKey('bob', { ...read, note: 'of bob' });
  await tess.connect(bench.tiled.url, 'alice', 'secret1');
  const row = tess.row('Beamline script');
  await expect(row).toContainText('live, not held here');
  await tess.open('Beamline script');
  await tess.act(/^Hold this key/);
  const hold = tess.holdDialog;

  await test.step('a key with another beginning is refused without a request', async () => {
    const asked = bench.tiled.requests.length;
    await hold.type(randomBytes(36).toString('hex'));
    await hold.submit();
    await expect(hold.problem).toContainText('its visible part differs');
    expect(bench.tiled.requests.length).toBe(asked);
    await expect(hold.field).toHaveValue('');
  });
  await test.step('a key with the same beginning that the server does not know is refused', async () => {
    await hold.type(secret.slice(0, 8) + randomBytes(32).toString('hex'));
    await hold.submit();
    await expect(hold.problem).toContainText('does not accept this key');
  });
  await test.step('the right key, pasted from the clipboard with quotes around it, is joined to its row', async () => {
    await control.writeClipboard(`  "${secret}"\n`);
    await hold.paste();
    await expect(hold.box).toContainText(secret.slice(0, 8));
    await hold.submit();
    await expect(hold.box).toContainText(/accepts|alice/);
    await hold.done();
    await expect(row).toContainText('held and live');
    await expect(tess.rows).toHaveCount(1);
  });
  await test.step('a key of another account is refused', async () => {
    await tess.command('Hold a key');
    await hold.type(bobs);
    await hold.submit();
    await expect(hold.problem).toContainText('belongs to bob');
    await hold.cancel();
    await expect(tess.rows).toHaveCount(1);
  });
});

test('a key in the address is taken out before any request, and kept if wanted', async ({ app, bench }) => {
  const { tess } = app;
  const secret = bench.tiled.addKey('alice', read);
  const relay = await startRelay(bench.tiled.url);
  try {
    const add = await tess.addServer();
    await add.ask(`${relay.url}/api/v1/metadata/some/entry?api_key=${secret}`);
    await expect(add.box).toContainText('A key was in the address');
    await expect(add.box).toContainText(secret.slice(0, 8));
    await expect(add.box).not.toContainText(secret);
    expect(relay.requestLines().length).toBeGreaterThan(0);
    expect(relay.sent()).not.toContain(secret);
    await add.confirm();
    await add.button('Done').click();
    await expect(tess.row(secret.slice(0, 8))).toContainText('held and live');
    // The key itself travels in its header only, to be checked.
    expect(relay.sent().toLowerCase()).toContain(`authorization: apikey ${secret}`);
    for (const line of relay.requestLines()) expect(line).not.toMatch(/api_key|[0-9a-f]{72}/);
    expect(bench.tiled.requests.filter((r) => r.credential === 'query' || r.cookies.length > 0)).toEqual([]);
  } finally {
    await relay.stop();
  }
});

test('servers of other kinds say what they are: one fixed key, browser sign-in only, open to everybody', async ({ app, bench }) => {
  const { tess } = app;
  await test.step('a single-user server: its key is kept, checked and exported, and cannot be revoked', async () => {
    const key = 'Fixed1Key2For3Tests4';
    const single = await bench.server({ singleUser: true, singleUserKey: key });
    const add = await tess.addServer();
    await add.ask(single.url);
    await expect(add.box).toContainText('one fixed key and no users');
    await add.confirm();
    const signIn = tess.signInDialog;
    await signIn.box.getByRole('textbox', { name: 'API key' }).fill(key);
    await signIn.button('Sign in').click();
    await expect(tess.anyDialog).toHaveCount(0);
    await expect(tess.rows).toHaveCount(1);
    await tess.rows.first().click();
    await expect(tess.detail.getByRole('button', { name: /^Copy export/ })).toBeVisible();
    await expect(tess.detail.getByRole('button', { name: /^Revoke/ })).toHaveCount(0);
  });
  await test.step('a server with browser sign-in only takes a pasted key and manages with it', async () => {
    const external = await bench.server({ providers: [{ name: 'orcid', mode: 'external' }] });
    const key = external.addKey('carol', { note: 'made on the web page', scopes: ['inherit'], expiresAt: null });
    const add = await tess.addServer();
    await add.ask(external.url);
    await expect(add.box).toContainText('in the browser only');
    await expect(add.box).toContainText('orcid');
    await add.confirm();
    await tess.signInDialog.box.getByRole('textbox', { name: 'API key' }).fill(key);
    await tess.signInDialog.button('Sign in').click();
    await expect(tess.anyDialog).toHaveCount(0);
    await expect(tess.row('made on the web page')).toContainText('held and live');
    await tess.open('made on the web page');
    await expect(tess.detail.getByRole('button', { name: /^Revoke/ })).toBeVisible();
  });
  await test.step('a server open to everybody says that an account is needed for keys only', async () => {
    const open = await bench.server({ anonymous: true });
    const add = await tess.addServer();
    await add.ask(open.url);
    await expect(add.box).toContainText('Reading is open to everybody');
  });
});
