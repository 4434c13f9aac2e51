import { type EnvFormat, SECRET } from '../../domain/exports';
import type { PlaceCheck, PlaceOfUse } from '../../domain/place';
import { fail, ok, type Result } from '../../domain/result';
import type { Instant } from '../../domain/time';
import { type EnvEdit, effective, findVariable, removeVariable, setVariable } from './env-document';
import { asPreviewed, checked, notesOf, placeOf, revisionOf, sha256, takeOut, tightened } from './file-place';
import { placeWarnings } from './place-warnings';
import { type ChangedLine, MASK, type PlaceChange, type PlaceKind, type PutDone, type PutRequest, type RemoveDone } from './places';
import { type ReplaceOptions, replaceFile } from './replace-file';
import { type Found, isLoose, lookAt, modeOf, octal } from './target-file';

/** An env file is text typed by people: more than this is another kind of file. */
const LIMIT = 1024 * 1024;

export interface EnvFileOptions extends Pick<ReplaceOptions, 'pendingFolder' | 'at'> {
  readonly now: () => Instant;
}

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
      asPreviewed(request.revision, (before: Buffer | null) => {
        const edited = this.#edit(before, request);
        return edited.ok ? ok(edited.value.at(-1)?.bytes ?? Buffer.alloc(0)) : edited;
      }),
      this.#replaceOptions(),
    );
    if (!done.ok) return done;
    const place = placeOf(this.kind, request, this.options.now());
    return ok({ place, change: done.value.change, notes: notesOf(done.value) });
  }

  async check(place: PlaceOfUse): Promise<PlaceCheck> {
    const at = this.options.now();
    return checked(await lookAt(place.path, LIMIT), at, (found) => this.#standing(found, place));
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

  remove(place: PlaceOfUse, revision?: string): Promise<Result<RemoveDone>> {
    return takeOut(place, revision, this.#replaceOptions(), (before) => this.#removal(before, place));
  }

  tighten(place: PlaceOfUse): Promise<Result<readonly string[]>> {
    return tightened(place, this.#replaceOptions());
  }

  #replaceOptions() {
    return { ...this.options, limit: LIMIT };
  }

  #standing({ bytes, stats }: Found, place: PlaceOfUse): Omit<PlaceCheck, 'at'> {
    const findings = findVariable(bytes, this.format, place.locator);
    if (!findings.ok) return { state: 'unreadable', detail: findings.error.message };
    const { assigned } = findings.value;
    const last = assigned.at(-1);
    if (!last) return { state: 'removed' };
    const isOurs = (value: Buffer | null) => value !== null && sha256(value) === place.hash;
    if (isOurs(last.value)) {
      const loose = isLoose(stats) ? `Other users of this machine have access to the file (mode ${octal(modeOf(stats))}).` : null;
      return { state: 'present', ...(loose ? { detail: loose } : {}) };
    }
    const earlier = assigned.find((a) => isOurs(a.value));
    if (earlier)
      return { state: 'changed', detail: `Line ${earlier.line} still holds this key, but line ${last.line} sets another value after it.` };
    return {
      state: 'changed',
      detail: last.value === null ? 'Holds a value that only running the file would tell.' : 'Holds another value.',
    };
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
