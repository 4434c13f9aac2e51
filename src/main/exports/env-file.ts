import { createHash, createHmac, randomBytes } from 'node:crypto';
import { type EnvFormat, SECRET } from '../../domain/exports';
import type { PlaceCheck, PlaceOfUse } from '../../domain/place';
import { fail, ok, type Result } from '../../domain/result';
import type { Instant } from '../../domain/time';
import { type EnvEdit, effective, findVariable, removeVariable, setVariable } from './env-document';
import { placeWarnings } from './place-warnings';
import { type ChangedLine, MASK, type PlaceChange, type PlaceKind, type PutDone, type PutRequest, type RemoveDone } from './places';
import { type Replaced, type ReplaceOptions, replaceFile } from './replace-file';
import { isLoose, lookAt, modeOf, octal } from './target-file';

/** An env file is text typed by people: more than this is another kind of file. */
const LIMIT = 1024 * 1024;

export interface EnvFileOptions extends Pick<ReplaceOptions, 'pendingFolder' | 'at'> {
  readonly now: () => Instant;
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

// Keyed, since a plain hash of a file that holds secrets would let others test guesses.
const key = randomBytes(32);
const revisionOf = (bytes: Buffer | null): string => (bytes === null ? 'none' : createHmac('sha256', key).update(bytes).digest('hex'));

/** The two kinds of env file: `envFile`, which shells source, and `dotenvFile`, which programs read. */
export function envFileKinds(options: EnvFileOptions): readonly PlaceKind[] {
  return [new EnvFile('envFile', 'Env file (shell)', 'sh', options), new EnvFile('dotenvFile', 'Env file (dotenv)', 'dotenv', options)];
}

class EnvFile implements PlaceKind {
  constructor(
    readonly kind: string,
    readonly title: string,
    readonly format: EnvFormat,
    readonly options: EnvFileOptions,
  ) {}

  async preview(request: PutRequest): Promise<Result<PlaceChange>> {
    const looked = await lookAt(request.path, LIMIT);
    if (!looked.ok) return looked;
    const target = looked.value;
    const before = target.found?.bytes ?? null;
    const edited = this.#edit(before, { ...request, secret: SECRET });
    if (!edited.ok) return edited;
    const edits = edited.value;
    const own = edits[0];
    const warnings = [...(await placeWarnings(target))];
    if (own?.replaced !== undefined)
      warnings.push(`Line ${own.line} sets ${request.locator} already. The value that it has now will be lost.`);
    if (own && own.alsoAt.length > 0) {
      warnings.push(
        `${request.locator} is also set in line ${own.alsoAt.join(', ')}. The last line counts; the others stay and keep the old value.`,
      );
    }
    if (this.format === 'sh' && before?.includes('\r\n')) {
      warnings.push('The file has Windows line ends, which shells take as part of a value. The new line has none.');
    }
    return ok({
      path: target.path,
      makesFile: before === null,
      lines: edits.map((edit, i) => this.#shown(edit, i === 0 ? request.locator : (Object.keys(request.fields)[i - 1] ?? ''))),
      warnings,
      overwrites: own?.replaced === undefined ? null : own.replaced === null ? 'unknown' : sha256(own.replaced),
      revision: revisionOf(before),
    });
  }

  async put(request: PutRequest): Promise<Result<PutDone>> {
    const done = await replaceFile(
      request.path,
      (before) => {
        const same = this.#asPreviewed(before, request.revision);
        if (!same.ok) return same;
        const edited = this.#edit(before, request);
        return edited.ok ? ok(edited.value.at(-1)?.bytes ?? Buffer.alloc(0)) : edited;
      },
      { ...this.#replaceOptions() },
    );
    if (!done.ok) return done;
    const place = {
      kind: this.kind,
      // As chosen: where a link leads can change, and the check follows it anew.
      path: request.path,
      locator: request.locator,
      hash: sha256(request.secret),
      putAt: this.options.now(),
      lastCheck: { state: 'present', at: this.options.now() },
    } as const;
    return ok({ place, change: done.value.change, notes: notesOf(done.value) });
  }

  async check(place: PlaceOfUse): Promise<PlaceCheck> {
    const at = this.options.now();
    const looked = await lookAt(place.path, LIMIT);
    // A missing folder may be a disk that is not mounted now, so it proves no removal.
    if (!looked.ok) return { state: 'unreadable', at, detail: looked.error.message };
    const { found } = looked.value;
    if (!found) return { state: 'removed', at, detail: 'The file is gone.' };
    const findings = findVariable(found.bytes, this.format, place.locator);
    if (!findings.ok) return { state: 'unreadable', at, detail: findings.error.message };
    const { assigned } = findings.value;
    const last = assigned.at(-1);
    if (!last) return { state: 'removed', at };
    const isOurs = (value: Buffer | null) => value !== null && sha256(value) === place.hash;
    if (isOurs(last.value)) {
      const loose = isLoose(found.stats)
        ? `Other users of this machine have access to the file (mode ${octal(modeOf(found.stats))}).`
        : null;
      return { state: 'present', at, ...(loose ? { detail: loose } : {}) };
    }
    const earlier = assigned.find((a) => isOurs(a.value));
    if (earlier)
      return {
        state: 'changed',
        at,
        detail: `Line ${earlier.line} still holds this key, but line ${last.line} sets another value after it.`,
      };
    return {
      state: 'changed',
      at,
      detail: last.value === null ? 'Holds a value that only running the file would tell.' : 'Holds another value.',
    };
  }

  async previewRemove(place: PlaceOfUse): Promise<Result<PlaceChange>> {
    const looked = await lookAt(place.path, LIMIT);
    if (!looked.ok) return looked;
    const target = looked.value;
    const before = target.found?.bytes ?? null;
    const edited = this.#removal(before, place);
    if (!edited.ok) return edited;
    const edit = edited.value;
    const others =
      edit && edit.alsoAt.length > 0
        ? [`${place.locator} is also set in line ${edit.alsoAt.join(', ')}, which stays and counts from then on.`]
        : [];
    return ok({
      path: target.path,
      makesFile: false,
      lines: edit ? [this.#shown(edit, place.locator)] : [],
      warnings: others,
      overwrites: null,
      revision: revisionOf(before),
    });
  }

  async remove(place: PlaceOfUse, revision?: string): Promise<Result<RemoveDone>> {
    const looked = await lookAt(place.path, LIMIT);
    // A missing file must not be made by taking a line out of it.
    if (looked.ok && !looked.value.found) return ok({ outcome: 'wasGone', notes: [] });
    if (!looked.ok) return looked;
    let wasGone = false;
    const done = await replaceFile(
      place.path,
      (before) => {
        const same = this.#asPreviewed(before, revision);
        if (!same.ok) return same;
        if (before === null)
          return fail('file.changed', `${place.path} was removed by another program at the same moment.`, { do: 'retry' });
        const edited = this.#removal(before, place);
        if (!edited.ok) return edited;
        wasGone = edited.value === null;
        return ok(edited.value?.bytes ?? before);
      },
      this.#replaceOptions(),
    );
    if (!done.ok) return done;
    return ok({ outcome: wasGone ? 'wasGone' : 'removed', notes: notesOf(done.value) });
  }

  /** Takes the rights of others away from the file, which otherwise stays as it is. */
  async tighten(place: PlaceOfUse): Promise<Result<readonly string[]>> {
    const done = await replaceFile(
      place.path,
      (before) => (before === null ? fail('file.gone', `${place.path} is not there any more.`) : ok(before)),
      this.#replaceOptions(),
    );
    return done.ok ? ok(notesOf(done.value)) : done;
  }

  #replaceOptions(): ReplaceOptions {
    const { pendingFolder, at } = this.options;
    return { pendingFolder, limit: LIMIT, ...(at ? { at } : {}) };
  }

  #asPreviewed(before: Buffer | null, revision: string | undefined): Result<void> {
    if (revision === undefined || revision === revisionOf(before)) return ok(undefined);
    return fail('file.changed', 'The file was changed after the preview was made. Nothing was written. Look at the new preview.', {
      do: 'retry',
    });
  }

  /** The secret's edit first, then one for each further variable, each on top of the one before. */
  #edit(before: Buffer | null, request: PutRequest): Result<readonly EnvEdit[]> {
    const edits: EnvEdit[] = [];
    let bytes = before;
    for (const [name, value] of [[request.locator, request.secret] as const, ...Object.entries(request.fields)]) {
      if (edits.length > 0 && name === request.locator)
        return fail('export.name', `The variable ${name} stands there twice.`, undefined, { field: 'name' });
      const edit = setVariable(bytes, this.format, name, value);
      if (!edit.ok) return edit;
      edits.push(edit.value);
      bytes = edit.value.bytes;
    }
    return ok(edits);
  }

  /** Null: nothing of ours is there and nothing else either. */
  #removal(before: Buffer | null, place: PlaceOfUse): Result<EnvEdit | null> {
    if (before === null) return ok(null);
    const edit = removeVariable(before, this.format, place.locator, (value) => sha256(value) === place.hash);
    if (!edit.ok || edit.value !== null) return edit;
    const findings = findVariable(before, this.format, place.locator);
    if (findings.ok && findings.value.assigned.length === 0) return ok(null);
    const which = findings.ok ? effective(findings.value, place.locator) : findings;
    if (!which.ok) return which;
    return fail(
      'place.changed',
      `Line ${which.value?.line ?? 0} of ${place.path} holds another value than the one that Tessera put there. It was left as it is. Take it out by hand if it is not needed.`,
    );
  }

  #shown(edit: EnvEdit, name: string): ChangedLine {
    const masked = this.format === 'sh' ? `export ${name}='${MASK}'` : `${name}='${MASK}'`;
    return { number: edit.line, before: edit.replaced === undefined ? null : masked, after: edit.written };
  }
}

function notesOf(replaced: Replaced): readonly string[] {
  const notes: string[] = [];
  if (replaced.tightenedFrom)
    notes.push(`Other users had access to the file (mode ${replaced.tightenedFrom}); now only you have (mode 0600).`);
  if (replaced.inPlace)
    notes.push('The file could not be exchanged as a whole (hard links, a mount point or the folder), so it was written over in place.');
  return notes;
}
