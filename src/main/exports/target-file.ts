import { type BigIntStats, constants } from 'node:fs';
import { lstat, open, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fail, ok, type Result } from '../../domain/result';
import { codeOf, fileProblem, UNCHANGED } from './file-problem';

/** What a file held when it was looked at. */
export interface Found {
  readonly bytes: Buffer;
  readonly stats: BigIntStats;
}

/** A file that may be replaced: where it really is, and what it held when it was looked at. */
export interface TargetFile {
  /** As chosen by the user. */
  readonly chosen: string;
  /** With all symbolic links followed; the file itself need not exist. */
  readonly path: string;
  readonly folder: string;
  readonly throughLink: boolean;
  /** Null where there is no file yet. */
  readonly found: Found | null;
  /** True where every user of the machine may write in the folder. */
  readonly folderOpenToAll: boolean;
}

/** Permission bits, as a number. */
export const modeOf = (stats: BigIntStats): number => Number(stats.mode & 0o7777n);

/** `0644`. */
export const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** True where others than the owner have any right to the file; false on Windows, where these bits say nothing. */
export const isLoose = (stats: BigIntStats): boolean => process.platform !== 'win32' && (modeOf(stats) & 0o077) !== 0;

/**
 * Follows symbolic links to the place where the file is or would be, so that a replacement keeps the links. A dangling link leads to where
 * its file would be.
 */
async function follow(chosen: string): Promise<string> {
  let path = resolve(chosen);
  for (let hops = 0; hops < 40; hops += 1) {
    path = join(await realpath(dirname(path)), basename(path));
    let link: string;
    try {
      if (!(await lstat(path)).isSymbolicLink()) return path;
      link = await readlink(path);
    } catch (e) {
      if (codeOf(e) === 'ENOENT') return path;
      throw e;
    }
    path = resolve(dirname(path), link);
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
}

/**
 * Looks at a file that shall be read or replaced. Fails with `file.path` (not absolute), `file.notAFile` (folder, pipe, device),
 * `file.foreign` (belongs to another user), `file.tooBig` (over `limit` bytes), or a problem of {@link fileProblem}. A missing file is no failure.
 */
export async function lookAt(chosen: string, limit: number): Promise<Result<TargetFile>> {
  if (!isAbsolute(chosen) || chosen.includes('\0'))
    return fail('file.path', 'Choose the file by its full path.', undefined, { field: 'path' });
  if (/[\\/]$/.test(chosen)) return fail('file.notAFile', `${chosen} names a folder. Choose a file in it.`, undefined, { field: 'path' });
  try {
    const path = await follow(chosen);
    const folder = dirname(path);
    const common = {
      chosen,
      path,
      folder,
      throughLink: path !== join(await realpath(dirname(resolve(chosen))), basename(chosen)),
      folderOpenToAll: process.platform !== 'win32' && ((await stat(folder)).mode & 0o002) !== 0,
    };
    const kind = await lstat(path).catch((e: unknown) => {
      if (codeOf(e) === 'ENOENT') return null;
      throw e;
    });
    if (kind === null) return ok({ ...common, found: null });
    const plain = kind.isFile();
    if (!plain) return fail('file.notAFile', `${path} is not an ordinary file, so nothing was written.`, undefined, { field: 'path' });
    // O_NONBLOCK, should the file have become a pipe since; O_NOFOLLOW, should it have become a link.
    const flags = process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
    const file = await open(path, flags);
    try {
      const stats = await file.stat({ bigint: true });
      if (!stats.isFile())
        return fail('file.notAFile', `${path} is not an ordinary file, so nothing was written.`, undefined, { field: 'path' });
      if (process.getuid && stats.uid !== BigInt(process.getuid())) {
        return fail(
          'file.foreign',
          `${path} belongs to another user, who could read what is put there. Nothing was written. Choose a file of your own.`,
          undefined,
          {
            field: 'path',
          },
        );
      }
      if (stats.size > BigInt(limit)) {
        return fail(
          'file.tooBig',
          `${path} has more than ${Math.floor(limit / 1024)} KiB, which no file of this kind should. Nothing was written.`,
        );
      }
      const bytes = await readAtMost(file, limit);
      if (bytes === null) return fail('file.changed', `${path} grew while it was read. Nothing was written.`, { do: 'retry' });
      return ok({ ...common, found: { bytes, stats } });
    } finally {
      await file.close();
    }
  } catch (e) {
    return fileProblem(e, chosen, UNCHANGED);
  }
}

async function readAtMost(file: Awaited<ReturnType<typeof open>>, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    total += bytesRead;
    if (total > limit) return null;
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

/** True where two looks at a path saw the same file with the same content, or both none. */
export function isSame(a: TargetFile, b: TargetFile): boolean {
  if (a.path !== b.path) return false;
  if (a.found === null || b.found === null) return a.found === b.found;
  const [x, y] = [a.found.stats, b.found.stats];
  return (
    x.dev === y.dev &&
    x.ino === y.ino &&
    x.size === y.size &&
    x.mtimeNs === y.mtimeNs &&
    x.ctimeNs === y.ctimeNs &&
    a.found.bytes.equals(b.found.bytes)
  );
}
