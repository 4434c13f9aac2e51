import { EventEmitter } from 'node:events';

/** One call of `Notify`, as the daemon was told it. */
export interface Told {
  /** The number that the daemon gave it. */
  readonly id: number;
  readonly app: string;
  readonly title: string;
  readonly body: string;
  readonly actions: readonly string[];
  /** From the hint: 0 low, 1 normal, 2 critical; null where there is none. */
  readonly urgency: number | null;
  readonly timeout: number;
}

/** A desktop's notification service that shows nothing, keeps what it is told and plays the person. */
export interface RecordingDaemon {
  readonly told: readonly Told[];
  /** Numbers of those that are on the imagined screen. */
  readonly open: ReadonlySet<number>;
  /** Resolves with all that was told once it is this many. */
  saw(count: number): Promise<readonly Told[]>;
  /** Resolves once so many stand open. */
  sawOpen(count: number): Promise<void>;
  /** The person clicks it: `default` is the notification itself. It closes, as on desktops. */
  click(id: number, action?: string): void;
  /** The person sends it away. */
  dismiss(id: number): void;
  /** Gives the name back and leaves the bus. */
  stop(): Promise<void>;
}

export interface RecordingDaemonOptions {
  /** DBUS_SESSION_BUS_ADDRESS of a bus of the test's own; never the user's. */
  readonly address: string;
  /** Names of the Desktop Notifications Specification. Default: `actions`, `body` and `body-markup`, as GNOME and KDE have. */
  readonly capabilities?: readonly string[];
}

const NAME = 'org.freedesktop.Notifications';
const PATIENCE_MS = 10_000;

/** As much of dbus-native as is used here; its own types leave out the session bus. */
interface Bus {
  requestName(name: string, flags: number, callback: (error: unknown, result: number) => void): void;
  exportInterface(object: object, path: string, description: object): void;
  readonly connection: { end(): void; on(event: string, listener: () => void): void };
}

const description = {
  name: NAME,
  methods: {
    GetCapabilities: ['', 'as'],
    GetServerInformation: ['', 'ssss'],
    Notify: ['susssasa{sv}i', 'u'],
    CloseNotification: ['u', ''],
  },
  signals: { ActionInvoked: ['us'], NotificationClosed: ['uu'] },
};

/** A hint's value: dbus-native gives a variant as its parsed signature and a list of values. */
function hint(hints: unknown, name: string): unknown {
  const found = Array.isArray(hints) ? hints.find(([key]) => key === name) : undefined;
  return found?.[1]?.[1]?.[0];
}

/** The object on the bus: its methods have the names that the bus calls. */
class Service extends EventEmitter {
  readonly told: Told[] = [];
  readonly open = new Set<number>();
  readonly changed = new EventEmitter();
  readonly #capabilities: readonly string[];

  constructor(capabilities: readonly string[]) {
    super();
    this.#capabilities = capabilities;
  }
  GetCapabilities(): readonly string[] {
    return this.#capabilities;
  }
  GetServerInformation(): readonly string[] {
    return ['recording', 'Tessera tests', '1', '1.2'];
  }
  Notify(...args: unknown[]): number {
    const [app, replaces, , title, body, actions, hints, timeout] = args;
    const id = Number(replaces) === 0 ? this.told.length + 1 : Number(replaces);
    const urgency = hint(hints, 'urgency');
    this.told.push({
      id,
      app: String(app),
      title: String(title),
      body: String(body),
      actions: Array.isArray(actions) ? actions.map(String) : [],
      urgency: typeof urgency === 'number' ? urgency : null,
      timeout: Number(timeout),
    });
    this.open.add(id);
    this.changed.emit('change');
    return id;
  }
  CloseNotification(id: number): void {
    this.end(id, 3);
  }
  /** Takes one off the imagined screen: 2 for a person, 3 for a call. */
  end(id: number, reason: number): void {
    if (!this.open.delete(id)) return;
    this.emit('NotificationClosed', id, reason);
    this.changed.emit('change');
  }
}

/** Takes the service's name on a private bus. Source: Desktop Notifications Specification 1.2. */
export async function startRecordingDaemon(options: RecordingDaemonOptions): Promise<RecordingDaemon> {
  const module = await import('@homebridge/dbus-native');
  const { sessionBus } = (module as unknown as { default: { sessionBus: (options: { busAddress: string }) => Bus } }).default;
  const bus = sessionBus({ busAddress: options.address });
  const ended = new Promise<void>((resolve) => {
    bus.connection.on('end', () => resolve());
    // A bus that ends before its daemon is the test's own doing.
    bus.connection.on('error', () => resolve());
  });
  const service = new Service(options.capabilities ?? ['actions', 'body', 'body-markup']);
  const { told, open, changed } = service;
  bus.exportInterface(service, '/org/freedesktop/Notifications', description);
  await new Promise<void>((resolve, reject) =>
    bus.requestName(NAME, 0, (error, result) => (error || result !== 1 ? reject(new Error(`${NAME} was not to be had`)) : resolve())),
  );
  const until = (what: string, holds: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Waited in vain for ${what}; told: ${JSON.stringify(told)}`)), PATIENCE_MS);
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        changed.off('change', look);
        resolve();
      };
      changed.on('change', look);
      look();
    });
  return {
    told,
    open,
    saw: async (count) => {
      await until(`${count} notifications`, () => told.length >= count);
      return told;
    },
    sawOpen: (count) => until(`${count} open notifications`, () => open.size === count),
    click: (id, action = 'default') => {
      service.emit('ActionInvoked', id, action);
      service.end(id, 2);
    },
    dismiss: (id) => service.end(id, 2),
    stop: async () => {
      bus.connection.end();
      await ended;
    },
  };
}
