import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { top } from '../../../../test-support/dialogs/by-hand';
import { SCENES } from '../../../../test-support/dialogs/scenes';
import { axeFindings, windowForTests } from '../../../../test-support/renderer/opening';

/**
 * Every dialog in light and dark: axe finds nothing, the page has no error, the content policy refuses nothing. With TESSERA_PICTURES set
 * to a folder, each is also left there as a picture to be looked at.
 */
const openWindow = windowForTests();
const pictures = process.env.TESSERA_PICTURES;

beforeAll(async () => {
  if (pictures) await mkdir(pictures, { recursive: true });
});

const findings = (page: Page, rules?: readonly string[]) => axeFindings(page, { within: 'dialog[open]', ...(rules ? { rules } : {}) });

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
  const page = await openWindow({ width: 1100, height: 820, ...(scene ? { scene } : {}) });
  await open(page);
  await top(page).waitFor();
  expect(await findings(page)).toEqual([]);
  expect(await widened(page)).toEqual([]);
  if (pictures) await page.screenshot({ path: join(pictures, `${name}-light.png`) });
  // The same elements in other colours: only what depends on colour can differ.
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await findings(page, ['color-contrast', 'link-in-text-block'])).toEqual([]);
  if (pictures) await page.screenshot({ path: join(pictures, `${name}-dark.png`) });
});
