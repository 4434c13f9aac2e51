import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Patch } from '../domain/views';
import type { Client, Value } from '../ipc/client';
import { createClient } from '../ipc/client';
import { createServer, type Mishap } from '../ipc/serve';
import { startTiledSandbox, type TiledSandbox, type TiledSandboxOptions } from '../sandbox/tiled';
import { type App, type AppOptions, openApp } from './app';
import { createHandlers } from './handlers';
import { nodeHttpWith } from './http/node';
import type { Backend, Keychain, KeychainFailure } from './keychain/port';
import type { Stores } from './keys/secrets';

/** The app without its shell, over a sandbox server and stores in memory; used by tests only. */
export interface TestApp {
  readonly app: App;
  readonly client: Client;
  readonly folder: string;
  /** The app's HOME: beside the data folder, never the user's own. */
  readonly home: string;
  readonly stores: TestStores;
  readonly patches: Patch[];
  readonly mishaps: Mishap[];
  readonly clipboard: { text: string };
  /** Everything that crossed to the window, as text. */
  crossed(): string;
  close(): Promise<void>;
}

/** A keychain in memory that outlives an app, as the system's does, and fails as told. */
export interface TestStore extends Keychain {
  readonly items: Map<string, string>;
  /** What each call answers instead of working. */
  failure: KeychainFailure | null;
  /** Only writes fail with this. */
  writeFailure: KeychainFailure | null;
  /** Called before each write is carried out. */
  onWrite: (account: string, secret: string) => void;
}

export interface TestStores extends Stores {
  readonly os: TestStore;
}

function testStore(backend: Backend): TestStore {
  const items = new Map<string, string>();
  const store: TestStore = {
    backend,
    items,
    failure: null,
    writeFailure: null,
    onWrite: () => undefined,
    status: async () => ({
      backend,
      name: 'Test keychain',
      state: store.failure === null ? 'unlocked' : store.failure.kind === 'locked' ? 'locked' : 'unavailable',
      detail: null,
    }),
    get: async (account) => {
      if (store.failure) return store.failure;
      const secret = items.get(account);
      return secret === undefined ? { kind: 'absent' } : { kind: 'found', secret };
    },
    set: async (account, secret) => {
      store.onWrite(account, secret);
      const failure = store.failure ?? store.writeFailure;
      if (failure) return failure;
      items.set(account, secret);
      return { kind: 'stored' };
    },
    delete: async (account) => store.failure ?? { kind: items.delete(account) ? 'deleted' : 'absent' },
    prove: async () => store.failure ?? { kind: 'stored' },
    close: async () => undefined,
  };
  return store;
}

export function testStores(): TestStores {
  const refuse = async () => ({ ok: false, code: 'keychain.vault.missing', message: 'No vault in this test.' }) as const;
  return {
    os: testStore('os'),
    memory: testStore('memory'),
    vault: { ...testStore('vault'), exists: async () => false, open: refuse, create: refuse },
  };
}

export interface TestOptions {
  /** An existing data folder: the app is started again. */
  readonly folder?: string;
  readonly stores?: TestStores;
  readonly now?: () => number;
  /** Another HOME than one of its own. */
  readonly home?: string;
  /** The variable NETRC. */
  readonly netrc?: string;
  /** Further kinds of server and of place, and the timer of second looks. */
  readonly drivers?: AppOptions['drivers'];
  readonly kinds?: AppOptions['kinds'];
  readonly later?: AppOptions['later'];
  readonly timers?: AppOptions['timers'];
  readonly clock?: AppOptions['clock'];
  readonly notices?: AppOptions['notices'];
}

export async function startTestApp(options: TestOptions = {}): Promise<TestApp> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'tessera-test-'));
  const home = options.home ?? `${folder}-home`;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const stores = options.stores ?? testStores();
  const now = options.now ?? (() => Date.now());
  const patches: Patch[] = [];
  const mishaps: Mishap[] = [];
  const answers: unknown[] = [];
  const clipboard = { text: '' };
  const opened = await openApp({
    dataFolder: folder,
    // Answers are dated by the test's clock, as the sandboxes' are: time that a test moves is no clock that is off.
    http: nodeHttpWith(now),
    now,
    keychainService: 'tessera-test',
    stores,
    ...(options.drivers ? { drivers: options.drivers } : {}),
    ...(options.kinds ? { kinds: options.kinds } : {}),
    ...(options.later ? { later: options.later } : {}),
    ...(options.timers ? { timers: options.timers } : {}),
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.notices ? { notices: options.notices } : {}),
    surroundings: { home, platform: 'linux', netrc: options.netrc },
    emit: (patch) => patches.push(patch),
    run: () => ({
      version: '0',
      runtime: 'test',
      chromium: '0',
      node: '0',
      platform: 'linux',
      demo: false,
      sandboxed: true,
      notes: [],
      dataFolder: folder,
      clipboardNotes: [],
      cannotCopy: null,
      fixedNow: null,
      demoServers: [],
    }),
  });
  if (!opened.ok) throw new Error(opened.error.code);
  const app = opened.value;
  const handlers = createHandlers(app, {
    copier: {
      copy: async (text) => {
        clipboard.text = text;
        return { ok: true, value: { clearsIn: 30 } };
      },
    },
    readClipboard: async () => clipboard.text,
    openLink: async () => false,
    chooseFile: async () => ({ ok: true, path: null }),
    applyTheme: () => undefined,
    shieldWindow: () => undefined,
    diagnostics: () => '',
  });
  const serve = createServer(handlers, app.core.newId, (m) => mishaps.push(m));
  const client = createClient({
    invoke: async (method, args) => {
      const answer = await serve(method, args);
      answers.push(answer);
      return answer;
    },
    on: () => undefined,
  });
  return {
    app,
    client,
    folder,
    home,
    stores,
    patches,
    mishaps,
    clipboard,
    crossed: () => JSON.stringify([answers, patches]),
    close: async () => {
      await app.close();
      if (!options.folder && !options.home) rmSync(home, { recursive: true, force: true });
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const startSandbox = (options?: TiledSandboxOptions): Promise<TiledSandbox> => startTiledSandbox(options);

/** The value of an answer; fails the test with the problem's code otherwise. */
export function valueIn<T>(
  answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { readonly code: string } },
): T {
  if (!answer.ok) throw new Error(`expected a value, got the problem ${answer.error.code}`);
  return answer.value;
}

/** Adds a sandbox and signs in as alice. */
export async function signedIn(t: TestApp, address: string): Promise<Value<'profile.add'>> {
  const added = valueIn(
    await t.client.call('profile.add', { kind: 'tiled', address, label: 'Sandbox', note: '', caFile: null, plainHttpAccepted: false }),
  );
  valueIn(
    await t.client.call('profile.signIn', {
      profileId: added.profileId,
      method: 'password',
      fields: { username: 'alice' },
      secrets: { password: { typed: 'secret1' } },
    }),
  );
  return added;
}
