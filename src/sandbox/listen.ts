import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';

/** A server that listens. */
export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

/** Calls `serve` with each request, once all of its body is there. */
export const withBody =
  (serve: (incoming: IncomingMessage, body: string, outgoing: ServerResponse) => void) =>
  (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => serve(incoming, Buffer.concat(chunks).toString('utf8'), outgoing));
  };

/** Listens on 127.0.0.1, on any free port without a `port`. Rejects where that cannot be. Stopping cuts open connections. */
export async function listen(server: Server | TlsServer, port = 0): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
