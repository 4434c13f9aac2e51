import { GuardedEmitter } from '../guard';
import { decode, encode } from '../page/codec';
import type { FrameContext } from './frame';
import type { WebContents } from './web-contents';

type Handler = (event: unknown, ...args: unknown[]) => unknown;

/** What a handler gets besides its arguments. `senderFrame` is null once the frame has navigated or gone (Electron, IpcMainInvokeEvent). */
class IpcEvent {
  readonly type = 'frame';
  readonly sender: WebContents;
  readonly processId: number;
  readonly frameId: number;
  readonly #frame: FrameContext;
  defaultPrevented = false;
  returnValue: unknown = undefined;
  readonly ports: unknown[] = [];

  constructor(sender: WebContents, frame: FrameContext) {
    this.sender = sender;
    this.#frame = frame;
    this.processId = frame.frame.processId;
    this.frameId = frame.frame.routingId;
  }
  get senderFrame(): unknown {
    return this.#frame.alive ? this.#frame.frame : null;
  }
  preventDefault(): void {
    this.defaultPrevented = true;
  }
  reply(channel: string, ...args: unknown[]): void {
    this.sender.send(channel, ...args);
  }
}

/** Messages of `ipcRenderer`, with Electron's words where something fails. */
export class IpcMain extends GuardedEmitter implements Pick<Electron.IpcMain, 'removeHandler'> {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, listener: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    if (typeof listener !== 'function') throw new TypeError(`Expected handler to be a function, but found type '${typeof listener}'`);
    this.#handlers.set(channel, listener);
  }
  handleOnce(channel: string, listener: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return listener(event, ...args);
    });
  }
  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  has(channel: string): boolean {
    return this.#handlers.has(channel);
  }

  /** Answers an invoke as text: the value, or the error's own words. */
  async answer(
    sender: WebContents,
    frame: FrameContext,
    channel: string,
    args: string,
  ): Promise<{ ok: true; value: string } | { ok: false; error: string }> {
    try {
      const handler = this.#handlers.get(channel);
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      const result = await handler(new IpcEvent(sender, frame), ...(decode(args) as unknown[]));
      return { ok: true, value: encode(result) };
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      return { ok: false, error: String(error) };
    }
  }

  receive(sender: WebContents, frame: FrameContext, channel: string, args: string): void {
    this.emit(channel, new IpcEvent(sender, frame), ...(decode(args) as unknown[]));
  }
}

export const ipcMain = new IpcMain();
