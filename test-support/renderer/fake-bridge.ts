import type { Problem, Result } from '../../src/domain/result';
import type { KeyView, Patch, Snapshot } from '../../src/domain/views';
import type { Value } from '../../src/ipc/client';
import type { Args, Bridge, MethodName } from '../../src/ipc/contract';
import { activityHandlers } from './activity';
import { netrcHandlers, removalFromFile, removalFromNetrc } from './netrc';
import { noticeHandlers } from './notices';
import { makeScene, NOW, type SceneOptions } from './scene';
import { FILES, serverHandlers } from './servers';

/** What a test may ask of the bridge beside what the window asks. */
export interface FakeBridge extends Bridge {
  /** Every call in order; secrets typed into the window are replaced by their length. */
  readonly calls: { readonly method: string; readonly args: unknown }[];
  /** Makes a method answer a failure from now on. */
  failing(method: MethodName, problem: Problem): void;
  /** Sends a command, as the menu does. */
  command(name: string): void;
  /** Changes the state and sends the patch. */
  patch(patch: Omit<Patch, 'seq'>): void;
}

/** The domain's views are read-only; the contract's inferred types are not. */
type Loose<T> = T extends readonly (infer U)[] ? readonly Loose<U>[] : T extends object ? { readonly [K in keyof T]: Loose<T[K]> } : T;
type Handlers = { readonly [M in MethodName]?: (args: Args<M>) => Loose<Value<M>> };

/** A secret with which tests fill fields; its first eight belong to a key of the scene. */
const fragmentOfTyped = (text: string): string => text.trim().slice(0, 8);

/** Main, as far as the window can tell: in memory, at once, without a network. */
export function createFakeBridge(options: SceneOptions = {}): FakeBridge {
  let state: Snapshot = makeScene(options);
  const listeners: ((event: string, value: unknown) => void)[] = [];
  const calls: { method: string; args: unknown }[] = [];
  const failures = new Map<string, Problem>();

  const emit = (event: string, value: unknown) => {
    for (const l of listeners) l(event, structuredClone(value));
  };
  const patch = (change: Omit<Patch, 'seq'>) => {
    const { keys, keysGone, ...rest } = change;
    const byId = new Map(state.keys.map((k) => [k.id, k]));
    for (const id of keysGone ?? []) byId.delete(id);
    for (const k of keys ?? []) byId.set(k.id, k);
    state = { ...state, ...rest, keys: [...byId.values()], seq: state.seq + 1 };
    emit('state.changed', { seq: state.seq, ...change });
  };
  const find = (id: string): KeyView | undefined => state.keys.find((k) => k.id === id);
  const edit = (id: string, change: (k: KeyView) => KeyView) => {
    const k = find(id);
    if (k) patch({ keys: [change(k)] });
  };

  const handlers: Handlers = {
    'app.snapshot': () => state,
    'app.openLink': () => null,
    'app.copyDiagnostics': () => null,
    'profile.probe': ({ address }) => ({
      address: address.replace(/\?.*$/, ''),
      suggestedLabel: 'tiled.example.org',
      info: state.profiles[0]?.server ?? null,
      found: address.includes('api_key=')
        ? { ticket: 't-url', length: 72, fragment: '3086866a', kindName: 'Tiled API key', problem: null }
        : null,
      plainHttp: address.startsWith('http://') && !address.includes('127.0.0.1'),
    }),
    'profile.add': () => ({ profileId: 'nsls' }),
    'profile.edit': ({ profileId, label, note }) => {
      patch({ profiles: state.profiles.map((p) => (p.id === profileId ? { ...p, label, note } : p)) });
      return null;
    },
    'profile.reorder': ({ order }) => {
      patch({ profiles: order.flatMap((id) => state.profiles.filter((p) => p.id === id)) });
      return null;
    },
    'profile.removePreview': () => ({ stays: ['11 keys stay valid on the server.'], leaves: ['5 secrets leave your keychain.'] }),
    'profile.remove': ({ profileId }) => {
      patch({
        profiles: state.profiles.filter((p) => p.id !== profileId),
        keysGone: state.keys.filter((k) => k.profileId === profileId).map((k) => k.id),
      });
      return null;
    },
    'profile.signIn': () => ({ message: 'Welcome to NSLS-II. Unauthorised use is prohibited.' }),
    'profile.signOut': () => ({ confirmed: true }),
    'profile.setManager': () => null,
    'keys.refresh': () => {
      patch({
        profiles: state.profiles.map((p) => (p.status.refresh === 'ok' ? { ...p, status: { ...p.status, at: NOW, listedAt: NOW } } : p)),
      });
      return null;
    },
    'keys.create': () => ({ keyId: 'k1' }),
    'keys.hold': ({ keyId }) => ({ keyId: keyId ?? 'k5', sentence: 'The server accepted it: alice, read:metadata, ends in 74 days.' }),
    'keys.revoke': ({ keyIds }) => {
      const outcomes = keyIds.map((keyId) => ({
        keyId,
        result: { ok: true as const, already: false },
        places: [...(find(keyId)?.places ?? [])],
        secretRemoved: true,
      }));
      patch({ keysGone: [...keyIds] });
      return { outcomes };
    },
    'keys.find': ({ secret }) => {
      const fragment = 'typed' in secret ? fragmentOfTyped(secret.typed) : '3086866a';
      const found = state.keys.filter((k) => k.marks.some((m) => m.value === fragment));
      return { found: found.map((k) => ({ keyId: k.id, profileId: k.profileId, how: 'likely' as const })), fragment };
    },
    'keys.verify': ({ keyId }) => {
      edit(keyId, (k) => ({ ...k, check: { value: { kind: 'live', principal: null }, source: 'ownCheck', asOf: NOW } }));
      return { outcome: 'live' as const, sentence: 'The server accepts this key: alice, read:metadata and read:data.', at: NOW };
    },
    'keys.forget': ({ keyId }) => {
      edit(keyId, (k) => ({ ...k, held: null }));
      return null;
    },
    'keys.annotate': ({ keyId, local }) => {
      edit(keyId, (k) => ({ ...k, local }));
      return null;
    },
    'keys.reveal': () => ({ secret: '573928c6'.padEnd(72, '0f1e2d3c') }),
    'secret.fromClipboard': () => ({ ticket: 't-clip', length: 72, fragment: '3086866a', kindName: 'Tiled API key', problem: null }),
    'secret.drop': () => null,
    'export.preview': ({ keyId }) => ({
      variables: [
        { name: 'TILED_API_KEY', value: 'secret', help: 'Read by every Tiled client.' },
        { name: 'TILED_URI', value: { text: 'https://tiled.nsls2.example' }, help: '' },
      ],
      commands: [
        {
          shell: 'posix',
          label: 'bash and zsh',
          masked: "export TILED_API_KEY='573928c6••••••••'",
          prompted: [
            {
              id: 'posix',
              label: 'dash and other POSIX shells',
              // As long as the true one: it must scroll, not widen its dialog.
              text: "printf 'TILED_API_KEY: '; stty -echo; IFS= read -r TILED_API_KEY && export TILED_API_KEY; stty echo; echo; # and so on",
              warnings: [],
            },
          ],
          problem: null,
        },
        { shell: 'fish', label: 'fish', masked: "set -gx TILED_API_KEY '573928c6••••••••'", prompted: [], problem: null },
      ],
      snippets: [
        {
          id: 'python',
          title: 'Python',
          language: 'python',
          masked: "from tiled.client import from_uri\nclient = from_uri('https://tiled.nsls2.example')",
          literal: false,
          warning: null,
        },
      ],
      warnings: ['TILED_API_KEY goes to whichever Tiled server is contacted, and `tiled login` refuses to run while it is set.'],
      files: find(keyId)?.profileId === 'tiledb' ? [...FILES] : [],
    }),
    'export.copy': () => {
      patch({ clipboard: { kind: 'copied', what: 'TILED_API_KEY for bash', clearsAt: NOW + 30_000 } });
      return { clearsIn: 30 };
    },
    'export.previewFile': ({ path }) => ({
      path,
      version: 'v1',
      exists: true,
      before: ['A=1'],
      after: ['A=1', 'TILED_API_KEY=573928c6••••••••'],
      warnings: [],
    }),
    'export.applyFile': () => ({ notes: ['Written, readable by you alone.'] }),
    'place.check': () => null,
    'place.tighten': ({ keyId, placeId }) => {
      edit(keyId, (k) => ({
        ...k,
        places: k.places.map((p) => (p.id === placeId ? { ...p, lastCheck: { state: 'present', at: NOW } } : p)),
      }));
      return { notes: ['Other users had access to the file (mode 0644); now only you have (mode 0600).'] };
    },
    'place.removePreview': ({ keyId, placeId }) => {
      const place = find(keyId)?.places.find((p) => p.id === placeId);
      if (!place) throw new Error('no such place in the scene');
      return place.kind === 'netrc' ? removalFromNetrc(place) : removalFromFile(place);
    },
    ...netrcHandlers(patch, edit, options.netrcFile),
    ...serverHandlers(() => state, patch, find),
    ...noticeHandlers(() => state, patch, edit),
    ...activityHandlers,
    'place.remove': ({ keyId, placeId }) => {
      edit(keyId, (k) => ({ ...k, places: k.places.filter((p) => p.id !== placeId) }));
      return null;
    },
    'file.choose': ({ purpose }) => ({ path: purpose === 'calendar' ? '/home/alice/key-expiries.ics' : '/home/alice/project/.env' }),
    'calendar.save': ({ keyIds, path }) => ({ path, events: keyIds?.length ?? state.keys.length }),
    'keychain.check': () => null,
    'keychain.unlock': () => {
      patch({ keychain: { ...state.keychain, state: 'unlocked', detail: null } });
      return null;
    },
    'keychain.choose': ({ backend }) => {
      patch({
        keychain: {
          ...state.keychain,
          backend,
          name: backend === 'os' ? 'GNOME Keyring' : backend === 'vault' ? 'Passphrase vault' : 'This session only',
          state: 'unlocked',
          detail: null,
        },
      });
      return null;
    },
    'keychain.recover': () => ({ profiles: 2, keys: 7 }),
    'rescue.act': () => {
      patch({ rescue: null });
      return null;
    },
    'settings.set': (change) => {
      patch({ settings: { ...state.settings, ...(change as Partial<Snapshot['settings']>) } });
      return null;
    },
    'machine.forgetEverything': () => ({ left: ['~/reduction/.env still holds a key.'] }),
  };

  return {
    calls,
    failing: (method, problem) => failures.set(method, problem),
    command: (name) => emit('ui.command', name),
    patch,
    on: (listener) => {
      listeners.push(listener);
    },
    async invoke(method, args): Promise<Result<unknown>> {
      calls.push({ method, args: hideTyped(args) });
      const problem = failures.get(method);
      if (problem) return { ok: false, error: problem };
      const handler = handlers[method as MethodName] as ((args: unknown) => unknown) | undefined;
      if (handler === undefined) throw new Error(`the fake bridge has no ${method}`);
      return structuredClone({ ok: true, value: handler(args) });
    },
  };
}

/** Typed secrets are not kept in the record of calls. */
function hideTyped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // A secret is an object of its own; words that confirm something stand beside other arguments.
  if ('typed' in value && typeof value.typed === 'string' && Object.keys(value).length === 1) return { typedLength: value.typed.length };
  return Array.isArray(value) ? value.map(hideTyped) : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, hideTyped(v)]));
}
