import { afterEach } from 'vitest';
import type { Profile } from '../../../domain/profile';
import { startTileDbSandbox, type TileDbSandbox, type TileDbSandboxOptions } from '../../../sandbox/tiledb';
import type { HttpRequest } from '../../http/port';
import { context, must, probedBy, profilesOf, sessionOf, type TestContext } from '../common/testing';
import type { Credential, SignedIn } from '../driver';
import { tiledb } from './index';

/** Helpers of the driver's tests: sandboxes stopped after each test, a context over real HTTP, profiles made by probing. */

/** A profile as the app would keep it after probing. */
export const profileOf = profilesOf('tiledb');
export const probed = probedBy(tiledb);

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
