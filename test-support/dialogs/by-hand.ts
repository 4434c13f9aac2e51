import type { Locator, Page } from 'playwright-core';
import type { Problem } from '../../src/domain/result';
import type { Patch } from '../../src/domain/views';
import type { MethodName } from '../../src/ipc/contract';
import type { FakeBridge } from '../renderer/fake-bridge';

/** A test's hands: what a person does with dialogs, and what the bridge in memory saw of it. */

/** The dialog on top. */
export const top = (page: Page): Locator => page.locator('dialog[open]').last();

export const press = (page: Page, name: string | RegExp): Promise<void> => top(page).getByRole('button', { name }).click();

export const fill = (page: Page, label: string | RegExp, text: string): Promise<void> =>
  top(page)
    .getByRole('textbox', { name: label })
    .or(top(page).locator('input[type="password"]').and(top(page).getByLabel(label)))
    .fill(text);

/** Runs an action from the command palette: opens it, types, chooses by Enter. */
export async function command(page: Page, label: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await palette.waitFor();
  await page.keyboard.type(label);
  await palette.locator('[role="option"][aria-selected="true"]', { hasText: label }).waitFor();
  await page.keyboard.press('Enter');
  await palette.waitFor({ state: 'detached' });
}

export const patch = (page: Page, change: Omit<Patch, 'seq'>): Promise<void> =>
  page.evaluate((c) => (window.tessera as FakeBridge).patch(c), change);

export const failing = (page: Page, method: MethodName, problem: Problem): Promise<void> =>
  page.evaluate(([m, p]) => (window.tessera as FakeBridge).failing(m, p), [method, problem] as const);

/** Calls of one method so far, oldest first. */
export const callsOf = (page: Page, method: MethodName): Promise<unknown[]> =>
  page.evaluate((m) => (window.tessera as FakeBridge).calls.filter((c) => c.method === m).map((c) => c.args), method);

/** The visible name of what has the focus: its label, else its text. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const el = document.activeElement;
    if (el === null) return '';
    const label = el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement ? el.labels?.[0]?.textContent : null;
    return (label ?? el.getAttribute('aria-label') ?? (el === document.body ? 'body' : (el.textContent ?? ''))).trim();
  });
