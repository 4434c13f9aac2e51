import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { callsOf, command, failing, patch, press, top } from '../../../../test-support/dialogs/by-hand';
import type { OpenOptions } from '../../../../test-support/renderer/harness.mjs';
import { windowForTests } from '../../../../test-support/renderer/opening';
import { NOW } from '../../../../test-support/renderer/sketch';
import { pane, sidebar, toActivity, toDetails, toLogins } from '../../../../test-support/renderer/ways';

/** Activity, logins, what is known of a server and the demo's time, as a person meets them in the built window. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const openWindow = windowForTests();
let page: Page;

async function open(scene: OpenOptions['scene'] = { notices: true }, options: OpenOptions = {}): Promise<void> {
  page = await openWindow({ scene, ...options });
}

describe('activity', () => {
  test('is read on as it is scrolled, and asked for one result', async () => {
    await open();
    await toActivity(page);
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
    await toDetails(page, /Data validation/);
    await pane(page).getByText('failed: the keychain was locked').first().waitFor();
    await pane(page)
      .getByRole('button', { name: /^Show .* older entries/ })
      .click();
    await page.getByText('Only “Data validation pipeline”').waitFor();
    await page.getByRole('button', { name: 'Show all keys' }).click();
    await page.getByText('1,000 entries').waitFor();
  });

  test('a secret that is pasted into its search never stays there, and is compared here', async () => {
    await open();
    await toActivity(page);
    await page.getByRole('searchbox', { name: 'Search activity' }).fill(`573928c6${'0'.repeat(64)}`);
    await pane(page).getByRole('heading', { name: 'Data validation pipeline' }).waitFor();
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
    await toLogins(page);
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
    await sidebar(page, /^Panorama/)
      .first()
      .getByText('waiting for the server, listed 3 h ago')
      .waitFor();
    expect(
      await sidebar(page, /^TileDB Cloud/)
        .first()
        .textContent(),
    ).toContain('not signed in, listed 40 min ago');
    await page.getByRole('button', { name: 'Waiting for 1 server…' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('an outage is told above its keys, with the way to ask again', async () => {
    await open({});
    await sidebar(page, /^Diamond Tiled/)
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
  await toDetails(page, /Nightly reduction/);
  await pane(page).getByRole('button', { name: 'Close ~/reduction/.env to others' }).click();
  await page.getByText('now only you have (mode 0600)').waitFor();
  expect(await callsOf(page, 'place.tighten')).toEqual([{ keyId: 'k0', placeId: 'p1' }]);
  expect(
    await pane(page)
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
  await toActivity(page);
  await page.evaluate(() => (window.tessera as unknown as { command(name: string): void }).command('showKey:k0'));
  await pane(page).getByRole('heading', { name: 'Nightly reduction, beamline 12-ID' }).waitFor();
  expect(await page.getByRole('row', { name: /Nightly reduction/ }).getAttribute('aria-selected')).toBe('true');
});
