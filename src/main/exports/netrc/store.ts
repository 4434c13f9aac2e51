import { ok, type Problem, type Result } from '../../../domain/result';
import type { Instant } from '../../../domain/time';
import { asPreviewed, notesOf, sha256 } from '../file-place';
import { type ReplaceOptions, replaceFile } from '../replace-file';
import { isLoose, lookAt, modeOf, octal, type TargetFile } from '../target-file';
import { withFileLock } from './file-lock';

/** What all work on netrc files needs to know. */
export interface NetrcOptions extends Pick<ReplaceOptions, 'pendingFolder' | 'at'> {
  /** Inside the app's data folder: locks among our own processes. */
  readonly lockFolder: string;
  readonly now: () => Instant;
}

/** More than this is no netrc file. */
export const LIMIT = 5 * 1024 * 1024;

/** How often to start over when another program writes the file in between. */
const TRIES = 5;

/** The hash of a value from the file, which has one character per byte. */
export const hashOf = (value: string): string => sha256(Buffer.from(value, 'latin1'));

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
    const editPreviewed = asPreviewed(revision, edit);
    const first = editPreviewed(found?.bytes ?? null);
    if (!first.ok) return first;
    if (!first.value.changed) return ok({ change: 'unchanged', notes: looseNote(current.value) });
    const done = await replaceFile(
      path,
      (before) => {
        const edited = editPreviewed(before);
        return edited.ok ? ok(edited.value.bytes) : edited;
      },
      { pendingFolder: options.pendingFolder, limit: LIMIT, tries: TRIES, ...(options.at ? { at: options.at } : {}) },
    );
    return done.ok ? ok({ change: done.value.change, notes: notesOf(done.value, 'key') }) : done;
  });
}

/** Python, Perl and ftp refuse a file that others may read. */
export function looseNote({ found }: TargetFile): readonly string[] {
  if (!found || !isLoose(found.stats)) return [];
  return [
    `Other users of this machine have access to the file (mode ${octal(modeOf(found.stats))}). Python and Perl refuse it for that where they find it by themselves.`,
  ];
}
