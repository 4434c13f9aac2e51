import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CanaryRun } from './canary-run';
import { expect, test } from './fixture';
import { startRelay } from './relay';

const random = (): string => randomBytes(9).toString('hex');
const hexKey = (): string => randomBytes(32).toString('hex');

test('LabKey: password, cookies, keys and session keys are nowhere but in the .netrc that was asked for', async ({ bench }) => {
  test.setTimeout(120_000);
  const [email, password] = ['ada@lab.test', `Kanarie ${random()}+/é`];
  const labkey = await bench.labkey({ users: [{ email, password }], limiterScale: 0, allowSessionKeys: true });
  const relay = await startRelay(labkey.url);
  const netrc = join(bench.home, '.netrc');
  const run = new CanaryRun(bench, {
    allowed: [netrc],
    learn: (search) => {
      for (const { id } of labkey.state.sessions.values()) search.watch({ name: 'session cookie', secret: id });
    },
  });
  const { search } = run;
  const [typed, pasted, wrong, stale] = [
    labkey.addKey(email, { description: 'was typed' }),
    labkey.addKey(email, { description: 'was pasted' }),
    hexKey(),
    hexKey(),
  ];
  const session = labkey.addSessionKey(email);
  search.watch(
    { name: 'password', secret: password },
    { name: 'typed key', secret: typed },
    { name: 'pasted key', secret: pasted },
    { name: 'refused key', secret: wrong },
    { name: 'stale key', secret: stale },
    { name: 'session key', secret: session },
  );
  writeFileSync(netrc, `machine 127.0.0.1 login apikey password ${stale}\n`, { mode: 0o600 });
  try {
    const { tess, control } = await run.open();
    await run.step('the password, first a wrong one', async () => {
      const add = await tess.addServer();
      await add.ask(relay.url, 'LabKey Server');
      await add.confirm();
      await tess.signInDialog.withPassword(email, `${password} not`);
      await expect(tess.signInDialog.problem.first()).toBeVisible();
      await tess.signInDialog.withPassword(email, password);
      await expect(tess.row('was typed')).toBeVisible();
    });
    await run.step('a typed key, joined by use', async () => {
      await tess.command('Hold a key');
      await tess.holdDialog.type(typed);
      await tess.holdDialog.submit();
      await tess.holdDialog.done();
      await expect(tess.row('was typed')).toContainText('held and live');
    });
    await run.step('a key from the clipboard, in a whole .netrc line', async () => {
      await control.writeClipboard(`machine 127.0.0.1 login apikey password ${pasted}`);
      await tess.command('Hold a key');
      await tess.holdDialog.paste();
      await tess.holdDialog.submit();
      await tess.holdDialog.done();
      await expect(tess.row('was pasted')).toContainText('held and live');
    });
    await run.step('a session key', async () => {
      await tess.command('Hold a key');
      await tess.holdDialog.type(session);
      await tess.holdDialog.kind('Session key');
      await tess.holdDialog.label('a session');
      await tess.holdDialog.submit();
      await tess.holdDialog.done();
      await expect(tess.row('a session')).toContainText('held and live');
    });
    await run.step('a key that the server refuses, and one with a prefix that it never had', async () => {
      await tess.command('Hold a key');
      await tess.holdDialog.type(wrong);
      await tess.holdDialog.submit();
      await expect(tess.holdDialog.problem.first()).toContainText('does not accept');
      await tess.holdDialog.type(`apikey|${wrong}`);
      await tess.holdDialog.submit();
      await expect(tess.holdDialog.problem.first()).toContainText('prefix');
      await tess.holdDialog.cancel();
    });
    await run.step('a created key, copied', async () => {
      const create = await tess.create();
      await create.text('Description').fill('was created');
      await create.submit();
      await tess.newSecret.copyExport();
      await expect.poll(() => control.readClipboard()).toMatch(/^export LABKEY_API_KEY='?[0-9a-f]{64}'?$/);
      search.watch({ name: 'created key', secret: /[0-9a-f]{64}/.exec(await control.readClipboard())?.[0] ?? '' });
      await tess.newSecret.done();
    });
    await run.step('why is it refused: the stale key of the file is looked at', async () => {
      await tess.open('was created');
      await tess.act(/^Why do I get 401/);
      await expect(tess.diagnosis.verdict).toContainText('may be a stale one');
      await tess.diagnosis.button('Close').last().click();
    });
    await run.step('put in .netrc, where the stale key is kept before it goes', async () => {
      await tess.act(/^Copy export/);
      await tess.exportDialog.previewNetrc();
      await tess.exportDialog.putInNetrc();
      expect(search.text('', readFileSync(netrc, 'utf8'))).not.toEqual([]);
      await tess.exportDialog.cancel();
    });
    await run.step('an answer that breaks off', async () => {
      labkey.fault({ fault: { kind: 'resetMidBody' }, method: 'POST', path: 'createApiKey' });
      const create = await tess.create();
      await create.text('Description').fill('broke off');
      await create.submit();
      await expect(create.problem).toContainText('nobody has its secret');
      await create.cancel();
    });
    await run.step('revoked, signed out', async () => {
      await tess.open('was created');
      await tess.act(/^Revoke key/);
      await tess.revokeDialog.confirm();
      await tess.revokeDialog.button(/^Remove line/).click();
      await expect(tess.revokeDialog.box).toContainText('Line removed');
      await tess.revokeDialog.done();
      expect(search.text('.netrc', readFileSync(netrc, 'utf8'))).toEqual([]);
      await tess.signOut();
    });
    await run.step('after the quit', async () => expect(await run.close()).toBe(0));
    const again = await run.open();
    await run.step('the next start', async () => {
      await expect(again.tess.row('was typed')).toBeVisible();
      await expect(again.tess.row('a session')).toHaveCount(0);
    });
    await run.step('at the end', () => run.close());
    expect(search.count).toBeGreaterThanOrEqual(8);
    for (const secret of [typed, pasted, wrong, session])
      expect(relay.sent()).toContain(Buffer.from(`apikey:${secret}`).toString('base64'));
  } finally {
    await run.stop();
    await relay.stop();
  }
});

for (const generation of ['v1', 'v4'] as const)
  test(`TileDB ${generation}: password, login, listed and held tokens are nowhere but in the files that were asked for`, async ({
    bench,
  }) => {
    test.setTimeout(120_000);
    const password = `Kanarie ${random()}+/é`;
    const tiledb = await bench.tiledb({
      generation,
      // The server shows whole tokens in its lists.
      listedToken: 'full',
      users: [{ username: 'grace', password, workspaces: ['sensors'] }],
    });
    const files = ['cloud.json', 'profiles.json'].map((name) => join(bench.home, '.tiledb', name));
    const run = new CanaryRun(bench, {
      allowed: files,
      learn: (search) => {
        for (const { kind, name, secret } of tiledb.state.tokens) search.watch({ name: `${kind} ${name}`, secret });
      },
    });
    const { search } = run;
    const inFile = `im-Klartext-${random()}`;
    search.watch({ name: 'password', secret: password }, { name: 'password in a file', secret: inFile });
    mkdirSync(join(bench.home, '.tiledb'), { mode: 0o700 });
    const before = { version: 1, default: { 'rest.username': 'grace', 'rest.password': inFile } };
    writeFileSync(join(bench.home, '.tiledb', 'profiles.json'), JSON.stringify(before), { mode: 0o600 });
    const listed = tiledb.addToken('grace', { name: 'listed whole', scopes: ['array:read'] });
    const typed = tiledb.addToken('grace', { name: 'was typed', scopes: ['*'] });
    try {
      const { tess, control } = await run.open();
      await run.step('the password, first a wrong one; a list with whole tokens', async () => {
        const add = await tess.addServer();
        await add.ask(tiledb.url, 'TileDB Cloud');
        await add.confirm();
        await tess.signInDialog.withPassword('grace', `${password} not`);
        await expect(tess.signInDialog.problem.first()).toBeVisible();
        await tess.signInDialog.withPassword('grace', password);
        await expect(tess.row('listed whole')).toContainText(listed.slice(-7));
      });
      await run.step('a typed token', async () => {
        await tess.command('Hold a key');
        await tess.holdDialog.type(typed);
        await tess.holdDialog.submit();
        await tess.holdDialog.done();
        await expect(tess.row('was typed')).toContainText('held and live');
      });
      await run.step('a created token, shown for a moment, copied', async () => {
        const create = await tess.create();
        await create.text('Name').fill('was created');
        await create.submit();
        await tess.newSecret.reveal();
        await expect(tess.newSecret.revealed).toHaveText(/\S{12}/);
        await control.emitWindow(null, 'blur');
        await tess.page.evaluate(() => window.dispatchEvent(new Event('blur')));
        await expect(tess.newSecret.revealed).toHaveText('');
        await tess.newSecret.copyExport();
        await expect.poll(() => control.readClipboard()).toContain('TILEDB_REST_TOKEN');
        await tess.newSecret.done();
      });
      await run.step('put into the vendor’s files; the password that stood there is kept first', async () => {
        await tess.open('was created');
        await tess.act(/^Copy export/);
        if (generation === 'v1') await tess.exportDialog.putIn('cloud.json');
        await tess.exportDialog.putIn('profiles.json');
        await tess.exportDialog.cancel();
        expect(readFileSync(files[1] ?? '', 'utf8')).not.toContain(inFile);
        // In the files that were chosen the token is: they are not searched for nothing.
        for (const file of files.slice(generation === 'v1' ? 0 : 1))
          expect(search.text(file, readFileSync(file, 'utf8')).join()).toContain('was created');
      });
      await run.step('an answer that repeats what it was sent', async () => {
        tiledb.fault({ fault: { kind: 'echo' } });
        await tess.refresh();
      });
      await run.step('revoked, signed out', async () => {
        await tess.open('was created');
        await tess.act(/^Revoke key/);
        await tess.revokeDialog.acknowledgement.check();
        await tess.revokeDialog.confirm();
        await tess.revokeDialog.result.waitFor();
        await tess.revokeDialog
          .button(/^Remove (line|all)/)
          .last()
          .click();
        await expect(tess.revokeDialog.box.getByText('Line removed').first()).toBeVisible();
        await tess.revokeDialog.done();
        await tess.signOut();
      });
      await run.step('after the quit', async () => expect(await run.close()).toBe(0));
      for (const file of files.slice(generation === 'v1' ? 0 : 1)) expect(search.text(file, readFileSync(file, 'utf8'))).toEqual([]);
      // Password, login, listed, typed, created, and the password of the file.
      expect(search.count).toBeGreaterThanOrEqual(6);
      expect(search.text('', run.trace.revealed)).not.toEqual([]);
    } finally {
      await run.stop();
    }
  });
