import { createHash, createHmac, randomBytes } from 'node:crypto';
import { fail, ok, type Problem, type Result } from '../../../domain/result';
import type { Instant } from '../../../domain/time';
import { type Replaced, type ReplaceOptions, replaceFile } from '../replace-file';
import { isLoose, lookAt, modeOf, octal, type TargetFile } from '../target-file';
import { withFileLock } from './file-lock';

/** What all work on netrc files needs to know. */
export interface NetrcOptions extends Pick<ReplaceOptions, 'pendingFolder' | 'at'> {
  /** Inside the app's data folder: locks among our own processes. */
  readonly lockFolder: string;
  readonly now: () => Instant;
}

/** More than this is no netrc file. */
const LIMIT = 5 * 1024 * 1024;

/** How often to start over when another program writes the file in between. */
const TRIES = 5;

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** The hash of a value from the file, which has one character per byte. */
export const hashOf = (value: string): string => sha256(Buffer.from(value, 'latin1'));

// Keyed, since a plain hash of a file that holds secrets would let others test guesses.
const key = randomBytes(32);

/** Stands for the content that a preview was made from. */
export const revisionOf = (bytes: Uint8Array | null): string =>
  bytes === null ? 'none' : createHmac('sha256', key).update(bytes).digest('hex');

/** Reads a netrc file; a missing one is no failure. Fails as {@link lookAt}. */
export const readNetrc = (path: string): Promise<Result<TargetFile>> => lookAt(path, LIMIT);

export interface Edited {
  readonly bytes: Uint8Array;
  readonly changed: boolean;
}

export interface ChangeDone {
  readonly change: 'created' | 'replaced' | 'unchanged';
  /** Plain sentences about what was done besides. */
  readonly notes: readonly string[];
}

/**
 * Edits a netrc file: alone among our own processes, against other programs by comparing before the exchange (up to five times over). Where the
 * edit changes nothing the file is not touched at all, its mode included. With a `revision` a file changed since is not written.
 */
export async function changeNetrc(
  path: string,
  options: NetrcOptions,
  edit: (before: Uint8Array | null) => Result<Edited, Problem>,
  revision?: string,
): Promise<Result<ChangeDone>> {
  const looked = await readNetrc(path);
  if (!looked.ok) return looked;
  return withFileLock(looked.value.path, { folder: options.lockFolder }, async () => {
    const current = await readNetrc(path);
    if (!current.ok) return current;
    const { found } = current.value;
    const asPreviewed = (before: Uint8Array | null): Result<void> =>
      revision === undefined || revision === revisionOf(before)
        ? ok(undefined)
        : fail('file.changed', 'The file was changed after the preview was made. Nothing was written. Look at the new preview.', {
            do: 'retry',
          });
    const same = asPreviewed(found?.bytes ?? null);
    if (!same.ok) return same;
    const first = edit(found?.bytes ?? null);
    if (!first.ok) return first;
    if (!first.value.changed) return ok({ change: 'unchanged', notes: looseNote(current.value) });
    const done = await replaceFile(
      path,
      (before) => {
        const still = asPreviewed(before);
        if (!still.ok) return still;
        const edited = edit(before);
        return edited.ok ? ok(edited.value.bytes) : edited;
      },
      { pendingFolder: options.pendingFolder, limit: LIMIT, tries: TRIES, ...(options.at ? { at: options.at } : {}) },
    );
    return done.ok ? ok({ change: done.value.change, notes: notesOf(done.value) }) : done;
  });
}

/** Python, Perl and ftp refuse a file that others may read. */
export function looseNote({ found }: TargetFile): readonly string[] {
  if (!found || !isLoose(found.stats)) return [];
  return [
    `Other users of this machine have access to the file (mode ${octal(modeOf(found.stats))}). Python and Perl refuse it for that where they find it by themselves.`,
  ];
}

function notesOf(replaced: Replaced): readonly string[] {
  const notes: string[] = [];
  if (replaced.tightenedFrom)
    notes.push(`Other users had access to the file (mode ${replaced.tightenedFrom}); now only you have (mode 0600).`);
  if (replaced.inPlace)
    notes.push('The file could not be exchanged as a whole (hard links, a mount point or the folder), so it was written over in place.');
  if (replaced.throughLink) notes.push(`The file is a symbolic link, which was kept; the key is in ${replaced.path}.`);
  return notes;
}
