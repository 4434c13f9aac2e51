import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { callsOf, command, patch, press, top } from '../../../../test-support/dialogs/by-hand';
import type { OpenOptions } from '../../../../test-support/renderer/harness.mjs';
import { windowForTests } from '../../../../test-support/renderer/opening';
import { NOW } from '../../../../test-support/renderer/sketch';
import { pane, reloadWithout, sidebar, toDetails, toWarnings, urgentBanner } from '../../../../test-support/renderer/ways';

/** Warnings and replacements, as a person meets them in the built window. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const openWindow = windowForTests();
let page: Page;

async function open(scene: OpenOptions['scene'] = { notices: true }, options: OpenOptions = {}): Promise<void> {
  page = await openWindow({ scene, ...options });
}

const card = (name: RegExp) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

describe('warnings', () => {
  test('the sidebar counts what is urgent or soon, not what is only good to know', async () => {
    await open();
    expect(await sidebar(page, /^Warnings/).textContent()).toBe('Warnings4');
    await toWarnings(page);
    const groups = await page.getByRole('heading', { level: 3 }).allTextContents();
    expect(groups.filter((g) => /^(Urgent|Soon|Good)/.test(g))).toEqual(['Urgent 3', 'Soon 1', 'Good to know 3']);
  });

  test('where nothing is announced, keys that end all the same are counted, and the way leads to them', async () => {
    await open({});
    await toWarnings(page);
    await page.getByText(/keys end within 7 days, and are not announced now/).waitFor();
    expect(await page.getByText('No key is near its end').count()).toBe(0);
    await page.locator('main').getByRole('button', { name: 'Needs attention' }).click();
    await page.getByRole('grid').waitFor();
  });

  test('what is urgent is said in one line until it was looked at, and again only of what is new', async () => {
    await open();
    await urgentBanner(page).getByText('and 2 more urgent warnings').waitFor();
    await urgentBanner(page).getByRole('button', { name: 'Put away' }).click();
    await urgentBanner(page).waitFor({ state: 'detached' });
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
    await urgentBanner(page).getByText('“panorama-sync on hpc03” ends in 41 days').waitFor();
    expect(await urgentBanner(page).getByText('more urgent').count()).toBe(0);
    await urgentBanner(page).getByRole('button', { name: 'Show: panorama-sync on hpc03' }).click();
    await pane(page).getByRole('heading', { name: 'panorama-sync on hpc03' }).waitFor();
  });

  test.each<[string, OpenOptions['scene']]>([
    ['what is urgent', { notices: true }],
    ['a keychain that is locked', { keychain: 'locked' }],
    ['what is urgent below a keychain that is locked', { notices: true, keychain: 'locked' }],
  ])('%s moves nothing when its words come late: a click on a row meets that row', async (_what, scene) => {
    await open(scene);
    const release = await reloadWithout(page, /Above-/);
    const row = page.getByRole('row', { name: /Data validation/ });
    const before = await row.boundingBox();
    expect(await page.locator('main').getAttribute('aria-busy')).toBe('true');
    release();
    await page.locator('main:not([aria-busy])').waitFor();
    expect(await urgentBanner(page).count()).toBe(scene?.notices ? 1 : 0);
    expect(await row.boundingBox()).toEqual(before);
  });

  test('having looked at them all puts the line away, too', async () => {
    await open();
    await toWarnings(page);
    await sidebar(page, /^All keys/).click();
    await page.getByRole('grid').waitFor();
    expect(await urgentBanner(page).count()).toBe(0);
  });

  test.each([
    ['For 1 hour', HOUR],
    ['Until tomorrow, 08:00', 11 * HOUR],
    ['For 1 week', 7 * DAY],
  ])('can be put off: %s', async (entry, ms) => {
    await open();
    await toWarnings(page);
    await card(/Nightly reduction/)
      .getByRole('button', { name: /^Snooze/ })
      .click();
    await page.getByRole('menuitem', { name: entry }).click();
    await card(/Nightly reduction/).waitFor({ state: 'detached' });
    expect(await callsOf(page, 'keys.warn')).toEqual([{ keyIds: ['k0'], snoozeMs: ms }]);
  });

  test('a key that may die asks for no attention, and that is taken back where it is said', async () => {
    await open();
    expect(await sidebar(page, /^Needs attention/).textContent()).toBe('Needs attention5');
    await toWarnings(page);
    await card(/Data validation/)
      .getByRole('button', { name: /^This one may die/ })
      .click();
    await card(/Data validation/).waitFor({ state: 'detached' });
    // A changed place of use needs a look all the same.
    expect(await sidebar(page, /^Needs attention/).textContent()).toBe('Needs attention5');
    await card(/Nightly reduction/)
      .getByRole('button', { name: /^This one may die/ })
      .click();
    await card(/Nightly reduction/).waitFor({ state: 'detached' });
    expect(await sidebar(page, /^Needs attention/).textContent()).toBe('Needs attention4');
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
    await toDetails(page, /Data validation/);
    await pane(page).getByText('Warned of 7 days, 1 day and 1 hour before the end').waitFor();
    await pane(page).getByText('not 30 days before: too little of its time was left when it was first seen').waitFor();
    await pane(page).getByRole('button', { name: 'Lead times of this key' }).click();
    await page.getByRole('button', { name: '30 days', pressed: true }).click();
    await pane(page).getByText('chosen for this key').waitFor();
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
  await toWarnings(page);
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
