import { execFile } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from './fixture';

const KEY = 'AbC-0123456789_zyx';

/** A server that answers with the credentials that it was shown. */
async function mirror(): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((request, response) => {
    response.end(Buffer.from((request.headers.authorization ?? 'none').replace('Basic ', ''), 'base64'));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => server.close() };
}

test('a key in .netrc: previewed, found by curl, all other bytes kept, watched, taken out again', async ({ app, bench }) => {
  const { tess } = app;
  const file = join(bench.home, '.netrc');
  const others = '# my machines\nmachine ftp.test\tlogin me  password hunter2\nmacdef init\ncd /pub\n\n';
  writeFileSync(file, others, { mode: 0o644 });
  await tess.keepOther('127.0.0.1', 'Data export', KEY);
  await tess.open('Data export');
  await tess.act(/^Copy export/);
  const panel = tess.exportDialog;

  await test.step('the preview shows the line masked, the readers and the warnings; nothing is written', async () => {
    await panel.previewNetrc();
    await expect(panel.netrc).toContainText('machine 127.0.0.1 login apikey password ••••');
    await expect(panel.netrc).toContainText('Found by all');
    await expect(panel.netrc).toContainText('every port of 127.0.0.1');
    expect(await panel.netrc.textContent()).not.toContain(KEY);
    expect(readFileSync(file, 'utf8')).toBe(others);
  });
  await test.step('written: one line more, for its owner alone; curl finds it', async () => {
    await panel.putInNetrc();
    await expect(panel.netrc).toContainText('mode 0644');
    await panel.cancel();
    expect(readFileSync(file, 'utf8')).toBe(`${others}machine 127.0.0.1 login apikey password ${KEY}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const server = await mirror();
    const env = { PATH: process.env.PATH ?? '', HOME: bench.home };
    const { stdout } = await promisify(execFile)('curl', ['-s', '-n', server.url], { env, timeout: 10_000 });
    server.stop();
    expect(stdout).toBe(`apikey:${KEY}`);
    await expect(tess.detail).toContainText(file);
    await expect(tess.detail).toContainText('present');
  });
  await test.step('another program’s change is seen without asking', async () => {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(KEY, 'by-somebody'));
    await expect(tess.detail).toContainText('changed');
    await expect(tess.detail).toContainText('Holds another key.');
    writeFileSync(file, others);
    await expect(tess.detail).toContainText('removed');
    writeFileSync(file, text);
    await expect(tess.detail).toContainText('present');
  });
  await test.step('taken out: the change is shown first, and the file is as it was', async () => {
    await tess.act(/^Remove from .*netrc/);
    await expect(tess.removePlaceDialog).toContainText('- 6: machine 127.0.0.1 login apikey password ••••');
    await tess.removePlaceDialog.getByRole('button', { name: 'Remove from file' }).click();
    await expect(tess.anyDialog).toHaveCount(0);
    expect(readFileSync(file, 'utf8')).toBe(others);
    await expect(tess.detail).toContainText('put it nowhere');
  });
});

test('the file’s health: mended, an entry taken into the keychain, an unknown secret kept before it is overwritten', async ({
  app,
  bench,
}) => {
  const { tess, page } = app;
  const file = join(bench.home, '.netrc');
  const old = 'OLD-secret-0001';
  const before = `machine ftp.test login me password hunter2\n\n# two words\nmachine lk.test login apikey password ${old}\n`;
  writeFileSync(file, before, { mode: 0o600 });
  await tess.command('Go to .netrc');
  const { main } = tess;

  await test.step('what Python trips over is said with its line, and mended as shown', async () => {
    await expect(main).toContainText(file);
    await expect(main.getByRole('listitem').filter({ hasText: 'Python rejects the whole file' })).toContainText('Line 3');
    await expect(tess.netrcEntry).toHaveText(/^\.netrc1/);
    await main.getByRole('button', { name: /^Show the change/ }).click();
    await expect(main).toContainText('+ 3: #');
    expect(readFileSync(file, 'utf8')).toBe(before);
    await main.getByRole('button', { name: 'Make this change' }).click();
    await expect(main).toContainText('Nothing that any program known here would trip over');
    await expect(tess.netrcEntry).toHaveText('.netrcok');
    expect(readFileSync(file, 'utf8')).toBe(before.replace('# two', '#\n# two'));
  });
  await test.step('an entry goes into the keychain; its line is a place of use', async () => {
    const mended = readFileSync(file, 'utf8');
    expect(await main.textContent()).not.toContain('hunter2');
    await main.getByRole('button', { name: /the key of ftp\.test/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take into keychain' }).click();
    await main.getByRole('button', { name: 'me at ftp.test, from .netrc' }).click();
    await expect(tess.detail).toContainText('me@ftp.test');
    await expect(tess.detail).toContainText('present');
    expect(readFileSync(file, 'utf8')).toBe(mended);
  });
  await test.step('a secret that is nowhere else is kept before its line is written over', async () => {
    await tess.keepOther('https://lk.test/labkey', 'New key', KEY);
    await tess.open('New key');
    await tess.act(/^Copy export/);
    const panel = tess.exportDialog;
    await panel.previewNetrc();
    await expect(panel.netrc).toContainText('a secret that Tessera has nowhere else');
    await expect(panel.netrc.getByRole('checkbox', { name: /^Keep it in/ })).toBeChecked();
    await panel.putInNetrc();
    await panel.cancel();
    expect(readFileSync(file, 'utf8')).toContain(`machine lk.test login apikey password ${KEY}\n`);
    await tess.open('lk.test, from .netrc');
    await tess.act(/^Reveal/);
    await expect(page.getByTestId('revealed')).toHaveText(old);
  });
});
