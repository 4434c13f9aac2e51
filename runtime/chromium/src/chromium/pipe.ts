import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Protocol } from './protocol';

export type Method = keyof Protocol.CommandParameters & keyof Protocol.CommandReturnValues;
export type CdpEvent = keyof Protocol.Events;

interface Answer {
  resolve(value: unknown): void;
  reject(error: Error): void;
  readonly method: string;
}
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

/**
 * Chromium's DevTools protocol over its inherited pipe: JSON messages that end in a zero byte, one command stream in, one answer and
 * event stream out. A pipe has two ends and both are ours: a debugging port would be open to every user of the machine.
 */
export class Pipe extends EventEmitter {
  #next = 0;
  #closed = false;
  readonly #answers = new Map<number, Answer>();
  readonly #input: Writable;
  #rest: Buffer[] = [];

  constructor(input: Writable, output: Readable) {
    super();
    this.setMaxListeners(0);
    this.#input = input;
    input.on('error', () => this.#close());
    output.on('error', () => this.#close());
    output.on('close', () => this.#close());
    output.on('end', () => this.#close());
    output.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Sends a command; rejects with Chromium's own words, or when the pipe closes first. */
  send<M extends Method>(method: M, params?: Protocol.CommandParameters[M], sessionId?: string): Promise<Protocol.CommandReturnValues[M]> {
    if (this.#closed) return Promise.reject(new Error(`Chromium is gone (${method})`));
    this.#next += 1;
    const id = this.#next;
    this.#input.write(`${JSON.stringify({ id, method, params: params ?? {}, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve: resolve as (value: unknown) => void, reject, method });
    });
  }

  #take(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      this.#rest.push(chunk.subarray(from, end));
      const text = Buffer.concat(this.#rest).toString('utf8');
      this.#rest = [];
      from = end + 1;
      this.#dispatch(JSON.parse(text) as Message);
    }
    if (from < chunk.length) this.#rest.push(chunk.subarray(from));
  }

  #dispatch(message: Message): void {
    if (message.id === undefined) {
      this.emit(`${message.sessionId ?? ''}:${message.method ?? ''}`, message.params);
      return;
    }
    const answer = this.#answers.get(message.id);
    this.#answers.delete(message.id);
    if (!answer) return;
    if (message.error) answer.reject(new Error(`${answer.method}: ${message.error.message}`));
    else answer.resolve(message.result);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const answer of this.#answers.values()) answer.reject(new Error(`Chromium is gone (${answer.method})`));
    this.#answers.clear();
    this.emit('closed');
  }
}

/** One attached target (a page) or, without an id, the browser itself. */
export class CdpSession {
  readonly pipe: Pipe;
  readonly id: string;
  readonly #subscriptions: (() => void)[] = [];

  constructor(pipe: Pipe, id = '') {
    this.pipe = pipe;
    this.id = id;
  }

  send<M extends Method>(method: M, params?: Protocol.CommandParameters[M]): Promise<Protocol.CommandReturnValues[M]> {
    return this.pipe.send(method, params, this.id === '' ? undefined : this.id);
  }

  /** As `send`, where an answer that never comes (page gone) is of no interest. */
  post<M extends Method>(method: M, params?: Protocol.CommandParameters[M]): void {
    this.send(method, params).catch(() => {});
  }

  on<E extends CdpEvent>(event: E, listener: (params: Protocol.Events[E]) => void): void {
    const name = `${this.id}:${event}`;
    this.pipe.on(name, listener);
    this.#subscriptions.push(() => this.pipe.off(name, listener));
  }

  dispose(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.#subscriptions.length = 0;
  }
}
