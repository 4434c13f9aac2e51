import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Bench, Running } from '../fixture';
import { onceStill, type Visit } from './walk';

/**
 * Walks through what LabKey and TileDB bring along: their forms, the administrator's view, several keys revoked at once, the causes of a 401,
 * a link by hand, vendors' files. The servers are the bench's, with the demo's keys; `now` is their clock.
 */
export async function walkKinds(app: Running, bench: Bench, visit: Visit, now: () => number = Date.now): Promise<void> {
  const { page } = app;
  const at = onceStill(page, visit);
  await labkeyScreens(app, bench, at, now);
  await tiledbScreens(app, bench, at, now);
}

async function labkeyScreens({ tess, page, control }: Running, bench: Bench, at: Visit, now: () => number): Promise<void> {
  const labkey = await bench.labkey({ seed: 'demo', now, limiterScale: 0, allowSessionKeys: true, apiKeyExpirationSeconds: 180 * 86_400 });
  const add = await tess.addServer();
  await add.ask(labkey.url, 'LabKey Server');
  await add.name.fill('Lab LIMS');
  await at('labkey-answer');
  await add.confirm();
  const { signInDialog: signIn, holdDialog: hold, exportDialog: panel, revokeDialog: revoke, diagnosis, linkDialog: link } = tess;
  await signIn.box.waitFor();
  await at('labkey-sign-in');
  await signIn.how('Paste a key');
  await signIn.key.waitFor();
  await at('labkey-sign-in-by-key');
  await signIn.how('Email and password');
  await signIn.withPassword('admin@lab.test', 'secret2');
  await expect(tess.rows).toHaveCount(1);

  const create = await tess.create();
  await create.text('Description').fill('Assay import on lab-pc-3');
  await at('labkey-create');
  await create.submit();
  await tess.newSecret.box.waitFor();
  await at('labkey-created');
  await tess.newSecret.done();

  await tess.command('Hold a key');
  await hold.type(labkey.addSessionKey('admin@lab.test'));
  await hold.kind('Session key');
  await hold.label('Notebook session');
  await at('labkey-session-key');
  await hold.submit();
  await hold.done();

  await tess.open('Assay import on lab-pc-3');
  await tess.act(/^Copy export/);
  await panel.previewNetrc();
  await panel.box.evaluate((box) => box.scrollTo(0, 0));
  await at('labkey-export');
  await panel.cancel();
  await tess.open('Notebook session');
  await tess.act(/^Copy export/);
  await panel.file.scrollIntoViewIfNeeded();
  await at('labkey-export-session');
  await panel.cancel();

  writeFileSync(join(bench.home, '.netrc'), `machine 127.0.0.1 login apikey password ${randomBytes(32).toString('hex')}\n`, {
    mode: 0o600,
  });
  await tess.open('Assay import on lab-pc-3');
  await tess.act(/^Why do I get 401/);
  await diagnosis.verdict.waitFor();
  await at('labkey-why-401');
  await diagnosis.button('Close').last().click();

  // Keys whose use the server noted a moment ago: showing one of them moves nothing that the list shows.
  const twins = ['On lab-pc-3', 'On analysis-2'].map((description) => labkey.addKey('admin@lab.test', { description }));
  for (const key of labkey.state.keys.slice(-2)) labkey.state.markUsed(key);
  await tess.refresh();
  await tess.command('Hold a key');
  await hold.type(twins[0] ?? '');
  await hold.label('From my notes');
  await hold.submit();
  await hold.done();
  await tess.open('From my notes');
  await tess.act(/^Which listed key is it/);
  await link.box.waitFor();
  await at('labkey-link');
  await link.cancel();

  await tess.goTo(/^Lab LIMS/);
  await tess.everyoneSwitch.click();
  await expect(tess.row('Panorama upload')).toBeVisible();
  await tess.main.getByRole('button', { name: 'Pages of the server' }).click();
  await page.getByRole('button', { name: /Site Settings/ }).waitFor();
  await at('labkey-pages');
  await page.keyboard.press('Escape');
  await tess.open('Panorama upload');
  await at('labkey-everyone');
  await tess.main.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('group', { name: 'Unused' }).waitFor();
  await at('filters');
  await page.getByRole('group', { name: 'Belongs to' }).getByRole('checkbox', { name: /^ada/ }).check();
  await page.keyboard.press('Escape');
  await expect(tess.rows).toHaveCount(6);
  await tess.rows.first().click();
  await page.keyboard.press('Control+a');
  await at('labkey-selected');
  await tess.main.getByRole('button', { name: 'Revoke 6 keys…' }).click();
  await revoke.words.waitFor();
  await at('labkey-revoke-many');
  await revoke.words.fill('revoke 6 keys');
  await revoke.confirm();
  await revoke.result.waitFor();
  await at('labkey-revoked-many');
  await revoke.done();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  labkey.setOption('allowApiKeys', false);
  const refused = await tess.create();
  await refused.submit();
  await refused.problem.waitFor();
  await at('labkey-create-refused');
  await refused.cancel();
  await control.writeClipboard('');
}

async function tiledbScreens({ tess, page }: Running, bench: Bench, at: Visit, now: () => number): Promise<void> {
  const tiledb = await bench.tiledb({ seed: 'demo', generation: 'v4', now });
  const add = await tess.addServer();
  await add.ask(tiledb.url, 'TileDB Cloud');
  await add.name.fill('Carrara');
  await at('tiledb-answer');
  await add.confirm();
  await tess.signInDialog.box.getByLabel(/^Workspace/).fill('sensors');
  await at('tiledb-sign-in');
  await tess.signInDialog.withPassword('grace', 'secret1');
  await expect(tess.anyDialog).toHaveCount(0);
  await tess.goTo(/^Carrara/);
  await expect(tess.row('nightly ingest')).toBeVisible();
  await at('tiledb-tokens');

  await tess.command('Create key on Carrara');
  const create = tess.createDialog;
  await create.text('Name').fill('Reduction on the cluster');
  await create.lifetime('90 days').check();
  await at('tiledb-create');
  await create.submit();
  await tess.newSecret.done();
  await tess.open('Reduction on the cluster');
  await tess.act(/^Copy export/);
  const panel = tess.exportDialog;
  await panel.path.waitFor();
  await at('tiledb-export');
  mkdirSync(join(bench.home, '.tiledb'), { mode: 0o700 });
  const file = { version: 1, default: { 'rest.username': 'grace', 'rest.password': 'in-the-file-1' } };
  writeFileSync(join(bench.home, '.tiledb', 'profiles.json'), JSON.stringify(file, null, 2), { mode: 0o644 });
  const part = panel.config('profiles.json');
  await part.getByRole('button', { name: /^Show the change/ }).click();
  const put = part.getByRole('button', { name: /^Put in/ });
  await put.waitFor();
  await put.scrollIntoViewIfNeeded();
  await at('tiledb-profiles');
  await put.click();
  await part.getByText('The key is in').waitFor();
  await panel.cancel();
  await at('tiledb-used-at');
  await tess.act(/^Revoke key/);
  await tess.revokeDialog.acknowledgement.waitFor();
  await at('tiledb-revoke');
  await page.keyboard.press('Escape');
  await expect(tess.anyDialog).toHaveCount(0);
}
