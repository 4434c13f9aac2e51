import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OsStore } from '../../src/main/keychain/os';
import { type PrivateKeyring, type PrivateKeyringOptions, startPrivateKeyring } from './private-keyring.mjs';

/**
 * For the system tests: a private keyring that this process uses. GLib, under keytar, reads the bus address from the process's own
 * environment and keeps its connection for good, so that one test file (Vitest gives each a process of its own) has one bus.
 */
export async function useKeyring(options: Partial<PrivateKeyringOptions> = {}): Promise<PrivateKeyring & { end(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'tessera-kr-'));
  const keyring = await startPrivateKeyring({ dir, password: 'correct horse', ...options });
  for (const name of ['DISPLAY', 'WAYLAND_DISPLAY']) delete process.env[name];
  Object.assign(process.env, keyring.env);
  if (options.display !== undefined) process.env.DISPLAY = options.display;
  return {
    ...keyring,
    end: async () => {
      await keyring.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The adapter as the app opens it on Linux, under a service name of the tests. */
export function osStore(timeoutMs = 8_000): OsStore {
  return new OsStore({ service: 'tessera-test', platform: 'linux', env: () => process.env, timeoutMs });
}

/** The longest time, in milliseconds, that a 10 ms timer had to wait beyond its turn while `work` ran: a stalled event loop shows here. */
export async function longestStall<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly stallMs: number }> {
  let last = performance.now();
  let stallMs = 0;
  const tick = (): void => {
    const now = performance.now();
    stallMs = Math.max(stallMs, now - last - 10);
    last = now;
  };
  const timer = setInterval(tick, 10);
  try {
    const result = await work();
    tick();
    return { result, stallMs };
  } finally {
    clearInterval(timer);
  }
}

/** Resolves when `test` holds; looks every 50 ms for ten seconds at most. */
export async function until(test: () => boolean, message: string): Promise<void> {
  const end = Date.now() + 10_000;
  while (!test()) {
    if (Date.now() > end) throw new Error(message);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
