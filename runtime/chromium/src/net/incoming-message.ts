import type { Readable } from 'node:stream';
import { GuardedReadable } from '../guard';

export interface ResponseHead {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly httpVersion: string;
  /** Name, value, name, value …, as received. */
  readonly rawHeaders: readonly string[];
}

/** Of these only the first counts (as in Node's http). */
const single = new Set([
  'content-type',
  'content-length',
  'user-agent',
  'referer',
  'host',
  'authorization',
  'proxy-authorization',
  'if-modified-since',
  'if-unmodified-since',
  'from',
  'location',
  'max-forwards',
  'retry-after',
  'etag',
  'last-modified',
  'server',
  'age',
  'expires',
]);

/** Header lines by lower-case name. */
export function linesByName(rawHeaders: readonly string[]): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const lines = out[name] ?? [];
    lines.push(rawHeaders[at + 1] ?? '');
    out[name] = lines;
  }
  return out;
}

/** The answer to a `net.request`: Electron's `IncomingMessage`. Set-Cookie lines are always an array. */
export class IncomingMessage
  extends GuardedReadable
  implements Pick<Electron.IncomingMessage, 'statusCode' | 'statusMessage' | 'rawHeaders' | 'httpVersion'>
{
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly httpVersion: string;
  readonly httpVersionMajor: number;
  readonly httpVersionMinor: number;
  readonly rawHeaders: string[];
  readonly headers: Record<string, string | string[]>;
  readonly #body: Readable;

  constructor(head: ResponseHead, body: Readable) {
    super();
    this.statusCode = head.statusCode;
    this.statusMessage = head.statusMessage;
    this.httpVersion = head.httpVersion;
    [this.httpVersionMajor = 1, this.httpVersionMinor = 1] = head.httpVersion.split('.').map(Number);
    this.rawHeaders = [...head.rawHeaders];
    this.headers = {};
    for (const [name, lines] of Object.entries(linesByName(head.rawHeaders))) {
      this.headers[name] = name === 'set-cookie' ? lines : single.has(name) ? (lines[0] ?? '') : lines.join(', ');
    }
    this.#body = body;
    body.on('data', (chunk) => {
      if (!this.push(chunk)) body.pause();
    });
    body.pause();
    body.once('end', () => this.push(null));
  }
  override _read(): void {
    this.#body.resume();
  }
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#body.destroy();
    if (!this.readableEnded) this.emit('aborted');
    callback(error);
  }
}
