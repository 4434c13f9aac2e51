import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { syncFolder } from '../storage/sync-folder';
import { codeOf } from './file-problem';

/**
 * What a kill may leave behind, written down before it comes to be: one small file per replacement under way, in a folder of the app's
 * data folder. It holds paths and never a secret; only an in-place write keeps the file's old and new content beside it, 0600.
 */
export interface Pending {
  readonly version: 1;
  readonly way: 'rename' | 'inPlace';
  /** The file being replaced. */
  readonly target: string;
  /** The 0600 sibling (`rename`); null where there is none. */
  readonly temp: string | null;
}

/** One replacement's notes. `folder` is the journal's, `id` random. */
export interface PendingNote {
  readonly id: string;
  readonly folder: string;
}

const TEMP = /^\.tessera-[0-9a-f]{24}\.tmp$/;
const NOTE = /^[0-9a-f]{24}\.json$/;

/** The name of a temporary sibling: recognisable, so that nothing else is ever removed. */
export const tempName = (id: string): string => `.tessera-${id}.tmp`;
export const oldCopy = (note: PendingNote): string => join(note.folder, `${note.id}.old`);
export const newCopy = (note: PendingNote): string => join(note.folder, `${note.id}.new`);

/** Writes a file that must not exist yet, 0600 from the first byte, and waits until it is on the disk. */
export async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Starts a note; what it speaks of must be created after this has returned. */
export async function beginPending(folder: string, pending: (id: string) => Pending): Promise<PendingNote> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const id = randomBytes(12).toString('hex');
  await writeNew(join(folder, `${id}.json`), Buffer.from(JSON.stringify(pending(id))));
  await syncFolder(folder);
  return { id, folder };
}

/** Strikes a note out, when all that it speaks of is gone. */
export async function endPending({ id, folder }: PendingNote): Promise<void> {
  await removeIfThere(join(folder, `${id}.old`));
  await removeIfThere(join(folder, `${id}.new`));
  await removeIfThere(join(folder, `${id}.json`));
}

export async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (e) {
    if (codeOf(e) !== 'ENOENT') throw e;
  }
}

/** What the start found of earlier replacements. */
export interface Recovery {
  /** Temporary siblings removed. */
  readonly removed: readonly string[];
  /** Files that an in-place write had left half written, put back as they were. */
  readonly restored: readonly string[];
  /** Files that could not be settled now (permission, a disk not mounted, changed by others since); tried again at the next start. */
  readonly left: readonly { readonly target: string; readonly why: string }[];
}

/**
 * Finishes or removes what a kill left: to be called at start, under the app's lock and before anything else is replaced. Touches only what
 * the journal names and what bears our name, is an ordinary file and is ours. Never throws for one bad entry.
 */
export async function recoverPending(folder: string): Promise<Recovery> {
  const removed: string[] = [];
  const restored: string[] = [];
  const left: { target: string; why: string }[] = [];
  const names = await readdir(folder).catch((e: unknown) => {
    if (codeOf(e) === 'ENOENT') return [];
    throw e;
  });
  for (const name of names.filter((n) => NOTE.test(n))) {
    const note: PendingNote = { folder, id: name.slice(0, -'.json'.length) };
    const pending = parse(await readFile(join(folder, name), 'utf8').catch(() => ''));
    try {
      if (pending?.temp && TEMP.test(basename(pending.temp)) && isAbsolute(pending.temp) && (await isOurs(pending.temp))) {
        await unlink(pending.temp);
        await syncFolder(dirname(pending.temp));
        removed.push(pending.temp);
      }
      if (pending?.way === 'inPlace') {
        const outcome = await settleInPlace(note, pending.target);
        if (outcome === 'restored') restored.push(pending.target);
        if (outcome === 'foreign') {
          left.push({
            target: pending.target,
            why: 'Another program changed the file after Tessera was stopped in the middle of writing it.',
          });
          continue;
        }
      }
      // An unreadable note was cut off while being written, so what it would have named was never created.
      await endPending(note);
    } catch (e) {
      left.push({ target: pending?.target ?? name, why: `The system answered ${codeOf(e) ?? 'with an error'}.` });
    }
  }
  return { removed, restored, left };
}

/**
 * An in-place write goes from the first byte to the last and cuts off then. So a file that begins like the new content and goes on like the
 * old one is ours, half written: it gets its old content back. Anything else that is neither was written by another program.
 */
async function settleInPlace(note: PendingNote, target: string): Promise<'whole' | 'restored' | 'foreign'> {
  const read = (path: string) =>
    readFile(path).catch((e: unknown) => {
      if (codeOf(e) === 'ENOENT') return null;
      throw e;
    });
  const [before, after, now] = [await read(oldCopy(note)), await read(newCopy(note)), await read(target)];
  // Both copies are complete before the file is touched; either missing, or the file gone, means that there is nothing to mend.
  if (before === null || after === null || now === null) return 'whole';
  if (now.equals(before) || now.equals(after)) return 'whole';
  let same = 0;
  while (same < now.length && same < after.length && now[same] === after[same]) same += 1;
  const halfway = now.length === Math.max(before.length, same) && now.subarray(same).equals(before.subarray(same));
  if (!halfway) return 'foreign';
  await overwrite(target, before);
  return 'restored';
}

/** Writes over a file in place: never cut off first, so that a reader never finds it empty. */
export async function overwrite(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(0o600);
    let at = 0;
    while (at < bytes.length) at += (await file.write(bytes, at, bytes.length - at, at)).bytesWritten;
    await file.truncate(bytes.length);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function isOurs(path: string): Promise<boolean> {
  try {
    const stats = await lstat(path);
    return stats.isFile() && (!process.getuid || stats.uid === process.getuid());
  } catch (e) {
    if (codeOf(e) === 'ENOENT' || codeOf(e) === 'ENOTDIR') return false;
    throw e;
  }
}

function parse(text: string): Pending | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { version, way, target, temp } = value as Record<string, unknown>;
    if (version !== 1 || (way !== 'rename' && way !== 'inPlace') || typeof target !== 'string') return null;
    return { version, way, target, temp: typeof temp === 'string' ? temp : null };
  } catch {
    return null;
  }
}
