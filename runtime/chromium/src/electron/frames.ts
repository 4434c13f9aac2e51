import type { CdpSession } from '../chromium/pipe';
import type { Protocol } from '../chromium/protocol';
import { NotImplemented } from '../guard';
import { WORLD } from '../page/wire';
import { type FrameContext, WebFrameMain } from './frame';

/** The frames of a page, and the isolated world's contexts in its top frame: who may speak for which document, and until when. */
export class Frames {
  readonly #children = new Map<string, WebFrameMain>();
  readonly #contexts = new Map<number, FrameContext>();
  readonly #send: (channel: string, args: unknown[]) => void;
  #next = 1;
  #main: WebFrameMain;
  mainId = '';

  constructor(send: (channel: string, args: unknown[]) => void) {
    this.#send = send;
    this.#main = this.#create('', null);
  }

  get main(): WebFrameMain {
    return this.#main;
  }
  /** The frame with Chromium's id, as far as it is known. */
  byId(id: string): WebFrameMain | null {
    return id === this.mainId ? this.#main : (this.#children.get(id) ?? null);
  }
  context(id: number): FrameContext | null {
    return this.#contexts.get(id) ?? null;
  }
  /** The isolated world of the document that is there now. */
  get current(): FrameContext | null {
    return [...this.#contexts.values()].find((known) => known.alive) ?? null;
  }

  listen(session: CdpSession): void {
    session.on('Runtime.executionContextCreated', ({ context }) => this.#created(context));
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => this.#gone(executionContextId));
    session.on('Runtime.executionContextsCleared', () => this.endAll());
    session.on('Page.frameDetached', ({ frameId }) => this.#children.delete(frameId));
  }

  /** A frame inside the page has a new document. */
  childNavigated(frame: Protocol.Page.Frame): void {
    this.#children.set(frame.id, this.#create(frame.url, this.#main));
  }
  /** The page has a new document: its frame is a new one too, and the old one is gone. */
  mainNavigated(frame: Protocol.Page.Frame): void {
    this.mainId = frame.id;
    this.#children.clear();
    this.#main.destroyed = true;
    this.#main = this.#create(frame.url, null);
    // The isolated world may have been announced before the document's address.
    for (const known of this.#contexts.values()) if (known.alive) known.frame = this.#main;
  }
  /** No document of this page speaks any more. */
  endAll(): void {
    for (const id of [...this.#contexts.keys()]) this.#gone(id);
  }

  #created(created: Protocol.Runtime.ExecutionContextDescription): void {
    const { frameId, isDefault } = (created.auxData ?? {}) as { frameId?: string; isDefault?: boolean };
    if (isDefault || created.name !== WORLD || frameId !== this.mainId) return;
    for (const known of this.#contexts.values()) known.alive = false;
    this.#contexts.set(created.id, { contextId: created.id, frame: this.#main, alive: true });
  }
  #gone(id: number): void {
    const known = this.#contexts.get(id);
    if (known) known.alive = false;
    this.#contexts.delete(id);
  }
  #create(url: string, parent: WebFrameMain | null): WebFrameMain {
    const frame: WebFrameMain = new WebFrameMain(this.#next, url, parent, (channel, args) => {
      if (frame !== this.#main) throw new NotImplemented('WebFrameMain.send to a frame that is not the main frame');
      this.#send(channel, args);
    });
    this.#next += 1;
    return frame;
  }
}
