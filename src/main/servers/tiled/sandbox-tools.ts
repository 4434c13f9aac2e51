import { afterEach } from 'vitest';
import type { Profile } from '../../../domain/profile';
import { startTiledSandbox, type TiledSandbox, type TiledSandboxOptions } from '../../../sandbox/tiled';
import type { HttpRequest } from '../../http/port';
import { context, type KeptSession, type TestContext } from '../common/testing';
import { login, probed } from './test-tools';

/** Sandboxes for one test file, stopped after each test. */

let running: TiledSandbox[] = [];

export async function start(options: TiledSandboxOptions = {}): Promise<TiledSandbox> {
  const sandbox = await startTiledSandbox(options);
  running.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(running.map((s) => s.stop()));
  running = [];
});

export interface SignedInAlice {
  readonly sandbox: TiledSandbox;
  readonly ctx: TestContext;
  readonly profile: Profile;
  readonly alice: KeptSession;
}

/** A signed-in alice on a fresh sandbox. */
export async function signedIn(
  options: TiledSandboxOptions = {},
  ctx = context(options.now ? { now: options.now } : {}),
): Promise<SignedInAlice> {
  const sandbox = await start(options);
  const profile = await probed(ctx, sandbox.url);
  const alice = await login(ctx, profile, 'alice', 'secret1');
  return { sandbox, ctx, profile, alice };
}

/** The JSON body of a request. */
export const bodyOf = (request: HttpRequest | undefined): Record<string, unknown> =>
  JSON.parse(request?.body ?? '{}') as Record<string, unknown>;
