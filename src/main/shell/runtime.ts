import { app } from 'electron';

/** What the second runtime says about itself; nothing else of it is known in src/. */
interface Stated {
  readonly name: string;
  readonly version: string;
  readonly sandbox: boolean;
  readonly headless: boolean;
  readonly clipboardHelper: string | null;
  readonly command: readonly string[];
  readonly notes: readonly string[];
}

export interface RuntimeFacts {
  /** What carries text to the clipboard; null where nothing can. */
  readonly clipboardHelper: string | null;
  /** Whether a secret can be marked for clipboard histories in the same write. */
  readonly clipboardMarks: boolean;
  readonly runtime: string;
  readonly chromium: string;
  readonly sandboxed: boolean;
  /** The words that start this app again, as it was started. */
  readonly command: readonly string[];
  readonly notes: readonly string[];
}

/** Which runtime this is: Electron says so by its version; a stand-in by a global of its own. */
export function runtimeFacts(): RuntimeFacts {
  const stated = (globalThis as Record<symbol, unknown>)[Symbol.for('tessera.runtime')] as Stated | undefined;
  if (stated)
    return {
      runtime: `Chromium ${stated.version} (without Electron)`,
      chromium: stated.version,
      sandboxed: stated.sandbox,
      command: stated.command,
      notes: stated.notes,
      clipboardHelper: stated.clipboardHelper,
      clipboardMarks: false,
    };
  return {
    runtime: `Electron ${process.versions.electron ?? '?'}`,
    chromium: process.versions.chrome ?? '?',
    sandboxed: !app.commandLine.hasSwitch('no-sandbox'),
    command: ownCommand(),
    notes: [],
    clipboardHelper: 'Electron',
    clipboardMarks: true,
  };
}

/** Of an AppImage the file that the person has: the program inside it lies in a folder that is gone after the run. */
function ownCommand(): readonly string[] {
  if (!app.isPackaged) return [process.execPath, app.getAppPath()];
  return [process.env.APPIMAGE ?? process.execPath];
}
