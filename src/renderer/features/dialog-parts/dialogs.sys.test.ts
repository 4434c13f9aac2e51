import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { top } from '../../../../test-support/dialogs/by-hand';
import { SCENES } from '../../../../test-support/dialogs/scenes';
import { launchBrowser, openScene, type ServedWindow, serveWindow } from '../../../../test-support/renderer/harness.mjs';

/**
 * Every dialog in light and dark: axe finds nothing, the page has no error, the content policy refuses nothing. With TESSERA_PICTURES set
 * to a folder, each is also left there as a picture to be looked at.
 */
let served: ServedWindow;
let browser: Browser;
const pictures = process.env.TESSERA_PICTURES;

beforeAll(async () => {
  [served, browser] = await Promise.all([serveWindow(), launchBrowser()]);
  if (pictures) await mkdir(pictures, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** What axe finds in the open dialogs, one line a finding. Legacy mode spares it a page of its own for each run. */
async function findings(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).include('dialog[open]').setLegacyMode(true);
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`);
}

/** Parts of the open dialog that scroll sideways, but for lines of code, which do so by themselves. A wide line must not push buttons out of sight. */
const widened = (page: Page): Promise<string[]> =>
  top(page).evaluate((dialog) =>
    [dialog, ...dialog.querySelectorAll('*')]
      .filter(
        (e) =>
          e.scrollWidth > e.clientWidth + 1 &&
          /auto|scroll/.test(getComputedStyle(e).overflowX) &&
          e.querySelector(':scope > pre') === null,
      )
      .map((e) => `${e.tagName}.${e.className}`),
  );

test.each(SCENES)('$name', async ({ name, scene, open }) => {
  const { page, context, faults } = await openScene(browser, served, { width: 1100, height: 820, ...(scene ? { scene } : {}) });
  try {
    await open(page);
    await top(page).waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await widened(page)).toEqual([]);
    if (pictures) await page.screenshot({ path: join(pictures, `${name}-light.png`) });
    // The same elements in other colours: only what depends on colour can differ.
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findings(page, ['color-contrast', 'link-in-text-block'])).toEqual([]);
    if (pictures) await page.screenshot({ path: join(pictures, `${name}-dark.png`) });
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
});
