import { randomBytes } from 'node:crypto';
import { constants, readFileSync, rmSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bootId, processExists, startTicks } from './process-identity';

/**
 * One lock file of our own keeps two instances, and two runtimes, apart. Electron's single-instance lock knows only its own runtime. The
 * file names a process and when it started, so that a process id used again is not taken for the owner.
 */

interface Owner {
  readonly pid: number;
  /** Linux: start time in clock ticks since boot (field 22 of /proc/PID/stat); elsewhere empty. */
  readonly started: string;
  readonly boot: string;
  readonly nonce: string;
}

function alive(owner: Owner): boolean {
  if (owner.boot !== bootId() || !processExists(owner.pid)) return false;
  return owner.started === '' || owner.started === startTicks(owner.pid);
}

const parse = (text: string): Owner | null => {
  try {
    const o = JSON.parse(text) as Partial<Owner>;
    return typeof o.pid === 'number' && typeof o.nonce === 'string'
      ? { pid: o.pid, started: o.started ?? '', boot: o.boot ?? '', nonce: o.nonce }
      : null;
  } catch {
    return null;
  }
};

export interface Lock {
  release(): void;
}

/** Takes the data folder's lock, or answers the process that has it. */
export async function takeLock(folder: string): Promise<{ readonly lock: Lock } | { readonly takenBy: number }> {
  const path = join(folder, 'tessera.lock');
  const me: Owner = { pid: process.pid, started: startTicks(process.pid), boot: bootId(), nonce: randomBytes(8).toString('hex') };
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
      await file.writeFile(JSON.stringify(me));
      await file.close();
      return {
        lock: {
          release: () => {
            if (parse(readOrEmpty(path))?.nonce === me.nonce) rmSync(path, { force: true });
          },
        },
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const text = await readFile(path, 'utf8').catch(() => '');
    const owner = parse(text);
    if (owner && alive(owner)) return { takenBy: owner.pid };
    if (!owner) await new Promise((r) => setTimeout(r, 50)); // may be between create and write
    const again = await readFile(path, 'utf8').catch(() => '');
    if (again !== text) continue;
    // Move the dead lock aside under a name of our own: of two that find it dead, only one can.
    const aside = `${path}.${me.nonce}`;
    await rename(path, aside).catch(() => undefined);
    const moved = await readFile(aside, 'utf8').catch(() => text);
    if (moved !== text) await rename(aside, path).catch(() => undefined);
    await rm(aside, { force: true });
  }
  return { takenBy: 0 };
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
