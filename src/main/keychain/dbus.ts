import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { err, ok, type Result } from '../../domain/result';
import { ERROR, encodeCall, METHOD_RETURN, type Message, MessageReader, NO_AUTO_START, SIGNAL } from './dbus-wire';

/** What went wrong with a call: the error's D-Bus name (`org.freedesktop.DBus.Error…`), or `closed`, `timeout`. */
export interface DBusFailure {
  readonly name: string;
  readonly message: string;
}

export interface DBusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly args?: readonly unknown[];
  /** Whether the bus may start the service for this call; no unless said. */
  readonly start?: boolean;
  readonly timeoutMs?: number;
}

/** A connection to a session bus. Holds the process alive only while a call is under way. */
export interface Bus {
  readonly closed: boolean;
  call(call: DBusCall): Promise<Result<readonly unknown[], DBusFailure>>;
  /** Every signal that a match rule lets through; answers the way to stop listening. */
  onSignal(listen: (signal: Message) => void): () => void;
  onClose(listen: () => void): () => void;
  close(): void;
}

/** Only what tells where the bus is; a subset of `process.env`. */
export interface BusEnvironment {
  readonly DBUS_SESSION_BUS_ADDRESS?: string | undefined;
  readonly XDG_RUNTIME_DIR?: string | undefined;
}

const CALL_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Where the session bus listens: the sockets named by DBUS_SESSION_BUS_ADDRESS, else `$XDG_RUNTIME_DIR/bus` (the same order as GLib,
 * which keytar sits on). Never starts a bus: GLib's last resort, `dbus-launch`, is not ours to run.
 */
export function busSockets(env: BusEnvironment): string[] {
  const plain = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const address = env.DBUS_SESSION_BUS_ADDRESS ?? '';
  if (address === '') return env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'bus')] : [];
  const sockets: string[] = [];
  for (const part of address.split(';')) {
    if (!part.startsWith('unix:')) continue;
    for (const pair of part.slice('unix:'.length).split(',')) {
      const [key, value = ''] = pair.split('=', 2);
      if (key === 'path') sockets.push(plain(value));
      if (key === 'abstract') sockets.push(`\0${plain(value)}`);
      if (key === 'runtime' && value === 'yes' && env.XDG_RUNTIME_DIR) sockets.push(join(env.XDG_RUNTIME_DIR, 'bus'));
    }
  }
  return sockets;
}

/** Connects to the user's session bus; the error is a clause that says why not. */
export async function connectSessionBus(env: BusEnvironment): Promise<Result<Bus, string>> {
  const sockets = busSockets(env);
  if (sockets.length === 0) return err('this login has no D-Bus session bus');
  for (const path of sockets) {
    const socket = await openSocket(path);
    if (socket === null) continue;
    const bus = new Connection(socket);
    const hello = await bus.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'Hello',
      timeoutMs: CONNECT_TIMEOUT_MS,
    });
    if (hello.ok) return ok(bus);
    bus.close();
  }
  return err('the D-Bus session bus of this login does not answer');
}

/** Opens the socket and authenticates as this user (mechanism EXTERNAL: the kernel tells the bus who we are). */
function openSocket(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    let answer = '';
    const finish = (result: Socket | null): void => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('close', fail);
      // A destroyed socket may still report an error; with no listener that would end the process.
      if (result === null) socket.on('error', () => undefined).destroy();
      socket.off('error', fail);
      resolve(result);
    };
    const fail = (): void => finish(null);
    // The bus sends one line and then nothing before BEGIN and Hello, so no message bytes can be lost here.
    const onData = (chunk: Buffer): void => {
      answer += chunk.toString('latin1');
      if (!answer.includes('\n')) return;
      const accepted = answer.startsWith('OK ');
      if (accepted) socket.write('BEGIN\r\n');
      finish(accepted ? socket : null);
    };
    const timer = setTimeout(fail, CONNECT_TIMEOUT_MS);
    socket.on('error', fail);
    socket.on('close', fail);
    socket.on('data', onData);
    socket.on('connect', () => {
      const uid = Buffer.from(String(process.getuid?.() ?? 0), 'latin1').toString('hex');
      socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
    });
  });
}

class Connection implements Bus {
  closed = false;
  private serial = 0;
  private readonly reader = new MessageReader();
  private readonly calls = new Map<number, (answer: Result<readonly unknown[], DBusFailure>) => void>();
  private readonly signalListeners = new Set<(signal: Message) => void>();
  private readonly closeListeners = new Set<() => void>();

  constructor(private readonly socket: Socket) {
    socket.unref();
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', () => this.close());
    socket.on('close', () => this.close());
  }

  call(call: DBusCall): Promise<Result<readonly unknown[], DBusFailure>> {
    if (this.closed) return Promise.resolve(err({ name: 'closed', message: 'the connection to the session bus is closed' }));
    return new Promise((resolve) => {
      this.serial += 1;
      const serial = this.serial;
      const timer = setTimeout(() => {
        this.settle(serial, err({ name: 'timeout', message: 'the service did not answer in time' }));
      }, call.timeoutMs ?? CALL_TIMEOUT_MS);
      this.calls.set(serial, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.socket.ref();
      this.socket.write(
        encodeCall({
          serial,
          flags: call.start === true ? 0 : NO_AUTO_START,
          destination: call.destination,
          path: call.path,
          interface: call.interface,
          member: call.member,
          signature: call.signature ?? '',
          args: call.args ?? [],
        }),
      );
    });
  }

  onSignal(listen: (signal: Message) => void): () => void {
    this.signalListeners.add(listen);
    return () => this.signalListeners.delete(listen);
  }

  onClose(listen: () => void): () => void {
    this.closeListeners.add(listen);
    return () => this.closeListeners.delete(listen);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.socket.destroy();
    for (const serial of [...this.calls.keys()]) this.settle(serial, err({ name: 'closed', message: 'the session bus went away' }));
    for (const listen of [...this.closeListeners]) listen();
  }

  private settle(serial: number, answer: Result<readonly unknown[], DBusFailure>): void {
    const waiting = this.calls.get(serial);
    if (waiting === undefined) return;
    this.calls.delete(serial);
    if (this.calls.size === 0) this.socket.unref();
    waiting(answer);
  }

  private receive(chunk: Buffer): void {
    let messages: Message[];
    try {
      messages = this.reader.push(chunk);
    } catch {
      // Bytes that are not D-Bus: nothing after them can be trusted.
      this.close();
      return;
    }
    for (const message of messages) {
      if (message.type === SIGNAL) for (const listen of [...this.signalListeners]) listen(message);
      if (message.replySerial === null) continue;
      if (message.type === METHOD_RETURN) this.settle(message.replySerial, ok(message.body));
      if (message.type === ERROR) {
        const text = message.body[0];
        this.settle(
          message.replySerial,
          err({ name: message.errorName ?? 'unknown', message: typeof text === 'string' ? text.slice(0, 300) : '' }),
        );
      }
    }
  }
}
