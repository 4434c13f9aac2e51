import type { Locator } from 'playwright-core';
import type { LaunchedApp } from '../runtime/chromium/testing';
import { demoServer, must, type Step } from './main-job';

interface Kind {
  /** The demo server's name, as its button says. */
  readonly name: string;
  readonly says: string;
  readonly picture: string;
  /** What is filled in beside user and password. */
  readonly more?: (dialog: Locator) => Promise<void>;
  /** A key of the demo that must be listed. */
  readonly lists: string;
}

const KINDS: readonly Kind[] = [
  {
    name: 'Demo LabKey',
    says: 'Sign in to LabKey Server by email and password: keys with their last use',
    picture: 'labkey',
    lists: 'Nightly assay export',
  },
  {
    name: 'Demo TileDB Cloud',
    says: 'Sign in to TileDB Cloud: tokens by their last seven characters',
    picture: 'tiledb-cloud',
    lists: 'single-cell notebook',
  },
  {
    name: 'Demo TileDB (Carrara)',
    says: 'Sign in to TileDB Carrara, in one of two workspaces',
    picture: 'tiledb-carrara',
    more: (dialog) => dialog.getByLabel(/^Workspace/).fill('sensors'),
    lists: 'nightly ingest',
  },
];

/** The second act: the other kinds of server beside Tiled, each added, signed in to and listed. */
export const otherKinds = (app: LaunchedApp): readonly Step[] => [
  ...KINDS.map((kind) => ({ says: kind.says, picture: kind.picture, does: () => addAndList(app, kind) })),
  {
    says: 'All keys of all servers in one table',
    picture: 'all-keys',
    does: async () => {
      const { page } = app;
      await page
        .getByRole('navigation')
        .getByRole('button', { name: /^All keys/ })
        .click();
      for (const { lists } of KINDS)
        await page
          .getByRole('searchbox')
          .fill(lists)
          .then(() => rowOf(app, lists).waitFor());
      await page.getByRole('searchbox').fill('');
      return `${KINDS.length + 1} servers of three kinds.`;
    },
  },
];

const rowOf = ({ page }: LaunchedApp, name: string): Locator => page.getByRole('row', { name: new RegExp(name) }).first();

async function addAndList(app: LaunchedApp, kind: Kind): Promise<string> {
  const { page } = app;
  const dialog = page.getByRole('dialog');
  const press = (name: string) => dialog.getByRole('button', { name, exact: true }).click();
  const server = await demoServer(page, kind.name);
  await page.getByRole('button', { name: 'Add server…' }).first().click();
  await press(`Use ${kind.name}`);
  await press('Continue');
  await dialog.getByLabel('Name', { exact: true }).fill(kind.name);
  await press('Add server');
  await dialog.getByLabel(/^(User name|Email)$/).fill(server.user);
  await dialog.getByLabel('Password', { exact: true }).fill(server.password);
  await kind.more?.(dialog);
  await press('Sign in');
  await dialog.waitFor({ state: 'hidden' });
  const entry = page
    .getByRole('navigation')
    .getByRole('button', { name: new RegExp(`^${kind.name.replaceAll(/[()]/g, '\\$&')}`) })
    .first();
  await entry.click();
  await rowOf(app, kind.lists).waitFor();
  const rows = await page.getByRole('grid').getByRole('row').count();
  must(rows > 2, 'the server lists next to nothing');
  return `${rows - 1} keys, of ${server.user}.`;
}
