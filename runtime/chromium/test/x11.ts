import { connect } from 'node:net';

/** As much of the X protocol as a window manager's part in a test needs: one connection, requests that answer in order. */
class Client {
  readonly #socket;
  #rest = Buffer.alloc(0);
  #wanted: { bytes: (buffer: Buffer) => number; take: (buffer: Buffer) => void } | null = null;
  constructor(display: string) {
    this.#socket = connect(`/tmp/.X11-unix/X${display.slice(1)}`);
    this.#socket.on('data', (data) => {
      this.#rest = Buffer.concat([this.#rest, data]);
      this.#feed();
    });
  }
  #feed(): void {
    const wanted = this.#wanted;
    if (!wanted) return;
    const bytes = wanted.bytes(this.#rest);
    if (bytes < 0 || this.#rest.length < bytes) return;
    const answer = this.#rest.subarray(0, bytes);
    this.#rest = this.#rest.subarray(bytes);
    this.#wanted = null;
    wanted.take(answer);
  }
  ask(request: Buffer, bytes: (buffer: Buffer) => number): Promise<Buffer> {
    return new Promise((take) => {
      this.#wanted = { bytes, take };
      this.#socket.write(request);
    });
  }
  tell(request: Buffer): Promise<void> {
    return new Promise((resolve) => this.#socket.write(request, () => resolve()));
  }
  close(): void {
    this.#socket.end();
  }
}

const setupBytes = (buffer: Buffer): number => (buffer.length < 8 ? -1 : 8 + buffer.readUInt16LE(6) * 4);
const replyBytes = (buffer: Buffer): number => (buffer.length < 32 ? -1 : 32 + (buffer[0] === 1 ? buffer.readUInt32LE(4) * 4 : 0));

async function open(display: string): Promise<{ client: Client; root: number }> {
  const client = new Client(display);
  const hello = Buffer.alloc(12);
  hello[0] = 0x6c;
  hello.writeUInt16LE(11, 2);
  const setup = await client.ask(hello, setupBytes);
  const vendor = setup.readUInt16LE(24);
  const formats = setup[29] ?? 0;
  return { client, root: setup.readUInt32LE(40 + vendor + ((4 - (vendor % 4)) % 4) + formats * 8) };
}

async function atom(client: Client, name: string): Promise<number> {
  const request = Buffer.alloc(8 + Math.ceil(name.length / 4) * 4);
  request[0] = 16;
  request.writeUInt16LE(request.length / 4, 2);
  request.writeUInt16LE(name.length, 4);
  request.write(name, 8);
  return (await client.ask(request, replyBytes)).readUInt32LE(8);
}

async function titleOf(client: Client, window: number): Promise<string> {
  const request = Buffer.alloc(24);
  request[0] = 20;
  request.writeUInt16LE(6, 2);
  request.writeUInt32LE(window, 4);
  request.writeUInt32LE(await atom(client, '_NET_WM_NAME'), 8);
  request.writeUInt32LE(64, 20);
  const reply = await client.ask(request, replyBytes);
  return reply.subarray(32, 32 + reply.readUInt32LE(16)).toString();
}

async function find(client: Client, root: number, title: string): Promise<number | null> {
  const request = Buffer.alloc(8);
  request[0] = 15;
  request.writeUInt16LE(2, 2);
  request.writeUInt32LE(root, 4);
  const tree = await client.ask(request, replyBytes);
  for (let at = 0; at < tree.readUInt16LE(16); at += 1) {
    const window = tree.readUInt32LE(32 + at * 4);
    if ((await titleOf(client, window)) === title) return window;
  }
  return null;
}

/** Whether a window with this title is on the display. */
export async function hasWindow(display: string, title: string): Promise<boolean> {
  const { client, root } = await open(display);
  const found = await findSoon(client, root, title);
  client.close();
  return found !== null;
}

/** A window takes the page's title a moment after the page is there; on a busy machine a long one. */
async function findSoon(...args: Parameters<typeof find>): ReturnType<typeof find> {
  const until = Date.now() + 10_000;
  for (;;) {
    const found = await find(...args);
    if (found !== null || Date.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Asks a window to close, as a window manager does when its close button is clicked (WM_DELETE_WINDOW). */
export async function closeWindow(display: string, title: string): Promise<void> {
  const { client, root } = await open(display);
  const window = await findSoon(client, root, title);
  if (window === null) throw new Error(`No window ${title}`);
  const event = Buffer.alloc(44);
  event[0] = 25;
  event.writeUInt16LE(11, 2);
  event.writeUInt32LE(window, 4);
  event[12] = 33;
  event[13] = 32;
  event.writeUInt32LE(window, 16);
  event.writeUInt32LE(await atom(client, 'WM_PROTOCOLS'), 20);
  event.writeUInt32LE(await atom(client, 'WM_DELETE_WINDOW'), 24);
  await client.tell(event);
  // A round trip: the event is delivered before the connection ends.
  await atom(client, 'WM_PROTOCOLS');
  client.close();
}

/** The numbers that a display has given to names; it keeps them until it starts over. */
export async function numbersOf(display: string, names: readonly string[]): Promise<number[]> {
  const { client } = await open(display);
  const numbers: number[] = [];
  for (const name of names) numbers.push(await atom(client, name));
  client.close();
  return numbers;
}

/** The colour of a pixel of the screen, as #rrggbb. */
export async function pixel(display: string, x: number, y: number): Promise<string> {
  const { client, root } = await open(display);
  const request = Buffer.alloc(20);
  request[0] = 73;
  request[1] = 2;
  request.writeUInt16LE(5, 2);
  request.writeUInt32LE(root, 4);
  request.writeInt16LE(x, 8);
  request.writeInt16LE(y, 10);
  request.writeUInt16LE(1, 12);
  request.writeUInt16LE(1, 14);
  request.writeUInt32LE(0xffffffff, 16);
  const reply = await client.ask(request, replyBytes);
  client.close();
  return `#${[34, 33, 32].map((at) => (reply[at] ?? 0).toString(16).padStart(2, '0')).join('')}`;
}
