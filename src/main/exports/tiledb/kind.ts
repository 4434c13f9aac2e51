import { dirname } from 'node:path';
import { SECRET } from '../../../domain/exports';
import type { PlaceCheck, PlaceOfUse } from '../../../domain/place';
import { fail, ok, type Result } from '../../../domain/result';
import type { Instant } from '../../../domain/time';
import { revisionOf, sha256 } from '../netrc/store';
import { placeWarnings } from '../place-warnings';
import {
  type ChangedLine,
  type FileSecret,
  MASK,
  type PlaceChange,
  type PlaceKind,
  type PutDone,
  type PutRequest,
  type RemoveDone,
} from '../places';
import { type Replaced, type ReplaceOptions, replaceFile } from '../replace-file';
import { isLoose, lookAt, modeOf, octal } from '../target-file';
import type { Change, Format, Json, Spot } from './format';
import { isObject } from './format';
import { lineOf, removeAt, setAt, standsTwice } from './json-text';

/** Files of a few hundred bytes: more than this is another kind of file. */
const LIMIT = 1024 * 1024;

export interface ConfigKindOptions extends Pick<ReplaceOptions, 'pendingFolder' | 'at'> {
  readonly now: () => Instant;
}

interface Document {
  readonly text: string;
  readonly root: Json;
}

interface Edited {
  readonly bytes: Buffer;
  readonly lines: readonly ChangedLine[];
}

/**
 * A JSON file of the vendor's programs as a place of use. Everything that is not named in the plan stays to the letter; a file that is no JSON, or
 * names the same thing twice, is refused and left as it is. New files are 0600 in a folder of 0700; TileDB's own programs write 0644.
 */
export class ConfigKind implements PlaceKind {
  readonly kind: string;
  readonly title: string;

  constructor(
    private readonly format: Format,
    private readonly options: ConfigKindOptions,
  ) {
    this.kind = format.kind;
    this.title = format.title;
  }

  async preview(request: PutRequest): Promise<Result<PlaceChange>> {
    const looked = await lookAt(request.path, LIMIT);
    // The folder is made along with the file.
    const isNewFolder = !looked.ok && looked.error.code === 'file.noFolder';
    if (!looked.ok && !isNewFolder) return looked;
    const target = looked.ok ? looked.value : null;
    const before = target?.found?.bytes ?? null;
    const edited = this.#put(before, { ...request, secret: SECRET });
    if (!edited.ok) return edited;
    const leaving = this.#leaving(before, request.locator);
    const [first, ...more] = leaving.ok ? new Set(leaving.value.map((s) => sha256(s.secret))) : [];
    return ok({
      path: target?.path ?? request.path,
      makesFile: before === null,
      lines: edited.value.lines,
      warnings: [
        ...(target ? await placeWarnings(target) : [`The folder ${dirname(request.path)} is made, for you alone.`]),
        ...edited.value.warnings,
      ],
      overwrites: first === undefined ? null : more.length > 0 ? 'unknown' : first,
      revision: revisionOf(before),
    });
  }

  async put(request: PutRequest): Promise<Result<PutDone>> {
    const done = await replaceFile(
      request.path,
      (before) => {
        const same = asPreviewed(before, request.revision);
        if (!same.ok) return same;
        const edited = this.#put(before, request);
        return edited.ok ? ok(edited.value.bytes) : edited;
      },
      { ...this.#replaceOptions(), makeFolder: true },
    );
    if (!done.ok) return done;
    const at = this.options.now();
    const place = {
      kind: this.kind,
      // As chosen: where a link leads can change, and the check follows it anew.
      path: request.path,
      locator: request.locator,
      hash: sha256(request.secret),
      putAt: at,
      lastCheck: { state: 'present', at },
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
    const spot = this.#spot(found.bytes, place.locator);
    if (!spot.ok) return { state: 'unreadable', at, detail: spot.error.message };
    const { token, shadow } = spot.value;
    if (token === null) return { state: 'removed', at };
    if (sha256(token) !== place.hash) return { state: 'changed', at, detail: 'Holds another token.' };
    const details = [
      ...(isLoose(found.stats)
        ? [`Other users of this machine have access to the file (mode ${octal(modeOf(found.stats))}): another program wrote it anew.`]
        : []),
      ...(shadow === null ? [] : [shadow]),
    ];
    return { state: 'present', at, ...(details.length > 0 ? { detail: details.join(' ') } : {}) };
  }

  async secretsAt(path: string, locator: string): Promise<Result<readonly FileSecret[]>> {
    const looked = await lookAt(path, LIMIT);
    if (!looked.ok) return looked.error.code === 'file.noFolder' ? ok([]) : looked;
    return this.#leaving(looked.value.found?.bytes ?? null, locator);
  }

  async previewRemove(place: PlaceOfUse): Promise<Result<PlaceChange>> {
    const looked = await lookAt(place.path, LIMIT);
    if (!looked.ok) return looked;
    const before = looked.value.found?.bytes ?? null;
    const removed = this.#remove(before, place);
    if (!removed.ok) return removed;
    return ok({
      path: looked.value.path,
      makesFile: false,
      lines: removed.value?.lines ?? [],
      warnings: removed.value ? ['The server’s address and everything else in the file stay.'] : [],
      overwrites: null,
      revision: revisionOf(before),
    });
  }

  async remove(place: PlaceOfUse, revision?: string): Promise<Result<RemoveDone>> {
    const looked = await lookAt(place.path, LIMIT);
    if (!looked.ok) return looked;
    // A missing file must not be made by taking something out of it.
    if (!looked.value.found) return ok({ outcome: 'wasGone', notes: [] });
    let wasGone = false;
    const done = await replaceFile(
      place.path,
      (before) => {
        const same = asPreviewed(before, revision);
        if (!same.ok) return same;
        if (before === null)
          return fail('file.changed', `${place.path} was removed by another program at the same moment.`, { do: 'retry' });
        const removed = this.#remove(before, place);
        if (!removed.ok) return removed;
        wasGone = removed.value === null;
        return ok(removed.value?.bytes ?? before);
      },
      this.#replaceOptions(),
    );
    return done.ok ? ok({ outcome: wasGone ? 'wasGone' : 'removed', notes: notesOf(done.value) }) : done;
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

  #spot(bytes: Buffer | null, locator: string): Result<Spot> {
    const document = this.#read(bytes);
    return document.ok ? this.format.look(document.value.root, locator) : document;
  }

  #leaving(bytes: Buffer | null, locator: string): Result<readonly FileSecret[]> {
    const spot = this.#spot(bytes, locator);
    return spot.ok ? ok(spot.value.secrets) : spot;
  }

  #put(bytes: Buffer | null, request: PutRequest): Result<Edited & { readonly warnings: readonly string[] }> {
    const document = this.#read(bytes);
    if (!document.ok) return document;
    const plan = this.format.plan(document.value.root, request, Object.keys(document.value.root).length === 0);
    if (!plan.ok) return plan;
    const edited = this.#apply(document.value, plan.value.changes);
    return edited.ok ? ok({ ...edited.value, warnings: plan.value.warnings }) : edited;
  }

  /** Null: there is no token to take out. */
  #remove(bytes: Buffer | null, place: PlaceOfUse): Result<Edited | null> {
    const document = this.#read(bytes);
    if (!document.ok) return document;
    const spot = this.format.look(document.value.root, place.locator);
    if (!spot.ok) return spot;
    if (spot.value.token === null) return ok(null);
    if (sha256(spot.value.token) !== place.hash)
      return fail(
        'place.changed',
        `${place.path} holds another token than the one that Tessera put there. It was left as it is. Take it out by hand if it is not needed.`,
      );
    return this.#apply(document.value, [{ path: spot.value.path, value: undefined }]);
  }

  #read(bytes: Buffer | null): Result<Document> {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    try {
      const text = bytes === null ? '' : decoder.decode(bytes);
      if (text.trim() === '') return ok({ text: '{}\n', root: {} });
      const root: unknown = JSON.parse(text);
      if (isObject(root)) return ok({ text, root });
    } catch {
      // Told below: the parser's own words would repeat the file.
    }
    return fail(
      `${this.kind}.notJson`,
      `The file is no JSON object, so ${this.title.split(' ').at(-1)} cannot be changed without losing something. It was left as it is; mend it by hand, or move it away.`,
    );
  }

  #apply({ text }: Document, changes: readonly Change[]): Result<Edited> {
    let now = text;
    const lines: ChangedLine[] = [];
    for (const { path, value } of changes) {
      if (standsTwice(now, path))
        return fail(
          `${this.kind}.twice`,
          `The file has ${path.at(-1)} twice, and programs differ about which counts. It was left as it is; take one out by hand.`,
        );
      const name = JSON.stringify(path.at(-1));
      const line = lineOf(now, path);
      if (value === undefined) {
        if (line === null) continue;
        lines.push({ number: line, before: `${name}: "${MASK}"`, after: null });
        now = removeAt(now, path);
      } else {
        now = setAt(now, path, JSON.stringify(value), this.format.unit);
        const before = line === null ? null : `${name}: "${MASK}"`;
        lines.push({ number: lineOf(now, path) ?? 1, before, after: `${name}: ${JSON.stringify(value)}` });
      }
    }
    return ok({ bytes: Buffer.from(now, 'utf8'), lines });
  }
}

function asPreviewed(before: Buffer | null, revision: string | undefined): Result<void> {
  if (revision === undefined || revision === revisionOf(before)) return ok(undefined);
  return fail('file.changed', 'The file was changed after the preview was made. Nothing was written. Look at the new preview.', {
    do: 'retry',
  });
}

function notesOf(replaced: Replaced): readonly string[] {
  return [
    ...(replaced.tightenedFrom
      ? [`Other users had access to the file (mode ${replaced.tightenedFrom}); now only you have (mode 0600).`]
      : []),
    ...(replaced.inPlace
      ? ['The file could not be exchanged as a whole (hard links, a mount point or the folder), so it was written over in place.']
      : []),
    ...(replaced.throughLink ? [`The file is a symbolic link, which was kept; the token is in ${replaced.path}.`] : []),
  ];
}
