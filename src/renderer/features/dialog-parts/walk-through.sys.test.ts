import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { callsOf, command, failing, fill, focused, press, top } from '../../../../test-support/dialogs/by-hand';
import type { FakeBridge } from '../../../../test-support/renderer/fake-bridge';
import { windowForTests } from '../../../../test-support/renderer/opening';

/** Dialogs by keyboard alone, and what stays of a secret in the page. */
const open = windowForTests();
let page: Page;

beforeEach(async () => {
  page = await open();
});

/** All that the page shows or keeps in its fields. */
const pageText = () =>
  page.evaluate(
    () =>
      new XMLSerializer().serializeToString(document) +
      [...document.querySelectorAll('input, textarea')].map((e) => (e as HTMLInputElement).value).join('\n'),
  );

test('a key is created, copied and done by keyboard alone', async () => {
  await command(page, 'Create key on NSLS-II Tiled');
  await top(page).waitFor();
  expect(await focused(page)).toContain('Note');
  await page.keyboard.type('Beamline 4-ID nightly');
  await page.keyboard.press('Enter');
  await top(page).getByText('Key created').waitFor();
  expect(await callsOf(page, 'keys.create')).toEqual([
    {
      profileId: 'nsls',
      fields: { note: 'Beamline 4-ID nightly', lifetime: '2592000', scopes: 'read:metadata read:data', tags: '' },
      local: { label: '', owner: '', note: '' },
    },
  ]);
  await top(page).getByRole('button', { name: 'Copy bash and zsh line', disabled: false }).waitFor();
  expect(await focused(page)).toBe('Copy bash and zsh line');
  await page.keyboard.press('Enter');
  await top(page).getByText('copied.').waitFor();
  expect(await callsOf(page, 'export.copy')).toEqual([
    { keyId: 'k1', item: { kind: 'assignment', shell: 'posix' }, variable: '', withAddress: false },
  ]);
  await page.keyboard.press('Escape');
  await top(page).waitFor({ state: 'detached' });
});

test('a key is revoked and its lines removed by keyboard; the Enter that opened the dialog does not confirm it', async () => {
  // Clicks in the very frame in which the button appears, as a held Enter or a double press would.
  const early = page.evaluate(
    () =>
      new Promise<void>((done) => {
        const look = () => {
          const button = [...document.querySelectorAll<HTMLElement>('dialog button')].find((b) => b.textContent === 'Revoke key');
          if (button === undefined) requestAnimationFrame(look);
          else {
            button.click();
            done();
          }
        };
        look();
      }),
  );
  await command(page, 'Revoke: Data validation pipeline');
  await early;
  expect(await callsOf(page, 'keys.revoke')).toEqual([]);
  expect(await focused(page)).toBe('Revoke key');
  await top(page).getByRole('button', { name: 'Revoke key', disabled: false }).waitFor();
  await page.keyboard.press('Enter');
  await top(page).getByText('Key revoked').waitFor();
  expect(await callsOf(page, 'keys.revoke')).toEqual([{ keyIds: ['k1'], acknowledged: false }]);
  expect(await focused(page)).toBe('Done');
  await page.keyboard.press('Shift+Tab');
  expect(await focused(page)).toBe('Remove all 2 lines');
  await page.keyboard.press('Enter');
  await top(page).getByText('Line removed').nth(1).waitFor();
  expect(await callsOf(page, 'place.remove')).toEqual([
    { keyId: 'k1', placeId: 'p2' },
    { keyId: 'k1', placeId: 'p3' },
  ]);
  expect(await focused(page)).toBe('Done');
  await page.keyboard.press('Enter');
  await top(page).waitFor({ state: 'detached' });
});

test('from the open app to a revoked key in four actions, by its first eight', async () => {
  await page.keyboard.press('Control+Shift+F'); // 1
  await top(page).waitFor();
  await page.keyboard.type('9e3b77aa'); // 2
  await page.keyboard.press('Enter'); // 3
  await top(page).getByRole('button', { name: 'Revoke key', disabled: false }).waitFor();
  await page.keyboard.press('Enter'); // 4
  await top(page).getByText('Key revoked').waitFor();
  expect(await callsOf(page, 'keys.revoke')).toEqual([{ keyIds: ['k5'], acknowledged: false }]);
});

test('a failed revocation is said key by key, and can be tried again', async () => {
  await failing(page, 'keys.revoke', {
    code: 'http.timeout',
    message: 'The server did not answer. Whether the key lives is not known; try again.',
    next: { do: 'retry' },
  });
  await command(page, 'Revoke: Data validation pipeline');
  await top(page).getByRole('button', { name: 'Revoke key', disabled: false }).click();
  await top(page).getByRole('alert').getByText('Whether the key lives is not known').waitFor();
  expect(await top(page).getByRole('button', { name: 'Revoke key' }).count()).toBe(1);
});

test('a revealed secret is in the page only while it is shown: gone on blur and on close', async () => {
  const secret = '573928c60f1e2d3c';
  await command(page, 'Reveal: Data validation pipeline');
  await top(page).getByText('Shown for 30 seconds').waitFor();
  expect(await pageText()).toContain(secret);
  await page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await top(page).getByText('the window lost the focus').waitFor();
  expect(await pageText()).not.toContain(secret);
  await press(page, 'Show again');
  await top(page).getByText('Shown for 30 seconds').waitFor();
  expect(await pageText()).toContain(secret);
  await page.keyboard.press('Escape');
  await top(page).waitFor({ state: 'detached' });
  expect(await pageText()).not.toContain(secret);
});

test('a revealed secret goes after 30 seconds', async () => {
  await page.clock.install();
  await command(page, 'Reveal: Data validation pipeline');
  await top(page).getByText('Shown for 30 seconds').waitFor();
  await page.clock.fastForward(29_000);
  expect(await pageText()).toContain('573928c60f1e2d3c');
  await page.clock.fastForward(1_500);
  await top(page).getByText('the time is over').waitFor();
  expect(await pageText()).not.toContain('573928c60f1e2d3c');
});

test('a password leaves its field with the request, also when the server refuses it', async () => {
  await failing(page, 'profile.signIn', {
    code: 'tiled.wrongPassword',
    message: 'The server does not accept this user name and password.',
    next: { do: 'none' },
  });
  await command(page, 'Sign in to NSLS-II Tiled');
  await fill(page, 'User name', 'alice');
  await fill(page, 'Password', 'hunter2hunter2');
  await page.keyboard.press('Enter');
  await top(page).getByRole('alert').waitFor();
  expect(await pageText()).not.toContain('hunter2hunter2');
  expect(await focused(page)).toBe('Password');
  expect(await callsOf(page, 'profile.signIn')).toEqual([
    { profileId: 'nsls', method: 'password', fields: { username: 'alice' }, secrets: { password: { typedLength: 14 } } },
  ]);
});

test('a key in a pasted address leaves the field at once, is offered for keeping, and is dropped when the dialog closes', async () => {
  const key = `3086866a${'ab'.repeat(32)}`;
  await command(page, 'Add server');
  await fill(page, 'Address', `https://tiled.nsls2.example/api/v1/?api_key=${key}`);
  await page.keyboard.press('Enter');
  await top(page).getByText('A key was in the address').waitFor();
  expect(await pageText()).not.toContain(key);
  await page.keyboard.press('Escape');
  await top(page).waitFor({ state: 'detached' });
  expect(await callsOf(page, 'secret.drop')).toEqual([{ ticket: 't-url' }]);
});

test('the kept key of an address is handed over by ticket after the server was added', async () => {
  await command(page, 'Add server');
  await fill(page, 'Address', `https://tiled.nsls2.example/api/v1/?api_key=3086866a${'ab'.repeat(32)}`);
  await page.keyboard.press('Enter');
  await press(page, 'Add server');
  await top(page).getByText('The server accepted it').waitFor();
  expect(await callsOf(page, 'keys.hold')).toEqual([
    { profileId: 'nsls', keyId: null, secret: { ticket: 't-url' }, fields: {}, local: { label: '', owner: '', note: '' } },
  ]);
});

test('plain http is asked about before anything else happens', async () => {
  await command(page, 'Add server');
  await fill(page, 'Address', 'http://tiled.lab.example');
  await page.keyboard.press('Enter');
  await top(page).getByText('travel unencrypted: anyone').waitFor();
  const go = top(page).getByRole('button', { name: 'Continue unencrypted' });
  expect(await go.isDisabled()).toBe(true);
  await top(page)
    .getByLabel(/I accept/)
    .check();
  await go.click();
  await top(page).getByText('This is the server').waitFor();
  expect((await callsOf(page, 'profile.probe')).map((c) => (c as { acceptPlainHttp: boolean }).acceptPlainHttp)).toEqual([false, true]);
});

test('the rescue cannot be left but by one of its actions', async () => {
  await page.evaluate(() =>
    (window.tessera as FakeBridge).patch({
      rescue: {
        id: 'r1',
        profileId: 'nsls',
        keyId: 'k1',
        problem: { code: 'keychain.refused', message: 'The keyring refused.', next: { do: 'retry' } },
      },
    }),
  );
  await top(page).getByText('no safe place yet').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.waitForTimeout(100);
  expect(await top(page).getByText('no safe place yet').isVisible()).toBe(true);
  expect(await top(page).getByRole('button', { name: 'Close' }).count()).toBe(0);
  await page.keyboard.press('Enter');
  await top(page).waitFor({ state: 'detached' });
  expect(await callsOf(page, 'rescue.act')).toEqual([{ id: 'r1', act: 'retry' }]);
});

test('two passphrases must agree before a vault is made, and leave the page with the call', async () => {
  await command(page, 'Keychain');
  await press(page, 'Keep secrets somewhere else…');
  await top(page).getByLabel('A vault file with a passphrase').check();
  await fill(page, 'New passphrase', 'five unrelated words of mine');
  await fill(page, 'The same again', 'five unrelated words of yours');
  await page.keyboard.press('Enter');
  await top(page).getByText('The two passphrases differ.').waitFor();
  expect(await callsOf(page, 'keychain.choose')).toEqual([]);
  await fill(page, 'The same again', 'five unrelated words of mine');
  await page.keyboard.press('Enter');
  await top(page).waitFor({ state: 'detached' });
  expect(await callsOf(page, 'keychain.choose')).toEqual([{ backend: 'vault', passphrase: { typedLength: 28 } }]);
  expect(await pageText()).not.toContain('five unrelated words');
});

test('everything is forgotten only after the words were typed', async () => {
  await command(page, 'Forget everything on this machine');
  const go = top(page).getByRole('button', { name: 'Forget everything', exact: true });
  expect(await go.isDisabled()).toBe(true);
  await fill(page, /^Type/, 'forget');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'machine.forgetEverything')).toEqual([]);
  await fill(page, /^Type/, 'forget everything');
  await page.keyboard.press('Enter');
  await top(page).getByText('What is left:').waitFor();
  expect(await callsOf(page, 'machine.forgetEverything')).toEqual([{ confirm: 'forget everything' }]);
});
