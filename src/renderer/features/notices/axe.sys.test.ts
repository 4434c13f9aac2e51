import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { command, press, top } from '../../../../test-support/dialogs/by-hand';
import { launchBrowser, type OpenOptions, openScene, type ServedWindow, serveWindow } from '../../../../test-support/renderer/harness.mjs';

/** Warnings, activity, logins, replacements and the demo's time under axe, without exceptions. */

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let served: ServedWindow;
let browser: Browser;
let page: Page;
let context: BrowserContext | null = null;
let faults: string[] = [];

beforeAll(async () => {
  [served, browser] = await Promise.all([serveWindow(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});
afterEach(async () => {
  await context?.close();
  context = null;
  expect(faults).toEqual([]);
});

async function open(scene: OpenOptions['scene'] = { notices: true }, options: OpenOptions = {}): Promise<void> {
  ({ page, context, faults } = await openScene(browser, served, { scene, ...options }));
}

async function findings(): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary?.split('\n')[1] ?? ''}`));
  });
}

const sidebar = (name: RegExp) => page.getByRole('navigation').getByRole('button', { name });
const pane = () => page.getByRole('complementary');
const banner = () => page.getByRole('region', { name: 'Urgent warnings' });

async function warnings(): Promise<void> {
  await sidebar(/^Warnings/).click();
  await page.getByRole('heading', { name: 'Warnings', level: 2 }).waitFor();
}
async function activity(): Promise<void> {
  await sidebar(/^Activity/).click();
  await page.getByText('1,000 entries').waitFor();
}
async function details(name: RegExp): Promise<void> {
  await page.getByRole('row', { name }).click();
  await pane().getByRole('heading', { name: 'History' }).waitFor();
}
async function logins(): Promise<void> {
  await sidebar(/^TileDB Cloud/)
    .first()
    .click();
  await page.getByRole('button', { name: '7 logins are listed…' }).click();
  await top(page).waitFor();
}

describe('axe finds nothing', () => {
  const screens: readonly { readonly name: string; readonly scene?: OpenOptions['scene']; readonly act: () => Promise<unknown> }[] = [
    { name: 'the banner', act: () => banner().waitFor() },
    {
      name: 'warnings, and keys that are quiet',
      act: async () => {
        await warnings();
        await page.getByText('3 keys are quiet').click();
      },
    },
    { name: 'no warnings', scene: {}, act: warnings },
    { name: 'a key that is warned of', act: () => details(/Data validation/) },
    {
      name: 'lead times of a key',
      act: async () => {
        await details(/Data validation/);
        await pane().getByRole('button', { name: 'Lead times of this key' }).click();
        await page.getByRole('button', { name: '90 days' }).waitFor();
      },
    },
    { name: 'activity', act: activity },
    {
      name: 'activity where nothing fits',
      act: async () => {
        await activity();
        await page.getByRole('searchbox', { name: 'Search activity' }).fill('zzz');
        await page.getByText('Nothing fits').waitFor();
      },
    },
    {
      name: 'export of activity',
      act: async () => {
        await activity();
        await page.getByRole('button', { name: 'Export…' }).click();
        await top(page).waitFor();
      },
    },
    {
      name: 'a replacement',
      act: async () => {
        await warnings();
        await page.getByRole('button', { name: 'Make a replacement…: old laptop' }).click();
        await top(page).waitFor();
      },
    },
    {
      name: 'settings',
      act: async () => {
        await page.keyboard.press('Control+,');
        await top(page).getByRole('group', { name: 'Lead times' }).waitFor();
      },
    },
    {
      name: 'a server entry',
      act: async () => {
        await command(page, 'Edit server NSLS-II Tiled');
        await top(page).getByLabel('At its own lead times').check();
      },
    },
    {
      name: 'logins',
      scene: { logins: true },
      act: async () => {
        await logins();
        await press(page, 'Choose all 6 others');
      },
    },
    {
      name: 'a server that hangs and a clock that is off',
      scene: { trouble: true },
      act: async () => {
        await sidebar(/^NSLS-II/)
          .first()
          .click();
        await page.getByText('clock is 10 minutes behind').waitFor();
      },
    },
    {
      name: "the demo's time",
      scene: { demo: true },
      act: async () => {
        await page.getByRole('button', { name: 'Time', exact: true }).click();
        await page.getByRole('button', { name: '+1 day' }).waitFor();
      },
    },
  ];
  for (const theme of ['light', 'dark'] as const)
    for (const { name, scene, act } of screens)
      test(`in ${name}, ${theme}`, async () => {
        await open(scene ?? { notices: true }, { theme });
        await act();
        expect(await findings()).toEqual([]);
      });
});
