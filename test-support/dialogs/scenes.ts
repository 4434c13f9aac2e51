import type { Page } from 'playwright-core';
import type { KeychainView } from '../../src/domain/views';
import type { SceneOptions } from '../renderer/scene';
import { command, failing, fill, patch, press, top } from './by-hand';

/** One state of a dialog, and how a person gets there. For the accessibility test and for pictures. */
export interface DialogScene {
  readonly name: string;
  readonly scene?: SceneOptions;
  readonly open: (page: Page) => Promise<void>;
}

const ADDRESS_WITH_KEY = `https://tiled.nsls2.example/api/v1/metadata/raw?api_key=3086866a${'0'.repeat(64)}`;
const LOCKED_VAULT: KeychainView = { backend: 'vault', name: 'Passphrase vault', state: 'locked', detail: null, vaultExists: true };

const ALL: SceneOptions = { administrator: 'all' };

const opens = (label: string) => (page: Page) => command(page, label);

/** Marks all keys of the administrator's server but those that are held without a row. */
async function markMany(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Hospital LabKey/ })
    .first()
    .click();
  await page.locator('button[aria-haspopup=menu]', { hasText: 'State' }).click();
  for (const state of ['live, not held here', 'expired, still listed']) await page.getByRole('menuitemcheckbox', { name: state }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ControlOrMeta+a');
}

async function markWithOneNotRevocable(page: Page): Promise<void> {
  await page.getByRole('row', { name: /Proposal system export/ }).click();
  await page.getByRole('row', { name: /Lab dashboard/ }).click({ modifiers: ['ControlOrMeta'] });
  await page.keyboard.press('Delete');
  await top(page).getByText('cannot be revoked from here').waitFor();
}

async function signIn(page: Page): Promise<void> {
  await command(page, 'Sign in to NSLS-II Tiled');
  await fill(page, 'User name', 'alice');
  await fill(page, 'Password', 'not the password');
  await press(page, 'Sign in');
}

export const SCENES: readonly DialogScene[] = [
  { name: 'add-server', open: opens('Add server') },
  {
    name: 'add-server-plain-http',
    open: async (page) => {
      await command(page, 'Add server');
      await fill(page, 'Address', 'http://tiled.lab.example');
      await press(page, 'Continue');
      await top(page).getByText('plain http').first().waitFor();
    },
  },
  {
    name: 'add-server-confirm',
    open: async (page) => {
      await command(page, 'Add server');
      await fill(page, 'Address', ADDRESS_WITH_KEY);
      await press(page, 'Continue');
      await top(page).getByText('A key was in the address').waitFor();
    },
  },
  {
    name: 'add-server-failed',
    open: async (page) => {
      await failing(page, 'profile.probe', {
        code: 'http.unreachable',
        message: 'tiled.nsls2.example did not answer. No key and no password was sent. Look at the address, or try again.',
        next: { do: 'retry' },
      });
      await command(page, 'Add server');
      await fill(page, 'Address', ADDRESS_WITH_KEY);
      await press(page, 'Continue');
      await top(page).getByRole('alert').waitFor();
    },
  },
  {
    name: 'add-server-end',
    open: async (page) => {
      await command(page, 'Add server');
      await fill(page, 'Address', ADDRESS_WITH_KEY);
      await press(page, 'Continue');
      await press(page, 'Add server');
      await top(page).getByText('was added').waitFor();
    },
  },
  { name: 'sign-in', open: opens('Sign in to NSLS-II Tiled') },
  {
    name: 'sign-in-failed',
    open: async (page) => {
      await failing(page, 'profile.signIn', {
        code: 'tiled.wrongPassword',
        message: 'The server does not accept this user name and password. Nothing was changed here.',
        next: { do: 'none' },
        requestId: '8f2c11',
      });
      await signIn(page);
      await top(page).getByRole('alert').waitFor();
    },
  },
  {
    name: 'sign-in-message',
    open: async (page) => {
      await signIn(page);
      await top(page).getByText('The server says').waitFor();
    },
  },
  { name: 'create-key', open: opens('Create key on NSLS-II Tiled') },
  {
    name: 'create-key-powerful',
    open: async (page) => {
      await command(page, 'Create key on NSLS-II Tiled');
      await top(page).getByLabel('create:apikeys').check();
      await top(page).getByLabel('Never ends').check();
    },
  },
  { name: 'create-key-locked', scene: { keychain: 'locked' }, open: opens('Create key on NSLS-II Tiled') },
  {
    name: 'new-secret',
    open: async (page) => {
      await command(page, 'Create key on NSLS-II Tiled');
      await press(page, 'Create key');
      await press(page, 'Copy secret');
      await top(page).getByText('Secret copied').waitFor();
    },
  },
  { name: 'hold-key', open: opens('Hold: tomo-preview notebook') },
  {
    name: 'hold-key-done',
    open: async (page) => {
      await command(page, 'Hold: tomo-preview notebook');
      await press(page, 'Paste');
      await press(page, 'Check and keep key');
      await top(page).getByText('Key kept').waitFor();
    },
  },
  { name: 'revoke', open: opens('Revoke: Data validation pipeline') },
  { name: 'revoke-expired', open: opens('Revoke: beamtime 2026-2') },
  {
    name: 'revoke-result',
    open: async (page) => {
      await command(page, 'Revoke: Data validation pipeline');
      await press(page, 'Revoke key');
      await top(page).getByText('Where the dead secret still stands').waitFor();
    },
  },
  {
    name: 'revoke-many',
    scene: ALL,
    open: async (page) => {
      await markMany(page);
      await page.keyboard.press('Delete');
      await top(page).getByRole('textbox').waitFor();
      await top(page)
        .getByText(/^Which keys/)
        .click();
    },
  },
  {
    name: 'revoke-many-result',
    scene: ALL,
    open: async (page) => {
      await markMany(page);
      await page.keyboard.press('Delete');
      await fill(page, /^Type/, 'revoke 303 keys');
      await press(page, 'Revoke 303 keys');
      await top(page).getByText('303 keys revoked').waitFor();
    },
  },
  {
    name: 'revoke-several-acknowledged',
    open: async (page) => {
      await page.getByRole('row', { name: /Arrays, ingest worker/ }).click();
      await page.getByRole('row', { name: /SOMA browser/ }).click({ modifiers: ['ControlOrMeta'] });
      await page.getByRole('button', { name: 'Revoke 2 keys…' }).click();
      await top(page).getByRole('textbox').waitFor();
    },
  },
  { name: 'revoke-of-another', scene: ALL, open: opens('Revoke: plate reader') },
  { name: 'revoke-not-from-here', open: markWithOneNotRevocable },
  {
    name: 'diagnosis',
    scene: ALL,
    open: async (page) => {
      await command(page, 'Why do I get 401? nightly assay upload');
      await top(page).getByText('What was looked into').waitFor();
    },
  },
  {
    name: 'diagnosis-failed',
    scene: ALL,
    open: async (page) => {
      await failing(page, 'keys.diagnose', {
        code: 'http.unreachable',
        message: 'labkey.hospital.example did not answer, so nothing can be said. Nothing was changed.',
        next: { do: 'retry' },
      });
      await command(page, 'Why do I get 401? nightly assay upload');
      await top(page).getByRole('alert').waitFor();
    },
  },
  { name: 'link-key', scene: ALL, open: opens('Which listed key is it: key from the old notebook') },
  {
    name: 'sign-in-link',
    scene: ALL,
    open: async (page) => {
      await command(page, 'Sign in to Hospital LabKey');
      await top(page).getByLabel('How').selectOption('key');
      await top(page).getByText('Generate API Key').waitFor();
    },
  },
  { name: 'edit-server-links', scene: ALL, open: opens('Edit server Hospital LabKey') },
  {
    name: 'hold-session-key',
    scene: ALL,
    open: async (page) => {
      await command(page, 'Hold a key of Hospital LabKey');
      await top(page).getByLabel('What it is').selectOption('session-key');
      await top(page).getByText('kept in memory only').waitFor();
    },
  },
  { name: 'create-key-manage', scene: ALL, open: opens('Create key on Hospital LabKey') },
  {
    name: 'export-vendor-file',
    open: async (page) => {
      await command(page, 'Copy export: Arrays, ingest worker');
      await press(page, 'Show the change to profiles.json');
      await top(page).getByRole('button', { name: 'Put in profiles.json' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'export-session-key',
    scene: ALL,
    open: async (page) => {
      await command(page, 'Copy export: R session of today');
      await top(page).getByText('writes it to no file').scrollIntoViewIfNeeded();
    },
  },
  { name: 'find-key', open: opens('Find or revoke a leaked key') },
  {
    name: 'find-key-nothing',
    open: async (page) => {
      await command(page, 'Find or revoke a leaked key');
      await fill(page, /^The key/, 'ffffffff');
      await press(page, /^Find$/);
      await top(page).getByText('No key known here fits').waitFor();
    },
  },
  { name: 'export', open: opens('Copy export: Data validation pipeline') },
  {
    name: 'export-file',
    open: async (page) => {
      await command(page, 'Copy export: Data validation pipeline');
      await fill(page, /^File/, '~/project/.env');
      await press(page, 'Show the change');
      await top(page).getByRole('button', { name: 'Write this change' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'export-netrc',
    open: async (page) => {
      await command(page, 'Copy export: targetedms import');
      await press(page, 'Show the change to .netrc');
      await top(page).getByRole('button', { name: 'Put in .netrc' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'netrc-take',
    open: async (page) => {
      await command(page, 'Go to .netrc');
      await page.getByRole('button', { name: /the key of urs/ }).click();
    },
  },
  {
    name: 'netrc-remove',
    open: async (page) => {
      await command(page, 'Show panorama-sync');
      await page.getByRole('button', { name: /^Remove from .*netrc/ }).click();
      await top(page).getByText('The entry of').waitFor();
    },
  },
  {
    name: 'reveal',
    open: async (page) => {
      await command(page, 'Reveal: Data validation pipeline');
      await top(page).getByText('Shown for 30 seconds').waitFor();
    },
  },
  { name: 'settings', open: opens('Settings') },
  { name: 'forget-everything', open: opens('Forget everything on this machine') },
  { name: 'keychain', open: opens('Keychain') },
  { name: 'keychain-locked', scene: { keychain: 'locked' }, open: opens('Keychain') },
  { name: 'keychain-waiting', scene: { keychain: 'waiting' }, open: opens('Keychain') },
  { name: 'keychain-unavailable', scene: { keychain: 'unavailable' }, open: opens('Keychain') },
  {
    name: 'vault-locked',
    open: async (page) => {
      await patch(page, { keychain: LOCKED_VAULT });
      await command(page, 'Keychain');
    },
  },
  {
    name: 'rescue',
    open: async (page) => {
      await patch(page, {
        rescue: {
          id: 'r1',
          profileId: 'nsls',
          keyId: 'k1',
          problem: { code: 'keychain.refused', message: 'GNOME Keyring refused to store the secret.', next: { do: 'retry' } },
        },
      });
      await top(page).getByText('no safe place yet').waitFor();
    },
  },
  { name: 'edit-server', open: opens('Edit server NSLS-II Tiled') },
  { name: 'remove-server', open: opens('Remove NSLS-II Tiled from Tessera') },
  { name: 'about', open: opens('About Tessera') },
];
