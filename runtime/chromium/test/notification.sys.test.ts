import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateKeyring, startPrivateKeyring } from '../../../test-support/keyring/private-keyring.mjs';
import {
  type RecordingDaemon,
  type RecordingDaemonOptions,
  startRecordingDaemon,
} from '../../../test-support/notifications/recording-daemon';
import { context } from '../src/context';
import { Notification } from '../src/electron/notification';
import { waitFor } from './child';

/** A bus of the test's own, and on it a service that keeps what it is told and plays the person. */
const folder = mkdtempSync(join(tmpdir(), 'runtime-notify-'));
const before = process.env.DBUS_SESSION_BUS_ADDRESS;
let bus: PrivateKeyring;
let daemon: RecordingDaemon | null = null;
const notes: string[] = [];

beforeAll(async () => {
  bus = await startPrivateKeyring({ dir: folder, password: 'unused', service: false });
  process.env.DBUS_SESSION_BUS_ADDRESS = bus.env.DBUS_SESSION_BUS_ADDRESS;
  const none = () => {
    throw new Error('no Chromium here');
  };
  context.init(
    { appDir: '/', command: [], headless: true, args: [], test: false, testBus: false, testPort: false },
    { name: 'Chromium', version: '', sandbox: true, headless: true, clipboardHelper: null, command: [], notes },
    { name: 'tessera', version: '1.0.0', productName: 'Tessera' },
    none,
  );
});
afterEach(async () => {
  await daemon?.stop();
  daemon = null;
});
afterAll(async () => {
  await bus.stop();
  rmSync(folder, { recursive: true, force: true });
  if (before === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS;
  else process.env.DBUS_SESSION_BUS_ADDRESS = before;
});

async function serve(options: Partial<RecordingDaemonOptions> = {}): Promise<RecordingDaemon> {
  daemon = await startRecordingDaemon({ address: bus.env.DBUS_SESSION_BUS_ADDRESS, ...options });
  return daemon;
}

const failure = (one: Notification): Promise<string> =>
  new Promise((resolve) => one.once('failed', (_event, message: string) => resolve(message)));

describe('notifications', () => {
  it('fail with a reason where nobody shows them', async () => {
    expect(Notification.isSupported()).toBe(true);
    const one = new Notification({ title: 'A', body: 'B' });
    const failed = failure(one);
    one.show();
    expect(await failed).toMatch(/org\.freedesktop\.Notifications/);
  });

  it('reach the desktop as plain text, and come back as click, action and close', async () => {
    const desktop = await serve();
    const one = new Notification({
      title: 'Key <expires>',
      body: 'in 3 days & <b>soon</b>',
      urgency: 'critical',
      actions: [{ type: 'button', text: 'Open' }],
    });
    const events: string[] = [];
    for (const name of ['show', 'click', 'close', 'failed'])
      one.on(name, (_event, ...rest: unknown[]) => events.push([name, ...rest].join(' ')));
    one.on('action', (_event, index: number) => events.push(`action ${index}`));
    one.show();
    await waitFor('show', () => events.includes('show'));
    expect(desktop.told).toEqual([
      {
        id: 1,
        app: 'Tessera',
        title: 'Key <expires>',
        body: 'in 3 days &amp; &lt;b&gt;soon&lt;/b&gt;',
        actions: ['default', '', '0', 'Open'],
        urgency: 2,
        timeout: -1,
      },
    ]);
    desktop.click(99);
    desktop.click(1, '0');
    await waitFor('close', () => events.includes('close'));
    expect(events).toEqual(['show', 'action 0', 'close']);
    one.show();
    await waitFor('show', () => events.length === 4);
    desktop.click(1);
    await waitFor('close', () => events.length === 6);
    expect(events.slice(3)).toEqual(['show', 'click', 'close']);
  });

  it('can be taken back', async () => {
    const desktop = await serve();
    const one = new Notification({ title: 'A' });
    one.show();
    await desktop.sawOpen(1);
    one.close();
    await desktop.sawOpen(0);
  });

  it('are told to a plain service without markup and without actions, and that is said', async () => {
    const desktop = await serve({ capabilities: ['body'] });
    new Notification({ title: 'A', body: 'a & b <c>' }).show();
    const [told] = await desktop.saw(1);
    expect(told).toMatchObject({ body: 'a & b <c>', actions: [], urgency: 1 });
    expect(notes.join()).toContain('A click on a notification leads nowhere');
  });

  it('fail where there is no bus at all', async () => {
    const { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR } = process.env;
    const desktop = await serve();
    const one = new Notification({ title: 'A' });
    const shown = new Promise((resolve) => one.once('show', resolve));
    one.show();
    await shown;
    expect(desktop.open.size).toBe(1);
    const lost = failure(one);
    await bus.stop();
    expect(await lost).toBe('the session bus is gone');
    const two = new Notification({ title: 'B' });
    const failed = failure(two);
    two.show();
    expect(await failed).toMatch(/session bus/);
    delete process.env.DBUS_SESSION_BUS_ADDRESS;
    delete process.env.XDG_RUNTIME_DIR;
    expect(Notification.isSupported()).toBe(false);
    Object.assign(process.env, { DBUS_SESSION_BUS_ADDRESS }, XDG_RUNTIME_DIR === undefined ? {} : { XDG_RUNTIME_DIR });
  });
});
