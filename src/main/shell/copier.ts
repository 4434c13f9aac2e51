import { ClipboardItem, clipboard } from 'electron';
import { fail, ok, type Result } from '../../domain/result';
import type { ClipboardView } from '../../domain/views';
import { type ClipboardEvent, ClipboardKeeper } from '../exports/clipboard';
import { type ClipboardPort, sensitiveFormats, whereCopiesStay } from '../exports/clipboard-port';
import type { Copier } from '../keys/exporting';
import { runtimeFacts } from './runtime';

/** The copier with what the shell needs beside it. */
export interface ShellCopier extends Copier {
  /** Where clipboard histories keep copies, in plain sentences. */
  readonly notes: readonly string[];
  readonly cannotCopy: string | null;
  /** Null where the clipboard cannot be read. */
  read(): Promise<string | null>;
  /** Clears what is still ours; for quit. */
  close(): Promise<void>;
}

/** Electron's name for a raw format of the system's clipboard. */
const raw = (format: string): string => `electron application/osclipboard;format="${format}"`;

const said = async <T>(work: () => Promise<T>): Promise<Result<T>> => {
  try {
    return ok(await work());
  } catch {
    return fail(
      'clipboard.failed',
      'The clipboard did not take or give the text. Try again; reveal the key or write it to a file instead.',
      {
        do: 'retry',
      },
    );
  }
};

/** Only the ordinary clipboard, never the selection: a middle click must not paste a key. */
function systemPort(): ClipboardPort {
  const { clipboardHelper } = runtimeFacts();
  // Always in the same write; a runtime that cannot set them loses them, and its notes say so.
  const marks = sensitiveFormats(process.platform);
  return {
    availability:
      clipboardHelper === null
        ? { kind: 'unavailable', why: 'no clipboard helper (xclip, xsel or wl-clipboard) is installed.' }
        : { kind: 'available', helper: clipboardHelper },
    write: (text, sensitive) =>
      said(async () => {
        if (!sensitive || marks.length === 0) return clipboard.writeText(text);
        const formats = marks.map((m) => [raw(m.format), new Blob([new Uint8Array(m.bytes)])] as const);
        await clipboard.write([new ClipboardItem({ 'text/plain': text, ...Object.fromEntries(formats) })]);
      }),
    read: () => said(() => clipboard.readText()),
    clear: () => said(async () => clipboard.clear()),
  };
}

/** Opens the way to the clipboard. `seconds` is asked at each copy; `show` puts the clipboard's state into the window. */
export function openCopier(now: () => number, seconds: () => number, show: (view: ClipboardView) => void): ShellCopier {
  const port = systemPort();
  let what = '';
  const view = (event: ClipboardEvent): ClipboardView => {
    switch (event.kind) {
      case 'copied':
        return { kind: 'copied', what, clearsAt: event.until };
      case 'failed':
        return { kind: 'failed', message: event.problem.message };
      default:
        return { kind: event.kind, at: now() };
    }
  };
  const keeper = new ClipboardKeeper({
    port,
    timers: {
      now,
      after: (ms, call) => {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
    },
    onEvent: (event) => show(view(event)),
  });
  return {
    notes: whereCopiesStay(process.platform, runtimeFacts().clipboardMarks),
    cannotCopy: port.availability.kind === 'unavailable' ? `Copying is not possible here: ${port.availability.why}` : null,
    copy: async (text, name, secret) => {
      if (!secret) {
        const copied = await keeper.copyPlain(text);
        return copied.ok ? ok({ clearsIn: null }) : copied;
      }
      what = name;
      const after = seconds();
      const copied = await keeper.copySecret(text, after);
      return copied.ok ? ok({ clearsIn: after === 0 ? null : after }) : copied;
    },
    read: async () => {
      const text = await port.read();
      return text.ok ? text.value : null;
    },
    close: async () => {
      await keeper.quit();
    },
  };
}
