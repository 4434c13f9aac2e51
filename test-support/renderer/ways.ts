import type { Locator, Page } from 'playwright-core';
import { top } from '../dialogs/by-hand';

/** The ways a person takes through the window to its pages, and the parts that tests look at there. */

export const sidebar = (page: Page, name: RegExp): Locator => page.getByRole('navigation').getByRole('button', { name });
/** The detail pane. */
export const pane = (page: Page): Locator => page.getByRole('complementary');
export const urgentBanner = (page: Page): Locator => page.getByRole('region', { name: 'Urgent warnings' });

export async function toWarnings(page: Page): Promise<void> {
  await sidebar(page, /^Warnings/).click();
  await page.getByRole('heading', { name: 'Warnings', level: 2 }).waitFor();
}

export async function toActivity(page: Page): Promise<void> {
  await sidebar(page, /^Activity/).click();
  await page.getByText('1,000 entries').waitFor();
}

/** Details of the key in that row, once its history is there. */
export async function toDetails(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('row', { name }).click();
  await pane(page).getByRole('heading', { name: 'History' }).waitFor();
}

/** The dialog with the logins of the account, in a scene that has them. */
export async function toLogins(page: Page): Promise<void> {
  await sidebar(page, /^TileDB Cloud/)
    .first()
    .click();
  await page.getByRole('button', { name: '7 logins are listed…' }).click();
  await top(page).waitFor();
}

/** Loads the page anew, and holds the file of one of its parts back, as a slow machine would; answers what lets it through. */
export async function reloadWithout(page: Page, part: RegExp): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  await page.route(part, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  return release;
}
