import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { syncFolder } from '../storage/sync-folder';
import { desktopEntry, entryProgram, entryState } from './desktop-entry';

/** Whether the system starts Tessera at login, as it is, not as it was wished. */
export interface LoginState {
  readonly on: boolean;
  /** What the person should know of it, in a sentence; null where there is nothing to say. */
  readonly note: string | null;
  /** The entry starts a program that is no longer there: it can be written anew without asking. */
  readonly stale: boolean;
}

/** Start at login, on whichever system. Neither call throws: what went wrong is in the note. */
export interface StartAtLogin {
  read(): Promise<LoginState>;
  /** Switches it, and answers what then is. */
  set(on: boolean): Promise<LoginState>;
}

const state = (on: boolean, note: string | null = null, stale = false): LoginState => ({ on, note, stale });

/** Where a desktop looks for what it starts at login. A relative XDG_CONFIG_HOME does not count (XDG Base Directory Specification). */
export function autostartFolder(env: { readonly XDG_CONFIG_HOME?: string | undefined }, home: string): string {
  const named = env.XDG_CONFIG_HOME ?? '';
  return join(isAbsolute(named) ? named : join(home, '.config'), 'autostart');
}

const codeOf = (error: unknown): string => {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : 'unknown reason';
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Not named `.desktop`: a desktop would start one that a kill left. */
const TEMPORARY = /^\.tessera-[0-9a-f]{12}\.tmp$/;

/** Start at login by an entry in the desktop's autostart folder; Electron's own call does nothing on Linux. */
export function xdgAutostart(folder: string, command: readonly string[]): StartAtLogin {
  const path = join(folder, 'tessera.desktop');

  const read = async (): Promise<LoginState> => {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      return codeOf(error) === 'ENOENT' ? state(false) : state(false, `The entry ${path} cannot be read (${codeOf(error)}).`);
    }
    switch (entryState(text, command)) {
      case 'on':
        return state(true);
      case 'off':
        return state(false, 'The desktop’s own settings have switched Tessera’s start at login off.');
      case 'elsewhere': {
        const program = entryProgram(text);
        const isThere = program !== null && (await exists(program));
        return state(false, 'Another copy of Tessera starts at login. Switch it on here to start this one instead.', !isThere);
      }
    }
  };

  const write = async (text: string): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Somebody may keep such files elsewhere and link them here.
    const target = await realpath(path).catch(() => path);
    const beside = dirname(target);
    for (const name of await readdir(beside)) if (TEMPORARY.test(name)) await rm(join(beside, name), { force: true });
    const temporary = join(beside, `.tessera-${randomBytes(6).toString('hex')}.tmp`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(text, 'utf8');
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(beside);
  };

  return {
    read,
    set: async (on) => {
      const text = on ? desktopEntry(command) : '';
      if (text === null)
        return state(false, 'Tessera’s own path holds characters that a desktop’s entry cannot: it cannot be started at login from there.');
      try {
        if (on) await write(text);
        else await rm(path, { force: true });
      } catch (error) {
        const now = await read();
        return state(now.on, `The entry ${path} cannot be changed (${codeOf(error)}). Look at the rights of that folder, then try again.`);
      }
      return read();
    },
  };
}
