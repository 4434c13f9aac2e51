import { describe, expect, it } from 'vitest';
import type { Page } from '../../../../test-support/renderer/harness.mjs';
import { axeFindsNothing, windowForTests } from '../../../../test-support/renderer/opening';
import type { Snapshot } from '../../../domain/views';

/** The table grouped, its columns, views, the question "alive until …?" and the calendar, as a person meets them in the built window. */

const open = windowForTests();

interface Bridge {
  readonly calls: readonly { readonly method: string; readonly args: unknown }[];
  invoke(method: string, args: unknown): Promise<{ readonly value: Snapshot }>;
  patch(patch: unknown): void;
}
const settingsKept = (page: Page): Promise<Record<string, unknown>[]> =>
  page.evaluate(() =>
    (window as unknown as { tessera: Bridge }).tessera.calls
      .filter((c) => c.method === 'settings.set')
      .map((c) => c.args as Record<string, unknown>),
  );
const lastTable = async (page: Page): Promise<unknown> => {
  const kept = (await settingsKept(page)).flatMap((s) => (typeof s.table === 'string' ? [s.table] : []));
  const last = kept[kept.length - 1];
  return last === undefined ? null : JSON.parse(last || '{}');
};

const group = (page: Page) => page.getByRole('button', { name: 'Group by server' }).click();
const rowNames = (page: Page) => page.locator('[role="row"] b').allTextContents();
const focused = (page: Page) =>
  page.evaluate(() => {
    const row = document.activeElement?.closest('[role="row"]');
    return row?.querySelector('strong, b')?.textContent ?? document.activeElement?.getAttribute('aria-label') ?? null;
  });
const header = (page: Page, name: RegExp) => page.getByRole('columnheader', { name });
const widthOf = async (page: Page, name: RegExp) => (await header(page, name).boundingBox())?.width ?? 0;

async function ask(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Alive until…?' }).click();
  await page.getByLabel('Another moment').waitFor();
}
async function nextWeek(page: Page): Promise<void> {
  await ask(page);
  await page.getByRole('button', { name: /^In 1 week/ }).click();
  await page.getByText('3 of 22 keys will not make it to Sat 28 Nov, 21:00; 1 cannot be told.').waitFor();
}
async function views(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Views', exact: true }).click();
  await page.getByRole('button', { name: 'Not held here', exact: true }).waitFor();
}
async function saveView(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Save what is shown as' }).fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name, exact: true }).waitFor();
}
async function calendar(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Horizon: actions' }).click();
  await page.getByRole('menuitem', { name: 'Save ends as a calendar…' }).click();
  await page.getByRole('dialog').waitFor();
}
async function columns(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'Reset columns' }).waitFor();
}

describe('axe', () => {
  axeFindsNothing(open, [
    { name: 'grouped', act: group },
    {
      name: 'grouped and folded, details open',
      act: async (p) => {
        await group(p);
        await p.getByRole('row', { name: /^Panorama/ }).click();
        await p.getByRole('row', { name: /Data validation/ }).click();
        await p.getByRole('complementary').waitFor();
      },
    },
    { name: 'columns', act: columns },
    { name: 'a small window', options: { width: 640, height: 410 } },
    { name: 'views', act: (p) => views(p).then(() => saveView(p, 'Mine')) },
    { name: 'asking until when', act: ask },
    { name: 'who will not make it', act: nextWeek },
    { name: 'calendar', act: calendar },
  ]);
});

describe('keys under their servers', () => {
  it('stand there with count and state, and the choice is kept', async () => {
    const page = await open();
    await group(page);
    const grid = page.getByRole('treegrid', { name: 'Keys' });
    await grid.waitFor();
    const servers = page.locator('[role="rowheader"]');
    expect((await servers.allTextContents())[0]).toBe('NSLS-II Tiled11 keys4 need a looksigned in');
    expect(await grid.getAttribute('aria-rowcount')).toBe('30');
    expect(await page.getByRole('button', { name: 'Group by server' }).getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => lastTable(page)).toEqual({ grouped: true });
  });

  it('are walked and folded by keyboard', async () => {
    const page = await open();
    await group(page);
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('NSLS-II Tiled');
    await page.keyboard.press('ArrowDown');
    const first = await focused(page);
    expect(first).toBe('beamtime 2026-2, GUP 31702');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    expect(await focused(page)).toBe('NSLS-II Tiled');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('row', { name: /^NSLS-II Tiled/, expanded: false }).waitFor();
    expect(await focused(page)).toBe('NSLS-II Tiled');
    expect(await rowNames(page)).not.toContain(first);
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('Panorama');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('row', { name: /^NSLS-II Tiled/, expanded: true }).waitFor();
    await expect.poll(() => lastTable(page)).toEqual({ grouped: true, collapsed: ['panorama'] });
    // Marking goes over a server's line and marks no key that is folded away.
    await page.keyboard.press('Control+a');
    await page.getByText('18 keys selected').waitFor();
  });

  it('unfold for a key that is shown from elsewhere', async () => {
    const page = await open();
    await group(page);
    await page.getByRole('row', { name: /^Panorama/ }).click();
    await expect.poll(() => rowNames(page)).not.toContain('Lab dashboard');
    const strip = page.getByRole('region', { name: 'The next 90 days' });
    await strip.getByRole('button', { name: /^Lab dashboard/ }).click();
    await page.getByRole('row', { name: /^Panorama/, expanded: true }).waitFor();
    await page.getByRole('row', { name: /Lab dashboard/ }).waitFor();
  });

  it('are as quick to walk with 100,000 rows', async () => {
    const page = await open({ scene: { rows: 100_000 } });
    await group(page);
    await page.getByRole('treegrid').waitFor();
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'))).toBe('100030');
    await page.keyboard.press('Home');
    expect(await focused(page)).toBe('NSLS-II Tiled');
    expect(await page.locator('[role="row"]').count()).toBeLessThan(60);
  });
});

describe('columns', () => {
  it('are sized by keyboard, told, kept, and given back', async () => {
    const page = await open();
    const before = await widthOf(page, /^Key/);
    await header(page, /^Key/).getByRole('button').focus();
    await page.keyboard.press('Alt+ArrowRight');
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(() => widthOf(page, /^Key/)).toBe(Math.round(before) + 32);
    await page.getByText(`Key: ${Math.round(before) + 32} pixels wide`).waitFor();
    await expect.poll(() => lastTable(page)).toEqual({ widths: { key: Math.round(before) + 32 } });
    await columns(page);
    await page.getByRole('button', { name: 'Reset columns' }).click();
    await expect.poll(() => widthOf(page, /^Key/)).toBe(before);
    await expect.poll(() => lastTable(page)).toEqual({});
  });

  it('are sized by their edge, which follows the hand', async () => {
    const page = await open();
    const box = await header(page, /^Scopes/).boundingBox();
    if (box === null) throw new Error('no header');
    const x = box.x + box.width + 7;
    await page.mouse.move(x, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(x + 20, box.y + 10);
    await page.mouse.move(x + 50, box.y + 10);
    await page.mouse.up();
    const after = await header(page, /^Scopes/).boundingBox();
    expect(after?.x).toBe(box.x);
    expect(Math.round((after?.width ?? 0) - box.width)).toBe(50);
  });

  it('are chosen; the name of a key always stays', async () => {
    const page = await open();
    await columns(page);
    expect(await page.getByRole('checkbox', { name: 'Key' }).isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: 'Scopes' }).uncheck();
    await expect.poll(() => header(page, /^Scopes/).count()).toBe(0);
    await expect.poll(() => lastTable(page)).toEqual({ shown: { scopes: false } });
  });

  it('are scrolled sideways in a small window, head and rows together, and never cut', async () => {
    const page = await open({ width: 640, height: 410 });
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('ArrowDown');
    const cell = page.locator('[role="row"][data-id="k1"] [role="gridcell"]').last();
    const grid = await page.getByRole('grid').boundingBox();
    const edge = (grid?.x ?? 0) + (grid?.width ?? 0);
    await expect
      .poll(async () => {
        await page.keyboard.press('ArrowRight');
        const box = await cell.boundingBox();
        return (box?.x ?? 0) + (box?.width ?? 0);
      })
      .toBeLessThanOrEqual(edge);
    const left = async (x: typeof cell) => Math.round((await x.boundingBox())?.x ?? -1);
    await expect.poll(async () => (await left(header(page, /^Expires/))) - (await left(cell))).toBe(0);
    const create = await page.getByRole('button', { name: 'Create key' }).boundingBox();
    expect((create?.x ?? 0) + (create?.width ?? 0)).toBeLessThanOrEqual(640);
  });
});

describe('views', () => {
  it('are saved with search, filters, order, grouping and columns, and bring them back', async () => {
    const page = await open();
    await group(page);
    await page.getByRole('searchbox').fill('read');
    await header(page, /^Last used/)
      .getByRole('button')
      .click();
    const names = await rowNames(page);
    await views(page);
    await saveView(page, 'Readers');
    await page.keyboard.press('Escape');
    await group(page);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.getByText('24 keys', { exact: true }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('view readers');
    await expect.poll(() => page.getByRole('option').first().textContent()).toContain('View: Readers');
    await page.keyboard.press('Enter');
    await page.getByRole('treegrid').waitFor();
    expect(await rowNames(page)).toEqual(names);
    expect(await page.getByRole('searchbox').inputValue()).toBe('read');
    expect(await header(page, /^Last used/).getAttribute('aria-sort')).toBe('ascending');
    await views(page);
    expect(await page.getByRole('button', { name: 'Readers', exact: true }).getAttribute('aria-current')).toBe('true');
  });

  it('are overwritten, renamed and deleted', async () => {
    const page = await open();
    await views(page);
    await saveView(page, 'Mine');
    await page.getByRole('button', { name: 'Mine: actions' }).click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await page.getByRole('textbox', { name: 'New name of Mine' }).fill('Ours');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Ours', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Not held here', exact: true }).click();
    await views(page);
    await page.getByRole('button', { name: 'Ours: actions' }).click();
    await page.getByRole('menuitem', { name: 'Overwrite with what is shown' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Ours', exact: true }).getAttribute('aria-current')).toBe('true');
    // By key: a click so soon after the menu closed counts as the one that closed it.
    await page.getByRole('button', { name: 'Ours: actions' }).press('ArrowDown');
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete view' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Ours', exact: true }).count()).toBe(0);
    const kept = (await settingsKept(page)).flatMap((s) => (Array.isArray(s.views) ? [s.views.length] : []));
    expect(kept).toEqual([1, 1, 1, 0]);
  });

  it('that are built in show what they say', async () => {
    const page = await open();
    await views(page);
    await page.getByRole('button', { name: 'Full access, never ends' }).click();
    await page.getByText('1 of 24 keys').waitFor();
    expect(await rowNames(page)).toEqual(['old laptop']);
  });

  it('are drawn whatever text lies among the settings', async () => {
    const page = await open();
    await page.evaluate(async () => {
      const { tessera } = window as unknown as { tessera: Bridge };
      const { value } = await tessera.invoke('app.snapshot', {});
      tessera.patch({
        settings: { ...value.settings, table: '{"widths":{"key":"\u202e"},"shown":[]', views: [{ id: 'x', name: 'Odd', text: '{' }] },
      });
    });
    await views(page);
    await page.getByRole('button', { name: 'Odd', exact: true }).click();
    await page.getByText('24 keys', { exact: true }).waitFor();
  });
});

describe('alive until', () => {
  it('cuts no date beside its mark, in whatever time the server tells it', async () => {
    const page = await open({ width: 1280, height: 820 });
    await page.getByRole('searchbox').fill('Skyline export');
    await page.getByRole('button', { name: 'Alive until…?' }).click();
    await page.getByLabel('Another moment').fill('2027-02-11T12:00');
    await page.getByRole('button', { name: 'Show who makes it' }).click();
    for (const text of ['2027-02-11', '14:03 server time'])
      expect(
        await page
          .getByRole('row')
          .getByText(text, { exact: true })
          .evaluate((e) => e.scrollWidth <= e.clientWidth),
      ).toBe(true);
    await page.getByText('0 of 1 key will make it').waitFor();
    // The line's name covers no other.
    expect(await page.getByText(/^Feb$/).count()).toBe(0);
    await page.getByText('Jan 2027', { exact: true }).waitFor();
  });

  it('says who will not make it, marks them in the strip and in the table, and shows only them', async () => {
    const page = await open();
    await nextWeek(page);
    const strip = page.getByRole('region', { name: 'The next 90 days' });
    await strip.getByRole('button', { name: /Data validation pipeline.*will not make it to Sat 28 Nov, 21:00/ }).waitFor();
    expect(await strip.getByRole('button', { name: /^Lab dashboard.*will not make it/ }).count()).toBe(0);
    expect(await page.getByRole('row', { name: /will not make it to Sat 28 Nov/ }).count()).toBe(3);
    await page.getByRole('button', { name: 'Only these' }).click();
    await page.getByText('3 of 24 keys', { exact: true }).waitFor();
    // The sentence counts on; it is not "3 of 3" now.
    await page.getByText('3 of 22 keys will not make it').waitFor();
    await page.getByRole('button', { name: 'Alive until: will not make it. Take this filter away' }).waitFor();
    await page.getByRole('button', { name: 'Ask no more about this moment' }).click();
    await page.getByText('24 keys', { exact: true }).waitFor();
    await strip.getByText('Next:').waitFor();
  });

  it('takes a moment that was typed, in local time, and says what a change of the clock makes of it', async () => {
    const page = await open();
    await ask(page);
    const field = page.getByLabel('Another moment');
    await field.fill('2027-03-28T02:30');
    await page.getByText('The clock leaves out 02:30 on that day; 03:30 is taken.').waitFor();
    await field.fill('2020-01-01T08:00');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This moment has passed.').waitFor();
    await field.fill('2026-11-27T18:30');
    await page.keyboard.press('Enter');
    await page.getByText('3 of 22 keys will not make it to Fri 27 Nov, 18:30; 1 cannot be told.').waitFor();
    await ask(page);
    await field.fill('2026-11-27T18:29');
    await page.keyboard.press('Enter');
    await page.getByText('2 of 22 keys will not make it to Fri 27 Nov, 18:29; 1 cannot be told.').waitFor();
  });
});

describe('the calendar', () => {
  it('is saved for the marked keys, for one, or for all, and says how many events it has', async () => {
    const page = await open();
    await page.getByRole('row', { name: /Data validation/ }).click();
    await page.getByRole('row', { name: /Lab dashboard/ }).click({ modifiers: ['Control'] });
    await page.getByRole('button', { name: 'Save ends as a calendar…' }).click();
    await page.getByRole('radio', { name: 'The 2 selected keys' }).waitFor();
    await page.getByRole('button', { name: 'Save calendar' }).click();
    await page
      .getByRole('alert')
      .getByText(/^Name a file/)
      .waitFor();
    await page.getByRole('button', { name: 'Choose file…' }).click();
    await page.getByRole('button', { name: 'Save calendar' }).click();
    await page.getByText('2 events written to /home/alice/key-expiries.ics, without secrets.').waitFor();
    const saved = await page.evaluate(() =>
      (window as unknown as { tessera: Bridge }).tessera.calls.filter((c) => c.method === 'calendar.save').map((c) => c.args),
    );
    expect(saved).toEqual([{ keyIds: ['k1', 'k6'], path: '/home/alice/key-expiries.ics' }]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByRole('row', { name: /Lab dashboard/ }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Save ends as a calendar…' }).click();
    await page.getByRole('radio', { name: /^All keys/ }).check();
    await page.getByRole('textbox', { name: 'File' }).fill('~/all.ics');
    await page.keyboard.press('Enter');
    await page.getByText('24 events written to ~/all.ics').waitFor();
  });
});

describe('foreign text', () => {
  it('that turns the direction of writing turns nothing beside itself', async () => {
    const page = await open();
    await page.evaluate(async () => {
      const { tessera } = window as unknown as { tessera: Bridge };
      const { value } = await tessera.invoke('app.snapshot', {});
      const key = value.keys.find((k) => k.id === 'k1');
      const profile = value.profiles.find((p) => p.id === 'nsls');
      tessera.patch({
        keys: [{ ...key, local: { label: 'abc \u202edef', owner: '\u202eowner \u05d0\u05d1', note: '\u202enote' } }],
        profiles: value.profiles.map((p) =>
          p === profile ? { ...p, label: '\u202eNSLS', principal: { ...p.principal, label: '\u202ealice' } } : p,
        ),
      });
    });
    await page.getByRole('row', { name: /abc/ }).click();
    const pane = page.getByRole('complementary');
    await pane.getByRole('heading', { name: /abc/ }).waitFor();
    // Every text with such a mark stands alone in an element that is isolated.
    const loose = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.querySelector('#root') ?? document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (!node.textContent?.includes('\u202e') || parent?.closest('[role="grid"], aside') === null) continue;
        if (parent === null || !/isolate|plaintext/.test(getComputedStyle(parent).unicodeBidi))
          found.push(`${parent?.tagName} ${node.textContent}`);
      }
      return found;
    });
    expect(loose).toEqual([]);
    // Seen in the layout: what follows the server's name in the heading line stands to its right.
    const order = await pane.locator('header p').evaluate((p) => [...p.querySelectorAll('bdi')].map((b) => b.getBoundingClientRect().left));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).toHaveLength(3);
  });
});
