import { afterEach } from 'vitest';
import type { Profile, ServerInfo } from '../../../domain/profile';
import type { Result } from '../../../domain/result';
import { startTileDbSandbox, type TileDbSandbox, type TileDbSandboxOptions } from '../../../sandbox/tiledb';
import { nodeHttpWith } from '../../http/node';
import type { Http, HttpRequest } from '../../http/port';
import type { Credential, DriverContext, Session, SignedIn } from '../driver';
import { tiledb } from './index';

/** Helpers of the driver's tests: sandboxes stopped after each test, a context over real HTTP, profiles made by probing. */

/** Answers the value or fails the test with the problem's own words. */
export function must<T, E>(result: Result<T, E>): T {
  if (result.ok) return result.value;
  throw new Error(`expected success, got ${JSON.stringify(result.error)}`);
}

/** Answers the error or fails the test. */
export function mustFail<T, E>(result: Result<T, E>): E {
  if (!result.ok) return result.error;
  throw new Error('expected a problem, got success');
}

export interface TestContext extends DriverContext {
  readonly sent: HttpRequest[];
}

/** A driver context over loopback that keeps what was sent. */
export function context(options: { readonly now?: () => number; readonly http?: Http } = {}): TestContext {
  const sent: HttpRequest[] = [];
  const now = options.now ?? Date.now;
  const inner = options.http ?? nodeHttpWith(now);
  return {
    http: (request) => {
      sent.push(request);
      return inner(request);
    },
    now,
    signal: new AbortController().signal,
    ca: null,
    sent,
  };
}

/** A profile as the app would keep it after probing. */
export function profileOf(address: string, server: ServerInfo | null, change: Partial<Profile> = {}): Profile {
  return {
    id: 'profile-1',
    kind: 'tiledb',
    label: 'test',
    address,
    principal: null,
    manager: { kind: 'none' },
    server,
    caFile: null,
    plainHttpAccepted: false,
    addedAt: 0,
    note: '',
    ...change,
  };
}

export async function probed(ctx: DriverContext, url: string): Promise<Profile> {
  const { address } = must(tiledb.parseAddress(url));
  const result = must(await tiledb.probe(ctx, address));
  return profileOf(result.address, result.info);
}

export const byKey = (secret: string): Credential => ({ kind: 'key', secret });

export function sessionOf(signedIn: SignedIn): Session {
  if (signedIn.credential.kind !== 'session') throw new Error('expected a session');
  return { ...signedIn.credential, renewed: async () => undefined };
}

export const bySession = (signedIn: SignedIn): Credential => ({ kind: 'session', session: sessionOf(signedIn) });

/** Fields of a modest token. */
export const READ_FOR_TEN_MINUTES = { name: 'ingest', scopes: 'array:read', lifetime: '600' };

let running: TileDbSandbox[] = [];

export async function start(options: TileDbSandboxOptions = {}): Promise<TileDbSandbox> {
  const sandbox = await startTileDbSandbox(options);
  running.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(running.map((s) => s.stop()));
  running = [];
});

export interface Henry {
  readonly sandbox: TileDbSandbox;
  readonly ctx: TestContext;
  readonly profile: Profile;
  readonly signedIn: SignedIn;
  readonly credential: Credential;
}

/** henry, who is in one workspace, signed in at a fresh sandbox. */
export async function henryAt(options: TileDbSandboxOptions = {}): Promise<Henry> {
  const sandbox = await start(options);
  const ctx = context(options.now ? { now: options.now } : {});
  const found = await probed(ctx, sandbox.url);
  const signedIn = must(await tiledb.signIn(ctx, found, 'password', { username: 'henry' }, { password: 'secret2' }));
  return { sandbox, ctx, profile: { ...found, principal: signedIn.principal }, signedIn, credential: bySession(signedIn) };
}

/** The JSON body of a request. */
export const bodyOf = (request: HttpRequest | undefined): unknown => JSON.parse(request?.body ?? '{}');
