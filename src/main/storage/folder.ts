import { chmod, lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/result';
import { TEMP_MARK } from './atomic';

/**
 * Makes the data folder ready: 0700, files 0600, temporary files of a killed run removed. Answers a problem where the folder is not ours
 * or cannot be made private.
 */
export async function openDataFolder(path: string): Promise<Result<{ readonly repaired: readonly string[] }>> {
  const repaired: string[] = [];
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const info = await stat(path);
    if (process.platform !== 'win32') {
      if (typeof process.getuid === 'function' && info.uid !== process.getuid())
        return fail('storage.foreign', `The data folder ${path} belongs to another user. Tessera does not use it; choose another folder.`);
      if ((info.mode & 0o077) !== 0) {
        await chmod(path, 0o700);
        repaired.push(path);
      }
    }
    for (const name of await readdir(path)) {
      const file = join(path, name);
      if (name.startsWith(TEMP_MARK)) {
        await rm(file, { force: true });
        continue;
      }
      const entry = await lstat(file);
      if (process.platform !== 'win32' && entry.isFile() && (entry.mode & 0o077) !== 0) {
        await chmod(file, 0o600);
        repaired.push(file);
      }
    }
    return ok({ repaired });
  } catch (error) {
    return fail(
      'storage.unusable',
      `The data folder ${path} cannot be used (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}). Nothing was changed; check its rights and the disk.`,
    );
  }
}
