import { context } from '../context';
import { Guarded } from '../guard';
import { type ClipboardStore, findHelper, helperStore, memoryStore } from './clipboard-store';

type Payload = string | Blob | Electron.ClipboardBookmark;

const text = 'text/plain';

/** One entry of the clipboard: the same data in one or more formats. */
export class ClipboardItem extends Guarded {
  readonly types: string[];
  readonly #items: Readonly<Record<string, Payload | Promise<Blob | string>>>;
  constructor(items: Readonly<Record<string, Payload | Promise<Blob | string>>>) {
    super();
    if (Object.keys(items).length === 0) throw new TypeError('ClipboardItem needs at least one format');
    this.#items = items;
    this.types = Object.keys(items);
  }
  async getType(type: string): Promise<Blob> {
    const item = await this.#items[type];
    if (item === undefined) throw new Error(`The type '${type}' was not found`);
    if (item instanceof Blob) return item;
    if (typeof item !== 'string') throw new Error('electron-on-chromium: bookmarks on the clipboard are not implemented');
    return new Blob([item], { type });
  }
}

/**
 * `clipboard` (Electron 45's: promises, items of several formats) over the desktop's helper programs; in tests and without a display, one
 * in memory. A helper serves one format at a time: of an item with text, it is the text, and marks beside it are lost.
 */
export class Clipboard extends Guarded implements Pick<Electron.Clipboard, 'readText' | 'writeText' | 'clear' | 'has'> {
  #store: ClipboardStore | null = null;

  get #kept(): ClipboardStore {
    const inMemory = context.options.test || context.options.headless || process.env.TESSERA_TEST_CLIPBOARD === 'memory';
    this.#store ??= inMemory ? memoryStore() : helperStore(findHelper());
    return this.#store;
  }
  /** Which program is in use, 'memory', or null where there is none. */
  get helperName(): string | null {
    return this.#kept.name;
  }

  async readText(): Promise<string> {
    return (await this.#kept.read(text)).toString('utf8');
  }
  async writeText(value: string): Promise<void> {
    await this.#kept.write(new Map([[text, Buffer.from(value)]]));
  }
  async read(): Promise<ClipboardItem[]> {
    const items: Record<string, Blob> = {};
    for (const type of await this.#kept.types()) items[type] = new Blob([new Uint8Array(await this.#kept.read(type))], { type });
    return Object.keys(items).length === 0 ? [] : [new ClipboardItem(items)];
  }
  /** All formats of all items in one step. */
  async write(data: readonly ClipboardItem[]): Promise<void> {
    const formats = new Map<string, Buffer>();
    for (const item of data) {
      for (const type of item.types) formats.set(type, Buffer.from(await (await item.getType(type)).arrayBuffer()));
    }
    await this.#kept.write(formats);
  }
  clear(): void {
    this.#kept.clear();
  }
  async has(mimetype: string): Promise<boolean> {
    return (await this.#kept.types()).includes(mimetype);
  }
}

export const clipboard = new Clipboard();
