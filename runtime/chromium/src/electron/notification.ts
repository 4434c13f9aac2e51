import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Bus, connectSessionBus } from '../../../../src/main/keychain/dbus';
import { context, note } from '../context';
import { GuardedEmitter, PreventableEvent } from '../guard';

type Options = Electron.NotificationConstructorOptions;

const destination = 'org.freedesktop.Notifications';
const path = '/org/freedesktop/Notifications';

/** Notifications that are shown, by the server's number; in tests by one of our own. */
const shown = new Map<number, Notification>();
/** All that the app has shown, for tests. */
export const notifications: Notification[] = [];
let bus: Promise<Bus> | null = null;
let nextTestId = 0;

/** Whether notifications stay in this process, for a test to read. */
const recorded = (): boolean => context.options.test && !context.options.testBus;

function connect(): Promise<Bus> {
  bus ??= open();
  bus.catch(() => {
    bus = null;
  });
  return bus;
}

async function open(): Promise<Bus> {
  const connected = await connectSessionBus(process.env);
  if (!connected.ok) throw new Error(connected.error);
  const found = connected.value;
  found.onClose(() => {
    bus = null;
    const lost = [...shown.values()];
    shown.clear();
    for (const notification of lost) notification.fail('the session bus is gone');
  });
  const dbus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };
  const match = `type='signal',interface='${destination}',path='${path}'`;
  const matched = await found.call({ ...dbus, member: 'AddMatch', signature: 's', args: [match] });
  if (!matched.ok) throw new Error(matched.error.message);
  found.onSignal(({ interface: from, member, body: [id, detail] }) => {
    if (from !== destination) return;
    // The answer that tells a notification its number may stand in the same packet: it is taken in first.
    setImmediate(() => {
      if (member === 'ActionInvoked') shown.get(Number(id))?.invoked(String(detail));
      if (member === 'NotificationClosed') shown.get(Number(id))?.closed();
    });
  });
  return found;
}

/** Calls the desktop's service; the bus may start it. Throws with the reason where it does not answer. */
async function call(member: string, signature: string, args: readonly unknown[]): Promise<unknown> {
  const found = await connect();
  const answer = await found.call({ destination, path, interface: destination, member, signature, args, start: true });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value[0];
}

/** What the desktop's service can do, by the names of the Desktop Notifications Specification. Asked each time: another may have taken over. */
async function capabilities(): Promise<ReadonlySet<string>> {
  const answer = await call('GetCapabilities', '', []);
  return new Set(Array.isArray(answer) ? answer.map(String) : []);
}

/** Text for a server that reads markup: nothing in it is markup. */
const plain = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

type Members = 'show' | 'close' | 'title' | 'subtitle' | 'body' | 'silent' | 'urgency' | 'timeoutType' | 'actions';

/** A notification of the desktop, over D-Bus (org.freedesktop.Notifications). Tests see it and play the person. */
export class Notification extends GuardedEmitter implements Pick<Electron.Notification, Members> {
  /** Whether there is a bus to ask; whether somebody answers there is known only after `show` (event `failed`). */
  static isSupported(): boolean {
    if (recorded()) return true;
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
      if (recorded()) this.closed();
      else if (id !== 0 || this.#id !== 0) call('CloseNotification', 'u', [this.#id || id]).catch(() => {});
    });
  }

  async #show(): Promise<void> {
    if (context.options.test) notifications.push(this);
    if (recorded()) {
      nextTestId += 1;
      this.#id = nextTestId;
    } else {
      this.#id = await this.#notify();
    }
    shown.set(this.#id, this);
    this.emit('show', new PreventableEvent());
  }
  async #notify(): Promise<number> {
    const can = await capabilities();
    if (!can.has('actions')) note('A click on a notification leads nowhere: this desktop’s notifications take none.');
    const levels = { low: 0, normal: 1, critical: 2 } as const;
    const hints = {
      urgency: { signature: 'y', value: levels[this.urgency] },
      'suppress-sound': { signature: 'b', value: this.silent },
    };
    const buttons = this.actions.flatMap((action, at) => [String(at), action.text ?? '']);
    const timeout = this.timeoutType === 'never' ? 0 : -1;
    const body = [
      context.package.productName ?? context.package.name,
      this.#id,
      '',
      this.title,
      can.has('body-markup') ? plain(this.body) : this.body,
      can.has('actions') ? ['default', '', ...buttons] : [],
      hints,
      timeout,
    ];
    return Number(await call('Notify', 'susssasa{sv}i', body));
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
