import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { binFolder, cleanEnvironment, prepare, startRealTiled, USERS } from '../test-support/tiled/real.mjs';
import { expect, test } from './fixture';
import { statusWithKey } from './use-key';

const VERSION = '0.2.16';

test('main job against a real Tiled server, its key used by the real Python client @real', async ({ bench }) => {
  test.setTimeout(180_000);
  const prepared = await prepare({ versions: [VERSION] });
  if (!prepared.ok) {
    if (process.env.CI) throw new Error(`The real Tiled server is compulsory in CI and cannot be made here: ${prepared.why}`);
    console.error(`\n${'!'.repeat(80)}\nNOT TESTED against a real Tiled server: ${prepared.why}\n${'!'.repeat(80)}\n`);
    test.skip(true, prepared.why);
    return;
  }
  const real = await startRealTiled({ version: VERSION });
  try {
    const { tess, control } = await bench.start();
    await tess.connect(real.url, 'alice', USERS.alice);
    const create = await tess.create();
    await create.note.fill('Real run');
    await create.submit();
    await tess.newSecret.copyExport();
    await expect.poll(() => control.readClipboard()).toMatch(/^export TILED_API_KEY='[0-9a-f]{72}'$/);
    const line = await control.readClipboard();
    await tess.newSecret.done();
    await expect(tess.row('Real run')).toContainText('held and live');

    // The line as copied, in a real shell, for the real client: the secret goes in on stdin and is in no argument.
    const program = 'from tiled.client import from_uri; import sys; print(type(from_uri(sys.argv[1])).__name__)';
    const script = `${line}\nexec '${join(binFolder(VERSION), 'python')}' -c '${program}' '${real.url}'\n`;
    const used = () => spawnSync('bash', ['-s'], { input: script, env: cleanEnvironment(real.folder), encoding: 'utf8', timeout: 60_000 });
    const first = used();
    expect(first.status, first.stderr.slice(-500)).toBe(0);
    expect(first.stdout.trim()).toBe('Container');
    const secret = /'(.*)'/.exec(line)?.[1] ?? '';
    expect(await statusWithKey(real.url, secret)).toBe(200);

    await tess.open('Real run');
    await tess.act(/^Revoke key/);
    await tess.revokeDialog.confirm();
    await tess.revokeDialog.done();
    await expect(tess.row('Real run')).toHaveCount(0);
    expect(await statusWithKey(real.url, secret)).toBe(401);
    expect(used().status).not.toBe(0);
  } finally {
    await real.stop();
  }
});
