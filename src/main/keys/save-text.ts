import { lstat, open, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { fail, ok, type Result } from '../../domain/result';
import { writeAtomically } from '../storage/atomic';
import type { Core } from './core';

/**
 * Writes a text that holds no secret to a file that the person named. What is there is replaced only where it `isOurs`, at once or not at all: a
 * path is typed quickly, and behind it may stand somebody's .netrc. Answers the path.
 */
export async function saveText(core: Core, typed: string, text: string, isOurs: (before: string) => boolean): Promise<Result<string>> {
  const path = typed.trim().replace(/^(~|\$HOME|\$\{HOME\})(?=[\\/])/, () => homedir());
  if (!isAbsolute(path))
    return fail(
      'file.noPath',
      'Name the file with its whole path, such as ~/keys.ics. Nothing was written.',
      { do: 'none' },
      { field: 'path' },
    );
  // A link stays one: what it leads to is written.
  const target = await targetOf(path);
  const own = await realpath(core.state.run.dataFolder).catch(() => core.state.run.dataFolder);
  if (target !== null && `${target}${sep}`.startsWith(`${own}${sep}`))
    return fail(
      'file.ownFolder',
      "This is Tessera's own data folder. Choose another place; nothing was written.",
      { do: 'none' },
      { field: 'path' },
    );
  try {
    const before = target === null ? 'other' : await whatIs(target, isOurs);
    if (before === 'other')
      return fail(
        'file.notOurs',
        `${path} is there already, and is no such file of Tessera's. Choose another name, or delete it first; nothing was written.`,
        { do: 'none' },
        { field: 'path' },
      );
    await writeAtomically(target ?? path, text);
    return ok(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'the disk is full'
        : code === 'ENOENT' || code === 'ENOTDIR'
          ? 'its folder does not exist'
          : code === 'EISDIR'
            ? 'it is a folder'
            : 'it may not be written';
    return fail('file.notWritten', `${path} was not written: ${why}. What was there is as before.`, { do: 'none' }, { field: 'path' });
  }
}

/** Where a path leads through all its links; null where a link leads nowhere. */
async function targetOf(path: string): Promise<string | null> {
  const full = resolve(path);
  try {
    return await realpath(full);
  } catch {
    if (await lstat(full).catch(() => null)) return null;
    return join(await realpath(dirname(full)).catch(() => dirname(full)), basename(full));
  }
}

/** So much of a file tells whose it is. */
const HEAD_BYTES = 4_096;

/** Throws what the file system throws, but for a file that is not there. */
async function whatIs(path: string, isOurs: (before: string) => boolean): Promise<'nothing' | 'ours' | 'other'> {
  const info = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (info === null) return 'nothing';
  if (info.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  // Reading a pipe would wait for ever.
  if (!info.isFile()) return 'other';
  if (info.size === 0) return 'ours';
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return isOurs(buffer.toString('utf8', 0, bytesRead)) ? 'ours' : 'other';
  } finally {
    await file.close();
  }
}
