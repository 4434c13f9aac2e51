import { err, ok, type Result } from '../../domain/result';
import { type Bus, type BusEnvironment, connectSessionBus, type DBusFailure } from './dbus';

/**
 * The freedesktop Secret Service as seen over D-Bus, for what keytar cannot tell: is there a service, is it locked, does it hold an
 * item of this account, and unlocking with a dialog that stalls nobody. Only {@link SecretService.unlock} and
 * {@link SecretService.createDefault} can make the system ask for a password, and no secret passes through it. Source: Secret Service API draft 0.2, freedesktop.org.
 */

export type ServiceState =
  | { readonly kind: 'unavailable'; readonly why: string }
  /** Not running; the bus knows how to start it. Starting is left to a person's action: what starts then is not ours to know. */
  | { readonly kind: 'startable' }
  | ReadyService;

export interface ReadyService {
  readonly kind: 'ready';
  readonly owner: string;
  readonly name: string;
  readonly collection: string | null;
  readonly locked: boolean;
}

/** Items of one account, by object path. A locked keyring answers as well: attributes are not secret (so ours tell nothing). */
export interface Hits {
  readonly unlocked: readonly string[];
  readonly locked: readonly string[];
}

export type UnlockAnswer = 'unlocked' | 'dismissed' | 'failed';

const SERVICE = 'org.freedesktop.secrets';
const ROOT = '/org/freedesktop/secrets';
const NO_OBJECT = '/';

/** The name under which a person knows the program behind the service: the same owner also owns one of these names. */
const KNOWN_OWNERS: readonly (readonly [string, string])[] = [
  ['org.gnome.keyring', 'GNOME Keyring'],
  ['org.kde.secretservicecompat', 'KWallet'],
  ['org.kde.kwalletd6', 'KWallet'],
  ['org.kde.kwalletd5', 'KWallet'],
  ['org.keepassxc.KeePassXC.MainWindow', 'KeePassXC'],
];

export class SecretService {
  private bus: Bus | null = null;
  private readonly names = new Map<string, string>();
  /** The service and its default collection as last seen, so that the next look can ask all its questions at once. */
  private seen: { readonly owner: string; readonly name: string; readonly collection: string } | null = null;

  constructor(private readonly env: () => BusEnvironment) {}

  /** Whether there is a service and whether its default collection is locked. With `start` the bus may start the service. */
  async inspect(start: boolean): Promise<ServiceState> {
    const bus = await this.connect();
    if (!bus.ok) return { kind: 'unavailable', why: `There is no keychain to use: ${bus.error}.` };
    let owner = await this.ownerOf(bus.value, SERVICE);
    if (owner === null) {
      const activatable = await this.ask(bus.value, 'ListActivatableNames', '', []);
      const names = activatable.ok ? activatable.value[0] : null;
      if (!Array.isArray(names) || !names.includes(SERVICE)) {
        return { kind: 'unavailable', why: 'No keychain service (GNOME Keyring, KWallet or another Secret Service) runs in this login.' };
      }
      if (!start) return { kind: 'startable' };
      await this.ask(bus.value, 'StartServiceByName', 'su', [SERVICE, 0], true);
      owner = await this.ownerOf(bus.value, SERVICE);
      if (owner === null) return { kind: 'unavailable', why: 'The keychain service of this login could not be started.' };
    }
    const alias = await this.call(bus.value, ROOT, 'org.freedesktop.Secret.Service', 'ReadAlias', 's', ['default']);
    if (!alias.ok) return { kind: 'unavailable', why: silent(alias.error) };
    const name = await this.nameOf(bus.value, owner);
    const collection = String(alias.value[0] ?? NO_OBJECT);
    if (collection === NO_OBJECT) return { kind: 'ready', owner, name, collection: null, locked: true };
    const locked = await this.lockOf(bus.value, collection);
    if (!locked.ok) return { kind: 'unavailable', why: silent(locked.error) };
    this.seen = { owner, name, collection };
    return { kind: 'ready', owner, name, collection, locked: locked.value[0] !== false };
  }

  /**
   * {@link search} and {@link inspect} in one exchange instead of four, for a service that was seen before; null where anything is not as it
   * was then (or does not answer), and has to be asked singly. A connection's calls are answered in their order (D-Bus specification,
   * "Message Bus Message Routing"): the lock is the one after the search.
   */
  async look(service: string, account: string): Promise<{ readonly state: ReadyService; readonly hits: Hits } | null> {
    const { seen } = this;
    const bus = await this.connect();
    if (!bus.ok || seen === null) return null;
    const [owner, alias, hits, locked] = await Promise.all([
      this.ownerOf(bus.value, SERVICE),
      this.call(bus.value, ROOT, 'org.freedesktop.Secret.Service', 'ReadAlias', 's', ['default']),
      this.search(service, account),
      this.lockOf(bus.value, seen.collection),
    ]);
    if (owner !== seen.owner || !alias.ok || alias.value[0] !== seen.collection || !hits.ok || !locked.ok) {
      this.seen = null;
      return null;
    }
    return { state: { kind: 'ready', ...seen, locked: locked.value[0] !== false }, hits: hits.value };
  }

  /** The items of one account in all collections, locked ones too; never prompts. */
  async search(service: string, account: string): Promise<Result<Hits, string>> {
    const bus = await this.connect();
    if (!bus.ok) return err(`There is no keychain to use: ${bus.error}.`);
    // `xdg:schema` is what libsecret adds to keytar's own two attributes, so that this search finds exactly what keytar would.
    const attributes = { service, account, 'xdg:schema': 'org.freedesktop.Secret.Generic' };
    const answer = await this.call(bus.value, ROOT, 'org.freedesktop.Secret.Service', 'SearchItems', 'a{ss}', [attributes]);
    if (!answer.ok) return err(silent(answer.error));
    const [unlocked, locked] = answer.value;
    return ok({ unlocked: paths(unlocked), locked: paths(locked) });
  }

  /**
   * Asks the system to unlock these objects, which usually opens its password dialog, and settles when the person has answered it
   * (so possibly never). Only from a person's own action.
   */
  async unlock(objects: readonly string[]): Promise<UnlockAnswer> {
    const connection = await this.connect();
    if (!connection.ok) return 'failed';
    const bus = connection.value;
    const answer = await this.call(bus, ROOT, 'org.freedesktop.Secret.Service', 'Unlock', 'ao', [objects]);
    if (!answer.ok) return 'failed';
    const prompt = String(answer.value[1] ?? NO_OBJECT);
    if (prompt === NO_OBJECT) return paths(answer.value[0]).length > 0 ? 'unlocked' : 'failed';
    return this.answerOf(bus, prompt);
  }

  /**
   * Makes the login's first keyring, which asks the person for its password; done here for the same reason as unlocking. keytar would do
   * it by itself, with a thread that waits for the dialog and keeps the process from ending. Label and alias are libsecret's own.
   */
  async createDefault(): Promise<UnlockAnswer> {
    const connection = await this.connect();
    if (!connection.ok) return 'failed';
    const bus = connection.value;
    const properties = { 'org.freedesktop.Secret.Collection.Label': { signature: 's', value: 'Default keyring' } };
    const answer = await this.call(bus, ROOT, 'org.freedesktop.Secret.Service', 'CreateCollection', 'a{sv}s', [properties, 'default']);
    if (!answer.ok) return 'failed';
    const prompt = String(answer.value[1] ?? NO_OBJECT);
    return prompt === NO_OBJECT ? 'unlocked' : this.answerOf(bus, prompt);
  }

  /**
   * Gives up the connection. A dialog that is open stays until the person answers it: the API's `Dismiss` ends gnome-keyring 42.1 for
   * the whole login (measured: the daemon is gone before it replies), so it must not be called.
   */
  close(): void {
    this.bus?.close();
    this.bus = null;
  }

  private async answerOf(bus: Bus, prompt: string): Promise<UnlockAnswer> {
    const rule = `type='signal',interface='org.freedesktop.Secret.Prompt',member='Completed',path='${prompt}'`;
    const gone = `type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${SERVICE}'`;
    const stop: (() => void)[] = [];
    const answered = new Promise<UnlockAnswer>((resolve) => {
      stop.push(
        bus.onSignal((signal) => {
          if (signal.member === 'Completed' && signal.path === prompt) resolve(signal.body[0] === false ? 'unlocked' : 'dismissed');
          if (signal.member === 'NameOwnerChanged' && signal.body[0] === SERVICE) resolve('failed');
        }),
        bus.onClose(() => resolve('failed')),
      );
    });
    try {
      await this.ask(bus, 'AddMatch', 's', [rule]);
      await this.ask(bus, 'AddMatch', 's', [gone]);
      const shown = await this.call(bus, prompt, 'org.freedesktop.Secret.Prompt', 'Prompt', 's', ['']);
      if (!shown.ok) return 'failed';
      return await answered;
    } finally {
      for (const end of stop) end();
      await this.ask(bus, 'RemoveMatch', 's', [rule]);
      await this.ask(bus, 'RemoveMatch', 's', [gone]);
    }
  }

  private lockOf(bus: Bus, collection: string) {
    return this.call(bus, collection, 'org.freedesktop.DBus.Properties', 'Get', 'ss', ['org.freedesktop.Secret.Collection', 'Locked']);
  }

  private async connect(): Promise<Result<Bus, string>> {
    if (this.bus !== null && !this.bus.closed) return ok(this.bus);
    this.names.clear();
    this.seen = null;
    const bus = await connectSessionBus(this.env());
    if (bus.ok) this.bus = bus.value;
    return bus;
  }

  private async ownerOf(bus: Bus, name: string): Promise<string | null> {
    const answer = await this.ask(bus, 'GetNameOwner', 's', [name]);
    return answer.ok ? String(answer.value[0]) : null;
  }

  private async nameOf(bus: Bus, owner: string): Promise<string> {
    const known = this.names.get(owner);
    if (known !== undefined) return known;
    let name = 'Secret Service';
    for (const [busName, program] of KNOWN_OWNERS) {
      if ((await this.ownerOf(bus, busName)) === owner) {
        name = program;
        break;
      }
    }
    this.names.set(owner, name);
    return name;
  }

  private ask(bus: Bus, member: string, signature: string, args: readonly unknown[], start = false) {
    const destination = 'org.freedesktop.DBus';
    return bus.call({
      destination,
      path: '/org/freedesktop/DBus',
      interface: destination,
      member,
      signature,
      args,
      start,
      timeoutMs: 10_000,
    });
  }

  private call(bus: Bus, path: string, iface: string, member: string, signature: string, args: readonly unknown[]) {
    return bus.call({ destination: SERVICE, path, interface: iface, member, signature, args });
  }
}

function paths(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function silent(failure: DBusFailure): string {
  if (failure.name === 'timeout') return 'The keychain service does not answer.';
  return 'The keychain service went away or refused to answer. Log in again or start it, then try again.';
}
