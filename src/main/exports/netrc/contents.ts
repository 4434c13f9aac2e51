import { SECRET } from '../../../domain/exports';
import {
  diagnose,
  type Entry,
  type Finding,
  type FixId,
  fixFile,
  type Health,
  isEntry,
  lex,
  shownLines,
  toText,
} from '../../../domain/netrc';
import { fail, ok, type Result } from '../../../domain/result';
import { revisionOf, tightened } from '../file-place';
import { type ChangedLine, MASK } from '../places';
import { locatorOf, spotOf } from './locator';
import { netrcProblem } from './problem';
import { type ChangeDone, changeNetrc, hashOf, LIMIT, looseNote, type NetrcOptions, readNetrc } from './store';

/** An entry that is in a file, without its key. */
export interface NetrcEntry {
  readonly host: string;
  readonly login: string;
  /** As a place of use names it. */
  readonly locator: string;
  readonly line: number;
  /** SHA-256 (hex) of the key. */
  readonly hash: string;
}

/** The complete entries of a file, in order, so that known keys can be recognised and others taken in. Fails as reading does, or `netrc.` and a code. */
export async function netrcEntries(path: string): Promise<Result<readonly NetrcEntry[]>> {
  const found = await entriesOfFile(path);
  if (!found.ok) return found;
  return ok(
    found.value.flatMap((entry) => {
      const [host, login, key] = [entry.name?.value, entry.login?.value.value, entry.password?.value.value];
      if (host === undefined || login === undefined || key === undefined) return [];
      return [{ host, login, locator: locatorOf({ host: host.toLowerCase(), login }), line: entry.line, hash: hashOf(key) }];
    }),
  );
}

/**
 * One password, known by its hash, to be put into the keychain: of an entry that is taken over, or of one that a change will overwrite. Of the
 * locator only the host counts, since an entry without a login has none. `netrc.gone` where the file does not hold it any more.
 */
export async function netrcSecret(path: string, locator: string, hash: string): Promise<Result<string>> {
  const found = await entriesOfFile(path);
  if (!found.ok) return found;
  const { host } = spotOf(locator);
  const isHost = (name: string | undefined) => name?.toLowerCase() === host.toLowerCase();
  for (const { name, password } of found.value)
    if (password && isHost(name?.value) && hashOf(password.value.value) === hash)
      return ok(Buffer.from(password.value.value, 'latin1').toString('utf8'));
  return fail('netrc.gone', 'The file was changed and no longer holds this key. Nothing was taken over.', { do: 'retry' });
}

async function entriesOfFile(path: string): Promise<Result<readonly Entry[]>> {
  const looked = await readNetrc(path);
  if (!looked.ok) return looked;
  const { found } = looked.value;
  if (!found) return ok([]);
  const { document, fatal } = lex(toText(found.bytes));
  if (!document)
    return fail(`netrc.${fatal?.code ?? 'unreadable'}`, `Line ${fatal?.line ?? 1} of ${path} cannot be understood beyond doubt.`);
  return ok(document.items.filter(isEntry));
}

/** The fix that changes the file's rights and nothing of its text. */
const OWNER_ONLY = 'owner-only';

/** What is to be known about a netrc file, with the fixes that are safe on it. */
export interface NetrcHealth extends Omit<Health, 'fixes'> {
  readonly fixes: readonly { readonly id: FixId | typeof OWNER_ONLY; readonly sentence: string }[];
  /** The real file, links followed. */
  readonly path: string;
  readonly isThere: boolean;
  /** Plain sentences about permissions. */
  readonly notes: readonly string[];
  readonly revision: string;
}

/** Looks at the whole file. Fails as reading does. */
export async function netrcHealth(path: string): Promise<Result<NetrcHealth>> {
  const looked = await readNetrc(path);
  if (!looked.ok) return looked;
  const { found } = looked.value;
  const health = diagnose(found?.bytes ?? new Uint8Array());
  const notes = looseNote(looked.value);
  return ok({
    ...health,
    fixes: [
      ...health.fixes,
      ...(notes.length > 0 ? [{ id: OWNER_ONLY, sentence: 'Take the rights of other users away from the file.' } as const] : []),
    ],
    path: looked.value.path,
    isThere: found !== null,
    notes,
    revision: revisionOf(found?.bytes ?? null),
  });
}

/** The lines that a fix would change, masked; none where it changes the rights. */
export async function previewFix(
  path: string,
  fix: FixId | typeof OWNER_ONLY,
): Promise<Result<{ readonly lines: readonly ChangedLine[]; readonly revision: string }>> {
  const looked = await readNetrc(path);
  if (!looked.ok) return looked;
  const before = looked.value.found?.bytes ?? null;
  if (fix === OWNER_ONLY) return ok({ lines: [], revision: revisionOf(before) });
  const bytes = before ?? new Uint8Array();
  const fixed = fixFile(bytes, fix);
  if (!fixed.ok) return netrcProblem(fixed.error);
  return ok({ lines: shownLines(bytes, fixed.value.edits, null, { secret: SECRET, mask: MASK }), revision: revisionOf(before) });
}

/** Applies a fix. Writes nothing where it no longer applies. */
export async function applyFix(
  path: string,
  fix: FixId | typeof OWNER_ONLY,
  options: NetrcOptions,
  revision?: string,
): Promise<Result<ChangeDone>> {
  if (fix === OWNER_ONLY) {
    // Whatever the text is by now, it is nobody else's.
    const done = await tightened({ path }, { pendingFolder: options.pendingFolder, limit: LIMIT });
    return done.ok ? ok({ change: 'unchanged', notes: done.value }) : done;
  }
  return changeNetrc(
    path,
    options,
    (before) => {
      if (before === null) return ok({ bytes: new Uint8Array(), changed: false });
      const fixed = fixFile(before, fix);
      return fixed.ok ? fixed : netrcProblem(fixed.error);
    },
    revision,
  );
}

export type { Finding, FixId };
