import { expect, test } from './fixture';

const ADMIN = 'admin@lab.test';
/** A morning in November: ages and ends of the keys are the same at every run. */
const NOW = Date.UTC(2026, 10, 18, 8, 30);
const FROZEN = { TESSERA_NOW: String(NOW) };
const SITE = { seed: 'demo', now: () => NOW, limiterScale: 0 } as const;

test('an administrator sees everybody’s keys, finds the unused ones, and revokes many after typing the words', async ({ bench }) => {
  const labkey = await bench.labkey(SITE);
  const { tess, page } = await bench.start(FROZEN);
  await tess.connect(labkey.url, ADMIN, 'secret2', 'LabKey Server');

  await test.step('at first the list is the administrator’s own', async () => {
    await expect(tess.rows).toHaveCount(1);
    await expect(tess.row('Backup check')).toBeVisible();
    expect(await tess.columns()).not.toContain('Belongs to');
  });
  await test.step('everybody’s keys, each with its owner', async () => {
    await tess.goTo(ADMIN);
    await expect(tess.everyoneSwitch).not.toBeChecked();
    await tess.everyoneSwitch.click();
    await expect(tess.everyoneSwitch).toBeChecked();
    await expect(tess.rows).toHaveCount(9);
    expect(await tess.columns()).toContain('Belongs to');
    await expect(tess.row('Panorama upload')).toContainText('grace');
    await expect(tess.row('Flow cytometry import')).toContainText('ada');
  });
  await test.step('filtered by owner, and by what nobody has used for long', async () => {
    await tess.filter('Belongs to', /^grace/);
    await expect(tess.rows).toHaveCount(2);
    await tess.filter('Belongs to', /^grace/);
    await expect(tess.rows).toHaveCount(9);
    await tess.filter('Unused', /^for 30 days/);
    await expect(tess.rows).toHaveCount(2);
    await expect(tess.row('Old laptop')).toBeVisible();
    await expect(tess.row('Workshop 2026')).toBeVisible();
    await page.getByRole('button', { name: /Take this filter away$/ }).click();
    await tess.filter('Belongs to', /^ada/);
    await expect(tess.rows).toHaveCount(6);
  });
  const revoke = tess.revokeDialog;
  await test.step('all of ada’s: counted first, nothing without the words', async () => {
    await tess.rows.first().click();
    await page.keyboard.press('Control+a');
    await expect(tess.main.getByText('6 keys selected')).toBeVisible();
    const asked = labkey.requests.length;
    await tess.main.getByRole('button', { name: 'Revoke 6 keys…' }).click();
    await expect(revoke.counts).toContainText('Of other users');
    await expect(revoke.counts.getByRole('row').last()).toContainText('66');
    expect(labkey.requests.length).toBe(asked);
    await revoke.words.fill('revoke 5 keys');
    await revoke.words.press('Enter');
    await expect(revoke.button('Revoke 6 keys')).toHaveAttribute('aria-disabled', 'true');
    expect(labkey.state.keys).toHaveLength(9);
  });
  await test.step('with the words: gone, and only these', async () => {
    await revoke.words.fill('revoke 6 keys');
    await expect(revoke.button('Revoke 6 keys')).not.toHaveAttribute('aria-disabled', 'true');
    await revoke.confirm();
    await expect(revoke.result).toHaveAccessibleName('6 keys revoked');
    await revoke.done();
    const ada = labkey.state.userOf('ada@lab.test')?.id;
    expect(labkey.state.keys.filter((k) => k.userId === ada)).toEqual([]);
    expect(labkey.state.keys.map((k) => k.description).sort()).toEqual(['Backup check', 'Panorama upload', 'cron on labhost']);
  });
  await test.step('one key of somebody else asks for the words, too', async () => {
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await tess.open('Panorama upload');
    await tess.act(/^Revoke key/);
    await expect(revoke.button('Revoke key')).toHaveAttribute('aria-disabled', 'true');
    await revoke.words.fill('revoke 1 key');
    await revoke.confirm();
    await revoke.result.waitFor();
    await revoke.done();
    await expect(tess.rows).toHaveCount(2);
  });
  await test.step('and back to one’s own', async () => {
    await tess.everyoneSwitch.click();
    await expect(tess.everyoneSwitch).not.toBeChecked();
    await expect(tess.rows).toHaveCount(1);
    expect(labkey.state.keys).toHaveLength(2);
  });
});

test('an ordinary user is offered none of it', async ({ bench }) => {
  const labkey = await bench.labkey(SITE);
  const { tess, page } = await bench.start(FROZEN);
  await tess.connect(labkey.url, 'ada@lab.test', 'secret1', 'LabKey Server');
  await expect(tess.rows).toHaveCount(6);
  await tess.goTo('ada@lab.test');
  await expect(tess.everyoneSwitch).toHaveCount(0);
  expect(await tess.columns()).not.toContain('Belongs to');
  await tess.main.getByRole('button', { name: 'Pages of the server' }).click();
  await expect(page.getByRole('button', { name: /External Tool Access/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /Site Settings|Loggers|APIKeys query/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('keys of all users');
  await expect(page.getByRole('option', { name: /all users/ })).toHaveCount(0);
  // Nor did anything ask the server for other people's keys.
  expect(labkey.requests.filter((r) => r.query.queryName === 'APIKeys' || r.query['query.queryName'] === 'APIKeys')).toEqual([]);
});
