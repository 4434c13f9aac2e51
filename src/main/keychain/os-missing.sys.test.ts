import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { osStore, useKeyring } from '../../../test-support/keyring/os-keyring';
import type { OsStore } from './os';

/** What Tessera says where there is no keychain at all. */
let keyring: Awaited<ReturnType<typeof useKeyring>>;
let store: OsStore;
const folder = mkdtempSync(join(tmpdir(), 'tessera-nobus-'));

async function expectUnavailable(words: string): Promise<void> {
  const unavailable = { kind: 'unavailable', why: expect.stringContaining(words) };
  for (const prompt of ['never', 'mayAsk'] as const) {
    expect(await store.get('a', prompt)).toEqual(unavailable);
    expect(await store.set('a', 'value', prompt)).toEqual(unavailable);
    expect(await store.delete('a', prompt)).toEqual(unavailable);
  }
  expect(await store.status()).toMatchObject({ backend: 'os', name: 'Secret Service', state: 'unavailable', detail: unavailable.why });
}

beforeAll(async () => {
  keyring = await useKeyring({ service: false });
});
afterEach(() => {
  store.close();
  Object.assign(process.env, keyring.env);
});
afterAll(async () => {
  await keyring.end();
  rmSync(folder, { recursive: true, force: true });
});

describe('unavailable', () => {
  it('where the bus has no Secret Service and cannot start one', async () => {
    store = osStore();
    await expectUnavailable('No keychain service');
  });

  it('where there is no bus', async () => {
    delete process.env.DBUS_SESSION_BUS_ADDRESS;
    delete process.env.XDG_RUNTIME_DIR;
    store = osStore();
    await expectUnavailable('no D-Bus session bus');
  });

  it('where the address names a bus that is gone', async () => {
    process.env.DBUS_SESSION_BUS_ADDRESS = `unix:path=${folder}/gone`;
    store = osStore();
    await expectUnavailable('does not answer');
  });

  it('where the socket belongs to something that does not speak D-Bus', async () => {
    const path = join(folder, 'not-a-bus');
    const server = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    process.env.DBUS_SESSION_BUS_ADDRESS = `unix:path=${path}`;
    store = osStore();
    await expectUnavailable('does not answer');
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a service that the bus could start', () => {
  it('is left alone in the background, started by a person, and said not to start if it does not', async () => {
    // A service file whose program ends at once, as a broken installation has it.
    writeFileSync(
      join(keyring.dir, 'services', 'org.freedesktop.secrets.service'),
      '[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/false\n',
    );
    await keyring.reload();
    store = osStore();
    expect(await store.get('a', 'never')).toEqual({ kind: 'locked' });
    expect(await store.status()).toMatchObject({ state: 'locked', detail: expect.stringContaining('not running yet') });
    expect(await store.get('a', 'mayAsk')).toEqual({ kind: 'unavailable', why: expect.stringContaining('could not be started') });
  });

  it('is started by a person’s own action', async () => {
    await keyring.allowActivation();
    store = osStore();
    expect(await store.get('a', 'never')).toEqual({ kind: 'locked' });
    // It comes up without a keyring, which holds nothing and lets nothing be stored without asking.
    expect(await store.get('a', 'mayAsk')).toEqual({ kind: 'absent' });
    expect(await store.set('a', 'value', 'mayAsk')).toEqual({ kind: 'locked' });
    expect(await store.status()).toMatchObject({ name: 'GNOME Keyring', state: 'locked' });
  });
});
