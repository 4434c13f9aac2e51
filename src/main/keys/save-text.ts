import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, resolve, sep } from 'node:path';
import { fail, ok, type Result } from '../../domain/result';
import { writeAtomically } from '../storage/atomic';
import type { Core } from './core';

/** Writes a text that holds no secret to a file that the person named; what is there is replaced at once or not at all. Answers the path. */
export async function saveText(core: Core, typed: string, text: string): Promise<Result<string>> {
  const path = typed.trim().replace(/^(~|\$HOME|\$\{HOME\})(?=[\\/])/, () => homedir());
  if (!isAbsolute(path))
    return fail(
      'file.noPath',
      'Name the file with its whole path, such as ~/keys.ics. Nothing was written.',
      { do: 'none' },
      { field: 'path' },
    );
  if (resolve(path).startsWith(`${resolve(core.state.run.dataFolder)}${sep}`))
    return fail(
      'file.ownFolder',
      "This is Tessera's own data folder. Choose another place; nothing was written.",
      { do: 'none' },
      { field: 'path' },
    );
  try {
    // A link stays one: what it leads to is replaced.
    await writeAtomically(await realpath(path).catch(() => path), text);
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
