import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../test-support/keyring/os-keyring';
import { missingKeyringParts, startPrivateKeyring } from '../../../test-support/keyring/private-keyring.mjs';

/** The private keyring is what keeps the demo and the tests away from the user's own: so it is tested itself. */
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tessera-pk-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Processes whose environment names our folder: all that a private keyring has started. */
function children(): { readonly argv: string; readonly env: string }[] {
  const found: { argv: string; env: string }[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    try {
      const env = readFileSync(`/proc/${pid}/environ`, 'latin1');
      if (env.includes(dir)) found.push({ env, argv: readFileSync(`/proc/${pid}/cmdline`, 'latin1') });
    } catch {
      // The process ended while we looked, or is another user's.
    }
  }
  return found;
}

describe('a private keyring', () => {
  it('hands its children an environment of its own, and the password in neither argument nor environment', async () => {
    process.env.TESSERA_CANARY = 'canary-value';
    const keyring = await startPrivateKeyring({ dir, password: 'not-to-be-seen' });
    const seen = children();
    expect(seen.map(({ argv }) => basename(argv.split('\0')[0] ?? '')).sort()).toEqual(['dbus-daemon', 'gnome-keyring-daemon']);
    for (const { argv, env } of seen) {
      expect(argv + env).not.toContain('canary-value');
      expect(argv + env).not.toContain('not-to-be-seen');
      expect(env).toContain(`HOME=${dir}/home`);
    }
    delete process.env.TESSERA_CANARY;
    await keyring.stop();
    expect(children()).toEqual([]);
    expect(existsSync(keyring.env.XDG_RUNTIME_DIR)).toBe(false);
  });

  it('ends with the process that started it, even when that is killed', async () => {
    const module = join(import.meta.dirname, '../../../test-support/keyring/private-keyring.mjs');
    const code = `import { startPrivateKeyring } from ${JSON.stringify(module)};
await startPrivateKeyring({ dir: process.argv[1], password: 'correct horse' });
process.stdout.write('up');
setInterval(() => {}, 1_000);`;
    const env = { PATH: '/usr/bin:/bin' };
    const owner = spawn(process.execPath, ['--input-type=module', '-e', code, dir], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => owner.stdout.once('data', resolve));
    expect(children().length).toBe(2);
    owner.kill('SIGKILL');
    await until(() => children().length === 0, 'the bus or the keyring outlived its owner');
  });

  it('starts in a folder whose path is too long for a socket', async () => {
    const keyring = await startPrivateKeyring({ dir: join(dir, 'a-rather-long-name'.repeat(6)), password: 'correct horse' });
    await keyring.lock();
    await keyring.unlock();
    await keyring.stop();
    expect(existsSync(keyring.env.XDG_RUNTIME_DIR)).toBe(false);
  });

  it('says in one line what is missing', () => {
    expect(missingKeyringParts()).toBe(null);
    expect(missingKeyringParts(dir)).toBe(
      'dbus-daemon, dbus-send, gnome-keyring-daemon not found; on Debian and Ubuntu: apt install dbus gnome-keyring',
    );
  });
});
