import { connect, createServer, type Socket } from 'node:net';

/** A wire to a server on loopback that writes down what the app says on it. */
export interface Relay {
  readonly url: string;
  /** Request lines in the order of their arrival: method, target, version. */
  requestLines(): string[];
  /** All bytes that the app has sent, as latin1. */
  sent(): string;
  /** False: new connections are refused, open ones cut; as a network that went away. */
  connected(on: boolean): void;
  stop(): Promise<void>;
}

/** Starts a relay on 127.0.0.1 to the server of this URL. */
export async function startRelay(target: string): Promise<Relay> {
  const { port, pathname } = new URL(target);
  const pieces: Buffer[] = [];
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((client) => {
    if (!open) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(port), '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (piece: Buffer) => {
      pieces.push(piece);
      upstream.write(piece);
    });
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  const sent = (): string => Buffer.concat(pieces).toString('latin1');
  return {
    url: `http://127.0.0.1:${address.port}${pathname === '/' ? '' : pathname}`,
    sent,
    requestLines: () => sent().match(/^[A-Z]+ \S+ HTTP\/1\.\d/gm) ?? [],
    connected: (on) => {
      open = on;
      if (!on) for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
