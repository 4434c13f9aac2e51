import { open } from 'node:fs/promises';

/** Makes a folder's new, renamed and removed names last. Nothing to do on Windows, which offers no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (e) {
    // Some network and FUSE file systems know no fsync of folders.
    const { code } = e as NodeJS.ErrnoException;
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw e;
  } finally {
    await handle.close();
  }
}
