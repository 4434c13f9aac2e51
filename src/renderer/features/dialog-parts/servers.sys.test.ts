import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { callsOf, command, failing, fill, focused, patch, press, top } from '../../../../test-support/dialogs/by-hand';
import { windowForTests } from '../../../../test-support/renderer/opening';

/** Dialogs for administrators, for keys whose listing shows no part of them, and for vendors' files, as a person goes through them. */
const open = windowForTests();
let page: Page;

beforeEach(async () => {
  page = await open({ scene: { administrator: 'all' } });
});

/** All keys of people whose name ends so, over more than one portion. */
async function markManyOf(who: string): Promise<void> {
  await page
    .getByRole('button', { name: /^Hospital LabKey/ })
    .first()
    .click();
  await page.getByRole('searchbox').fill(who);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ControlOrMeta+a');
}

test('many keys are revoked only after the words were typed, in portions that name the whole', async () => {
  await markManyOf('a@hospital');
  await page.getByText('125 keys selected').waitFor();
  await page.keyboard.press('Delete');
  await top(page).getByRole('textbox').waitFor();
  expect(await focused(page)).toContain('Type “revoke 125 keys”');
  await page.keyboard.type('revoke 125 key');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'keys.revoke')).toEqual([]);
  expect(await top(page).getByRole('button', { name: 'Revoke 125 keys' }).isDisabled()).toBe(true);
  await page.keyboard.type('s');
  await top(page).getByRole('button', { name: 'Revoke 125 keys', disabled: false }).waitFor();
  await page.keyboard.press('Enter');
  await top(page).getByRole('heading', { name: '125 keys revoked' }).waitFor();
  const calls = (await callsOf(page, 'keys.revoke')) as { keyIds: string[]; typed: string; total: number }[];
  expect(calls.map((c) => [c.keyIds.length, c.typed, c.total])).toEqual([
    [50, 'revoke 125 keys', 125],
    [50, 'revoke 125 keys', 125],
    [25, 'revoke 125 keys', 125],
  ]);
  expect(await focused(page)).toBe('Done');
});

test('one key of somebody else is asked about in words, too', async () => {
  await command(page, 'Revoke: plate reader');
  await fill(page, /^Type/, 'revoke 1 key');
  await press(page, 'Revoke key');
  await top(page).getByText('Key revoked').waitFor();
  expect(await callsOf(page, 'keys.revoke')).toMatchObject([{ acknowledged: false, typed: 'revoke 1 key', total: 1 }]);
});

test('what was not acknowledged is not revoked', async () => {
  await command(page, 'Revoke: SOMA browser');
  const go = top(page).getByRole('button', { name: 'Revoke key' });
  await go.waitFor();
  expect(await go.isDisabled()).toBe(true);
  await top(page).getByLabel('I understand that this cannot be undone.').check();
  await top(page).getByRole('button', { name: 'Revoke key', disabled: false }).click();
  await top(page).getByText('Key revoked').waitFor();
  expect(await callsOf(page, 'keys.revoke')).toMatchObject([{ acknowledged: true }]);
});

test('where the counting fails nothing can be revoked, and it is tried again', async () => {
  await failing(page, 'keys.revokePreview', { code: 'x', message: 'It could not be counted.', next: { do: 'retry' } });
  await command(page, 'Revoke: SOMA browser');
  await top(page).getByRole('alert').getByText('It could not be counted.').waitFor();
  expect(
    await top(page)
      .getByRole('button', { name: /^Revoke/ })
      .count(),
  ).toBe(0);
  await press(page, 'Try again');
  await expect.poll(async () => (await callsOf(page, 'keys.revokePreview')).length).toBe(2);
});

test('the answer of a diagnosis comes first, then every step with its outcome in words', async () => {
  await command(page, 'Why do I get 401? nightly assay upload');
  const status = top(page).getByRole('status');
  await status.getByText('Python sends that one instead').waitFor();
  const steps = await top(page).getByRole('region', { name: 'What was looked into' }).getByRole('listitem').allTextContents();
  expect(steps.map((t) => /fine|this is why|may be why|not known/.exec(t)?.[0])).toEqual([
    'fine',
    'fine',
    'this is why',
    'may be why',
    'not known',
  ]);
  await press(page, 'Open Loggers in the browser');
  expect(await callsOf(page, 'app.openLink')).toEqual([{ url: 'https://labkey.hospital.example/labkey/logger-manage.view' }]);
  await press(page, 'Refresh');
  expect(await callsOf(page, 'keys.refresh')).toEqual([{ profileId: 'hospital' }]);
});

test('a held key is linked to its row by hand, and the link is taken back', async () => {
  await command(page, 'Which listed key is it: key from the old notebook');
  await press(page, 'It is this key');
  await top(page).getByText('Choose one of them.').waitFor();
  await top(page).getByLabel('laptop').check();
  await page.keyboard.press('Enter');
  await top(page).waitFor({ state: 'detached' });
  expect(await callsOf(page, 'keys.link')).toEqual([{ keyId: 'h-norow', rowKeyId: 'h-row2' }]);
  await command(page, 'Show key from the old notebook');
  const pane = page.getByRole('complementary');
  await pane.getByText('you said so').waitFor();
  await pane.getByRole('button', { name: 'Take the link back' }).click();
  await page.getByText('The link was taken back.').waitFor();
  expect(await callsOf(page, 'keys.unlink')).toEqual([{ keyId: 'h-norow' }]);
  await pane.getByRole('button', { name: /^Which listed key/ }).waitFor();
});

test('the sort of a secret is told by its shape or said, and sent along only when it was said', async () => {
  await command(page, 'Hold a key of Hospital LabKey');
  await top(page).getByLabel('Key', { exact: true }).fill('session|made-up-for-this-test');
  await top(page).getByText('kept in memory only').waitFor();
  await press(page, 'Check and keep key');
  await top(page).getByText('Key kept').waitFor();
  await page.keyboard.press('Escape');
  await command(page, 'Hold a key of Hospital LabKey');
  await top(page).getByLabel('Key', { exact: true }).fill('made-up-for-this-test');
  await top(page).getByLabel('What it is').selectOption('session-key');
  await press(page, 'Check and keep key');
  await top(page).getByText('Key kept').waitFor();
  const held = (await callsOf(page, 'keys.hold')) as { fields: unknown }[];
  expect(held.map((c) => c.fields)).toEqual([{}, { secretKind: 'session-key' }]);
});

test('a key is held for a server that was chosen, or that is looked at', async () => {
  await command(page, 'Hold a key…');
  await press(page, 'Continue');
  await top(page).getByText('Choose the server that the key belongs to.').waitFor();
  expect(await top(page).getByLabel('Key', { exact: true }).count()).toBe(0);
  await top(page).getByLabel('Server').selectOption('hospital');
  await top(page).getByLabel('Key', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await command(page, 'Go to Hospital LabKey');
  await command(page, 'Hold a key…');
  await top(page).getByText('Hospital LabKey', { exact: true }).waitFor();
  await top(page).getByLabel('Key', { exact: true }).waitFor();
});

test('a name that no variable may have is refused, and nothing can be copied under it', async () => {
  await command(page, 'Copy export: R session of today');
  const copy = top(page)
    .getByRole('button', { name: /^Copy the .* command$/ })
    .first();
  await copy.waitFor();
  expect(await copy.isDisabled()).toBe(false);
  await fill(page, /^Variable/, '1 bad');
  await top(page).getByText('no digit first').waitFor();
  expect(await copy.isDisabled()).toBe(true);
});

test('a new key can take over from a session that ends with this run', async () => {
  await command(page, 'Create key on Hospital LabKey');
  await top(page)
    .getByLabel(/^Manage this server with the new key/)
    .check();
  await press(page, 'Create key');
  await top(page).getByText('Key created').waitFor();
  expect(await callsOf(page, 'keys.create')).toMatchObject([{ profileId: 'hospital', manage: true }]);
});

test("a vendor's file is shown as it will be before it is written, and what a change of mind left is not written", async () => {
  await command(page, 'Copy export: Arrays, ingest worker');
  await press(page, 'Show the change to profiles.json');
  await top(page).getByRole('button', { name: 'Put in profiles.json' }).waitFor();
  await fill(page, /^Profile/, 'other');
  expect(await top(page).getByRole('button', { name: 'Put in profiles.json' }).count()).toBe(0);
  await press(page, 'Show the change to profiles.json');
  await press(page, 'Put in profiles.json');
  await top(page).getByText('The key is in profiles.json.').waitFor();
  const [applied] = await callsOf(page, 'export.applyConfig');
  expect(applied).toMatchObject({ kind: 'vendorProfiles', path: '', locator: 'other', version: 'v1', keep: true });
});

test('a secret that lives in memory only is offered to no file', async () => {
  await command(page, 'Copy export: R session of today');
  await top(page).getByText('writes it to no file').waitFor();
  for (const name of [/^Show the change/, /^Choose file/]) expect(await top(page).getByRole('button', { name }).count()).toBe(0);
});

test('where a key is made in the browser, its page and the steps stand beside the field', async () => {
  await command(page, 'Sign in to Hospital LabKey');
  expect(await top(page).getByText('Generate API Key').count()).toBe(0);
  await top(page).getByLabel('How').selectOption('key');
  await press(page, 'Open External Tool Access in the browser');
  expect(await callsOf(page, 'app.openLink')).toEqual([{ url: 'https://labkey.hospital.example/labkey/security-externalToolsView.view' }]);
});

test('a session key may sign in while the keychain is locked, and what it is, is said', async () => {
  await patch(page, { keychain: { state: 'locked', name: 'GNOME Keyring', backend: 'os', detail: null, vaultExists: false } });
  await command(page, 'Sign in to Hospital LabKey');
  await top(page).getByLabel('How').selectOption('key');
  await top(page).getByText('GNOME Keyring is locked').waitFor();
  await top(page).getByLabel('Kind').selectOption('session-key');
  await top(page).getByText('ends with the browser session').waitFor();
  expect(await top(page).getByText('GNOME Keyring is locked').count()).toBe(0);
});
