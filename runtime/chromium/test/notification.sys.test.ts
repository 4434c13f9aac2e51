import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { context } from '../src/context';
import { Notification } from '../src/electron/notification';
import { waitFor } from './child';

/** A notification service of the test's own, on a bus of its own: it keeps what it is told and plays the person. */
const iface = {
  name: 'org.freedesktop.Notifications',
  methods: { Notify: ['susssasa{sv}i', 'u'], CloseNotification: ['u', ''] },
  signals: { ActionInvoked: ['us'], NotificationClosed: ['uu'] },
};
interface Bus {
  requestName(name: string, flags: number, callback: (error: unknown, result: number) => void): void;
  exportInterface(object: object, path: string, description: object): void;
  readonly connection: { end(): void };
}

const told: unknown[][] = [];
let daemon: ChildProcess;
let bus: Bus;
const service: EventEmitter = Object.assign(new EventEmitter(), {
  Notify: (...args: unknown[]) => {
    told.push(args.slice(0, 8));
    return 40 + told.length;
  },
  CloseNotification: (id: number) => {
    service.emit('NotificationClosed', id, 3);
  },
});
const before = process.env.DBUS_SESSION_BUS_ADDRESS;

beforeAll(async () => {
  daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], { stdio: ['ignore', 'pipe', 'ignore'] });
  if (!daemon.stdout) throw new Error('no output');
  const lines = createInterface({ input: daemon.stdout });
  process.env.DBUS_SESSION_BUS_ADDRESS = await new Promise<string>((resolve) => lines.once('line', resolve));
  const none = () => {
    throw new Error('no Chromium here');
  };
  context.init(
    { appDir: '/', headless: true, args: [], test: false, testPort: false },
    { name: 'Chromium', version: '', sandbox: true, headless: true, clipboardHelper: null, notes: [] },
    { name: 'tessera', version: '1.0.0', productName: 'Tessera' },
    none,
  );
});
afterAll(() => {
  bus?.connection.end();
  daemon.kill();
  if (before === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS;
  else process.env.DBUS_SESSION_BUS_ADDRESS = before;
});

async function serve(): Promise<void> {
  const module = await import('@homebridge/dbus-native');
  bus = (module as unknown as { default: { sessionBus: () => Bus } }).default.sessionBus();
  bus.exportInterface(service, '/org/freedesktop/Notifications', iface);
  await new Promise<void>((resolve, reject) =>
    bus.requestName(iface.name, 0, (error, result) => (error || result !== 1 ? reject(new Error(String(error))) : resolve())),
  );
}

describe('notifications', () => {
  it('fail with a reason where nobody shows them', async () => {
    expect(Notification.isSupported()).toBe(true);
    const one = new Notification({ title: 'A', body: 'B' });
    const failed = new Promise<string>((resolve) => one.once('failed', (_event, message: string) => resolve(message)));
    one.show();
    expect(await failed).toMatch(/org\.freedesktop\.Notifications/);
  });

  it('reach the desktop as plain text, and come back as click, action and close', async () => {
    await serve();
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
    const [app, , , title, body, actions, , timeout] = told[0] ?? [];
    expect([app, title, body, actions, timeout]).toEqual([
      'Tessera',
      'Key <expires>',
      'in 3 days &amp; &lt;b&gt;soon&lt;/b&gt;',
      ['default', '', '0', 'Open'],
      -1,
    ]);
    service.emit('ActionInvoked', 41, 'default');
    service.emit('ActionInvoked', 41, '0');
    service.emit('ActionInvoked', 99, 'default');
    await waitFor('action', () => events.includes('action 0'));
    one.close();
    await waitFor('close', () => events.includes('close'));
    expect(events).toEqual(['show', 'click', 'action 0', 'close']);
  });
});
