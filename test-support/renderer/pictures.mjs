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
  'notices-light': { theme: 'light', scene: { notices: true }, height: 1100, act: noticesView },
  'notices-dark': { theme: 'dark', scene: { notices: true }, act: noticesView },
  'notices-quiet': {
    scene: { notices: true },
    height: 1300,
    act: async (p) => {
      await noticesView(p);
      await p.getByText(/keys are quiet/).click();
    },
  },
  'notices-none': { act: (p) => p.getByRole('button', { name: /^Warnings/ }).click() },
  'banner-light': { scene: { notices: true } },
  'banner-dark': { theme: 'dark', scene: { notices: true }, act: (p) => selectKey(p, 'Nightly reduction') },
  'banner-narrow': { scene: { notices: true }, width: 900, height: 700 },
  'detail-warnings': { scene: { notices: true }, height: 1400, act: (p) => detailEnd(p, 'Data validation') },
  'detail-warnings-dark': { theme: 'dark', scene: { notices: true }, height: 1400, act: (p) => detailEnd(p, 'streaming viewer') },
  'activity-light': { theme: 'light', act: activityView },
  'activity-dark': {
    theme: 'dark',
    act: async (p) => {
      await activityView(p);
      await p.getByRole('radio', { name: 'Failed' }).check();
    },
  },
  'activity-narrow': { width: 900, height: 700, act: activityView },
  'activity-export': {
    act: async (p) => {
      await activityView(p);
      await p.getByRole('button', { name: 'Export…' }).click();
      await p.getByRole('dialog').waitFor();
    },
  },
  'replace-light': { theme: 'light', height: 1000, scene: { notices: true }, act: replace },
  'replace-dark': { theme: 'dark', height: 1000, scene: { notices: true }, act: (p) => replace(p, 'old laptop') },
  'settings-warnings': { theme: 'light', height: 1100, act: settings },
  'settings-warnings-dark': { theme: 'dark', height: 1100, act: settings },
  'server-warnings': { height: 1100, act: (p) => serverMenu(p, 'NSLS-II Tiled', 'Edit server…') },
  'logins-light': { theme: 'light', scene: { logins: true }, act: logins },
  'logins-dark': { theme: 'dark', scene: { logins: true }, act: logins },
  trouble: { scene: { trouble: true }, act: troubleView },
  'trouble-dark': { theme: 'dark', scene: { trouble: true }, act: outageView },
  'demo-time': { scene: { demo: true }, act: (p) => p.getByRole('button', { name: 'Time', exact: true }).click() },
  forced: { forcedColors: 'active', act: selectKey },
  many: { scene: { rows: 100_000 } },
  grouped: { act: grouped },
  'grouped-dark': { theme: 'dark', act: grouped },
  small: { width: 640, height: 410 },
  alive: { act: aliveUntil },
  'alive-dark': { theme: 'dark', act: aliveUntil },
  crowded: { scene: { rows: 900 } },
  views: { act: (p) => p.getByRole('button', { name: 'Views', exact: true }).click() },
  netrc: { theme: 'light', act: netrcView },
  'netrc-dark': { theme: 'dark', act: netrcFix },
  'netrc-narrow': { width: 900, height: 700, act: netrcView },
  'netrc-take': { act: netrcTake },
  'netrc-put': { theme: 'light', height: 1000, act: netrcPut },
  'netrc-put-dark': { theme: 'dark', height: 1000, act: netrcPut },
  'netrc-remove': { act: netrcRemove },
};

async function grouped(page) {
  await page.getByRole('button', { name: 'Group by server' }).click();
  await page.getByRole('row', { name: /^Panorama/ }).click();
}
async function aliveUntil(page) {
  await page.getByRole('button', { name: 'Alive until…?' }).click();
  await page.getByRole('button', { name: /^In 1 week/ }).click();
}
async function selectKey(page, name = 'Data validation pipeline') {
  await page.getByRole('row', { name: new RegExp(name) }).click();
}
async function noticesView(page) {
  await page.getByRole('button', { name: /^Warnings/ }).click();
  await page.getByRole('heading', { name: 'Warnings', level: 2 }).waitFor();
}
async function detailEnd(page, name) {
  await selectKey(page, name);
  await page.getByRole('heading', { name: 'History' }).waitFor();
}
async function activityView(page) {
  await page.getByRole('button', { name: 'Activity' }).click();
  await page.getByRole('radio', { name: 'Failed' }).waitFor();
}
async function replace(page, name = 'Data validation pipeline') {
  await selectKey(page, name);
  await page.getByRole('complementary').getByRole('button', { name: 'Make a replacement…' }).click();
  await page.getByRole('dialog').waitFor();
}
async function settings(page) {
  await page.keyboard.press('Control+,');
  await page.getByRole('group', { name: 'Lead times' }).waitFor();
}
async function serverView(page, name) {
  await page
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .first()
    .click();
}
async function serverMenu(page, name, entry) {
  await page.getByRole('button', { name: `${name}: actions` }).click({ force: true });
  await page.getByRole('menuitem', { name: entry }).click();
  await page.getByRole('dialog').waitFor();
}
async function outageView(page) {
  await serverView(page, 'Diamond Tiled');
  await page.getByRole('button', { name: 'Try again' }).waitFor();
}
async function logins(page) {
  await serverView(page, 'TileDB Cloud');
  await page.getByRole('button', { name: '7 logins are listed…' }).click();
  await page.getByRole('button', { name: 'Choose all 6 others' }).click();
}
async function troubleView(page) {
  await serverView(page, 'NSLS-II Tiled');
  await page.getByText('waiting for the server').first().waitFor();
  await page.getByText('clock is 10 minutes behind').waitFor();
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
  await page.getByRole('button', { name: /the key of urs/ }).click();
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
