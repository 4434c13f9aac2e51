import { constants } from 'node:fs';
import { access, link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../domain/result';
import { syncFolder } from '../storage/sync-folder';
import { codeOf, fileProblem, UNCHANGED } from './file-problem';
import { beginPending, endPending, newCopy, oldCopy, overwrite, type PendingNote, removeIfThere, tempName, writeNew } from './pending';
import { isLoose, isSame, lookAt, modeOf, octal, type TargetFile } from './target-file';

/** The points between two steps of a replacement, in order; tests stop the process there. */
export type ReplaceStep =
  | 'noted'
  | 'tempMade'
  | 'tempWritten'
  | 'tempSynced'
  | 'compared'
  | 'replaced'
  | 'folderSynced'
  | 'readBack'
  | 'done';

export interface ReplaceOptions {
  /** The journal's folder inside the app's data folder; see {@link recoverPending}. */
  readonly pendingFolder: string;
  /** Bytes; 1 MiB by default. */
  readonly limit?: number;
  /** How often to start over when another program changes the file in between; 1 by default, which means to give up at the first time. */
  readonly tries?: number;
  /** Make the file's folder (0700) where it is missing. */
  readonly makeFolder?: boolean;
  /** Called at each point; may throw a system error in its stead. */
  readonly at?: (step: ReplaceStep) => void;
}

export interface Replaced {
  /** The real file, links followed. */
  readonly path: string;
  readonly throughLink: boolean;
  readonly change: 'created' | 'replaced' | 'unchanged';
  /** The permissions that others had to the file and have no longer, `0644`; null where they had none. */
  readonly tightenedFrom: string | null;
  /** True where the file could not be exchanged as a whole (hard links, a mount point, a folder without write permission) and was written over. */
  readonly inPlace: boolean;
}

/** Makes the new content from the old one (null: no file yet). May be called again when the file changes in between. */
export type Edit = (before: Buffer | null) => Result<Uint8Array>;

const LIMIT = 1024 * 1024;
const queues = new Map<string, Promise<unknown>>();

/**
 * Replaces a file that holds secrets: 0600 before the first byte, a sibling renamed over it in its own folder, through symbolic links, old or
 * new content at any moment and never anything between. Compares before the rename and reads back after it. Replacements of one file wait
 * for each other within this process.
 *
 * Fails with the edit's problem, those of {@link lookAt}, `file.changed` (another program wrote meanwhile), `file.readBack`, `file.full` and the rest
 * of {@link fileProblem}; the message says in what state the file is.
 */
export async function replaceFile(chosen: string, edit: Edit, options: ReplaceOptions): Promise<Result<Replaced>> {
  const before = queues.get(chosen) ?? Promise.resolve();
  const mine = before.then(() => attempts(chosen, edit, options));
  const settled = mine.catch(() => undefined);
  queues.set(chosen, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(chosen) === settled) queues.delete(chosen);
  }
}

async function attempts(chosen: string, edit: Edit, options: ReplaceOptions): Promise<Result<Replaced>> {
  if (options.makeFolder) {
    try {
      await mkdir(dirname(chosen), { recursive: true, mode: 0o700 });
    } catch (e) {
      return fileProblem(e, chosen, 'Nothing was written.');
    }
  }
  for (let left = options.tries ?? 1; ; left -= 1) {
    const result = await attempt(chosen, edit, options);
    if (result.ok || result.error.code !== 'file.changed' || left <= 1) return result;
  }
}

async function attempt(chosen: string, edit: Edit, options: ReplaceOptions): Promise<Result<Replaced>> {
  const looked = await lookAt(chosen, options.limit ?? LIMIT);
  if (!looked.ok) return looked;
  const target = looked.value;
  const edited = edit(target.found ? Buffer.from(target.found.bytes) : null);
  if (!edited.ok) return edited;
  const bytes = Buffer.from(edited.value);
  if (bytes.length > (options.limit ?? LIMIT)) return fail('file.tooBig', `${target.path} would become too big. ${UNCHANGED}`);

  const tightenedFrom = target.found && isLoose(target.found.stats) ? octal(modeOf(target.found.stats)) : null;
  const common = { path: target.path, throughLink: target.throughLink, tightenedFrom };
  if (target.found?.bytes.equals(bytes)) {
    if (tightenedFrom !== null) {
      const tightened = await tighten(target);
      if (!tightened.ok) return tightened;
    }
    return ok({ ...common, change: 'unchanged', inPlace: false });
  }

  const mustOverwrite = target.found !== null && (target.found.stats.nlink > 1n || !(await mayWriteIn(target.folder)));
  const outcome = mustOverwrite ? 'cannotRename' : await byRename(target, bytes, options);
  const written = outcome === 'cannotRename' ? await inPlace(target, bytes, options) : outcome;
  if (!written.ok) return written;
  return ok({ ...common, change: target.found ? 'replaced' : 'created', inPlace: outcome === 'cannotRename' });
}

async function byRename(target: TargetFile, bytes: Buffer, options: ReplaceOptions): Promise<Result<void> | 'cannotRename'> {
  const at = options.at ?? (() => undefined);
  let note: PendingNote | null = null;
  let temp: string | null = null;
  let replaced = false;
  let where = options.pendingFolder;
  try {
    note = await beginPending(options.pendingFolder, (id) => ({
      version: 1,
      way: 'rename',
      target: target.path,
      temp: join(target.folder, tempName(id)),
    }));
    where = target.path;
    at('noted');
    temp = join(target.folder, tempName(note.id));
    // wx: fails rather than follow a planted link. The mode of the call is cut down by the umask, never widened; chmod makes it exact.
    const file = await open(temp, 'wx', 0o600);
    try {
      await file.chmod(target.found ? modeOf(target.found.stats) & 0o600 || 0o600 : 0o600);
      at('tempMade');
      await file.writeFile(bytes);
      at('tempWritten');
      await file.sync();
    } finally {
      await file.close();
    }
    at('tempSynced');
    const again = await lookAt(target.chosen, options.limit ?? LIMIT);
    if (!again.ok) return again;
    if (!isSame(target, again.value)) return changed(target);
    at('compared');
    const moved = await moveOver(temp, target);
    if (moved !== 'moved') return moved === 'exists' ? changed(target) : moved;
    replaced = true;
    at('replaced');
    await syncFolder(target.folder);
    at('folderSynced');
    const back = await readBack(target, bytes, options);
    at('readBack');
    return back;
  } catch (e) {
    return fileProblem(e, where, replaced ? 'The new content is in the file, though the disk did not confirm it.' : UNCHANGED);
  } finally {
    await tidy(note, temp);
    at('done');
  }
}

const changed = (target: TargetFile) =>
  fail('file.changed', `Another program changed ${target.path} at the same moment. Its change was kept and nothing of ours was written.`, {
    do: 'retry',
  });

/** Over an existing file by rename; to a new name by a hard link, which never overwrites a file made in the meantime. */
async function moveOver(temp: string, target: TargetFile): Promise<'moved' | 'exists' | 'cannotRename'> {
  if (target.found === null) {
    try {
      await link(temp, target.path);
      await unlink(temp);
      return 'moved';
    } catch (e) {
      if (codeOf(e) === 'EEXIST') return 'exists';
      // File systems without hard links: FAT, some network drives.
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(e) ?? '')) throw e;
    }
  }
  for (let left = 10; ; left -= 1) {
    try {
      await rename(temp, target.path);
      return 'moved';
    } catch (e) {
      const code = codeOf(e) ?? '';
      // Windows refuses while another program has the file open, often a virus scanner for a moment.
      if (process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(code) && left > 1) {
        await new Promise((done) => setTimeout(done, 200));
        continue;
      }
      // A mount point (containers mount single files) or a sticky folder: the content can change, the name cannot.
      if (target.found && ['EBUSY', 'EPERM', 'EACCES'].includes(code)) return 'cannotRename';
      throw e;
    }
  }
}

/** Where the file cannot be exchanged: both contents are kept in the data folder until the new one is whole on the disk. */
async function inPlace(target: TargetFile, bytes: Buffer, options: ReplaceOptions): Promise<Result<void>> {
  const at = options.at ?? (() => undefined);
  if (target.found === null) return fail('file.permission', `${target.path} cannot be created.`);
  let note: PendingNote | null = null;
  let touched = false;
  let whole = false;
  try {
    note = await beginPending(options.pendingFolder, () => ({ version: 1, way: 'inPlace', target: target.path, temp: null }));
    at('noted');
    await writeNew(oldCopy(note), target.found.bytes);
    at('tempMade');
    await writeNew(newCopy(note), bytes);
    at('tempWritten');
    await syncFolder(options.pendingFolder);
    at('tempSynced');
    const again = await lookAt(target.chosen, options.limit ?? LIMIT);
    if (!again.ok) return again;
    if (!isSame(target, again.value)) return changed(target);
    at('compared');
    touched = true;
    try {
      await overwrite(target.path, bytes);
    } catch (e) {
      await overwrite(target.path, target.found.bytes);
      touched = false;
      throw e;
    }
    whole = true;
    at('replaced');
    const back = await readBack(target, bytes, options);
    at('readBack');
    return back;
  } catch (e) {
    const safe = whole
      ? 'The new content is in the file.'
      : touched
        ? 'The file may be half written; its old content is kept and put back at the next start.'
        : UNCHANGED;
    return fileProblem(e, target.path, safe);
  } finally {
    // Half written: the copies stay for the next start.
    if (whole || !touched) await tidy(note, null);
    at('done');
  }
}

async function readBack(target: TargetFile, bytes: Buffer, options: ReplaceOptions): Promise<Result<void>> {
  const back = await lookAt(target.chosen, options.limit ?? LIMIT);
  if (back.ok && back.value.found?.bytes.equals(bytes)) return ok(undefined);
  return fail(
    'file.readBack',
    `${target.path} was written, but holds something else now: another program wrote to it right afterwards. Look at it before you go on.`,
    {
      do: 'retry',
    },
  );
}

/** Takes the rights of others away from a file whose content stays, unless it is another file by now. */
async function tighten(target: TargetFile): Promise<Result<void>> {
  if (!target.found) return ok(undefined);
  try {
    const file = await open(target.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if ((await file.stat({ bigint: true })).ino !== target.found.stats.ino) return changed(target);
      await file.chmod(modeOf(target.found.stats) & 0o600 || 0o600);
    } finally {
      await file.close();
    }
    return ok(undefined);
  } catch (e) {
    return fileProblem(e, target.path, 'Its permissions are as they were.');
  }
}

async function mayWriteIn(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Removes the sibling, then the note that speaks of it; where that fails, the note stays for the next start. */
async function tidy(note: PendingNote | null, temp: string | null): Promise<void> {
  try {
    if (temp) await removeIfThere(temp);
    if (note) await endPending(note);
  } catch (e) {
    if (codeOf(e) === null) throw e;
  }
}
