import { afterEach } from 'vitest';
import type { Profile } from '../../../domain/profile';
import { type LabKeySandbox, type LabKeySandboxOptions, startLabKeySandbox } from '../../../sandbox/labkey';
import { context, type KeptSession, type TestContext } from '../common/testing';
import { login, probed } from './test-tools';
import { quiet } from './turns';

/** Sandboxes for one test file, stopped after each test. Failures delay a fiftieth of what they do at a real server. */

let running: LabKeySandbox[] = [];

export async function start(options: LabKeySandboxOptions = {}): Promise<LabKeySandbox> {
  const sandbox = await startLabKeySandbox({ limiterScale: 0.02, ...options });
  running.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(running.map((s) => quiet(s.url)));
  await Promise.all(running.map((s) => s.stop()));
  running = [];
});

export interface SignedInAda {
  readonly sandbox: LabKeySandbox;
  readonly ctx: TestContext;
  readonly profile: Profile;
  readonly ada: KeptSession;
}

/** A signed-in ada on a fresh sandbox. */
export async function signedIn(
  options: LabKeySandboxOptions = {},
  ctx = context(options.now ? { now: options.now } : {}),
): Promise<SignedInAda> {
  const sandbox = await start(options);
  const profile = await probed(ctx, sandbox.url);
  const ada = await login(ctx, profile, 'ada@lab.test', 'secret1');
  return { sandbox, ctx, profile, ada };
}
