import { expect, test } from './fixture';

test('a first look', async ({ app }) => {
  await expect(app.page).toHaveTitle('Tessera');
  await app.page.screenshot({ path: '/tmp/t1/first.png' });
});
