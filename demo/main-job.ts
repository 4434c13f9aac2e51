import type { Locator, Page } from 'playwright-core';
import type { LaunchedApp } from '../runtime/chromium/testing';

/** One step of the demo. `does` answers what was seen, and throws where it is not what it should be. */
export interface Step {
  readonly says: string;
  readonly picture: string;
  does(): Promise<string>;
}

/** A request made with the exported key outside the app. */
export type Use = (address: string, key: string) => Promise<{ readonly status: number; readonly body: string }>;

export const must = (condition: boolean, otherwise: string): void => {
  if (!condition) throw new Error(otherwise);
};

interface DemoServer {
  readonly name: string;
  readonly address: string;
  readonly user: string;
  readonly password: string;
}

interface Shown {
  readonly run: { readonly demoServers: readonly DemoServer[] };
  readonly keychain: { readonly name: string };
  readonly keys: readonly {
    readonly held: unknown;
    readonly presence: { readonly value: string };
    readonly listed: { readonly value: { readonly name: string | null; readonly fragment: string | null } } | null;
  }[];
}

/** What the window was given by main; holds no secret. */
async function snapshot(page: Page): Promise<Shown> {
  const answer = await page.evaluate(() =>
    (window as unknown as { tessera: { invoke(method: string, args: object): Promise<unknown> } }).tessera.invoke('app.snapshot', {}),
  );
  return (answer as { readonly value: Shown }).value;
}

/** A server of the demo by its name. Throws where it did not start. */
export async function demoServer(page: Page, name: string): Promise<DemoServer> {
  const server = (await snapshot(page)).run.demoServers.find((s) => s.name === name);
  if (server === undefined) throw new Error(`${name} did not start`);
  return server;
}

const textOf = async (element: Locator): Promise<string> => ((await element.textContent()) ?? '').trim();

const NOTE = 'Nightly reduction, beamline 7';

/** The main job: from an empty window to a key that was held, exported, used, revoked and refused. */
export function mainJob(app: LaunchedApp, use: Use): readonly Step[] {
  const { page, control } = app;
  page.setDefaultTimeout(15_000);
  const dialog = page.getByRole('dialog');
  const press = (name: string | RegExp) => dialog.getByRole('button', { name, exact: typeof name === 'string' }).click();
  const mine = async () => {
    const shown = await snapshot(page);
    return shown.keys.find((k) => k.listed?.value.name === NOTE);
  };
  let server = { address: '', user: '', password: '' };
  let secret = '';
  return [
    {
      says: 'An empty window',
      picture: 'first-run',
      does: async () => {
        const shown = await snapshot(page);
        const first = shown.run.demoServers[0];
        must(first !== undefined, 'the demo server did not start');
        server = first ?? server;
        // Read after the first paint: a picture taken before it came would be of a blank page.
        await page.getByRole('button', { name: 'Add server…' }).first().waitFor();
        return `Keychain in use: ${shown.keychain.name}. The demo's Tiled server is at ${server.address}.`;
      },
    },
    {
      says: 'Add the server',
      picture: 'add-server',
      does: async () => {
        await page.getByRole('button', { name: 'Add server…' }).first().click();
        await dialog.getByLabel('Server address').fill(server.address);
        await press('Continue');
        await dialog.getByLabel('Name', { exact: true }).fill('Demo Tiled');
        return `The server says: ${await textOf(dialog.getByRole('definition').nth(1))}.`;
      },
    },
    {
      says: `Sign in as ${'alice'}; the password is used once and not kept`,
      picture: 'signed-in',
      does: async () => {
        await press('Add server');
        await dialog.getByLabel('User name', { exact: true }).fill(server.user);
        await dialog.getByLabel('Password', { exact: true }).fill(server.password);
        await press('Sign in');
        await dialog.getByText('The server says:').waitFor();
        return `The server says: ${await textOf(dialog.getByRole('blockquote'))}`;
      },
    },
    {
      says: 'See the keys that the server lists',
      picture: 'keys',
      does: async () => {
        await press('Continue');
        await page.getByRole('grid').waitFor();
        const { keys } = await snapshot(page);
        return `${keys.length} keys, ${keys.filter((k) => k.held).length} of them held on this machine.`;
      },
    },
    {
      says: 'Make a key: read only, 30 days',
      picture: 'create-key',
      does: async () => {
        await page.getByRole('button', { name: 'Create key' }).first().click();
        await dialog.getByLabel(/^Note/).fill(NOTE);
        return textOf(dialog.getByText(/^Ends .*UTC/).first());
      },
    },
    {
      says: 'Its secret goes into the keychain before anything else',
      picture: 'key-created',
      does: async () => {
        await press('Create key');
        await dialog.getByRole('heading', { name: 'Key created' }).waitFor();
        const key = await mine();
        must(Boolean(key?.held), 'the key is not held');
        return `${key?.listed?.value.fragment ?? ''}: held.`;
      },
    },
    {
      says: 'Copy the line for the shell, by a click',
      picture: 'copied',
      does: async () => {
        await dialog.getByRole('button', { name: /^Copy .*line$/ }).click();
        await page.waitForFunction(() => document.body.textContent.includes('Copied'), undefined, { timeout: 5_000 });
        const line = await control.readClipboard();
        secret = /^export TILED_API_KEY='?([0-9a-f]{72})'?$/m.exec(line)?.[1] ?? '';
        must(secret !== '', 'the copied line does not hold a key');
        return `export TILED_API_KEY='${secret.slice(0, 8)}…' (cleared from the clipboard after 30 s)`;
      },
    },
    {
      says: 'Use the key by a real request',
      picture: 'listed',
      does: async () => {
        await press('Done');
        const answer = await use(server.address, secret);
        must(answer.status === 200 && answer.body.includes('"alice"'), `the server answered ${answer.status}`);
        await page.getByRole('button', { name: 'Refresh all servers' }).click();
        const key = await mine();
        must(key?.presence.value === 'listed', 'the server does not list the key');
        return 'The server answered 200: the key is alice’s.';
      },
    },
    {
      says: 'Revoke it',
      picture: 'revoke',
      does: async () => {
        await page.getByRole('row', { name: new RegExp(NOTE) }).click();
        await page
          .getByRole('button', { name: /^Revoke key/ })
          .first()
          .click();
        return textOf(dialog.getByRole('heading').first());
      },
    },
    {
      says: 'It is gone from the server and from the keychain',
      picture: 'revoked',
      does: async () => {
        await press(/^Revoke key/);
        const until = Date.now() + 15_000;
        while ((await mine()) !== undefined && Date.now() < until) await page.waitForTimeout(100);
        must((await mine()) === undefined, 'the key is still in the table');
        await dialog.getByRole('button', { name: 'Done' }).waitFor();
        return 'Revoked; its secret has left the keychain.';
      },
    },
    {
      says: 'Use it once more: it must be refused',
      picture: 'refused',
      does: async () => {
        await dialog
          .getByRole('button', { name: /done|close/i })
          .last()
          .click();
        const answer = await use(server.address, secret);
        must(answer.status === 401, `the server answered ${answer.status}`);
        return 'The server answered 401: this key opens nothing any more.';
      },
    },
  ];
}
