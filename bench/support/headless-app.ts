import { join } from 'node:path';
import type { Patch } from '../../src/domain/views';
import { type Client, createClient, type Value } from '../../src/ipc/client';
import { createServer } from '../../src/ipc/serve';
import { type App, openApp, systemStores } from '../../src/main/app';
import { createHandlers } from '../../src/main/handlers';
import { nodeHttp } from '../../src/main/http/node';
import type { Http } from '../../src/main/http/port';
import type { Stores } from '../../src/main/keys/secrets';

/** Items of a private keyring, under a word of its own all the same. */
export const SERVICE = 'tessera-bench';

/** The app as the window reaches it, without a window. */
export interface HeadlessApp {
  readonly app: App;
  readonly client: Client;
  readonly patches: Patch[];
  close(): Promise<void>;
}

export interface HeadlessOptions {
  readonly dataFolder: string;
  readonly stores?: Stores;
  readonly http?: Http;
}

/** Opens the app over a data folder, the system's keychain and real HTTP; calls pass through the IPC contract's checks, both ways. */
export async function openHeadless({ dataFolder, stores, http = nodeHttp }: HeadlessOptions): Promise<HeadlessApp> {
  const patches: Patch[] = [];
  const opened = await openApp({
    dataFolder,
    http,
    now: () => Date.now(),
    keychainService: SERVICE,
    stores: stores ?? systemStores(dataFolder, SERVICE),
    surroundings: { home: join(dataFolder, 'home'), platform: process.platform, netrc: undefined },
    emit: (patch) => patches.push(patch),
    run: () => ({
      version: '0',
      runtime: 'bench',
      chromium: '0',
      node: process.versions.node,
      platform: 'linux',
      demo: false,
      sandboxed: true,
      notes: [],
      dataFolder,
      clipboardNotes: [],
      cannotCopy: null,
      fixedNow: null,
      demoServers: [],
    }),
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const app = opened.value;
  const handlers = createHandlers(app, {
    copier: { copy: async () => ({ ok: true, value: { clearsIn: 30 } }) },
    readClipboard: async () => null,
    openLink: async () => false,
    chooseFile: async () => ({ ok: true, path: null }),
    shieldWindow: () => undefined,
    applyTheme: () => undefined,
    diagnostics: () => '',
  });
  const serve = createServer(handlers, app.core.newId, (mishap) => {
    throw new Error(`${mishap.method}: ${mishap.kind} at ${mishap.where}`);
  });
  const client = createClient({ invoke: serve, on: () => undefined });
  return { app, client, patches, close: () => app.close() };
}

/** The value of an answer; throws its problem's sentence otherwise. */
export function must<T>(answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { message: string } }): T {
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

/** Adds the sandbox at `address` and signs in as alice. */
export async function addSandbox({ client }: HeadlessApp, address: string, label = 'Sandbox'): Promise<Value<'profile.add'>> {
  const added = must(await client.call('profile.add', { kind: 'tiled', address, label, note: '', caFile: null, plainHttpAccepted: false }));
  must(
    await client.call('profile.signIn', {
      profileId: added.profileId,
      method: 'password',
      fields: { username: 'alice' },
      secrets: { password: { typed: 'secret1' } },
    }),
  );
  return added;
}

/** Makes a read-only key of ten minutes, as the create dialog would. */
export async function createKey({ client }: HeadlessApp, profileId: string, note: string): Promise<string> {
  const fields = { scopes: 'read:metadata read:data', lifetime: '600', note };
  return must(await client.call('keys.create', { profileId, fields, local: { label: '', owner: '', note: '' } })).keyId;
}

/** What the caller put into the environment, or an error that names it. */
export function fromEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}
