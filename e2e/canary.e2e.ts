import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Search } from './canary';
import { CanaryRun, readTrace, recordedApp } from './canary-run';
import { expect, test } from './fixture';
import { startRelay } from './relay';

const random = (): string => randomBytes(9).toString('hex');
const PASSWORD = `Kanarie ${random()}+/é`;
const PASSPHRASE = `vault & kanarie=${random()}%`;
const KEY = { note: null, scopes: ['read:metadata', 'read:data'], expiresAt: null };

test('the search finds a planted canary in every place and form that it looks into', async ({ bench }) => {
  const search = new Search();
  const secret = `${random()}+/, é${random()}`;
  const long = random() + random() + random();
  search.watch({ name: 'planted', secret }, { name: 'long', secret: long });
  const plant = (name: string, bytes: Buffer | string) => {
    mkdirSync(join(bench.folder, 'planted', name), { recursive: true });
    writeFileSync(join(bench.folder, 'planted', name, 'file'), bytes);
    return search.folder(join(bench.folder, 'planted', name));
  };
  const forms: Record<string, Buffer | string> = {
    raw: `before ${secret} after`,
    utf16: Buffer.from(`x${secret}`, 'utf16le'),
    percent: `?api_key=${encodeURIComponent(secret)}`,
    form: new URLSearchParams({ password: secret }).toString(),
    json: JSON.stringify({ secret }),
    calendar: `SUMMARY:${secret.replace(',', '\\,')}`,
    base64: Buffer.from(secret).toString('base64'),
    base64url: Buffer.from(secret).toString('base64url'),
    basic1: Buffer.from(`a:${secret}`).toString('base64'),
    basic2: Buffer.from(`al:${secret}`).toString('base64'),
    basic3: Buffer.from(`alice:${secret}`).toString('base64'),
    folded: `DESCRIPTION:${secret.slice(0, 9)}\r\n ${secret.slice(9)}\r\n`,
    foldedInALetter: Buffer.concat([Buffer.from(secret).subarray(0, 22), Buffer.from('\r\n '), Buffer.from(secret).subarray(22)]),
    beginning: `“${long.slice(0, 30)}…”`,
    end: `…${long.slice(-30)}`,
  };
  for (const [name, bytes] of Object.entries(forms)) expect(plant(name, bytes), name).not.toEqual([]);
  expect(plant('nothing', 'nothing here')).toEqual([]);

  const byArgument = spawn('sleep', ['20', secret].slice(0, 1), { argv0: secret, stdio: 'ignore' });
  const byEnvironment = spawn('sleep', ['20'], { env: { X: secret, PATH: process.env.PATH }, stdio: 'ignore' });
  try {
    await expect.poll(() => search.processes(byArgument.pid ?? 0)).not.toEqual([]);
    await expect.poll(() => search.processes(byEnvironment.pid ?? 0)).not.toEqual([]);
    await expect.poll(() => search.processes(process.pid).length).toBeGreaterThanOrEqual(2);
  } finally {
    byArgument.kill();
    byEnvironment.kill();
  }

  const recorded = recordedApp(bench);
  const { page } = await bench.start(recorded.env, recorded.appDir);
  expect(await search.page(page)).toEqual([]);
  const plants: Record<string, (s: string) => void> = {
    text: (s) => document.querySelector('main')?.append(s),
    field: (s) => document.body.append(Object.assign(document.createElement('input'), { value: s, hidden: true })),
    storage: (s) => localStorage.setItem('x', s),
    attribute: (s) => document.body.setAttribute('data-x', s),
  };
  for (const [name, put] of Object.entries(plants)) {
    const own = { name: `planted as ${name}`, secret: random() };
    search.watch(own);
    expect(await search.page(page)).toEqual([]);
    await page.evaluate(put, own.secret);
    expect((await search.page(page)).join('\n'), name).toContain(own.name);
    await page.reload();
    await page.getByRole('main').waitFor();
    await page.evaluate(() => localStorage.clear());
  }
  // The recorder hears the window's calls.
  await page.evaluate(
    (s) =>
      (window as unknown as { tessera: { invoke(m: string, a: unknown): Promise<unknown> } }).tessera.invoke('keys.find', {
        secret: { typed: s },
      }),
    'x',
  );
  const trace = readTrace(recorded.trace);
  expect(trace.rest).toContain('"app.snapshot"');
  expect(trace.rest).toContain('"keys.find"');
});

test.describe('canaries', () => {
  test.use({
    tiledOptions: {
      accessSeconds: 2,
      providers: [{ name: 'toy', mode: 'internal', users: { alice: PASSWORD }, confirmationMessage: null }],
    },
  });

  test('password, tokens, passphrase and keys are found nowhere but where the user put them', async ({ bench }) => {
    test.setTimeout(150_000);
    const { tiled } = bench;
    const relay = await startRelay(tiled.url);
    const chosen = join(bench.folder, 'chosen.env');
    const run = new CanaryRun(bench, {
      allowed: [chosen],
      learn: (search) => {
        for (const [, token] of relay.sent().matchAll(/"refresh_token":\s*"([^"]+)"/g))
          if (token) search.watch({ name: 'refresh token', secret: token });
        for (const [, token] of relay.sent().matchAll(/authorization: Bearer (\S+)/gi))
          if (token) search.watch({ name: 'access token', secret: token });
      },
    });
    const { search } = run;
    const inUrl = tiled.addKey('alice', { ...KEY, note: 'was in a URL' });
    const typed = tiled.addKey('alice', { ...KEY, note: 'was typed' });
    const pasted = tiled.addKey('alice', { ...KEY, note: 'was pasted' });
    const wrong = randomBytes(36).toString('hex');
    search.watch(
      { name: 'password', secret: PASSWORD },
      { name: 'passphrase', secret: PASSPHRASE },
      { name: 'key in a URL', secret: inUrl },
      { name: 'typed key', secret: typed },
      { name: 'pasted key', secret: pasted },
      { name: 'refused key', secret: wrong },
    );
    try {
      const { tess, control } = await run.open();
      await run.step('a key in the address', async () => {
        const add = await tess.addServer();
        await add.ask(`${relay.url}/ui/browse?api_key=${inUrl}`);
        await add.confirm();
        await add.button('Done').click();
        await expect(tess.row('was in a URL')).toContainText('held and live');
      });
      await run.step('the password, first a wrong one', async () => {
        await tess.command('Sign in');
        await tess.signInDialog.withPassword('alice', `${PASSWORD} not`);
        await expect(tess.signInDialog.problem.first()).toBeVisible();
        await tess.signInDialog.withPassword('alice', PASSWORD);
        await expect(tess.anyDialog).toHaveCount(0);
      });
      await run.step('typed, not yet sent', async () => {
        await tess.open('was typed');
        await tess.act(/^Hold this key/);
      });
      await run.step('a typed key', async () => {
        await tess.holdDialog.type(typed);
        await tess.holdDialog.submit();
        await tess.holdDialog.done();
        await expect(tess.row('was typed')).toContainText('held and live');
      });
      await run.step('a key from the clipboard', async () => {
        await control.writeClipboard(`export TILED_API_KEY="${pasted}"`);
        await tess.command('Hold a key');
        await tess.holdDialog.paste();
      });
      await run.step('kept', async () => {
        await tess.holdDialog.submit();
        await tess.holdDialog.done();
        await expect(tess.row('was pasted')).toContainText('held and live');
      });
      await run.step('a key that the server refuses', async () => {
        await tess.command('Hold a key');
        await tess.holdDialog.type(wrong);
        await tess.holdDialog.submit();
        await expect(tess.holdDialog.problem).toContainText('does not accept');
        await tess.holdDialog.cancel();
      });
      await run.step('a key pasted into the search field', async () => {
        await tess.page.getByRole('searchbox').fill(pasted);
        await expect(tess.page.getByRole('searchbox')).toHaveValue('');
      });
      await run.step('a created key, shown for a moment, copied', async () => {
        const create = await tess.create();
        await create.note.fill('was created');
        await create.submit();
        await tess.newSecret.copyExport();
        await expect.poll(() => control.readClipboard()).toMatch(/^export TILED_API_KEY='[0-9a-f]{72}'$/);
        const created = /'(.*)'/.exec(await control.readClipboard())?.[1] ?? '';
        search.watch({ name: 'created key', secret: created });
        await tess.newSecret.reveal();
        await expect(tess.newSecret.revealed).toHaveText(created);
        expect(search.text('reveal', await tess.page.content())).not.toEqual([]);
        await control.emitWindow(null, 'blur');
        await tess.page.evaluate(() => window.dispatchEvent(new Event('blur')));
        await expect(tess.newSecret.revealed).toHaveText('');
        await tess.newSecret.done();
      });
      await run.step('written to a chosen file', async () => {
        await tess.open('was created');
        await tess.act(/^Copy export/);
        await tess.exportDialog.path.fill(chosen);
        await tess.exportDialog.preview();
        await tess.exportDialog.write();
        expect(search.text('', readFileSync(chosen, 'utf8'))).not.toEqual([]);
        await tess.exportDialog.cancel();
      });
      await run.step('answers that break off and repeat', async () => {
        tiled.fault({ fault: { kind: 'resetMidBody' }, method: 'POST', path: '/auth/apikey' });
        const create = await tess.create();
        await create.note.fill('broke off');
        await create.submit();
        await expect(create.problem).toContainText('nobody has its secret');
        await create.cancel();
        tiled.fault({ fault: { kind: 'serverError' } });
        await tess.refresh();
      });
      await run.step('a vault with a passphrase, and a session renewed', async () => {
        await tess.command('Keychain');
        await tess.keychainDialog.button(/^Keep secrets somewhere else/).click();
        await tess.keychainDialog.makeVault(PASSPHRASE);
        await expect(tess.keychainDialog.box).toHaveCount(0);
        await tess.makeKey('in the vault');
        await tess.page.waitForTimeout(2_100);
        await tess.refresh();
      });
      expect(relay.sent()).toContain('refresh_token');
      await run.step('after the quit', async () => {
        expect(await run.close()).toBe(0);
      });
      const again = await run.open();
      await run.step('the next start, the vault opened, first with a wrong passphrase', async () => {
        await again.tess.main.getByRole('button', { name: /^Unlock/ }).click();
        await again.tess.keychainDialog.openVault(`${PASSPHRASE} not`);
        await expect(again.tess.keychainDialog.problem.first()).toBeVisible();
        await again.tess.keychainDialog.openVault(PASSPHRASE);
        await expect(again.tess.keychainDialog.box).toHaveCount(0);
        await again.tess.refresh();
      });
      await run.step('revoked, signed out, forgotten', async () => {
        await again.tess.open('was created');
        await again.tess.act(/^Revoke key/);
        await again.tess.revokeDialog.confirm();
        await again.tess.revokeDialog.button(/^Remove line/).click();
        await expect(again.tess.revokeDialog.box).toContainText('Line removed');
        await again.tess.revokeDialog.done();
        expect(existsSync(chosen) ? search.text('the chosen file', readFileSync(chosen, 'utf8')) : []).toEqual([]);
        await again.tess.open('was typed');
        await again.tess.act(/^Forget secret/);
        await again.tess.anyDialog.getByRole('button', { name: /^Forget secret/ }).click();
        await expect(again.tess.row('was typed')).toContainText('live, not held here');
      });
      await run.step('at the end', async () => {
        await run.close();
      });
      // It was a run with something to find: all were sent, and the one revealed key crossed to the window.
      expect(search.count).toBeGreaterThanOrEqual(9);
      const { revealed, lines } = run.trace;
      expect(search.text('', revealed)).not.toEqual([]);
      expect(lines).toBeGreaterThan(50);
      for (const secret of [inUrl, typed, pasted, wrong]) expect(relay.sent().includes(secret)).toBe(true);
    } finally {
      await run.stop();
      await relay.stop();
    }
  });
});
