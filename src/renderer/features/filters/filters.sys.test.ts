import { expect, it } from 'vitest';
import { windowForTests } from '../../../../test-support/renderer/opening';

const open = windowForTests();

it('the panel is as high as what is in it where there is room, and nothing in it scrolls', async () => {
  const page = await open({ width: 1280, height: 820 });
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await page.getByRole('group', { name: 'Expires' }).waitFor();
  const hidden = await page.evaluate(() => {
    const panel = document.querySelector(':popover-open');
    return [panel, ...(panel?.querySelectorAll('fieldset > div') ?? [])].map((e) => (e ? e.scrollHeight - e.clientHeight : null));
  });
  expect(hidden.length).toBeGreaterThan(4);
  expect(new Set(hidden)).toEqual(new Set([0]));
});
