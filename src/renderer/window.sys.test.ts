import { describe, expect, it } from 'vitest';
import type { Page } from '../../test-support/renderer/harness.mjs';
import { axeFindsNothing, windowForTests } from '../../test-support/renderer/opening';
import { reloadWithout } from '../../test-support/renderer/ways';

/** The built window over a bridge in memory, in the system's Chromium, under the content policy of the real one. */

const open = windowForTests();

const focusedRow = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[role="row"]')?.querySelector('b')?.textContent ?? null);
const selectedRows = (page: Page) => page.locator('[role="row"][aria-selected="true"] b').allTextContents();
const intoGrid = async (page: Page) => {
  await page.getByRole('searchbox').focus();
  await page.keyboard.press('ArrowDown');
};

describe('axe', () => {
  axeFindsNothing(open, [
    { name: 'all keys' },
    { name: 'details', act: (p) => openDetails(p, /Data validation/) },
    { name: 'details of a key that is gone', act: (p) => openDetails(p, /batch 0x12/) },
    {
      name: 'several marked',
      act: async (p) =>
        p.keyboard
          .press('Tab')
          .then(() => intoGrid(p))
          .then(() => p.keyboard.press('Control+a')),
    },
    {
      name: 'a server',
      act: (p) =>
        p
          .getByRole('button', { name: /^TileDB Cloud/ })
          .first()
          .click(),
    },
    {
      name: 'nothing fits',
      act: (p) =>
        p
          .getByRole('searchbox')
          .fill('zzz')
          .then(() => p.getByText('No key fits').waitFor()),
    },
    { name: 'first run', options: { scene: { keys: 'empty' } } },
    { name: 'first run of the demo', options: { scene: { keys: 'empty', demo: true } } },
    { name: 'no keychain', options: { scene: { keys: 'empty', keychain: 'unavailable' } } },
    { name: 'no keys', options: { scene: { keys: 'bare' } } },
    { name: 'keychain locked', options: { scene: { keychain: 'locked', clipboard: true, demo: true } } },
    { name: 'keychain waiting', options: { scene: { keychain: 'waiting' } } },
    { name: 'offline', options: { scene: { offline: true } } },
    { name: 'read-only', options: { scene: { readOnly: true } } },
    { name: 'unsaved', options: { scene: { unsaved: true } } },
    {
      name: 'narrow, details over the table',
      options: { width: 900, height: 700 },
      act: (p) => openDetails(p, /Data validation/),
    },
    {
      name: 'state menu',
      act: (p) =>
        p
          .locator('button[aria-haspopup=menu]', { hasText: 'State' })
          .click()
          .then(() => p.getByRole('menu').waitFor()),
    },
    {
      name: 'context menu',
      act: (p) =>
        p
          .getByRole('row', { name: /Lab dashboard/ })
          .click({ button: 'right' })
          .then(() => p.getByRole('menu').waitFor()),
    },
    { name: 'filters', options: { scene: { administrator: 'all' } }, act: openFilters },
    {
      name: 'filters chosen',
      act: async (p) => {
        await openFilters(p);
        await p.getByRole('checkbox', { name: /^within 30 days/ }).check();
        await p.keyboard.press('Escape');
        await p.getByRole('list', { name: 'Filters' }).waitFor();
      },
    },
    { name: "an administrator's server", options: { scene: { administrator: 'all' } }, act: openHospital },
    {
      name: 'pages of a server',
      options: { scene: { administrator: 'own' } },
      act: async (p) => {
        await openHospital(p);
        await p.getByRole('button', { name: 'Pages of the server' }).click();
        await p.getByRole('button', { name: 'Open External Tool Access in the browser' }).waitFor();
      },
    },
    {
      name: 'details of a linked key',
      options: { scene: { administrator: 'own' } },
      act: (p) => openHospital(p).then(() => openDetails(p, /nightly assay upload/)),
    },
    {
      name: 'details of a session key',
      options: { scene: { administrator: 'own' } },
      act: (p) => openHospital(p).then(() => openDetails(p, /R session of today/)),
    },
    { name: 'palette', act: openPalette },
    { name: 'label dialog', act: (p) => openFromMenu(p, 'Label, owner, note…') },
    { name: 'forget dialog', act: (p) => openFromMenu(p, 'Forget secret…') },
  ]);
});

async function openDetails(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('row', { name }).click();
  await page.getByRole('complementary').waitFor();
}

async function openFilters(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await page.getByRole('group', { name: 'Expires' }).waitFor();
}

async function openHospital(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Hospital LabKey/ })
    .first()
    .click();
  await page.getByRole('switch').waitFor();
}

const calls = (page: Page): Promise<unknown[]> =>
  page.evaluate(() => (window as unknown as { tessera: { calls: unknown[] } }).tessera.calls);

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
}

async function openFromMenu(page: Page, entry: string): Promise<void> {
  await page.getByRole('row', { name: /Data validation/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: entry }).click();
  await page.getByRole('dialog').waitFor();
}

describe('the grid by keyboard', () => {
  it('moves by arrows, pages, Home and End, and keeps the focus on a drawn row', async () => {
    const page = await open({ scene: { rows: 5_000 } });
    await intoGrid(page);
    const first = await focusedRow(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const third = await focusedRow(page);
    expect(new Set([null, first, third]).size).toBe(3);
    await page.keyboard.press('End');
    const grid = page.getByRole('grid');
    expect(await grid.getAttribute('aria-rowcount')).toBe('5025');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'))).toBe('5025');
    await page.keyboard.press('PageUp');
    const index = Number(await page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex')));
    expect(index).toBeLessThan(5_020);
    expect(index).toBeGreaterThan(4_990);
    await page.keyboard.press('Home');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'))).toBe('2');
    // Scrolled away by the wheel, the row with the focus stays.
    await page.mouse.move(700, 500);
    await page.mouse.wheel(0, 60_000);
    await page.waitForTimeout(100);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'))).toBe('2');
  });

  it('opens details by Enter, leaves them by Escape, and gives the focus back to the row', async () => {
    const page = await open();
    await intoGrid(page);
    await page.keyboard.press('ArrowDown');
    const row = await focusedRow(page);
    await page.keyboard.press('Enter');
    const pane = page.getByRole('complementary');
    await pane.waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('detail-title');
    expect(await pane.getByRole('heading', { level: 2 }).textContent()).toBe(row);
    await page.keyboard.press('Escape');
    await expect.poll(() => pane.count()).toBe(0);
    expect(await focusedRow(page)).toBe(row);
  });

  it('puts the focus into details that are read only after Enter, whenever they come', async () => {
    const page = await open();
    const release = await reloadWithout(page, /Detail-/);
    await intoGrid(page);
    await page.keyboard.press('Enter');
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 20 });
    release();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id), { timeout: 10_000 }).toBe('detail-title');
  });

  it('marks by Space, Shift and Control, and offers to revoke what is marked', async () => {
    const page = await open();
    await intoGrid(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    expect(await selectedRows(page)).toHaveLength(3);
    await page.keyboard.press('Shift+ArrowUp');
    expect(await selectedRows(page)).toHaveLength(2);
    await page.keyboard.press('Control+ArrowDown');
    await page.keyboard.press('Control+ArrowDown');
    expect(await selectedRows(page)).toHaveLength(2);
    await page.keyboard.press(' ');
    expect(await selectedRows(page)).toHaveLength(3);
    await page.getByRole('button', { name: 'Revoke 3 keys…' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await selectedRows(page)).toHaveLength(1);
  });

  it('has its actions under the menu key, and gives the focus back', async () => {
    const page = await open();
    await intoGrid(page);
    await page.keyboard.press('ArrowDown');
    const row = await focusedRow(page);
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('menuitem');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('menu').count()).toBe(0);
    expect(await focusedRow(page)).toBe(row);
  });

  it('keeps the row under the pointer where it is', async () => {
    const page = await open();
    // Scrolled and pressed in the same moment: the menu must be that of the row that was pressed.
    await page.getByRole('row', { name: /Lab dashboard/ }).click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    expect(await selectedRows(page)).toEqual(['Lab dashboard']);
  });

  it('goes to a row by the letters of its name, and from one to the next by the same letter', async () => {
    const page = await open();
    await intoGrid(page);
    await page.keyboard.type('data v');
    expect(await focusedRow(page)).toBe('Data validation pipeline');
    expect(await selectedRows(page)).toEqual(['Data validation pipeline']);
    await page.keyboard.press('Home');
    // Apart from what was typed before, so that it is a word of its own.
    await page.waitForTimeout(900);
    await page.keyboard.press('s');
    const first = await focusedRow(page);
    await page.keyboard.press('s');
    const second = await focusedRow(page);
    expect([first?.[0]?.toLowerCase(), second?.[0]?.toLowerCase()]).toEqual(['s', 's']);
    expect(second).not.toBe(first);
  });

  it('copies what is marked, in the order of the table, and says that no secret went along', async () => {
    const page = await open();
    await intoGrid(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    const ids = await page
      .locator('[role="row"][aria-selected="true"]')
      .evaluateAll((rows) => rows.map((r) => (r as HTMLElement).dataset.id));
    await page.getByRole('button', { name: 'Copy as CSV' }).click();
    await page.getByText('2 keys copied as CSV, without secrets.').waitFor();
    expect(await calls(page)).toContainEqual({ method: 'keys.copyTable', args: { keyIds: ids, format: 'csv' } });
    // Of one row, from its menu.
    await page.getByRole('row', { name: /Lab dashboard/ }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy as JSON' }).click();
    await page.getByText('1 key copied as JSON').waitFor();
  });

  it('acts on nothing that is out of sight', async () => {
    const page = await open();
    await intoGrid(page);
    await page.keyboard.press('Control+a');
    await page.getByText('24 keys selected').waitFor();
    await page.getByRole('searchbox').fill('pipeline');
    await page.getByText('1 of 24 keys').waitFor();
    expect(await selectedRows(page)).toEqual([]);
  });

  it('says by which column it is sorted, and sorts by each', async () => {
    const page = await open({ width: 1_760 });
    await page.getByRole('button', { name: 'Key', exact: true }).click();
    expect(await page.getByRole('columnheader', { name: /^Key/ }).getAttribute('aria-sort')).toBe('ascending');
    expect(await page.getByRole('columnheader', { name: /^Expires/ }).getAttribute('aria-sort')).toBe('none');
    const names = await page.locator('[role="row"] b').allTextContents();
    expect(names.slice(0, 2)).toEqual(['61f0aa3d', 'Arrays, ingest worker']);
    await page.getByRole('columnheader', { name: /^Key/ }).getByRole('button').click();
    expect(await page.getByRole('columnheader', { name: /^Key/ }).getAttribute('aria-sort')).toBe('descending');
    expect((await page.locator('[role="row"] b').allTextContents())[0]).toBe('tomo-preview notebook');
  });
});

it('an empty table promises no keys of a server that does not list them', async () => {
  const page = await open({ scene: { keys: 'bare' } });
  await page.getByText('that the server lists for your account').waitFor();
  await page.evaluate(async () => {
    const { tessera } = window as unknown as {
      tessera: { patch(p: unknown): void; invoke(m: string, a: object): Promise<{ value: { profiles: { status: object }[] } }> };
    };
    const { value } = await tessera.invoke('app.snapshot', {});
    tessera.patch({
      profiles: value.profiles.map((p) => ({
        ...p,
        status: { ...p.status, incomplete: 'This server does not let its users list their keys.' },
      })),
    });
  });
  await page.getByText('Keys that you create or hold here appear here;').waitFor();
  expect(await page.getByText('that the server lists for your account').count()).toBe(0);
});

describe('Escape', () => {
  /** As small as the window gets: the pane lies over the search and over Create key. */
  const SMALL = { width: 640, height: 410 };
  const pane = (page: Page) => page.getByRole('complementary');
  const alive = (page: Page) => page.getByText(/keys will not make it to/);
  const askAboutAWeek = async (page: Page) => {
    await page.getByRole('button', { name: 'Alive until…?' }).click();
    await page.getByRole('button', { name: /^In 1 week/ }).click();
    await alive(page).waitFor();
  };

  it.each([
    ['the page', async (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement).blur())],
    ['the search', async (page: Page) => page.getByRole('searchbox').focus()],
    ['a button below the table', async (page: Page) => page.getByRole('button', { name: 'Group by server' }).focus()],
  ])('closes the pane that covers the window, with the focus on %s', async (_where, focus) => {
    const page = await open(SMALL);
    await openDetails(page, /Data validation/);
    await focus(page);
    await page.keyboard.press('Escape');
    await expect.poll(() => pane(page).count()).toBe(0);
  });

  it('leaves the focus where it is, and gives it to the row where it was lost', async () => {
    const page = await open(SMALL);
    await openDetails(page, /Data validation/);
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => pane(page).count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
    await openDetails(page, /Data validation/);
    await page.getByRole('button', { name: 'Close details' }).focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => pane(page).count()).toBe(0);
    expect(await focusedRow(page)).toBe('Data validation pipeline');
  });

  it('takes one thing at a time: the text of the search, then the pane, then the answer about a moment', async () => {
    const page = await open();
    await askAboutAWeek(page);
    await openDetails(page, /Data validation/);
    await page.getByRole('searchbox').fill('valid');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    expect(await pane(page).count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => pane(page).count()).toBe(0);
    await alive(page).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => alive(page).count()).toBe(0);
  });

  it('on a row closes the pane and leaves the answer about a moment to the next press', async () => {
    const page = await open();
    await askAboutAWeek(page);
    await openDetails(page, /Data validation/);
    await page.keyboard.press('Escape');
    await expect.poll(() => pane(page).count()).toBe(0);
    await alive(page).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => alive(page).count()).toBe(0);
  });

  it('closes an open panel, menu or dialog first, and the pane stays', async () => {
    const page = await open();
    await openDetails(page, /Data validation/);
    await openFilters(page);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('group', { name: 'Expires' }).count()).toBe(0);
    expect(await pane(page).count()).toBe(1);
    await page.locator('button[aria-haspopup=menu]', { hasText: 'State' }).click();
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('menu').count()).toBe(0);
    expect(await pane(page).count()).toBe(1);
    await openPalette(page);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('combobox').count()).toBe(0);
    expect(await pane(page).count()).toBe(1);
  });
});

describe('the search', () => {
  it('filters as one types', async () => {
    const page = await open();
    await page.getByRole('searchbox').fill('chen pipeline');
    await page.getByText('1 of 24 keys').waitFor();
    expect(await page.locator('[role="row"] b').allTextContents()).toEqual(['Data validation pipeline']);
  });

  it('keeps a pasted secret out of the page, and shows the key that it belongs to', async () => {
    const page = await open();
    const secret = '573928c6'.padEnd(72, '0f1e2d3c');
    await page.getByRole('searchbox').focus();
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, secret);
    await page.getByRole('complementary').getByRole('heading', { name: 'Data validation pipeline' }).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    expect(await page.content()).not.toContain(secret.slice(0, 32));
    expect(await calls(page)).toContainEqual({ method: 'keys.find', args: { secret: { typedLength: 72 } } });
  });

  it('also when something other than a paste puts it in at once', async () => {
    const page = await open();
    const secret = 'ffffffff'.padEnd(72, '0f1e2d3c');
    await page.getByRole('searchbox').focus();
    await page.keyboard.insertText(secret);
    await page.getByText(/No key known here matches/).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    expect(await page.content()).not.toContain(secret.slice(0, 32));
  });
});

describe('filters', () => {
  it('add up, are said in words, and are taken back one by one or all together', async () => {
    const page = await open();
    await openFilters(page);
    await page.getByRole('checkbox', { name: /^full access/ }).focus();
    await page.keyboard.press('Space');
    await page.getByText('8 of 24 keys').waitFor();
    await page.getByRole('checkbox', { name: /^within 90 days/ }).check();
    await page.getByText('5 of 24 keys').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('filters');
    await page.getByRole('button', { name: 'Filters: 2' }).waitFor();
    await page.getByRole('button', { name: 'Expires: within 90 days. Take this filter away' }).press('Enter');
    await page.getByText('8 of 24 keys').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain('Access: full access');
    await page.keyboard.press('Enter');
    await page.getByText('24 keys', { exact: true }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('filters');
  });

  it('that let nothing through say so, and offer the way back', async () => {
    const page = await open();
    await openFilters(page);
    await page.getByRole('checkbox', { name: /^passed/ }).check();
    await page.getByRole('checkbox', { name: /^full access/ }).check();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'No key fits' }).waitFor();
    await page.getByRole('button', { name: 'Clear search and filters' }).click();
    await page.getByText('24 keys', { exact: true }).waitFor();
  });
});

describe('an administrator', () => {
  it('sees the keys of all users on request, whose they are, and can narrow them to one person', async () => {
    const page = await open({ scene: { administrator: 'own' } });
    await openHospital(page);
    expect(await page.getByRole('columnheader', { name: /^Belongs to/ }).count()).toBe(0);
    await page.getByRole('switch', { name: 'Show the keys of all users' }).click();
    await page.getByText('306 of 330 keys').waitFor();
    expect(await page.getByRole('switch').getAttribute('aria-checked')).toBe('true');
    await page.getByRole('columnheader', { name: /^Belongs to/ }).waitFor();
    await openFilters(page);
    await page.getByRole('checkbox', { name: /^kofi@hospital\.test/ }).check();
    await page.getByText('25 of 330 keys').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('switch').click();
    await page.getByRole('heading', { name: 'No key fits' }).waitFor();
    expect(await page.getByRole('columnheader', { name: /^Belongs to/ }).count()).toBe(0);
  });

  it('is who the server says; nobody else is offered anything', async () => {
    const page = await open();
    await page
      .getByRole('button', { name: /^Panorama/ })
      .first()
      .click();
    expect(await page.getByRole('switch').count()).toBe(0);
    await openPalette(page);
    await page.keyboard.type('all users');
    await expect.poll(() => page.getByRole('option', { name: /users/ }).count()).toBe(0);
  });
});

describe('the palette', () => {
  it('opens by Ctrl-K, finds an action on a key, and runs it by Enter', async () => {
    const page = await open();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('label tomo');
    await expect.poll(() => page.getByRole('option').first().textContent()).toContain('tomo-preview notebook');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Label, owner and note' }).waitFor();
  });

  it('reaches every general action', async () => {
    const page = await open();
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
    for (const action of [
      'Add server…',
      'Create key on NSLS-II Tiled…',
      'Sign in to Panorama…',
      'Hold a key…',
      'Find or revoke a leaked key…',
      'Refresh all servers',
      'Settings…',
      'Keychain…',
      'Theme: dark',
      'Forget everything on this machine…',
      'About Tessera…',
      'Go to keys that need attention',
    ]) {
      await page.getByRole('combobox').fill(action.replace('…', ''));
      await expect.poll(() => page.getByRole('option').first().textContent(), { message: action }).toContain(action);
    }
  });

  it('changes the theme at once', async () => {
    const page = await open();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('theme dark');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  });
});

describe('the window', () => {
  it('follows patches, and closes the details of a key that is gone', async () => {
    const page = await open();
    await page.getByRole('row', { name: /Data validation/ }).click();
    await page.getByRole('complementary').waitFor();
    await page.evaluate(() => (window as unknown as { tessera: { patch(p: unknown): void } }).tessera.patch({ keysGone: ['k1'] }));
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0);
    await page.getByText('23 keys').waitFor();
  });

  it('verifies on request and says the answer', async () => {
    const page = await open();
    await page.getByRole('row', { name: /Data validation/ }).click();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText(/The server accepts this key/).waitFor();
    await page.getByRole('complementary').getByText('accepted').waitFor();
  });

  it('saves a label and shows it as the name', async () => {
    const page = await open();
    await openFromMenu(page, 'Label, owner, note…');
    await page.getByRole('textbox', { name: /^Label/ }).fill('Night validation');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /Night validation/ }).waitFor();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('keeps a failed action in words, with its next step', async () => {
    const page = await open();
    await page.evaluate(() =>
      (window as unknown as { tessera: { failing(m: string, p: unknown): void } }).tessera.failing('keys.annotate', {
        code: 'keychain.locked',
        message: 'The keychain is locked. Nothing was changed.',
        next: { do: 'unlockKeychain' },
      }),
    );
    await openFromMenu(page, 'Label, owner, note…');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    await alert.getByText('The keychain is locked. Nothing was changed.').waitFor();
    await alert.getByRole('button', { name: 'Unlock keychain…' }).waitFor();
  });

  it('obeys the menu', async () => {
    const page = await open();
    const command = (name: string) =>
      page.evaluate((n) => (window as unknown as { tessera: { command(n: string): void } }).tessera.command(n), name);
    await command('find');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
    await command('palette');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('combobox').count()).toBe(0);
  });

  it('walks the horizon by arrow keys as one tab stop', async () => {
    const page = await open();
    const strip = page.getByRole('region', { name: 'The next 90 days' });
    expect(await strip.locator('button[tabindex="0"]').count()).toBe(1);
    await strip.locator('button[tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain('Data validation pipeline');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').getByRole('heading', { name: 'Data validation pipeline' }).waitFor();
  });
});
