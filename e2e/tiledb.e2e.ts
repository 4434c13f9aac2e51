import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TileDbSandbox } from '../src/sandbox/tiledb';
import { Search } from './canary';
import { type Bench, expect, test } from './fixture';

const DAY = 86_400_000;
/** A morning in November, for the app and its server: the end of a token can be told to the second. */
const NOW = Date.UTC(2026, 10, 18, 8, 30);
const PASSWORD = 'Grace’s own, used once';
const USERS = [{ username: 'grace', password: PASSWORD, workspaces: ['sensors', 'genomics'] }];
/** Any token may ask who its user is, so that a request tells a live one from a dead one. */
const SITE = { users: USERS, now: () => NOW, scopedReach: 'open' } as const;

const start = (bench: Bench) => bench.start({ TESSERA_NOW: String(NOW), TZ: 'Europe/Berlin' });
const named = (tiledb: TileDbSandbox, name: string) => tiledb.state.tokens.find((t) => t.name === name);
const modeOf = (path: string): number => statSync(path).mode & 0o777;

/** Runs copied lines in a shell and asks the server who the token's user is. Answers the status. */
async function statusWith(bench: Bench, lines: string, path: string): Promise<number> {
  const asks = `curl -sS -o /dev/null -w '%{http_code}' -H "X-TILEDB-REST-API-KEY: $TILEDB_REST_TOKEN" "$TILEDB_REST_HOST${path}"`;
  const env = { PATH: process.env.PATH ?? '', HOME: bench.home };
  const { stdout } = await promisify(execFile)('bash', ['-c', `${lines}\n${asks}`], { env, timeout: 15_000 });
  return Number(stdout);
}

test('TileDB Cloud (v1): signed in for a login token, a token made and exported, written to the vendor’s files, revoked after a tick', async ({
  bench,
}) => {
  const tiledb = await bench.tiledb(SITE);
  tiledb.addToken('grace', { name: 'nightly ingest', scopes: ['array:read-write'], issuedAt: NOW - 61 * DAY, expiresAt: NOW + 29 * DAY });
  const search = new Search();
  search.watch({ name: 'password', secret: PASSWORD });
  const app = await start(bench);
  const { tess, control, page } = app;
  const cloud = join(bench.home, '.tiledb', 'cloud.json');
  const profiles = join(bench.home, '.tiledb', 'profiles.json');

  await test.step('the server says which generation it is', async () => {
    const add = await tess.addServer();
    await add.ask(`${tiledb.url}/v1`, 'TileDB Cloud');
    await expect(add.box).toContainText('TileDB Cloud (API v1)');
    await expect(add.box.getByText(tiledb.url, { exact: true })).toBeVisible();
    await add.confirm();
  });
  await test.step('signed in: the password was traded for a token of 30 days, and is nowhere', async () => {
    await tess.signInDialog.withPassword('grace', PASSWORD);
    await expect(tess.anyDialog).toHaveCount(0);
    await expect(tess.row('nightly ingest')).toContainText('live, not held here');
    const [login] = tiledb.state.listed('grace', 'session');
    expect(login?.expiresAt).toBe(NOW + 30 * DAY);
    search.watch({ name: 'login token', secret: login?.secret ?? '' });
    expect([...search.folder(bench.folder), ...search.text('output', app.output()), ...(await search.page(page))]).toEqual([]);
  });
  await test.step('a token: the trap of 30 minutes is explained, an end is always sent', async () => {
    const create = await tess.create();
    await expect(create.box).toContainText('left out, the server would end the token after 30 minutes');
    await expect(create.lifetime('30 days')).toBeChecked();
    await create.text('Name').fill('For the notebook');
    await create.submit();
    await tess.newSecret.done();
    const made = named(tiledb, 'For the notebook');
    expect(made?.expiresAt).toBe(NOW + 30 * DAY);
    expect(made?.scopes).toEqual(['array:read']);
    const row = tess.row('For the notebook');
    await expect(row).toContainText('held and live');
    await expect(row).toContainText(made?.secret.slice(-7) ?? 'no secret');
    search.watch({ name: 'token', secret: made?.secret ?? '' });
  });
  await test.step('a name that is taken gets a number, and that one is shown', async () => {
    const create = await tess.create();
    await create.text('Name').fill('For the notebook');
    await create.submit();
    await expect(tess.newSecret.box).toContainText('For the notebook-1');
    await tess.newSecret.done();
    await expect(tess.row('For the notebook-1')).toBeVisible();
  });
  const panel = tess.exportDialog;
  const token = () => tiledb.state.tokens.find((t) => t.name === 'For the notebook')?.secret ?? '';
  let exported = '';
  await test.step('the export sets both variables of the host beside the token, and works', async () => {
    await tess.row(/^For the notebook(?!-1)/).click();
    await tess.act(/^Copy export/);
    await expect(panel.box).toContainText('TILEDB_REST_HOST');
    await expect(panel.box).toContainText('TILEDB_REST_SERVER_ADDRESS');
    await expect(panel.box).toContainText('Inside a TileDB notebook no token is needed');
    await expect(panel.netrc).toHaveCount(0);
    await panel.copy(/bash/);
    await expect.poll(() => control.readClipboard()).toContain('TILEDB_REST_TOKEN');
    exported = await control.readClipboard();
    expect(exported).toContain(`export TILEDB_REST_HOST=`);
    expect(exported).toContain(`export TILEDB_REST_SERVER_ADDRESS=`);
    expect(await statusWith(bench, exported, '/v1/user')).toBe(200);
  });
  await test.step('cloud.json: what else is in it stays, the password in it is kept before it goes, the mode is closed', async () => {
    mkdirSync(join(bench.home, '.tiledb'));
    writeFileSync(cloud, JSON.stringify({ host: 'https://old.test', username: 'grace', password: 'in-the-file-1', lab: { a: [1] } }), {
      mode: 0o644,
    });
    chmodSync(cloud, 0o644);
    const part = panel.config('cloud.json');
    await part.getByRole('button', { name: 'Show the change to cloud.json' }).click();
    await expect(part).toContainText('count before a token');
    await expect(part).toContainText('The file names another server now');
    expect(await part.textContent()).not.toContain('in-the-file-1');
    expect(JSON.parse(readFileSync(cloud, 'utf8'))).toMatchObject({ password: 'in-the-file-1' });
    await expect(part.getByRole('checkbox', { name: /^Keep it in/ })).toBeChecked();
    await part.getByRole('button', { name: 'Put in cloud.json' }).click();
    await part.getByText('The key is in cloud.json.').waitFor();
    expect(JSON.parse(readFileSync(cloud, 'utf8'))).toEqual({
      api_key: { 'X-TILEDB-REST-API-KEY': token() },
      host: tiledb.url,
      lab: { a: [1] },
    });
    expect(modeOf(cloud)).toBe(0o600);
  });
  await test.step('profiles.json under a name of one’s own', async () => {
    await panel.config('profiles.json').getByLabel('Profile').fill('beamline');
    await panel.putIn('profiles.json');
    expect(JSON.parse(readFileSync(profiles, 'utf8'))).toEqual({
      version: 1,
      beamline: { 'rest.token': token(), 'rest.server_address': tiledb.url },
    });
    expect(modeOf(profiles)).toBe(0o600);
    await panel.cancel();
    await expect(tess.detail).toContainText(cloud);
    await expect(tess.detail).toContainText(profiles);
    expect(search.folder(bench.folder, [cloud, profiles])).toEqual([]);
  });
  await test.step('revoked, only after the consequences were acknowledged; the lines of the files are taken out', async () => {
    await tess.act(/^Revoke key/);
    const button = tess.revokeDialog.button('Revoke key');
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await tess.revokeDialog.acknowledgement.check();
    await expect(button).not.toHaveAttribute('aria-disabled', 'true');
    await tess.revokeDialog.confirm();
    await tess.revokeDialog.result.waitFor();
    expect(named(tiledb, 'For the notebook')).toBeUndefined();
    expect(named(tiledb, 'For the notebook-1')).toBeDefined();
    expect(await statusWith(bench, exported, '/v1/user')).toBe(401);
    expect(tiledb.requests.filter((r) => r.secretInPath)).toEqual([]);
    await tess.revokeDialog.button('Remove all 2 lines').click();
    await expect(tess.revokeDialog.box.getByText('Line removed')).toHaveCount(2);
    await tess.revokeDialog.done();
    expect(JSON.parse(readFileSync(cloud, 'utf8'))).toMatchObject({ host: tiledb.url, lab: { a: [1] } });
    expect(search.folder(bench.folder)).toEqual([]);
  });
  await test.step('signing out revokes the login token, and no other', async () => {
    expect(tiledb.state.listed('grace', 'session')).toHaveLength(1);
    await tess.signOut();
    await expect.poll(() => tiledb.state.listed('grace', 'session')).toEqual([]);
    expect(named(tiledb, 'nightly ingest')).toBeDefined();
    expect(search.folder(bench.folder)).toEqual([]);
  });
});

test('Carrara (v4): a workspace is chosen, one scope a token, its variable and profile name it; a login is revoked at sign-out', async ({
  bench,
}) => {
  const tiledb = await bench.tiledb({ ...SITE, generation: 'v4' });
  const workspace = tiledb.state.workspace('genomics')?.id ?? '';
  const { tess, control } = await start(bench);
  const profiles = join(bench.home, '.tiledb', 'profiles.json');

  await test.step('the generation, and which of two workspaces', async () => {
    const add = await tess.addServer();
    await add.ask(tiledb.url, 'TileDB Cloud');
    await expect(add.box).toContainText('TileDB Carrara (API v4)');
    await add.confirm();
    await tess.signInDialog.withPassword('grace', PASSWORD);
    await expect(tess.signInDialog.problem.first()).toContainText('genomics');
    await tess.signInDialog.box.getByLabel(/^Workspace/).fill('genomics');
    await tess.signInDialog.withPassword('grace', PASSWORD);
    await expect(tess.anyDialog).toHaveCount(0);
  });
  await test.step('a token of the workspace, with an end', async () => {
    const create = await tess.create();
    await create.lifetime('7 days').check();
    await create.submit();
    await tess.newSecret.done();
    const made = tiledb.state.tokens.find((t) => t.scopes.includes('array:read'));
    expect(made).toMatchObject({ expiresAt: NOW + 7 * DAY, workspaceId: workspace, scopes: ['array:read'] });
    await expect(tess.row(made?.secret.slice(-7) ?? 'no secret')).toContainText('held and live');
  });
  const panel = tess.exportDialog;
  await test.step('the export names host, address and workspace', async () => {
    await tess.row('held and live').click();
    await tess.act(/^Copy export/);
    await panel.copy(/bash/);
    await expect.poll(() => control.readClipboard()).toContain('TILEDB_REST_TOKEN');
    const exported = await control.readClipboard();
    expect(exported).toMatch(new RegExp(`export TILEDB_REST_WORKSPACE='?${workspace}'?`));
    expect(exported).toContain('TILEDB_REST_SERVER_ADDRESS');
    expect(await statusWith(bench, exported, '/v4/users/self')).toBe(200);
    await expect(panel.config('cloud.json')).toHaveCount(0);
    await panel.putIn('profiles.json');
    expect(JSON.parse(readFileSync(profiles, 'utf8'))).toMatchObject({
      version: 1,
      default: { 'rest.server_address': tiledb.url, 'rest.workspace': workspace },
    });
    expect(modeOf(profiles)).toBe(0o600);
    await panel.cancel();
  });
  await test.step('another program that opens the file’s rights again is seen', async () => {
    chmodSync(profiles, 0o644);
    await tess.refresh();
    await expect(tess.detail).toContainText('0644');
  });
  await test.step('revoked after the tick, by its id', async () => {
    await tess.act(/^Revoke key/);
    await tess.revokeDialog.acknowledgement.check();
    await tess.revokeDialog.confirm();
    await tess.revokeDialog.result.waitFor();
    await tess.revokeDialog.done();
    expect(tiledb.state.tokens.filter((t) => t.scopes.includes('array:read'))).toEqual([]);
    expect(tiledb.requests.filter((r) => r.secretInPath)).toEqual([]);
  });
  await test.step('signing out revokes the login', async () => {
    expect(tiledb.state.tokens).toHaveLength(1);
    await tess.signOut();
    await expect.poll(() => tiledb.state.tokens).toEqual([]);
  });
});
