import { dirname } from 'node:path';
import { SECRET } from '../../../domain/exports';
import type { PlaceCheck, PlaceOfUse } from '../../../domain/place';
import { fail, ok, type Result } from '../../../domain/result';
import type { Instant } from '../../../domain/time';
import { asPreviewed, checked, notesOf, placeOf, revisionOf, sha256, takeOut, tightened } from '../file-place';
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
import { type ReplaceOptions, replaceFile } from '../replace-file';
import { type Found, isLoose, lookAt, modeOf, octal } from '../target-file';
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
      asPreviewed(request.revision, (before: Buffer | null) => {
        const edited = this.#put(before, request);
        return edited.ok ? ok(edited.value.bytes) : edited;
      }),
      { ...this.#replaceOptions(), makeFolder: true },
    );
    if (!done.ok) return done;
    const place = placeOf(this.kind, request, this.options.now());
    return ok({ place, change: done.value.change, notes: notesOf(done.value, 'token') });
  }

  async check(place: PlaceOfUse): Promise<PlaceCheck> {
    const at = this.options.now();
    return checked(await lookAt(place.path, LIMIT), at, (found) => this.#standing(found, place));
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

  remove(place: PlaceOfUse, revision?: string): Promise<Result<RemoveDone>> {
    return takeOut(place, revision, this.#replaceOptions(), (before) => this.#remove(before, place), 'token');
  }

  tighten(place: PlaceOfUse): Promise<Result<readonly string[]>> {
    return tightened(place, this.#replaceOptions(), 'token');
  }

  #replaceOptions() {
    return { ...this.options, limit: LIMIT };
  }

  #standing({ bytes, stats }: Found, place: PlaceOfUse): Omit<PlaceCheck, 'at'> {
    const spot = this.#spot(bytes, place.locator);
    if (!spot.ok) return { state: 'unreadable', detail: spot.error.message };
    const { token, shadow } = spot.value;
    if (token === null) return { state: 'removed' };
    if (sha256(token) !== place.hash) return { state: 'changed', detail: 'Holds another token.' };
    const details = [
      ...(isLoose(stats)
        ? [`Other users of this machine have access to the file (mode ${octal(modeOf(stats))}): another program wrote it anew.`]
        : []),
      ...(shadow === null ? [] : [shadow]),
    ];
    return { state: 'present', ...(details.length > 0 ? { detail: details.join(' ') } : {}) };
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
