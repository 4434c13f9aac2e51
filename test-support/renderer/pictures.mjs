// Takes pictures of the window over the bridge in memory: node test-support/renderer/pictures.mjs FOLDER [name…]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser, openScene, serveWindow } from './harness.mjs';

/** Name, how to open, and what to do before the picture. */
const SHOTS = {
  'main-light': { theme: 'light', act: selectKey },
  'main-dark': { theme: 'dark', act: selectKey },
  wide: { width: 1760, height: 1000 },
  narrow: { width: 900, height: 700 },
  'narrow-detail': { width: 900, height: 700, act: selectKey },
  'gone-detail': { act: (p) => selectKey(p, 'batch 0x12') },
  'server-view': {
    act: (p) =>
      p
        .getByRole('button', { name: /TileDB Cloud/ })
        .first()
        .click(),
  },
  attention: { act: (p) => p.getByRole('button', { name: /Needs attention/ }).click() },
  'first-run': { scene: { keys: 'empty' } },
  'first-run-dark': { scene: { keys: 'empty', keychain: 'unavailable' }, theme: 'dark' },
  'first-run-demo': { scene: { keys: 'empty', demo: true } },
  'no-keys': { scene: { keys: 'bare' } },
  locked: { scene: { keychain: 'locked', clipboard: true, demo: true } },
  waiting: { scene: { keychain: 'waiting' }, theme: 'dark' },
  offline: { scene: { offline: true } },
  palette: { act: openPalette },
  'palette-dark': {
    theme: 'dark',
    act: async (p) => {
      await openPalette(p);
      await p.keyboard.type('rev');
    },
  },
  'no-match': { act: (p) => p.getByRole('searchbox').fill('zzz nothing') },
  'filter-menu': { act: (p) => p.locator('button[aria-haspopup=menu]', { hasText: 'State' }).click() },
  'multi-select': { act: selectSeveral },
  'create-key': { act: (p) => p.keyboard.press('Control+n') },
  'create-key-dark': { theme: 'dark', act: (p) => p.keyboard.press('Control+n') },
  annotate: { theme: 'dark', act: (p) => fromMenu(p, 'Label, owner, note…') },
  forget: { act: (p) => fromMenu(p, 'Forget secret…') },
  cluster: { act: (p) => p.getByRole('button', { name: /^5 keys near/ }).click() },
  toast: {
    act: async (p) => {
      await selectKey(p);
      await p.getByRole('button', { name: 'Verify now' }).click();
    },
  },
  'context-menu': { theme: 'dark', act: (p) => p.getByRole('row', { name: /Lab dashboard/ }).click({ button: 'right' }) },
  'filter-panel': { act: filterPanel },
  'filter-panel-dark': { theme: 'dark', scene: { administrator: 'all' }, act: filterPanel },
  'filter-chips': { act: filterChips },
  'administrator-own': { scene: { administrator: 'own' }, act: hospitalView },
  'administrator-all': { scene: { administrator: 'all' }, act: hospitalView },
  'administrator-dark': { theme: 'dark', scene: { administrator: 'all' }, act: administratorMarks },
  'linked-detail': {
    scene: { administrator: 'own' },
    act: async (p) => {
      await hospitalView(p);
      await selectKey(p, 'nightly assay upload');
    },
  },
  'session-detail-dark': {
    theme: 'dark',
    scene: { administrator: 'own' },
    act: async (p) => {
      await hospitalView(p);
      await selectKey(p, 'R session of today');
    },
  },
  'server-pages': {
    scene: { administrator: 'own' },
    act: async (p) => {
      await hospitalView(p);
      await p.getByRole('button', { name: 'Pages of the server' }).click();
    },
  },
  forced: { forcedColors: 'active', act: selectKey },
  many: { scene: { rows: 100_000 } },
  netrc: { theme: 'light', act: netrcView },
  'netrc-dark': { theme: 'dark', act: netrcFix },
  'netrc-narrow': { width: 900, height: 700, act: netrcView },
  'netrc-take': { act: netrcTake },
  'netrc-put': { theme: 'light', height: 1000, act: netrcPut },
  'netrc-put-dark': { theme: 'dark', height: 1000, act: netrcPut },
  'netrc-remove': { act: netrcRemove },
};

async function selectKey(page, name = 'Data validation pipeline') {
  await page.getByRole('row', { name: new RegExp(name) }).click();
}
async function fromMenu(page, entry) {
  await page.getByRole('row', { name: /Data validation/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: entry }).click();
  await page.getByRole('dialog').waitFor();
}
async function netrcView(page) {
  await page.getByRole('button', { name: /^\.netrc/ }).click();
  await page.getByRole('table').waitFor();
}
async function netrcFix(page) {
  await netrcView(page);
  await page
    .getByRole('button', { name: /^Show the change/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Make this change' }).waitFor();
}
async function netrcTake(page) {
  await netrcView(page);
  await page.getByRole('button', { name: /^Take the key of urs/ }).click();
  await page.getByRole('dialog').waitFor();
}
async function netrcPut(page) {
  await selectKey(page, 'targetedms import');
  await page.getByRole('button', { name: /^Copy export/ }).click();
  await page.getByRole('button', { name: 'Show the change to .netrc' }).click();
  await page.getByRole('button', { name: 'Put in .netrc' }).scrollIntoViewIfNeeded();
}
async function netrcRemove(page) {
  await selectKey(page, 'panorama-sync');
  await page.getByRole('button', { name: /^Remove from .*netrc/ }).click();
  await page.getByRole('dialog').waitFor();
}
async function openPalette(page) {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
}
async function filterPanel(page) {
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await page.getByRole('group', { name: 'Expires' }).waitFor();
}
async function filterChips(page) {
  await filterPanel(page);
  await page.getByRole('checkbox', { name: /^within 90 days/ }).check();
  await page.getByRole('checkbox', { name: /^within 7 days/ }).check();
  await page.getByRole('checkbox', { name: /^read:data/ }).check();
  await page.keyboard.press('Escape');
}
async function hospitalView(page) {
  await page
    .getByRole('button', { name: /^Hospital LabKey/ })
    .first()
    .click();
}
async function administratorMarks(page) {
  await hospitalView(page);
  await selectSeveral(page);
}
async function selectSeveral(page) {
  const rows = page.getByRole('row');
  await rows.nth(2).click();
  await rows.nth(5).click({ modifiers: ['Shift'] });
}

const [folder = 'out/window', ...names] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const served = await serveWindow();
const browser = await launchBrowser();
try {
  for (const [name, { act, ...options }] of Object.entries(SHOTS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const { page, context, faults } = await openScene(browser, served, options);
    try {
      await act?.(page);
    } catch (e) {
      faults.push(`step: ${e.message.split('\n')[0]}`);
    }
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    for (const f of faults) console.log(`${name}: ${f}`);
    await context.close();
  }
} finally {
  await browser.close();
  await served.close();
}
