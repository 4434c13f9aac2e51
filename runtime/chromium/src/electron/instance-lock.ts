import { createHash } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, startedAt } from '../chromium/profile';
import { context } from '../context';

interface Owner {
  readonly pid: number;
  readonly since: string | null;
  readonly socket: string;
}

/**
 * The single-instance lock of a data folder. `requestSingleInstanceLock` answers at once, so that the lock is a file, linked into place
 * and judged by the life of its owner; the message to the first instance goes over a Unix socket beside it.
 */
export class InstanceLock {
  readonly #folder: string;
  readonly #file: string;
  readonly #onSecond: (argv: string[], cwd: string, data: unknown) => void;
  #server: Server | null = null;
  #socket = '';
  held = false;

  constructor(folder: string, onSecond: (argv: string[], cwd: string, data: unknown) => void) {
    this.#folder = folder;
    this.#file = join(folder, 'SingletonLock.json');
    this.#onSecond = onSecond;
  }

  /** True where this process is the first; otherwise the first is told of our arguments. */
  acquire(additionalData: unknown): boolean {
    if (this.held) return true;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const owner = this.#tryOpen();
      if (owner === null) {
        this.held = true;
        this.#listen();
        return true;
      }
      if (owner !== 'unreadable' && isAlive(owner.pid, owner.since)) {
        this.#tell(owner, additionalData);
        return false;
      }
      rmSync(this.#file, { force: true });
    }
    return false;
  }

  release(): void {
    if (!this.held) return;
    this.held = false;
    this.#server?.close();
    rmSync(this.#file, { force: true });
    if (this.#socket !== '' && process.platform !== 'win32') rmSync(this.#socket, { force: true });
  }

  #tryOpen(): Owner | 'unreadable' | null {
    const plain = join(this.#folder, 'SingletonSocket');
    // A socket's path holds about 100 bytes.
    const hashed = join(tmpdir(), `tessera-${createHash('sha256').update(this.#folder).digest('hex').slice(0, 24)}.sock`);
    const path = process.platform === 'win32' ? `\\\\.\\pipe\\tessera-${process.pid}` : plain.length < 100 ? plain : hashed;
    const draft = `${this.#file}.${process.pid}`;
    try {
      // Written beside it and linked in place: nobody ever reads half a file.
      writeFileSync(draft, JSON.stringify({ pid: process.pid, since: startedAt(process.pid), socket: path } satisfies Owner), {
        mode: 0o600,
      });
      linkSync(draft, this.#file);
      this.#socket = path;
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    try {
      return JSON.parse(readFileSync(this.#file, 'utf8')) as Owner;
    } catch {
      return 'unreadable';
    }
  }

  #listen(): void {
    if (process.platform !== 'win32') rmSync(this.#socket, { force: true });
    const server = createServer((connection) => {
      let text = '';
      connection.setEncoding('utf8');
      connection.setTimeout(2000, () => connection.destroy());
      connection.on('error', () => {});
      connection.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > 1_000_000) connection.destroy();
        if (!text.endsWith('\n')) return;
        try {
          const { argv, cwd, data } = JSON.parse(text) as { argv: string[]; cwd: string; data: unknown };
          connection.end('ok\n');
          this.#onSecond(argv, cwd, data);
        } catch {
          connection.destroy();
        }
      });
    });
    server.on('error', () => {});
    server.listen(this.#socket, () => {
      if (process.platform !== 'win32') chmodSync(this.#socket, 0o600);
    });
    server.unref();
    this.#server = server;
  }

  #tell(owner: Owner, data: unknown): void {
    const told = new Promise<void>((resolve) => {
      const connection = connect(owner.socket, () =>
        connection.write(`${JSON.stringify({ argv: process.argv, cwd: process.cwd(), data })}\n`),
      );
      connection.setTimeout(1500, () => connection.destroy());
      connection.on('data', () => connection.end());
      connection.on('error', () => {});
      connection.on('close', () => resolve());
    });
    context.pending.add(told);
    told.then(() => context.pending.delete(told));
  }
}
