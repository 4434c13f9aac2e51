import { describe } from 'vitest';
import { command, press, top } from '../../../../test-support/dialogs/by-hand';
import { axeFindsNothing, windowForTests } from '../../../../test-support/renderer/opening';
import { pane, sidebar, toActivity, toDetails, toLogins, toWarnings, urgentBanner } from '../../../../test-support/renderer/ways';

/** Warnings, activity, logins, replacements and the demo's time under axe, without exceptions. */

const openWindow = windowForTests();

describe('axe', () => {
  axeFindsNothing(
    (options) => openWindow({ scene: { notices: true }, ...options }),
    [
      { name: 'the banner', act: (page) => urgentBanner(page).waitFor() },
      {
        name: 'warnings, and keys that are quiet',
        act: async (page) => {
          await toWarnings(page);
          await page.getByText('3 keys are quiet').click();
        },
      },
      { name: 'no warnings', options: { scene: {} }, act: toWarnings },
      { name: 'a key that is warned of', act: (page) => toDetails(page, /Data validation/) },
      {
        name: 'lead times of a key',
        act: async (page) => {
          await toDetails(page, /Data validation/);
          await pane(page).getByRole('button', { name: 'Lead times of this key' }).click();
          await page.getByRole('button', { name: '90 days' }).waitFor();
        },
      },
      { name: 'activity', act: toActivity },
      {
        name: 'activity where nothing fits',
        act: async (page) => {
          await toActivity(page);
          await page.getByRole('searchbox', { name: 'Search activity' }).fill('zzz');
          await page.getByText('Nothing fits').waitFor();
        },
      },
      {
        name: 'export of activity',
        act: async (page) => {
          await toActivity(page);
          await page.getByRole('button', { name: 'Export…' }).click();
          await top(page).waitFor();
        },
      },
      {
        name: 'a replacement',
        act: async (page) => {
          await toWarnings(page);
          await page.getByRole('button', { name: 'Make a replacement…: old laptop' }).click();
          await top(page).waitFor();
        },
      },
      {
        name: 'settings',
        act: async (page) => {
          await page.keyboard.press('Control+,');
          await top(page).getByRole('group', { name: 'Lead times' }).waitFor();
        },
      },
      {
        name: 'a server entry',
        act: async (page) => {
          await command(page, 'Edit server NSLS-II Tiled');
          await top(page).getByLabel('At its own lead times').check();
        },
      },
      {
        name: 'logins',
        options: { scene: { logins: true } },
        act: async (page) => {
          await toLogins(page);
          await press(page, 'Choose all 6 others');
        },
      },
      {
        name: 'a server that hangs and a clock that is off',
        options: { scene: { trouble: true } },
        act: async (page) => {
          await sidebar(page, /^NSLS-II/)
            .first()
            .click();
          await page.getByText('clock is 10 minutes behind').waitFor();
        },
      },
      {
        name: "the demo's time",
        options: { scene: { demo: true } },
        act: async (page) => {
          await page.getByRole('button', { name: 'Time', exact: true }).click();
          await page.getByRole('button', { name: '+1 day' }).waitFor();
        },
      },
    ],
  );
});
