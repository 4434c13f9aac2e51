import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type Result } from '../../../domain/result';
import { bootId, processExists, startTicks } from '../../storage/process-identity';
import { codeOf } from '../file-problem';

/** Keeps our own processes from editing one file at the same time. No other program knows of it, and none has a lock that could be joined. */

interface Owner {
  readonly pid: number;
  /** When the process started, so that a process id used again is not taken for the owner. Empty where the system does not tell. */
  readonly started: string;
  readonly nonce: string;
}

export interface LockOptions {
  /** Inside the app's data folder. */
  readonly folder: string;
  /** How long to wait for another process of ours, in milliseconds. */
  readonly patience?: number;
}

const PATIENCE = 20_000;

/** Start time with the boot that it is counted from; empty where the system does not tell. */
function startedAt(pid: number): string {
  const ticks = startTicks(pid);
  return ticks === '' ? '' : `${bootId()} ${ticks}`;
}

const isAlive = ({ pid, started }: Owner): boolean => processExists(pid) && (started === '' || started === startedAt(pid));

function parse(text: string): Owner | null {
  try {
    const { pid, started, nonce } = JSON.parse(text) as Partial<Owner>;
    return typeof pid === 'number' && typeof started === 'string' && typeof nonce === 'string' ? { pid, started, nonce } : null;
  } catch {
    return null;
  }
}

const textOf = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((e: unknown) => {
    if (codeOf(e) === 'ENOENT') return null;
    throw e;
  });

const gone = (path: string): Promise<void> =>
  unlink(path).catch((e: unknown) => {
    if (codeOf(e) !== 'ENOENT') throw e;
  });

/** Removes what killed processes left in the folder of locks; to be called at start. A lock in use stays. */
export async function clearLocks(folder: string): Promise<void> {
  const names = await readdir(folder).catch((e: unknown) => {
    if (codeOf(e) === 'ENOENT') return [];
    throw e;
  });
  for (const name of names.filter((n) => /^[0-9a-f]{32}\.lock(?:\.[0-9a-f]{16}(?:\.old)?)?$/.test(n))) {
    const path = join(folder, name);
    const owner = parse((await textOf(path)) ?? '');
    if (owner && !isAlive(owner)) await gone(path);
  }
}

/** Runs `work` while no other process of ours does so for the same file (given by its real path). Fails with `file.locked` after the patience. */
export async function withFileLock<T>(
  realPath: string,
  { folder, patience = PATIENCE }: LockOptions,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${createHash('sha256').update(realPath).digest('hex').slice(0, 32)}.lock`);
  const me: Owner = { pid: process.pid, started: startedAt(process.pid), nonce: randomBytes(8).toString('hex') };
  const until = Date.now() + patience;
  while (!(await take(path, me))) {
    if (Date.now() > until)
      return fail('file.locked', 'Another window of Tessera has been changing this file for a while. Nothing was written.', {
        do: 'retry',
      });
    await new Promise((done) => setTimeout(done, 10 + Math.random() * 30));
  }
  try {
    return await work();
  } finally {
    if (parse((await textOf(path)) ?? '')?.nonce === me.nonce) await gone(path);
  }
}

/** True where the lock is ours now. It appears with its owner's name in it, never empty, so that nobody can take it for one left behind. */
async function take(path: string, me: Owner): Promise<boolean> {
  const mine = `${path}.${me.nonce}`;
  await writeFile(mine, JSON.stringify(me), { flag: 'wx', mode: 0o600 });
  try {
    await link(mine, path);
    return true;
  } catch (e) {
    const code = codeOf(e);
    if (code !== 'EEXIST') {
      // A data folder on a file system without hard links.
      if (code && ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) return takeWithoutLinks(path, me);
      throw e;
    }
  } finally {
    await gone(mine);
  }
  const text = await textOf(path);
  const owner = text === null ? null : parse(text);
  if (text === null || (owner && isAlive(owner))) return false;
  // Left by a kill. Moved aside under a name of our own: of several that find it, only one can.
  const aside = `${path}.${me.nonce}.old`;
  try {
    await rename(path, aside);
  } catch (e) {
    if (codeOf(e) === 'ENOENT') return false;
    throw e;
  }
  // Somebody may have been quicker, and this be their new lock: it goes back.
  if ((await textOf(aside)) !== text) await link(aside, path).catch(() => undefined);
  await gone(aside);
  return false;
}

async function takeWithoutLinks(path: string, me: Owner): Promise<boolean> {
  return writeFile(path, JSON.stringify(me), { flag: 'wx', mode: 0o600 }).then(
    () => true,
    (e: unknown) => {
      if (codeOf(e) === 'EEXIST') return false;
      throw e;
    },
  );
}
