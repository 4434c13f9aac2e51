import { spawn } from 'node:child_process';
import { context } from '../context';
import { Guarded } from '../guard';
import { findProgram, helperEnvironment } from './helpers';

type Command = readonly string[];
interface Helper {
  readonly name: string;
  readonly read: (type: string) => Command;
  readonly write: (type: string) => Command;
  readonly clear: Command | null;
  readonly list: Command | null;
  readonly textOnly: boolean;
}
type Payload = string | Blob | Electron.ClipboardBookmark;

const text = 'text/plain';
const xType = (type: string): string => (type === text ? 'UTF8_STRING' : type);

/** The helper for this session. Only ever the clipboard proper, never the selection. */
function findHelper(): Helper | null {
  const wayland = !!process.env['WAYLAND_DISPLAY'];
  const x = !!process.env['DISPLAY'];
  const candidates: (Helper & { when: boolean; program: string })[] = [
    {
      when: wayland,
      name: 'wl-clipboard',
      program: 'wl-copy',
      read: (type) => ['wl-paste', '--no-newline', '--type', type],
      write: (type) => ['wl-copy', '--type', type],
      clear: ['wl-copy', '--clear'],
      list: ['wl-paste', '--list-types'],
      textOnly: false,
    },
    {
      when: x,
      name: 'xclip',
      program: 'xclip',
      read: (type) => ['xclip', '-selection', 'clipboard', '-out', '-target', xType(type)],
      write: (type) => ['xclip', '-selection', 'clipboard', '-in', ...(type === text ? [] : ['-target', type])],
      clear: null,
      list: ['xclip', '-selection', 'clipboard', '-out', '-target', 'TARGETS'],
      textOnly: false,
    },
    {
      when: x,
      name: 'xsel',
      program: 'xsel',
      read: () => ['xsel', '--clipboard', '--output'],
      write: () => ['xsel', '--clipboard', '--input'],
      clear: ['xsel', '--clipboard', '--clear'],
      list: null,
      textOnly: true,
    },
    {
      when: process.platform === 'darwin',
      name: 'pbcopy',
      program: 'pbcopy',
      read: () => ['pbpaste'],
      write: () => ['pbcopy'],
      clear: null,
      list: null,
      textOnly: true,
    },
  ];
  return candidates.find(({ when, program }) => when && findProgram(program) !== null) ?? null;
}

const missing =
  'Copying is not possible here: no clipboard helper was found. Install xclip or xsel (X11) or wl-clipboard (Wayland), then start again.';

/** Runs a helper; what is copied goes over stdin, so that no other user sees it in the list of processes. */
function run(command: Command, input: Buffer | null): Promise<Buffer> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    // A helper that serves the clipboard lives on in the background with the stdout it inherits: it gets none, and `exit` is awaited.
    const child = spawn(program, args, {
      env: helperEnvironment(),
      stdio: ['pipe', input === null ? 'pipe' : 'ignore', 'ignore'],
      timeout: 3000,
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(`The clipboard helper ${program} failed: ${error.code ?? 'unknown'}.`)),
    );
    child.once(input === null ? 'close' : 'exit', (code, signal) => {
      if (signal || (input !== null && code !== 0)) reject(new Error(`The clipboard helper ${program} failed (${signal ?? code}).`));
      // Readers end with 1 on an empty clipboard.
      else resolve(Buffer.concat(chunks));
    });
  });
}

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
  #helper: Helper | null | undefined;
  #memory = new Map<string, Buffer>();

  /** Which program is in use, 'memory', or null where there is none. */
  get helperName(): string | null {
    if (this.#inMemory) return 'memory';
    return this.#find()?.name ?? null;
  }
  get #inMemory(): boolean {
    return context.options.test || context.options.headless || process.env['TESSERA_TEST_CLIPBOARD'] === 'memory';
  }
  #find(): Helper | null {
    this.#helper ??= findHelper();
    return this.#helper;
  }
  #need(): Helper {
    const helper = this.#find();
    if (!helper) throw new Error(missing);
    return helper;
  }

  async readText(): Promise<string> {
    return (await this.#read(text)).toString('utf8');
  }
  async writeText(value: string): Promise<void> {
    await this.#write(new Map([[text, Buffer.from(value)]]));
  }
  async read(): Promise<ClipboardItem[]> {
    const items: Record<string, Blob> = {};
    for (const type of await this.#types()) items[type] = new Blob([new Uint8Array(await this.#read(type))], { type });
    return Object.keys(items).length === 0 ? [] : [new ClipboardItem(items)];
  }
  /** All formats of all items in one step. */
  async write(data: readonly ClipboardItem[]): Promise<void> {
    const formats = new Map<string, Buffer>();
    for (const item of data) {
      for (const type of item.types) formats.set(type, Buffer.from(await (await item.getType(type)).arrayBuffer()));
    }
    await this.#write(formats);
  }
  clear(): void {
    if (this.#inMemory) {
      this.#memory.clear();
      return;
    }
    const helper = this.#need();
    run(helper.clear ?? helper.write(text), Buffer.alloc(0)).catch((error: Error) => console.error(error.message));
  }
  async has(mimetype: string): Promise<boolean> {
    return (await this.#types()).includes(mimetype);
  }

  async #types(): Promise<string[]> {
    if (this.#inMemory) return [...this.#memory.keys()];
    const helper = this.#need();
    if (!helper.list) return (await this.readText()) === '' ? [] : [text];
    const lines = (await run(helper.list, null)).toString('utf8').split('\n');
    const types = lines.filter((line) => line.includes('/')).map((line) => line.replace(/;charset=.*$/, ''));
    if (lines.includes('UTF8_STRING')) types.unshift(text);
    return [...new Set(types)];
  }
  async #read(type: string): Promise<Buffer> {
    if (this.#inMemory) return this.#memory.get(type) ?? Buffer.alloc(0);
    const helper = this.#need();
    return helper.textOnly && type !== text ? Buffer.alloc(0) : run(helper.read(type), null);
  }
  async #write(formats: Map<string, Buffer>): Promise<void> {
    if (this.#inMemory) {
      this.#memory = formats;
      return;
    }
    const helper = this.#need();
    const type = formats.has(text) ? text : [...formats.keys()][0];
    const data = type === undefined ? undefined : formats.get(type);
    if (type === undefined || data === undefined) return;
    if (helper.textOnly && type !== text) throw new Error(`The clipboard helper ${helper.name} takes text only, not ${type}.`);
    await run(helper.write(type), data);
  }
}

export const clipboard = new Clipboard();
