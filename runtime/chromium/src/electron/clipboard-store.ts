import { spawn } from 'node:child_process';
import { findProgram, helperEnvironment } from './helpers';

type Command = readonly string[];
export interface Helper {
  readonly name: string;
  readonly read: (type: string) => Command;
  readonly write: (type: string) => Command;
  readonly clear: Command | null;
  readonly list: Command | null;
  readonly textOnly: boolean;
}

const text = 'text/plain';
const xType = (type: string): string => (type === text ? 'UTF8_STRING' : type);

/** The helper for this session. Only ever the clipboard proper, never the selection. */
export function findHelper(): Helper | null {
  const wayland = !!process.env.WAYLAND_DISPLAY;
  const x = !!process.env.DISPLAY;
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

/** Why copying is not possible, and what to do. */
const missing =
  'Copying is not possible here: no clipboard helper was found. Install xclip or xsel (X11) or wl-clipboard (Wayland), then start again.';

/** Runs a helper; what is copied goes over stdin, so that no other user sees it in the list of processes. */
function run(command: Command, input: Buffer | null): Promise<Buffer> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    // A helper that serves the clipboard lives on in the background with the streams it inherits: it gets no stdout, and `exit` is awaited.
    const child = spawn(program, args, {
      env: helperEnvironment(),
      stdio: ['pipe', input === null ? 'pipe' : 'ignore', input === null ? 'ignore' : 'pipe'],
      timeout: 3000,
    });
    const chunks: Buffer[] = [];
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(0, SAID_LIMIT);
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(`The clipboard helper ${program} failed: ${error.code ?? 'unknown'}.`)),
    );
    if (input === null)
      child.once('close', (_code, signal) => {
        // Readers end with 1 on an empty clipboard.
        if (signal) reject(new Error(`The clipboard helper ${program} failed (${signal}).`));
        else resolve(Buffer.concat(chunks));
      });
    else {
      // What failed left nobody in the background: its stderr ends, and says why. After `exit` with 0 this changes nothing.
      child.once('close', (code, signal) =>
        reject(new Error(`The clipboard helper ${program} failed (${signal ?? code})${why(said, input)}.`)),
      );
      child.once('exit', (code) => {
        if (code !== 0) return;
        child.stderr?.destroy();
        resolve(Buffer.alloc(0));
      });
    }
  });
}

const SAID_LIMIT = 200;

/** So many characters of a secret in a row are a part of it. */
const RUN = 8;

/** The first line of what a helper said, unless it repeats a part of what was to be copied. */
function why(said: string, input: Buffer): string {
  const [line = ''] = said.trim().split('\n');
  const copied = input.toString('utf8').trim();
  const run = Math.min(RUN, copied.length);
  for (let i = 0; run > 0 && i + run <= line.length; i++) if (copied.includes(line.slice(i, i + run))) return '';
  return line === '' ? '' : `: ${line}`;
}

/** Where copied data goes: one set of formats, replaced as a whole. */
export interface ClipboardStore {
  readonly name: string | null;
  types(): Promise<string[]>;
  read(type: string): Promise<Buffer>;
  write(formats: ReadonlyMap<string, Buffer>): Promise<void>;
  clear(): void;
}

/** A clipboard of this process alone. */
export function memoryStore(): ClipboardStore {
  let kept: ReadonlyMap<string, Buffer> = new Map();
  return {
    name: 'memory',
    types: async () => [...kept.keys()],
    read: async (type) => kept.get(type) ?? Buffer.alloc(0),
    write: async (formats) => {
      kept = formats;
    },
    clear() {
      kept = new Map();
    },
  };
}

/** The desktop's clipboard by a helper program; null means that there is none, and every use says so. */
export function helperStore(found: Helper | null): ClipboardStore {
  const need = (): Helper => {
    if (!found) throw new Error(missing);
    return found;
  };
  const readNow = async (type: string): Promise<Buffer> => {
    const helper = need();
    return helper.textOnly && type !== text ? Buffer.alloc(0) : run(helper.read(type), null);
  };
  // One after the other: `clear` returns before it is done, and what follows must see its effect.
  let last: Promise<unknown> = Promise.resolve();
  const queue = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
  /** A helper may end before its background process owns the clipboard: done is only what can be read back. */
  const settled = async (type: string, wanted: Buffer): Promise<void> => {
    for (const pause of [0, 10, 20, 40, 80, 160, 320, 640]) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      if ((await readNow(type)).equals(wanted)) return;
    }
    throw new Error(`The clipboard helper ${found?.name ?? ''} did not take the data.`);
  };
  return {
    name: found?.name ?? null,
    read: (type) => queue(() => readNow(type)),
    types: () =>
      queue(async () => {
        const helper = need();
        if (!helper.list) return (await readNow(text)).length === 0 ? [] : [text];
        const lines = (await run(helper.list, null)).toString('utf8').split('\n');
        const types = lines.filter((line) => line.includes('/')).map((line) => line.replace(/;charset=.*$/, ''));
        if (lines.includes('UTF8_STRING')) types.unshift(text);
        return [...new Set(types)];
      }),
    write: (formats) =>
      queue(async () => {
        const helper = need();
        const type = formats.has(text) ? text : [...formats.keys()][0];
        const data = type === undefined ? undefined : formats.get(type);
        if (type === undefined || data === undefined) return;
        if (helper.textOnly && type !== text) throw new Error(`The clipboard helper ${helper.name} takes text only, not ${type}.`);
        await run(helper.write(type), data);
        await settled(type, data);
      }),
    clear() {
      const helper = need();
      queue(async () => {
        await run(helper.clear ?? helper.write(text), Buffer.alloc(0));
        await settled(text, Buffer.alloc(0));
      }).catch((error: Error) => console.error(error.message));
    },
  };
}
