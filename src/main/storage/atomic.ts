import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from './sync-folder';

/** Temporary siblings carry this mark, so that the next start can remove what a kill left. */
export const TEMP_MARK = '.tessera-tmp-';

/**
 * Replaces a file of the data folder: a new file (0600 from its first byte) beside it, flushed, renamed over it, folder flushed. Either the
 * old or the new content is there at any moment. Throws what the file system throws; the temporary file is gone then.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temp = join(dirname(path), `${TEMP_MARK}${randomBytes(6).toString('hex')}-${basename(path)}`);
  try {
    const file = await open(temp, 'wx', 0o600);
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temp, path);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}
