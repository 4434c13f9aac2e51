import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { PlaceCheck, PlaceOfUse } from '../../domain/place';
import { fail, ok, type Result } from '../../domain/result';
import type { Instant } from '../../domain/time';
import type { PutDone, PutRequest, RemoveDone } from './places';
import { type Replaced, type ReplaceOptions, replaceFile } from './replace-file';
import { type Found, lookAt, type TargetFile } from './target-file';

/** What kinds of place have in common that are a spot in a file. */

/** What the file holds, as its programs call it. */
type Secret = 'key' | 'token';

/** SHA-256, hex. */
export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

// Keyed, since a plain hash of a file that holds secrets would let others test guesses.
const key = randomBytes(32);

/** Stands for the content that a preview was made from. */
export const revisionOf = (bytes: Uint8Array | null): string =>
  bytes === null ? 'none' : createHmac('sha256', key).update(bytes).digest('hex');

/** The edit, which fails with `file.changed` where the file is another than at the preview; without a `revision` there was none. */
export const asPreviewed =
  <B extends Uint8Array, T>(revision: string | undefined, edit: (before: B | null) => Result<T>) =>
  (before: B | null): Result<T> =>
    revision === undefined || revision === revisionOf(before)
      ? edit(before)
      : fail('file.changed', 'The file was changed after the preview was made. Nothing was written. Look at the new preview.', {
          do: 'retry',
        });

/** A removal's edit, which fails with `file.changed` where there is no file any more: it must not be made by taking something out of it. */
export const whileThere =
  <B extends Uint8Array, T>(path: string, edit: (before: B) => Result<T>) =>
  (before: B | null): Result<T> =>
    before === null ? fail('file.changed', `${path} was removed by another program at the same moment.`, { do: 'retry' }) : edit(before);

/** The place that a put has made. */
export const placeOf = (kind: string, { path, locator, secret }: PutRequest, at: Instant): PutDone['place'] => ({
  kind,
  // As chosen: where a link leads can change, and the check follows it anew.
  path,
  locator,
  hash: sha256(secret),
  putAt: at,
  lastCheck: { state: 'present', at },
});

/** A check, which needs `standing` only where the file is there and can be read. */
export function checked(
  looked: Result<TargetFile>,
  at: Instant,
  standing: (found: Found, target: TargetFile) => Omit<PlaceCheck, 'at'>,
): PlaceCheck {
  // A missing folder may be a disk that is not mounted now, so it proves no removal.
  if (!looked.ok) return { state: 'unreadable', at, detail: looked.error.message };
  const { found } = looked.value;
  if (!found) return { state: 'removed', at, detail: 'The file is gone.' };
  return { at, ...standing(found, looked.value) };
}

/** Takes a secret out of its file; `removal` answers null where it is not there. */
export async function takeOut(
  place: PlaceOfUse,
  revision: string | undefined,
  options: ReplaceOptions & { readonly limit: number },
  removal: (before: Buffer) => Result<{ readonly bytes: Buffer } | null>,
  what?: Secret,
): Promise<Result<RemoveDone>> {
  const looked = await lookAt(place.path, options.limit);
  if (!looked.ok) return looked;
  if (!looked.value.found) return ok({ outcome: 'wasGone', notes: [] });
  let wasGone = false;
  const edit = whileThere(place.path, (before: Buffer) => {
    const removed = removal(before);
    if (!removed.ok) return removed;
    wasGone = removed.value === null;
    return ok(removed.value?.bytes ?? before);
  });
  const done = await replaceFile(place.path, asPreviewed(revision, edit), options);
  return done.ok ? ok({ outcome: wasGone ? 'wasGone' : 'removed', notes: notesOf(done.value, what) }) : done;
}

/** Takes the rights of others away from the file, which otherwise stays as it is. */
export async function tightened(
  { path }: Pick<PlaceOfUse, 'path'>,
  options: ReplaceOptions,
  what?: Secret,
): Promise<Result<readonly string[]>> {
  const done = await replaceFile(
    path,
    (before) => (before === null ? fail('file.gone', `${path} is not there any more.`) : ok(before)),
    options,
  );
  return done.ok ? ok(notesOf(done.value, what)) : done;
}

/** Sentences about what a replacement did besides; with the word for what the file holds, also that it went through a link. */
export function notesOf({ tightenedFrom, inPlace, throughLink, path }: Replaced, what?: Secret): readonly string[] {
  const notes: string[] = [];
  if (tightenedFrom) notes.push(`Other users had access to the file (mode ${tightenedFrom}); now only you have (mode 0600).`);
  if (inPlace)
    notes.push('The file could not be exchanged as a whole (hard links, a mount point or the folder), so it was written over in place.');
  if (throughLink && what) notes.push(`The file is a symbolic link, which was kept; the ${what} is in ${path}.`);
  return notes;
}
