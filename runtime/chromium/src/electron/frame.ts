import { toElectron } from './origins';

/** A document's frame as main sees it. Its URL is what Chromium says of it, never what the page says. */
export class WebFrameMain {
  readonly frameTreeNodeId: number;
  readonly processId = 1;
  readonly routingId: number;
  readonly parent: WebFrameMain | null;
  readonly name = '';
  url: string;
  destroyed = false;
  readonly #send: (channel: string, args: unknown[]) => void;

  constructor(id: number, url: string, parent: WebFrameMain | null, send: (channel: string, args: unknown[]) => void) {
    this.frameTreeNodeId = id;
    this.routingId = id;
    this.parent = parent;
    this.url = toElectron(url);
    this.#send = send;
  }
  get top(): WebFrameMain {
    return this.parent?.top ?? this;
  }
  get origin(): string {
    return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/.exec(this.url)?.[0] ?? 'null';
  }
  get detached(): boolean {
    return this.destroyed;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  send(channel: string, ...args: unknown[]): void {
    this.#send(channel, args);
  }
}

/** A script context of the isolated world, alive until its document is replaced. */
export interface FrameContext {
  readonly contextId: number;
  frame: WebFrameMain;
  alive: boolean;
}
