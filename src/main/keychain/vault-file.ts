import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readFile, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../storage/sync-folder';

/** A vault is a few kilobytes; a file beyond this is not one. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const LOCK_WAIT_MS = 3_000;
/** No write takes this long: a lock of that age was left by a process that is gone, whoever has its number now. */
const LOCK_STALE_MS = 60_000;

/** Another process holds the vault's lock. */
export class VaultBusy extends Error {}
/** Another process replaced the file between our reading and our writing. */
export class VaultChanged extends Error {}

/** The file's bytes; null where there is none. */
export async function readVaultFile(path: string): Promise<Buffer | null> {
  try {
    if ((await stat(path)).size > MAX_FILE_BYTES) return Buffer.alloc(0);
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Replaces the file in one step (0600 before its first byte, flushed, renamed, folder flushed), only if it still is what `before` says.
 * Call it under {@link withVaultLock}; the comparison is the second guard, should a lock have been taken for stale wrongly.
 */
export async function replaceVaultFile(path: string, before: Buffer | null, bytes: Buffer): Promise<void> {
  const next = `${path}.new`;
  // What a kill left of an earlier replacement: encrypted, but not ours to keep.
  await rm(next, { force: true });
  const file = await open(next, 'wx', 0o600);
  try {
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    const now = await readVaultFile(path);
    if (before === null ? now !== null : now === null || !now.equals(before)) throw new VaultChanged();
    await rename(next, path);
  } catch (error) {
    // On a full disk half a file would keep it full.
    await rm(next, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Runs `job` while no other process changes the vault. Throws {@link VaultBusy} after three seconds of waiting. */
export async function withVaultLock<T>(path: string, job: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const mine = `${process.pid} ${randomBytes(8).toString('hex')}`;
  const end = Date.now() + LOCK_WAIT_MS;
  while (!(await takeLock(lock, mine))) {
    if (Date.now() > end) throw new VaultBusy();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  try {
    return await job();
  } finally {
    if ((await ownerOf(lock)) === mine) await rm(lock, { force: true });
  }
}

/**
 * The lock is a symbolic link whose target is its owner's name, since that is made with its content in one step: a process killed at any
 * moment leaves no lock without a name. Windows lets not everybody make links; there it is a file.
 */
async function makeLock(lock: string, owner: string): Promise<boolean> {
  try {
    if (process.platform === 'win32') await writeFile(lock, owner, { flag: 'wx', mode: 0o600 });
    else await symlink(owner, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function takeLock(lock: string, mine: string): Promise<boolean> {
  if (await makeLock(lock, mine)) return true;
  const theirs = await ownerOf(lock);
  if (theirs === null || !(await isStale(lock, theirs))) return false;
  // Moved aside first: of two processes that see the same stale lock only one gets it. What was moved may already be a new, live one.
  const aside = `${lock}.${randomBytes(6).toString('hex')}`;
  await rename(lock, aside).catch(() => undefined);
  const moved = await ownerOf(aside);
  await rm(aside, { force: true });
  if (moved !== null && moved !== theirs) await makeLock(lock, moved);
  return false;
}

async function isStale(lock: string, owner: string): Promise<boolean> {
  try {
    const { mtimeMs } = await lstat(lock);
    const age = Date.now() - mtimeMs;
    if (age > LOCK_STALE_MS) return true;
    const pid = Number.parseInt(owner, 10);
    // A file without a name: its writer is between making and filling it, or was killed there.
    if (!Number.isInteger(pid) || pid <= 0) return age > LOCK_WAIT_MS / 2;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** The name in a lock, whether link or file; null where there is none. */
async function ownerOf(lock: string): Promise<string | null> {
  return readlink(lock)
    .catch(() => readFile(lock, 'utf8'))
    .catch(() => null);
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
