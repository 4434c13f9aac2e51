import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixture';

const OTHERS = '# the lab’s settings\r\nexport PYTHONPATH="$HOME/lib"\n\nPLAIN=1 # kept\n';

test('an env file: previewed, written 0600 with all other bytes kept, watched, cleaned when the key is revoked', async ({ app, bench }) => {
  const { tess, control } = app;
  const project = join(bench.home, 'project');
  mkdirSync(project, { recursive: true });
  execFileSync('git', ['init', '-q', project], { env: { PATH: process.env.PATH ?? '', HOME: bench.home } });
  const file = join(project, 'lab.sh');
  writeFileSync(file, OTHERS, { mode: 0o644 });
  await tess.connect(bench.tiled.url, 'alice', 'secret1');
  await tess.makeKey('For the lab file');
  await tess.open('For the lab file');
  await tess.act(/^Copy export/);
  const panel = tess.exportDialog;

  await test.step('the preview shows the change masked, and warns about Git', async () => {
    await control.answerDialog({ canceled: false, filePath: file });
    await panel.file.getByRole('button', { name: /^Choose file/ }).click();
    await expect(panel.path).toHaveValue(file);
    await panel.format('sh');
    await panel.preview();
    await expect(panel.file).toContainText('TILED_API_KEY');
    await expect(panel.file).toContainText('inside the Git work tree');
    await expect(panel.file).toContainText('mode 0644');
    expect(await panel.file.textContent()).not.toMatch(/[0-9a-f]{72}/);
    expect(readFileSync(file, 'utf8')).toBe(OTHERS);
  });
  const secretIn = () => /TILED_API_KEY='?([0-9a-f]{72})'?/.exec(readFileSync(file, 'utf8'))?.[1] ?? null;
  await test.step('written: one line more, for its owner alone', async () => {
    await panel.write();
    const text = readFileSync(file, 'utf8');
    const secret = secretIn();
    expect(secret).not.toBeNull();
    expect(bench.tiled.state.useKey(secret ?? '')).not.toBeNull();
    expect(text.startsWith(OTHERS)).toBe(true);
    expect(text.slice(OTHERS.length).trim().split('\n')).toHaveLength(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const sourced = execFileSync('bash', ['-c', '. "$1"; printf %s "$TILED_API_KEY"', 'bash', file], { encoding: 'utf8' });
    expect(sourced).toBe(secret);
    await panel.cancel();
    await expect(tess.detail).toContainText(file);
  });
  await test.step('changed by another program: shown at the next refresh', async () => {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/[0-9a-f]{72}/, 'f'.repeat(72)));
    await tess.refresh();
    await expect(tess.detail).toContainText('changed');
    writeFileSync(file, text);
    await tess.refresh();
    await expect(tess.detail).not.toContainText('changed');
  });
  await test.step('revoking offers the line’s removal in the same dialog', async () => {
    const secret = secretIn() ?? '';
    await tess.act(/^Revoke key/);
    await expect(tess.revokeDialog.consequences).toContainText('1 line');
    await tess.revokeDialog.confirm();
    await expect(tess.revokeDialog.box).toContainText(file);
    expect(readFileSync(file, 'utf8')).toContain(secret);
    await tess.revokeDialog.button(/^Remove line/).click();
    await expect(tess.revokeDialog.box).toContainText('Line removed');
    expect(readFileSync(file, 'utf8')).toBe(OTHERS);
    await tess.revokeDialog.done();
    await expect(tess.rows).toHaveCount(0);
  });
});
