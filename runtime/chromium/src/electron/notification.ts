import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { context } from '../context';
import { GuardedEmitter, PreventableEvent } from '../guard';

type Options = Electron.NotificationConstructorOptions;

/** As much of dbus-native as is used here; its own types leave out the session bus. */
interface Bus {
  invoke(message: object, callback: (error: { message: string } | null, ...values: unknown[]) => void): void;
  mangle(path: string, iface: string, member: string): string;
  readonly signals: { on(name: string, listener: (body: unknown[]) => void): void };
  readonly connection: { on(event: string, listener: (error: Error) => void): void; stream?: { unref?: () => void } };
}

const destination = 'org.freedesktop.Notifications';
const path = '/org/freedesktop/Notifications';

/** Notifications that are shown, by the server's number; in tests by one of our own. */
const shown = new Map<number, Notification>();
/** All that the app has shown, for tests. */
export const notifications: Notification[] = [];
let bus: Promise<Bus> | null = null;
let nextTestId = 0;

function connect(): Promise<Bus> {
  bus ??= import('@homebridge/dbus-native').then(async (module) => {
    const { sessionBus } = (module.default ?? module) as unknown as { sessionBus: () => Bus };
    const found = sessionBus();
    found.connection.on('error', () => {
      bus = null;
      for (const notification of shown.values()) notification.fail('the session bus is gone');
    });
    found.connection.stream?.unref?.();
    const match = `type='signal',interface='${destination}',path='${path}'`;
    const dbus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };
    await new Promise<void>((resolve, reject) =>
      found.invoke({ ...dbus, member: 'AddMatch', signature: 's', body: [match] }, (error) =>
        error ? reject(new Error(error.message)) : resolve(),
      ),
    );
    found.signals.on(found.mangle(path, destination, 'ActionInvoked'), (body) => shown.get(Number(body[0]))?.invoked(String(body[1])));
    found.signals.on(found.mangle(path, destination, 'NotificationClosed'), (body) => shown.get(Number(body[0]))?.closed());
    return found;
  });
  bus.catch(() => {
    bus = null;
  });
  return bus;
}

async function call(member: string, signature: string, body: unknown[]): Promise<unknown> {
  const found = await connect();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the notification service does not answer')), 5000);
    timer.unref();
    found.invoke({ destination, path, interface: destination, member, signature, body }, (error, value) => {
      clearTimeout(timer);
      if (error) reject(new Error(error.message));
      else resolve(value);
    });
  });
}

/** Text for a server that may read markup: nothing in it is markup. */
const plain = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A notification of the desktop, over D-Bus (org.freedesktop.Notifications). Tests see it and play the person. */
export class Notification extends GuardedEmitter implements Pick<Electron.Notification, 'show' | 'close' | 'title' | 'body'> {
  /** Whether there is a bus to ask; whether somebody answers there is known only after `show` (event `failed`). */
  static isSupported(): boolean {
    if (context.options.test) return true;
    if (process.platform !== 'linux') return false;
    const runtime = process.env.XDG_RUNTIME_DIR;
    return !!process.env.DBUS_SESSION_BUS_ADDRESS || (!!runtime && existsSync(join(runtime, 'bus')));
  }

  title: string;
  subtitle: string;
  body: string;
  silent: boolean;
  urgency: 'normal' | 'critical' | 'low';
  timeoutType: 'default' | 'never';
  actions: Electron.NotificationAction[];
  #id = 0;
  #showing: Promise<void> | null = null;

  constructor(options: Options = {}) {
    super();
    this.title = options.title ?? '';
    this.subtitle = options.subtitle ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
    this.urgency = options.urgency ?? 'normal';
    this.timeoutType = options.timeoutType ?? 'default';
    this.actions = options.actions ?? [];
  }

  show(): void {
    this.#showing = this.#show().catch((error: Error) => this.fail(error.message));
  }
  close(): void {
    const id = this.#id;
    this.#showing?.then(() => {
      if (context.options.test) this.closed();
      else if (id !== 0 || this.#id !== 0) call('CloseNotification', 'u', [this.#id || id]).catch(() => {});
    });
  }

  async #show(): Promise<void> {
    if (context.options.test) {
      nextTestId += 1;
      this.#id = nextTestId;
      notifications.push(this);
    } else {
      const levels = { low: 0, normal: 1, critical: 2 } as const;
      const hints = [
        ['urgency', ['y', levels[this.urgency]]],
        ['suppress-sound', ['b', this.silent]],
      ];
      const buttons = this.actions.flatMap((action, at) => [String(at), action.text ?? '']);
      const timeout = this.timeoutType === 'never' ? 0 : -1;
      const body = [
        context.package.productName ?? context.package.name,
        this.#id,
        '',
        this.title,
        plain(this.body),
        ['default', '', ...buttons],
        hints,
        timeout,
      ];
      this.#id = Number(await call('Notify', 'susssasa{sv}i', body));
    }
    shown.set(this.#id, this);
    this.emit('show', new PreventableEvent());
  }
  /** The person clicked the notification ("default") or one of its buttons. */
  invoked(key: string): void {
    if (key === 'default') this.emit('click', new PreventableEvent());
    else this.emit('action', Object.assign(new PreventableEvent(), { actionIndex: Number(key), selectionIndex: -1 }), Number(key), -1);
  }
  closed(): void {
    if (!shown.delete(this.#id)) return;
    this.emit('close', new PreventableEvent());
  }
  fail(message: string): void {
    this.emit('failed', new PreventableEvent(), message);
  }
}
