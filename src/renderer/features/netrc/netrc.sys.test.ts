import { describe, expect, it } from 'vitest';
import type { OpenOptions, Page } from '../../../../test-support/renderer/harness.mjs';
import { axeFindsNothing, windowForTests } from '../../../../test-support/renderer/opening';

const open = windowForTests();

const toPage = async (page: Page): Promise<void> => {
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^\.netrc/ })
    .click();
  await page.getByRole('heading', { name: 'Health' }).waitFor();
};
const look = async (scene: NonNullable<OpenOptions['scene']>): Promise<Page> => {
  const page = await open({ scene });
  await toPage(page);
  return page;
};

describe('axe', () => {
  axeFindsNothing(open, [
    { name: 'an odd file', options: { scene: { netrcFile: 'odd' } }, act: toPage },
    { name: 'a file that is not understood', options: { scene: { netrcFile: 'stopped' } }, act: toPage },
  ]);
});

describe('the netrc file', () => {
  it('shows names as they read, hides no mark in them, and mentions an entry default', async () => {
    const page = await look({ netrcFile: 'odd' });
    const cells = (row: RegExp) => page.getByRole('row', { name: row }).getByRole('cell').allTextContents();
    expect((await cells(/data\.example\.org/))[2]).toBe('ü');
    expect((await cells(/gro\.live/))[1]).toBe('<U+202E>gro.live');
    await page.getByText('Line 3 is the entry default').waitFor();
    // What is asked for is what stands in the file.
    await page.getByRole('button', { name: 'the key of <U+202E>gro.live, line 2' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take into keychain' }).click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    const calls = await page.evaluate(() => (window as unknown as { tessera: { calls: unknown[] } }).tessera.calls);
    expect(calls).toContainEqual({
      method: 'netrc.take',
      args: { host: '\u00e2\u0080\u00aegro.live', login: 'bob', line: 2, version: 'v1' },
    });
  });

  it('that others may read is mended here', async () => {
    const page = await look({});
    await page.getByText('(mode 0644)').waitFor();
    await page.getByRole('button', { name: 'Show the change: Take the rights of other users away from the file.' }).click();
    await page.getByText('Nobody but you may read or write /home/alice/.netrc then').waitFor();
    await page.getByRole('button', { name: 'Make this change' }).click();
    await expect.poll(() => page.getByText('Other users of this machine have access').count()).toBe(0);
    expect(await page.getByRole('button', { name: /Take the rights/ }).count()).toBe(0);
  });

  it('that is not understood is not said to be without entries', async () => {
    const page = await look({ netrcFile: 'stopped' });
    await page.getByRole('heading', { name: 'Entries not read' }).waitFor();
    expect(await page.getByText('No complete entry').count()).toBe(0);
  });
});
