import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture';
import { type Visit, walk } from './pages/walk';
import { walkKinds } from './pages/walk-kinds';
import { walkOverTime } from './pages/walk-over-time';

/** Findings as short lines; empty is the only good answer, there are no exceptions. */
async function findings(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Legacy mode keeps to this page: the app has no second one.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations, passes } = await (rules ? axe.withRules([...rules]) : axe).analyze();
  expect(passes.length).toBeGreaterThan(0);
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${n.failureSummary?.split('\n')[1]?.trim() ?? ''}`));
}

/** What scrolls in both directions: a person would have to chase the text. A box of code may scroll sideways, and only that. */
const scrolledBothWays = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('html, body, body *')]
      .filter((e) => {
        const { overflowX, overflowY } = getComputedStyle(e);
        const scrolls = (overflow: string) => overflow === 'auto' || overflow === 'scroll';
        return (
          scrolls(overflowX) && e.scrollWidth > e.clientWidth + 1 && (scrolls(overflowY) ? e.scrollHeight > e.clientHeight + 1 : false)
        );
      })
      .map((e) => `scrolls both ways: ${e.tagName.toLowerCase()}.${e.className} (${e.scrollWidth} in ${e.clientWidth})`),
  );

test.use({ tiledOptions: { seed: 'demo' } });
// The walks are the longest tests there are: side by side they do not keep a worker waiting.
test.describe.configure({ mode: 'parallel' });

/** Looks at each screen in both schemes and collects what is wrong, by the screen's name. */
function examined(page: Page): { readonly found: Record<string, string[]>; readonly visit: Visit } {
  const found: Record<string, string[]> = {};
  const visit: Visit = async (screen) => {
    await page.emulateMedia({ colorScheme: 'light' });
    const light = [...(await findings(page)), ...(await scrolledBothWays(page))];
    // What depends on the colours is all that the dark scheme changes.
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await findings(page, ['color-contrast']);
    if (light.length + dark.length > 0) found[screen] = [...light, ...dark.map((f) => `dark ${f}`)];
  };
  return { found, visit };
}

test('axe finds nothing on any screen, in light and in dark, and nothing scrolls both ways', async ({ app, bench }) => {
  test.setTimeout(240_000);
  const { found, visit } = examined(app.page);
  await walk(app, bench, visit);
  expect(found).toEqual({});
});

test('nor on any screen that LabKey and TileDB bring along', async ({ app, bench }) => {
  test.setTimeout(240_000);
  const { found, visit } = examined(app.page);
  await walkKinds(app, bench, visit);
  expect(found).toEqual({});
});

test('nor on any screen of somebody who looks after keys over time', async ({ bench }) => {
  test.setTimeout(240_000);
  const app = await bench.start({ TESSERA_DEMO: '1' });
  const { found, visit } = examined(app.page);
  await walkOverTime(app, bench, visit);
  expect(found).toEqual({});
});

test('axe and the look at scrolling would find something: a picture without text, grey on grey, a wide text in a high box', async ({
  app,
}) => {
  await app.page.evaluate(() => {
    const image = document.createElement('img');
    const grey = document.createElement('p');
    grey.textContent = 'hard to read';
    grey.style.color = '#999';
    grey.style.background = '#aaa';
    const box = document.createElement('div');
    box.style.cssText = 'overflow: auto; width: 100px; height: 100px';
    const wide = document.createElement('p');
    wide.textContent = 'wide';
    wide.style.cssText = 'width: 300px; height: 300px';
    box.append(wide);
    document.querySelector('main')?.append(image, grey, box);
  });
  expect(await scrolledBothWays(app.page)).toHaveLength(1);
  const found = (await findings(app.page)).join('\n');
  expect(found).toContain('image-alt');
  expect(found).toContain('color-contrast');
});

test('the main job by keyboard alone, with forced colours and reduced motion', async ({ app, bench }) => {
  const { tess, page, control } = app;
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  /** Tab until the element with this name has the focus; what cannot be reached by Tab fails. */
  const tabTo = async (name: RegExp, role?: string) => {
    const seen: string[] = [];
    for (let i = 0; i < 80; i++) {
      const here = await page.evaluate(() => {
        const e = document.activeElement;
        const label = e instanceof HTMLInputElement ? [...(e.labels ?? [])].map((l) => l.textContent).join(' ') : '';
        return {
          text: `${e?.getAttribute('aria-label') ?? ''} ${label} ${e?.textContent ?? ''}`.trim(),
          role: e?.getAttribute('role') ?? e?.tagName.toLowerCase() ?? '',
        };
      });
      seen.push(here.text.slice(0, 30));
      if (name.test(here.text) && (role === undefined || here.role === role)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${name} was not reached by Tab; seen: ${seen.join(' | ')}`);
  };
  const press = (key: string) => page.keyboard.press(key);
  const type = (text: string) => page.keyboard.type(text);

  await tabTo(/^Add server/);
  await press('Enter');
  await tabTo(/Server address/, 'input');
  await type(bench.tiled.url);
  await press('Enter');
  await page.getByRole('dialog', { name: 'This is the server' }).waitFor();
  await press('Enter');
  await page.getByRole('dialog', { name: /^Sign in/ }).waitFor();
  await tabTo(/User name/, 'input');
  await type('alice');
  await tabTo(/^Password/, 'input');
  await type('secret1');
  await press('Enter');
  await tess.signInDialog.message.waitFor();
  await press('Enter');
  await expect(tess.anyDialog).toHaveCount(0);
  await tabTo(/^Create key/);
  await press('Enter');
  await page.getByRole('dialog', { name: 'Create a key' }).waitFor();
  await tabTo(/^Note/, 'input');
  await type('Typed by hand');
  await press('Enter');
  await tess.newSecret.box.waitFor();
  await tabTo(/^Copy bash/);
  await press('Enter');
  await expect.poll(() => control.readClipboard()).toMatch(/^export TILED_API_KEY='[0-9a-f]{72}'$/);
  await press('Escape');
  await expect(tess.anyDialog).toHaveCount(0);
  await press('Control+f');
  await type('typed by');
  await press('ArrowDown');
  await press('Enter');
  await tabTo(/^Revoke key/);
  await press('Enter');
  await tess.revokeDialog.consequences.waitFor();
  await tabTo(/^Revoke key/);
  // The button takes no key in its first moment, so that the Enter that opened the dialog does not revoke.
  await expect(tess.revokeDialog.button('Revoke key')).toBeEnabled();
  await press('Enter');
  await page.getByRole('dialog', { name: 'Key revoked' }).waitFor();
  await press('Escape');
  await expect(tess.row('Typed by hand')).toHaveCount(0);
  // Forced colours keep what a colour alone would say: the tile's shape is drawn with lines.
  expect(
    await page.evaluate(() => matchMedia('(forced-colors: active)').matches && matchMedia('(prefers-reduced-motion: reduce)').matches),
  ).toBe(true);
});
