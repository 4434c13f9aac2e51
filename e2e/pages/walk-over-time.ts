import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { DemoServer } from '../../src/domain/views';
import type { Bench, Running } from '../fixture';
import type { ServerKind } from './dialogs';
import { onceStill, type Visit } from './walk';

const KINDS: readonly (readonly [name: string, kind: ServerKind, label: string])[] = [
  ['Demo Tiled', 'Tiled', 'Beamline 7'],
  ['Demo LabKey', 'LabKey Server', 'Lab LIMS'],
  ['Demo TileDB (Carrara)', 'TileDB Cloud', 'Carrara'],
];

/**
 * Walks through what somebody uses who looks after keys for months: the table as they want it, what lives until when, warnings, the log. The
 * app is a demo, whose time is moved.
 */
export async function walkOverTime(app: Running, bench: Bench, visit: Visit): Promise<void> {
  const { tess, page } = app;
  const at = onceStill(page, visit);
  const leave = async () => {
    await page.keyboard.press('Escape');
    await expect(tess.anyDialog).toHaveCount(0);
  };
  /** What was said in passing lies on what is to be seen. */
  const quiet = async (said: RegExp) => {
    await tess.toast(said).waitFor();
    for (const button of await page.getByRole('button', { name: 'Dismiss' }).all()) await button.click();
  };
  const servers = await page.evaluate(async () => {
    const { tessera } = window as unknown as {
      tessera: { invoke(m: string, a: object): Promise<{ value: { run: { demoServers: readonly DemoServer[] } } }> };
    };
    return (await tessera.invoke('app.snapshot', {})).value.run.demoServers;
  });
  for (const [name, kind, label] of KINDS) {
    const server = servers.find((s) => s.name === name);
    const add = await tess.addServer();
    await add.ask(server?.address ?? '', kind);
    await add.name.fill(label);
    await add.confirm();
    if (kind === 'TileDB Cloud') await tess.signInDialog.box.getByLabel(/^Workspace/).fill('sensors');
    await tess.signInDialog.withPassword(server?.user ?? '', server?.password ?? '');
    if (kind === 'Tiled') await tess.signInDialog.finish();
    await expect(tess.anyDialog).toHaveCount(0);
  }
  await tess.sidebar.getByRole('button', { name: /^All keys/ }).click();

  await tableAsWanted(app, at);
  await aliveUntil(app, bench, at);

  await tess.open('HPC reduction jobs');
  await tess.detail.getByRole('button', { name: 'Lead times of this key' }).click();
  await page.getByRole('button', { name: '14 days', exact: true }).click();
  await page.getByRole('button', { name: /^As its server/ }).waitFor();
  await page.keyboard.press('Escape');
  await quiet(/^Lead times of/);
  await tess.detail.getByRole('button', { name: 'Lead times of this key' }).click();
  await at('key-lead-times');
  await page.keyboard.press('Escape');

  await tess.command('Logins listed by Carrara');
  const logins = page.getByRole('dialog', { name: 'Logins' });
  await logins.getByRole('checkbox').last().check();
  await at('logins');
  await leave();

  await tess.sidebar.getByRole('button', { name: /^Warnings/ }).click();
  await tess.main.getByRole('heading', { name: 'Warnings' }).waitFor();
  const time = tess.statusLine.getByRole('button', { name: /^Time/ });
  const week = page.getByRole('button', { name: '+1 week' });
  await time.click();
  await week.waitFor();
  await at('demo-time');
  await page.keyboard.press('Escape');
  for (const days of [7, 14, 21]) {
    await time.click();
    await week.click();
    await tess.statusLine.getByRole('button', { name: `Time: ${days} days ahead` }).waitFor();
    await page.keyboard.press('Escape');
    // A login is renewed while it can be: the servers are asked before the next week is over.
    await tess.command('Refresh all servers');
    await expect(tess.statusLine).toContainText('Refreshed just now');
  }
  await expect(tess.main.getByRole('heading', { name: /^“HPC reduction jobs” ends in/ })).toBeVisible();
  await at('warnings');
  await tess.main.getByRole('button', { name: 'This one may die: HPC reduction jobs' }).click();
  await expect(tess.main.getByRole('heading', { name: /HPC reduction jobs/ })).toHaveCount(0);
  await quiet(/may die/);
  await tess.main.getByText('1 key is quiet by your own choice').click();
  await tess.main.getByRole('button', { name: 'Warn of its end again: HPC reduction jobs' }).scrollIntoViewIfNeeded();
  await at('warnings-quiet');

  await tess.sidebar.getByRole('button', { name: 'Activity' }).click();
  await page.getByRole('heading', { name: 'Activity', level: 2 }).waitFor();
  await at('activity');
  await tess.main.getByRole('button', { name: 'Export…' }).click();
  await tess.anyDialog.getByRole('textbox', { name: 'File' }).waitFor();
  await at('activity-export');
  await leave();
}

/** Under their servers, with other columns, as a view of one's own. */
async function tableAsWanted({ tess, page }: Running, at: Visit): Promise<void> {
  await tess.main.getByRole('button', { name: 'Group by server' }).click();
  await page.getByRole('treegrid', { name: 'Keys' }).waitFor();
  await at('grouped');
  await tess.main.getByRole('button', { name: 'Columns' }).click();
  const columns = page.getByRole('group', { name: 'Columns' });
  await columns.getByRole('checkbox', { name: 'Created' }).uncheck();
  await at('columns');
  await page.keyboard.press('Escape');
  await tess.main.getByRole('button', { name: 'Views', exact: true }).click();
  await page.getByRole('textbox', { name: 'Save what is shown as' }).fill('By server, the narrow way');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'By server, the narrow way', exact: true }).waitFor();
  await at('views');
  await page.keyboard.press('Escape');
  await tess.main.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'Reset columns' }).click();
  await page.keyboard.press('Escape');
  await tess.main.getByRole('button', { name: 'Group by server' }).click();
  await tess.grid.waitFor();
}

/** Until when which key lives, here and in a calendar. */
async function aliveUntil({ tess, page }: Running, bench: Bench, at: Visit): Promise<void> {
  await tess.main.getByRole('button', { name: 'Alive until…?' }).click();
  await page.getByLabel('Another moment').waitFor();
  await at('alive-until');
  await page.getByRole('button', { name: /^In 1 week/ }).click();
  await tess.main.getByText(/keys will not make it/).waitFor();
  await at('alive-until-answer');
  await page.getByRole('button', { name: 'Ask no more about this moment' }).click();

  await tess.command('Save ends as a calendar');
  const calendar = page.getByRole('dialog', { name: 'Save ends as a calendar' });
  await calendar.getByRole('textbox', { name: 'File' }).fill(join(bench.folder, 'key-expiries.ics'));
  await at('calendar');
  await page.keyboard.press('Enter');
  await calendar.getByText(/written to/).waitFor();
  await at('calendar-saved');
  await page.keyboard.press('Escape');
  await expect(tess.anyDialog).toHaveCount(0);
}
