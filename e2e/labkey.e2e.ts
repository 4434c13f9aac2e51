import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LabKeySandbox } from '../src/sandbox/labkey';
import { Search } from './canary';
import { type Bench, expect, test } from './fixture';
import { itemPaths } from './keyring-items';

const EMAIL = 'ada@lab.test';
const PASSWORD = 'Ada’s own, used once';
const USERS = [
  { email: EMAIL, password: PASSWORD },
  { email: 'admin@lab.test', password: 'secret2', admin: true },
];
/** Waiting after wrong keys is tested elsewhere; here it would only cost time. */
const QUICK = { limiterScale: 0 };
const HEX = /[0-9a-f]{64}/;

/** Runs a copied line as a person would, in a shell with this HOME. Answers the status and the body. */
async function shell(bench: Bench, line: string): Promise<{ readonly status: number; readonly body: string }> {
  const env = { PATH: process.env.PATH ?? '', HOME: bench.home };
  const { stdout } = await promisify(execFile)('bash', ['-c', `${line.trim()} -w '\n%{http_code}'`], { env, timeout: 15_000 });
  const at = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(at + 1)), body: stdout.slice(0, at) };
}

const keyOf = (labkey: LabKeySandbox, description: string) => labkey.state.keys.find((k) => k.description === description);

test('a user: any address of the server, sign-in, a key made, copied, put in .netrc, used by curl, revoked, refused', async ({ bench }) => {
  const labkey = await bench.labkey({ ...QUICK, users: USERS, contextPath: '/labkey', apiKeyExpirationSeconds: 180 * 86_400 });
  labkey.addKey(EMAIL, { description: 'Flow cytometry import', lastUsed: Date.now() - 3_600_000 });
  const search = new Search();
  search.watch({ name: 'password', secret: PASSWORD });
  const app = await bench.start();
  const { tess, control, page } = app;
  const netrc = join(bench.home, '.netrc');

  await test.step('a page of a folder will do, and the wrong kind: what the server is, and where it begins, it says itself', async () => {
    const add = await tess.addServer();
    await add.address.fill(`${labkey.url}/home/project-begin.view?pageId=Overview#top`);
    await add.button('Continue').click();
    await expect(add.problem).toHaveText(/^This is not Tiled: LabKey Server answers at this address\./);
    await add.button('Add LabKey Server').click();
    await expect(add.box).toContainText('LabKey Server 24.11');
    await expect(add.box).toContainText('A new key ends after 180 days; the site decides that.');
    await expect(add.box.getByText(labkey.url, { exact: true })).toBeVisible();
    await add.confirm();
  });
  await test.step('signed in; the password is nowhere afterwards', async () => {
    const signIn = tess.signInDialog;
    await signIn.withPassword(EMAIL, `${PASSWORD}!`);
    await expect(signIn.problem.first()).toContainText('does not accept this email address and password');
    await expect(signIn.box.getByRole('textbox', { name: 'Password' })).toHaveValue('');
    await signIn.withPassword(EMAIL, PASSWORD);
    await expect(tess.anyDialog).toHaveCount(0);
    await expect(tess.row('Flow cytometry import')).toContainText('live, not held here');
    expect([...search.folder(bench.folder), ...search.text('the app’s output', app.output()), ...(await search.page(page))]).toEqual([]);
    // The session is not stored either: nothing went to the keychain.
    expect(itemPaths(bench.keyring).length).toBe(0);
  });
  await test.step('a key with a description; the site decides how long it lives', async () => {
    const create = await tess.create();
    await expect(create.box).toContainText('A new key ');
    await create.text('Description').fill('Nightly import on lab-pc-3');
    await create.submit();
    await tess.newSecret.box.waitFor();
    await expect(tess.newSecret.box).toContainText('Nightly import on lab-pc-3');
    await tess.newSecret.done();
    const row = tess.row('Nightly import on lab-pc-3');
    await expect(row).toContainText('held and live');
    await expect(row).toContainText('in 180 days');
    expect(keyOf(labkey, 'Nightly import on lab-pc-3')?.expiration).not.toBeNull();
  });
  const panel = tess.exportDialog;
  await test.step('snippets: curl with the key from the variable, under a name of one’s own', async () => {
    await tess.open('Nightly import on lab-pc-3');
    await tess.act(/^Copy export/);
    await panel.box.getByLabel('Variable').fill('LAB_KEY');
    await expect(panel.box.getByText('LAB_KEY=').first()).toBeVisible();
    await panel.copy(/bash/);
    await expect.poll(() => control.readClipboard()).toMatch(/^export LAB_KEY='?[0-9a-f]{64}'?$/);
    const exported = await control.readClipboard();
    await panel.copySnippet('curl');
    await expect.poll(() => control.readClipboard()).toContain('"$LAB_KEY"');
    const snippet = await control.readClipboard();
    expect(snippet).not.toMatch(HEX);
    const answer = await shell(bench, `${exported.trim()}; ${snippet}`);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ email: EMAIL });
  });
  let line = '';
  await test.step('put in .netrc, where curl finds it', async () => {
    await panel.copySnippet('curl, key from .netrc');
    await expect.poll(() => control.readClipboard()).toMatch(/^curl -sS -n /);
    line = await control.readClipboard();
    await panel.previewNetrc();
    await expect(panel.netrc).toContainText('machine 127.0.0.1 login apikey password ••••');
    await panel.putInNetrc();
    await panel.cancel();
    expect(readFileSync(netrc, 'utf8')).toMatch(/^machine 127\.0\.0\.1 login apikey password [0-9a-f]{64}\n$/);
    expect(statSync(netrc).mode & 0o777).toBe(0o600);
    const answer = await shell(bench, line);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ email: EMAIL });
  });
  await test.step('revoked: gone from the list, from the keychain, and curl is refused', async () => {
    await tess.act(/^Revoke key/);
    await expect(tess.revokeDialog.consequences).toContainText('Sessions that were opened with it go on');
    await expect(tess.revokeDialog.consequences).toContainText('1 line');
    const held = itemPaths(bench.keyring).length;
    await tess.revokeDialog.confirm();
    await tess.revokeDialog.result.waitFor();
    expect(keyOf(labkey, 'Nightly import on lab-pc-3')).toBeUndefined();
    expect((await shell(bench, line)).status).toBe(401);
    await tess.revokeDialog.button(/^Remove line/).click();
    await expect(tess.revokeDialog.box).toContainText('Line removed');
    await tess.revokeDialog.done();
    await expect(tess.row('Nightly import on lab-pc-3')).toHaveCount(0);
    await expect(tess.row('Flow cytometry import')).toBeVisible();
    expect(readFileSync(netrc, 'utf8')).not.toMatch(HEX);
    await expect.poll(() => itemPaths(bench.keyring).length).toBe(held - 1);
    expect(search.folder(bench.folder)).toEqual([]);
  });
});

test('single sign-on: the page where a key is made opens in the browser, the pasted key signs in, and is joined to its row', async ({
  bench,
}) => {
  const labkey = await bench.labkey({ ...QUICK, autoRedirectSso: 'Campus login', users: [{ email: EMAIL }] });
  const managing = labkey.addKey(EMAIL, { description: 'For Tessera' });
  const other = labkey.addKey(EMAIL, { description: 'R on analysis-2' });
  labkey.addKey(EMAIL, { description: 'Never seen' });
  const { tess, control } = await bench.start();

  await test.step('the way in is offered with its steps', async () => {
    const add = await tess.addServer();
    await add.ask(labkey.url, 'LabKey Server');
    await expect(add.box).toContainText('single sign-on');
    await add.confirm();
    const signIn = tess.signInDialog;
    await expect(signIn.box.getByLabel('How')).toHaveValue('key');
    await expect(signIn.box).toContainText('Generate API Key');
    await signIn.button(/^Open External Tool Access/).click();
    await expect.poll(() => control.openedExternals()).toEqual([`${labkey.url}/security-externalToolsView.view`]);
  });
  await test.step('a pasted key, with what a copy brings along, signs in and is held', async () => {
    await control.writeClipboard(`  apikey: "${managing}"\n`);
    await tess.signInDialog.button('Paste').click();
    await tess.signInDialog.button('Sign in').click();
    await expect(tess.anyDialog).toHaveCount(0);
    await expect(tess.rows).toHaveCount(3);
    await expect(tess.row('For Tessera')).toContainText('held and live');
    await expect(tess.row('R on analysis-2')).toContainText('live, not held here');
  });
  await test.step('another one finds its row by use, though the list shows no part of it', async () => {
    await tess.command('Hold a key');
    await tess.holdDialog.type(other);
    await tess.holdDialog.submit();
    await tess.holdDialog.done();
    await expect(tess.rows).toHaveCount(3);
    await expect(tess.row('R on analysis-2')).toContainText('held and live');
    await expect(tess.row('Never seen')).toContainText('live, not held here');
  });
  await test.step('a refused key is not kept', async () => {
    await tess.command('Hold a key');
    await tess.holdDialog.type(randomBytes(32).toString('hex'));
    await tess.holdDialog.submit();
    await expect(tess.holdDialog.problem.first()).toContainText('does not accept this key');
    await tess.holdDialog.cancel();
    await expect(tess.rows).toHaveCount(3);
  });
});

test('which key it is, said by hand where use does not tell; a wrong word is taken back by the server’s own', async ({ bench }) => {
  const labkey = await bench.labkey(QUICK);
  const { tess } = await bench.start();
  await tess.connect(labkey.url, EMAIL, 'secret1', 'LabKey Server');
  const used = ['On lab-pc-3', 'On analysis-2'].map((description) => labkey.addKey(EMAIL, { description }));
  // Both were used within the ten minutes for which the server notes no further use, so that showing one of them moves nothing.
  for (const secret of used) await shell(bench, `curl -sS -u 'apikey:${secret}' ${labkey.url}/login-whoAmI.api`);
  await tess.refresh();
  await expect(tess.rows).toHaveCount(2);

  await tess.command('Hold a key');
  await tess.holdDialog.type(used[0] ?? '');
  await tess.holdDialog.label('from my notes');
  await tess.holdDialog.submit();
  await tess.holdDialog.done();
  await expect(tess.rows).toHaveCount(3);
  await tess.open('from my notes');
  await tess.act(/^Which listed key is it/);
  await expect(tess.linkDialog.row('On lab-pc-3')).toBeVisible();
  await tess.linkDialog.row('On analysis-2').check();
  await tess.linkDialog.confirm();
  await expect(tess.rows).toHaveCount(2);

  await tess.open('from my notes');
  await tess.act(/^Revoke key/);
  await tess.revokeDialog.confirm();
  await expect(tess.revokeDialog.result).toHaveAccessibleName('Another key was revoked');
  await expect(tess.revokeDialog.result).toContainText('its secret was kept and belongs to no row now');
  await expect(tess.revokeDialog.button(/again$/)).toHaveCount(0);
  await tess.revokeDialog.done();
  expect(labkey.state.keys.map((k) => k.description)).toEqual(['On lab-pc-3']);
  await tess.act(/^Verify now/);
  await expect(tess.row('from my notes')).toContainText('held and live');
});

test('“Why do I get 401?” names a stale .netrc entry as the cause', async ({ bench }) => {
  const labkey = await bench.labkey(QUICK);
  const { tess, control } = await bench.start();
  await tess.connect(labkey.url, EMAIL, 'secret1', 'LabKey Server');
  const create = await tess.create();
  await create.text('Description').fill('New key');
  await create.submit();
  await tess.newSecret.done();
  writeFileSync(join(bench.home, '.netrc'), `machine 127.0.0.1 login apikey password ${randomBytes(32).toString('hex')}\n`, {
    mode: 0o600,
  });
  await tess.open('New key');
  await tess.act(/^Why do I get 401/);
  const { diagnosis } = tess;
  await expect(diagnosis.verdict).toContainText('may be a stale one');
  await expect(diagnosis.verdict).toContainText(join(bench.home, '.netrc'));
  await expect(diagnosis.verdict).toContainText('Put this key into that entry');
  await expect(diagnosis.step(/accept this very key/)).toContainText('Shown alone, without cookies and without .netrc, it works.');
  await expect(diagnosis.step(/What does curl/)).toContainText('may be why');
  await expect(diagnosis.box).not.toContainText(HEX);
  await diagnosis.button(/^Open Loggers/).click();
  await expect.poll(() => control.openedExternals()).toEqual([`${labkey.url}/logger-manage.view`]);

  await test.step('after the entry is put right, nothing is left to explain a 401', async () => {
    await diagnosis.button('Close').last().click();
    await tess.act(/^Copy export/);
    await tess.exportDialog.previewNetrc();
    await expect(tess.exportDialog.netrc).toContainText('a secret that Tessera has nowhere else');
    await tess.exportDialog.netrc.getByRole('checkbox', { name: /^Keep it in/ }).uncheck();
    await tess.exportDialog.putInNetrc();
    await tess.exportDialog.cancel();
    await tess.act(/^Why do I get 401/);
    await expect(diagnosis.verdict).toContainText('The key works, and nothing on this machine explains a 401.');
    await expect(diagnosis.step(/What does Python take/)).toContainText('This key, from');
  });
});

test('a session key stays in memory: it is offered to no file, and gone at the next start', async ({ bench }) => {
  const labkey = await bench.labkey({ ...QUICK, allowSessionKeys: true });
  const search = new Search();
  const { tess, close } = await bench.start();
  await tess.connect(labkey.url, EMAIL, 'secret1', 'LabKey Server');
  // Nothing can be kept on this machine now, and nothing needs to be.
  await bench.keyring.lock();
  const secret = labkey.addSessionKey(EMAIL);
  search.watch({ name: 'session key', secret });
  await tess.command('Hold a key');
  await tess.holdDialog.type(secret);
  await tess.holdDialog.kind('Session key');
  await expect(tess.holdDialog.box).toContainText('dies with the browser session that made it');
  await tess.holdDialog.label('notebook session');
  await tess.holdDialog.submit();
  await tess.holdDialog.done();
  await tess.open('notebook session');
  await expect(tess.row('notebook session')).toContainText('held and live');
  await tess.act(/^Copy export/);
  await expect(tess.exportDialog.file).toContainText('kept in memory only; Tessera writes it to no file');
  await expect(tess.exportDialog.netrc).toHaveCount(0);
  await expect(tess.exportDialog.path).toHaveCount(0);
  await tess.exportDialog.copy(/bash/);
  await tess.exportDialog.cancel();
  expect(itemPaths(bench.keyring)).toEqual([]);
  expect(search.folder(bench.folder)).toEqual([]);
  await close();
  await bench.keyring.unlock();
  const again = await bench.start();
  await expect(again.tess.sidebar).toContainText(EMAIL);
  await expect(again.tess.rows).toHaveCount(0);
  expect(existsSync(join(bench.home, '.netrc'))).toBe(false);
  expect(search.folder(bench.folder)).toEqual([]);
});

test('making keys is switched off: said beforehand, and the refusal leads to Site Settings', async ({ bench }) => {
  const labkey = await bench.labkey(QUICK);
  const { tess, control } = await bench.start();
  await tess.connect(labkey.url, EMAIL, 'secret1', 'LabKey Server');
  labkey.setOption('allowApiKeys', false);
  const create = await tess.create();
  await create.text('Description').fill('Not today');
  await create.submit();
  await expect(create.problem).toContainText('Making keys is switched off on this server; keys that exist go on working.');
  await create.problem.getByRole('button').click();
  await expect.poll(() => control.openedExternals()).toEqual([`${labkey.url}/admin-customizeSite.view`]);
  await create.cancel();
  expect(labkey.state.keys).toEqual([]);

  const add = await tess.addServer();
  await add.ask(labkey.url, 'LabKey Server');
  await expect(add.box).toContainText('Making keys is switched off on this server');
});
