import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { callsOf, command, failing, patch, press, top } from '../../../../test-support/dialogs/by-hand';
import { launchBrowser, type OpenOptions, openScene, type ServedWindow, serveWindow } from '../../../../test-support/renderer/harness.mjs';
import { NOW } from '../../../../test-support/renderer/sketch';

/** Warnings, activity, logins, replacements and the demo's time, as a person meets them in the built window. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
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
const card = (name: RegExp) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
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

describe('warnings', () => {
  test('the sidebar counts what is urgent or soon, not what is only good to know', async () => {
    await open();
    expect(await sidebar(/^Warnings/).textContent()).toBe('Warnings4');
    await warnings();
    const groups = await page.getByRole('heading', { level: 3 }).allTextContents();
    expect(groups.filter((g) => /^(Urgent|Soon|Good)/.test(g))).toEqual(['Urgent 3', 'Soon 1', 'Good to know 3']);
  });

  test('what is urgent is said in one line until it was looked at, and again only of what is new', async () => {
    await open();
    await banner().getByText('and 2 more urgent warnings').waitFor();
    await banner().getByRole('button', { name: 'Put away' }).click();
    await banner().waitFor({ state: 'detached' });
    await patch(page, {
      notices: [
        {
          id: 'k7:expiry:new',
          kind: 'expiry',
          urgency: 'urgent',
          profileId: 'panorama',
          keyId: 'k3',
          since: NOW,
          title: 'as old as main’s last look',
          body: '',
          discreet: '',
          offers: ['replace', 'snooze', 'mayDie', 'mute', 'show'],
        },
      ],
    });
    await banner().getByText('“panorama-sync on hpc03” ends in 41 days').waitFor();
    expect(await banner().getByText('more urgent').count()).toBe(0);
    await banner().getByRole('button', { name: 'Show: panorama-sync on hpc03' }).click();
    await pane().getByRole('heading', { name: 'panorama-sync on hpc03' }).waitFor();
  });

  test('having looked at them all puts the line away, too', async () => {
    await open();
    await warnings();
    await sidebar(/^All keys/).click();
    await page.getByRole('grid').waitFor();
    expect(await banner().count()).toBe(0);
  });

  test.each([
    ['For 1 hour', HOUR],
    ['Until tomorrow, 08:00', 11 * HOUR],
    ['For 1 week', 7 * DAY],
  ])('can be put off: %s', async (entry, ms) => {
    await open();
    await warnings();
    await card(/Nightly reduction/)
      .getByRole('button', { name: /^Snooze/ })
      .click();
    await page.getByRole('menuitem', { name: entry }).click();
    await card(/Nightly reduction/).waitFor({ state: 'detached' });
    expect(await callsOf(page, 'keys.warn')).toEqual([{ keyIds: ['k0'], snoozeMs: ms }]);
  });

  test('a key that may die asks for no attention, and that is taken back where it is said', async () => {
    await open();
    expect(await sidebar(/^Needs attention/).textContent()).toBe('Needs attention5');
    await warnings();
    await card(/Data validation/)
      .getByRole('button', { name: /^This one may die/ })
      .click();
    await card(/Data validation/).waitFor({ state: 'detached' });
    // A changed place of use needs a look all the same.
    expect(await sidebar(/^Needs attention/).textContent()).toBe('Needs attention5');
    await card(/Nightly reduction/)
      .getByRole('button', { name: /^This one may die/ })
      .click();
    await card(/Nightly reduction/).waitFor({ state: 'detached' });
    expect(await sidebar(/^Needs attention/).textContent()).toBe('Needs attention4');
    await page.getByText('5 keys are quiet').click();
    await page.getByRole('button', { name: 'Warn of its end again: Data validation pipeline' }).click();
    await card(/Data validation/).waitFor();
    expect(await callsOf(page, 'keys.warn')).toEqual([
      { keyIds: ['k1'], mayDie: true },
      { keyIds: ['k0'], mayDie: true },
      { keyIds: ['k1'], mayDie: false },
    ]);
  });

  test('a key has lead times of its own, and gives them up again', async () => {
    await open();
    await details(/Data validation/);
    await pane().getByText('Warned of 30 days, 7 days, 1 day and 1 hour before the end').waitFor();
    await pane().getByRole('button', { name: 'Lead times of this key' }).click();
    await page.getByRole('button', { name: '30 days', pressed: true }).click();
    await pane().getByText('chosen for this key').waitFor();
    await page.getByRole('button', { name: /^As its server/ }).click();
    expect(await callsOf(page, 'keys.warn')).toEqual([
      { keyIds: ['k1'], leads: [7 * DAY, DAY, HOUR] },
      { keyIds: ['k1'], leads: null },
    ]);
  });

  test('lead times are set for all, and none at all is a choice', async () => {
    await open();
    await page.keyboard.press('Control+,');
    for (const lead of ['30 days', '7 days', '1 day', '1 hour'])
      await top(page).getByRole('button', { name: lead, exact: true, pressed: true }).click();
    await top(page).getByText('Nothing is said before an end').waitFor();
    expect(await callsOf(page, 'settings.set')).toMatchObject([{}, {}, {}, { warnings: { leads: [], unusedDays: 120, announce: true } }]);
  });

  test('a server has lead times of its own, or none of its keys is spoken of', async () => {
    await open();
    await command(page, 'Edit server NSLS-II Tiled');
    await top(page).getByLabel('At its own lead times').check();
    await top(page).getByRole('button', { name: '30 days', pressed: true }).click();
    await top(page).getByRole('button', { name: '30 days', pressed: false }).waitFor();
    await top(page).getByLabel('Mute all warnings of this server').check();
    expect(await callsOf(page, 'profile.warn')).toEqual([
      { profileId: 'nsls', leads: [30 * DAY, 7 * DAY, DAY, HOUR], muted: false },
      { profileId: 'nsls', leads: [7 * DAY, DAY, HOUR], muted: false },
      { profileId: 'nsls', leads: [7 * DAY, DAY, HOUR], muted: true },
    ]);
  });
});

test('a replacement starts from the old key, which is kept and said to be', async () => {
  await open();
  await warnings();
  await page.getByRole('button', { name: 'Make a replacement…: Nightly reduction, beamline 12-ID' }).click();
  await top(page).getByText('which is kept as it is').waitFor();
  expect(await top(page).getByLabel(/^Note/).first().inputValue()).toBe('Nightly reduction, beamline 12-ID');
  await press(page, 'Create key');
  await top(page).getByText('The old key “Nightly reduction, beamline 12-ID” still works').waitFor();
  expect(await callsOf(page, 'keys.create')).toMatchObject([
    { profileId: 'nsls', fields: { note: 'Nightly reduction, beamline 12-ID', scopes: 'read:metadata read:data write:data' } },
  ]);
  expect(await callsOf(page, 'keys.revoke')).toEqual([]);
});

describe('activity', () => {
  test('is read on as it is scrolled, and asked for one result', async () => {
    await open();
    await activity();
    await page.getByRole('group', { name: 'Entries, the newest first' }).focus();
    await page.keyboard.press('End');
    await expect.poll(async () => (await callsOf(page, 'activity.read')).length).toBeGreaterThan(1);
    expect((await callsOf(page, 'activity.read')).slice(0, 2)).toEqual([
      { search: '', skip: 0, limit: 200 },
      { search: '', skip: 200, limit: 200 },
    ]);
    await page.getByRole('radio', { name: 'Failed' }).check();
    await page.getByText('167 entries').waitFor();
    expect(await page.getByText('done', { exact: true }).count()).toBe(0);
  });

  test('of one key stands in its details, and all of it a click further', async () => {
    await open();
    await details(/Data validation/);
    await pane().getByText('failed: the keychain was locked').first().waitFor();
    await pane()
      .getByRole('button', { name: /^Show .* older entries/ })
      .click();
    await page.getByText('Only “Data validation pipeline”').waitFor();
    await page.getByRole('button', { name: 'Show all keys' }).click();
    await page.getByText('1,000 entries').waitFor();
  });

  test('a secret that is pasted into its search never stays there, and is compared here', async () => {
    await open();
    await activity();
    await page.getByRole('searchbox', { name: 'Search activity' }).fill(`573928c6${'0'.repeat(64)}`);
    await pane().getByRole('heading', { name: 'Data validation pipeline' }).waitFor();
    const reads = (await callsOf(page, 'activity.read')) as { search: string }[];
    expect(reads.every((r) => r.search === '')).toBe(true);
  });

  test('is written to the file that was named, in the form that was chosen', async () => {
    await open();
    await command(page, 'Export activity');
    await top(page).getByLabel('JSON, for programs').check();
    await failing(page, 'activity.export', { code: 'file.noPath', message: 'Name the file.', next: { do: 'none' }, field: 'path' });
    await press(page, 'Write file');
    await top(page).getByRole('alert').getByText('Name the file.').waitFor();
    expect(await callsOf(page, 'activity.export')).toEqual([{ path: '~/tessera-activity.json', format: 'json' }]);
  });
});

describe('logins', () => {
  test('are ended after the tick; Tessera’s own is none of those chosen together', async () => {
    await open({ logins: true });
    await logins();
    expect(await top(page).getByRole('button', { name: 'End these logins' }).isDisabled()).toBe(true);
    await press(page, 'Choose all 6 others');
    expect(
      await top(page)
        .getByRole('checkbox', { name: /Tessera's own/ })
        .isChecked(),
    ).toBe(false);
    expect(await top(page).getByRole('button', { name: 'End 6 logins' }).isDisabled()).toBe(true);
    await top(page)
      .getByRole('checkbox', { name: /^I understand/ })
      .check();
    await press(page, 'End 6 logins');
    await top(page).waitFor({ state: 'detached' });
    expect(await callsOf(page, 'sessions.end')).toEqual([
      { profileId: 'tiledb', ids: ['login1', 'login2', 'login3', 'login4', 'login5', 'login6'], acknowledged: true },
    ]);
    await page.getByRole('button', { name: '1 login is listed…' }).waitFor();
  });
});

describe('what is known of a server', () => {
  test('one that does not answer is waited for, and how old its keys’ states are is said', async () => {
    await open({ trouble: true });
    await sidebar(/^Panorama/)
      .first()
      .getByText('waiting for the server, listed 3 h ago')
      .waitFor();
    expect(
      await sidebar(/^TileDB Cloud/)
        .first()
        .textContent(),
    ).toContain('not signed in, listed 40 min ago');
    await page.getByRole('button', { name: 'Waiting for 1 server…' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('an outage is told above its keys, with the way to ask again', async () => {
    await open({});
    await sidebar(/^Diamond Tiled/)
      .first()
      .click();
    await page.getByText('What you see of it is as of 2 h ago.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await callsOf(page, 'keys.refresh')).toEqual([{ profileId: 'diamond' }]);
  });
});

test('a file that others may read is closed to them', async () => {
  await open({});
  await patch(page, { keys: [await keyOpenToOthers()] });
  await details(/Nightly reduction/);
  await pane().getByRole('button', { name: 'Close ~/reduction/.env to others' }).click();
  await page.getByText('now only you have (mode 0600)').waitFor();
  expect(await callsOf(page, 'place.tighten')).toEqual([{ keyId: 'k0', placeId: 'p1' }]);
  expect(
    await pane()
      .getByRole('button', { name: /to others$/ })
      .count(),
  ).toBe(0);
});

async function keyOpenToOthers() {
  const { makeScene } = await import('../../../../test-support/renderer/scene');
  const key = makeScene().keys.find((k) => k.id === 'k0');
  if (!key) throw new Error('the scene has no such key');
  const detail = 'Other users of this machine have access to the file (mode 0644).';
  return { ...key, places: key.places.map((p) => ({ ...p, lastCheck: { state: 'present' as const, at: NOW, detail } })) };
}

test('the demo’s time moves, and all that is drawn by it follows at once', async () => {
  await open({ demo: true, notices: true });
  await page
    .getByRole('row', { name: /Data validation/ })
    .getByText('in 5 days')
    .waitFor();
  await page.getByRole('button', { name: 'Time', exact: true }).click();
  await page.getByRole('button', { name: '+1 week' }).click();
  await page
    .getByRole('row', { name: /Data validation/ })
    .getByText('26 hours ago')
    .or(page.getByText('1 day ago'))
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Time: 7 days ahead' }).waitFor();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await page
    .getByRole('row', { name: /Data validation/ })
    .getByText('in 5 days')
    .waitFor();
  expect(await callsOf(page, 'demo.moveTime')).toEqual([{ ms: 7 * DAY }, { ms: null }]);
});

test('a click on a notification shows its key, whatever hid it', async () => {
  await open({ notices: true });
  await page.getByRole('searchbox').fill('nothing fits this');
  await activity();
  await page.evaluate(() => (window.tessera as unknown as { command(name: string): void }).command('showKey:k0'));
  await pane().getByRole('heading', { name: 'Nightly reduction, beamline 12-ID' }).waitFor();
  expect(await page.getByRole('row', { name: /Nightly reduction/ }).getAttribute('aria-selected')).toBe('true');
});
