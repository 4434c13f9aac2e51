import { randomBytes } from 'node:crypto';
import { SECRET } from '../../../domain/exports';
import {
  ENTRY_FACTS,
  type Entry,
  type RemoveDone as EntryRemoved,
  entriesOf,
  lex,
  type ReaderVerdict,
  removeEntry,
  type SetDone,
  sentenceOf,
  setEntry,
  shownLines,
  toText,
  verdicts,
} from '../../../domain/netrc';
import type { PlaceCheck, PlaceOfUse } from '../../../domain/place';
import { fail, ok, type Result } from '../../../domain/result';
import { checked, placeOf, revisionOf, whileThere } from '../file-place';
import { placeWarnings } from '../place-warnings';
import { MASK, type PlaceChange, type PlaceKind, type PutDone, type PutRequest, type RemoveDone } from '../places';
import { type NetrcSpot, spotOf } from './locator';
import { netrcProblem } from './problem';
import { type ChangeDone, changeNetrc, hashOf, looseNote, type NetrcOptions, readNetrc } from './store';

/** One thing to say about the file or the entry, in words, with a stable code. */
export interface NetrcRemark {
  readonly code: string;
  /** 1 for the first line; null where it is about no line. */
  readonly line: number | null;
  readonly sentence: string;
}

/** The change with what programs will make of it. `warnings` has the sentences of `remarks`, after those about the place. */
export interface NetrcChange extends PlaceChange {
  /** False: the file has exactly this already. With the SECRET placeholder in the place of the key this cannot be known, so it is true. */
  readonly changes: boolean;
  /** The passwords that leave the file. `netrcSecret` gives them, so that one which is held nowhere else can be kept first. */
  readonly leaving: readonly LeavingSecret[];
  /** After the change, for every program whose rules are known here. */
  readonly readers: readonly ReaderVerdict[];
  readonly remarks: readonly NetrcRemark[];
}

/** A password that a change takes out of the file. */
export interface LeavingSecret {
  /** SHA-256 (hex). */
  readonly hash: string;
  readonly line: number;
  /** Empty where the entry has none. */
  readonly login: string;
}

export interface NetrcRemoveOptions {
  /** Also where some program will reject the file then: a key can always be taken out. */
  readonly force?: boolean;
}

/**
 * A line of a netrc file as a place of use. The locator is the host, or LOGIN@HOST where the login is not `apikey`. Of a request's fields
 * `replace: 'yes'` is the user's consent to write over the host's entry that has another login.
 *
 * Failures: those of {@link changeNetrc}; `netrc.` and a refusal's code where the file is not understood or a program would lose an entry.
 */
export class NetrcKind implements PlaceKind {
  readonly kind = 'netrc';
  readonly title = '.netrc line';

  constructor(readonly options: NetrcOptions) {}

  async preview(request: PutRequest): Promise<Result<NetrcChange>> {
    const looked = await readNetrc(request.path);
    if (!looked.ok) return looked;
    const before = looked.value.found?.bytes ?? null;
    const spot = spotOf(request.locator);
    // No program's answer depends on which safe key it is.
    const key = request.secret === SECRET ? `preview-${randomBytes(12).toString('hex')}` : request.secret;
    const edited = set(before, spot, { ...request, secret: key });
    if (!edited.ok) return edited;
    const done = edited.value;
    const had = entriesIn(before, spot.host);
    const readers = verdicts(toText(done.bytes), spot.host, spot.login, key);
    const remarks = [...setRemarks(done, had, spot), ...unseen(readers)];
    return ok({
      path: looked.value.path,
      makesFile: before === null,
      lines: shownLines(before ?? new Uint8Array(), done.edits, key, { secret: SECRET, mask: MASK }),
      warnings: [...(await placeWarnings(looked.value)), ...remarks.map((r) => r.sentence)],
      overwrites: overwritten(had, key),
      leaving: leaving(had.filter((e) => e.password?.value.value !== key)),
      revision: revisionOf(before),
      changes: done.changed,
      readers,
      remarks,
    });
  }

  async put(request: PutRequest): Promise<Result<PutDone>> {
    const spot = spotOf(request.locator);
    let notRead: readonly string[] = [];
    const done = await changeNetrc(
      request.path,
      this.options,
      (before) => {
        const edited = set(before, spot, request);
        if (edited.ok) notRead = unseen(verdicts(toText(edited.value.bytes), spot.host, spot.login, request.secret)).map((r) => r.sentence);
        return edited;
      },
      request.revision,
    );
    if (!done.ok) return done;
    const place = placeOf(this.kind, request, this.options.now());
    return ok({ place, change: done.value.change, notes: [...done.value.notes, ...notRead] });
  }

  async check(place: PlaceOfUse): Promise<PlaceCheck> {
    const at = this.options.now();
    return checked(await readNetrc(place.path), at, ({ bytes }, target) => {
      const lexed = lex(toText(bytes));
      const { host, login } = spotOf(place.locator);
      if (lexed.document) return standing(entriesOf(lexed.document, host), login, place.hash, looseNote(target));
      const refused = setEntry(bytes, { host, login, key: 'x' });
      return { state: 'unreadable', detail: refused.ok ? 'The file cannot be understood.' : refused.error.message };
    });
  }

  async previewRemove(place: PlaceOfUse, { force = false }: NetrcRemoveOptions = {}): Promise<Result<NetrcChange>> {
    const looked = await readNetrc(place.path);
    if (!looked.ok) return looked;
    const before = looked.value.found?.bytes ?? null;
    const spot = spotOf(place.locator);
    const removed = removal(before, place, force);
    if (!removed.ok) return removed;
    const done = removed.value;
    const bytes = before ?? new Uint8Array();
    const remarks = done ? removeRemarks(done, spot) : [];
    return ok({
      path: looked.value.path,
      makesFile: false,
      lines: done ? shownLines(bytes, done.edits, null, { secret: SECRET, mask: MASK }) : [],
      warnings: remarks.map((r) => r.sentence),
      overwrites: null,
      leaving: leaving(
        entriesIn(before, spot.host).filter(
          (e) => e.login?.value.value === spot.login && e.password && hashOf(e.password.value.value) === place.hash,
        ),
      ),
      revision: revisionOf(before),
      changes: done?.changed ?? false,
      readers: verdicts(toText(done?.bytes ?? bytes), spot.host, spot.login, ''),
      remarks,
    });
  }

  async remove(place: PlaceOfUse, revision?: string, { force = false }: NetrcRemoveOptions = {}): Promise<Result<RemoveDone>> {
    const looked = await readNetrc(place.path);
    if (!looked.ok) return looked;
    // A missing file must not be made by taking a line out of it.
    if (!looked.value.found) return ok({ outcome: 'wasGone', notes: [] });
    let last: EntryRemoved | null = null;
    const done: Result<ChangeDone> = await changeNetrc(
      place.path,
      this.options,
      whileThere(place.path, (before: Uint8Array) => {
        const removed = removal(before, place, force);
        if (!removed.ok) return removed;
        last = removed.value;
        return ok(removed.value ?? { bytes: before, changed: false });
      }),
      revision,
    );
    if (!done.ok) return done;
    const notes = last ? removeRemarks(last, spotOf(place.locator)).map((r) => r.sentence) : [];
    return ok({ outcome: last ? 'removed' : 'wasGone', notes: [...done.value.notes, ...notes] });
  }
}

function set(before: Uint8Array | null, { host, login }: NetrcSpot, request: PutRequest): Result<SetDone> {
  const done = setEntry(before ?? new Uint8Array(), { host, login, key: request.secret, replace: request.fields.replace === 'yes' });
  return done.ok ? done : netrcProblem(done.error);
}

/** Null: neither this key nor any other of the login is there. */
function removal(before: Uint8Array | null, place: PlaceOfUse, force: boolean): Result<EntryRemoved | null> {
  if (before === null) return ok(null);
  const { host, login } = spotOf(place.locator);
  const done = removeEntry(before, { host, login, force, only: (password) => password !== null && hashOf(password) === place.hash });
  if (!done.ok) return netrcProblem(done.error);
  if (done.value.changed) return done;
  const [other] = entriesIn(before, host).filter((e) => e.login?.value.value === login);
  if (!other) return ok(null);
  return fail(
    'place.changed',
    `Line ${other.line} of ${place.path} holds another key than the one that Tessera put there. It was left as it is. Take it out by hand if it is not needed.`,
  );
}

function entriesIn(bytes: Uint8Array | null, host: string): readonly Entry[] {
  const { document } = lex(toText(bytes ?? new Uint8Array()));
  return document ? entriesOf(document, host) : [];
}

const leaving = (entries: readonly Entry[]): readonly LeavingSecret[] =>
  entries.flatMap((e) => (e.password ? [{ hash: hashOf(e.password.value.value), line: e.line, login: e.login?.value.value ?? '' }] : []));

function overwritten(had: readonly Entry[], key: string): string | 'unknown' | null {
  const lost = new Set(had.flatMap((e) => (e.password && e.password.value.value !== key ? [e.password.value.value] : [])));
  const [only] = lost;
  if (only === undefined) return null;
  return lost.size === 1 ? hashOf(only) : 'unknown';
}

function standing(
  entries: readonly Entry[],
  login: string,
  hash: string,
  loose: readonly string[],
): { readonly state: 'present' | 'changed' | 'removed'; readonly detail?: string } {
  const isOurs = (e: Entry) => e.login?.value.value === login && e.password !== null && hashOf(e.password.value.value) === hash;
  const [first] = entries;
  if (!first) return { state: 'removed' };
  const ours = entries.find(isOurs);
  if (!ours)
    return {
      state: 'changed',
      detail: entries.some((e) => e.login?.value.value === login) ? 'Holds another key.' : 'The host has an entry with another login now.',
    };
  const other = entries.find((e) => !isOurs(e));
  if (other)
    return {
      state: 'changed',
      detail: `Line ${ours.line} still holds this key, but line ${other.line} has another login or key for the host. Python uses the last entry, nearly all others the first.`,
    };
  return { state: 'present', ...(loose[0] ? { detail: loose[0] } : {}) };
}

function setRemarks(done: SetDone, had: readonly Entry[], { host, login }: NetrcSpot): readonly NetrcRemark[] {
  const remarks: NetrcRemark[] = [];
  for (const entry of had) {
    if (entry.login?.value.value !== login)
      remarks.push({
        code: 'other-login',
        line: entry.line,
        sentence: `Line ${entry.line} has ${entry.login ? 'another login' : 'no login'} for ${host}. It is replaced, since programs read one entry for a host.`,
      });
  }
  for (const { code, line } of done.warnings) remarks.push({ code, line, sentence: sentenceOf(code, line) });
  for (const { reader, host: other } of done.alters)
    remarks.push({
      code: 'alters',
      line: null,
      sentence: `${reader.title} will answer differently for ${other === '*' ? 'hosts that have no entry' : other}.`,
    });
  for (const { code, sentence } of ENTRY_FACTS) remarks.push({ code, line: null, sentence: sentence(host) });
  return remarks;
}

const unseen = (readers: readonly ReaderVerdict[]): readonly NetrcRemark[] =>
  readers.filter((r) => r.sees !== 'key').map((r) => ({ code: 'not-read-by', line: null, sentence: r.sentence }));

function removeRemarks(done: EntryRemoved, { host }: NetrcSpot): readonly NetrcRemark[] {
  const remarks: NetrcRemark[] = [];
  const { stillReadBy, alters, movesMacro } = done;
  if (stillReadBy.length > 0)
    remarks.push({
      code: 'still-read-by',
      line: null,
      sentence: `Some programs will still find a key for ${host} in the file: in another entry, a comment or a macro.`,
    });
  for (const { reader, host: other, rejects } of alters)
    remarks.push({
      code: rejects ? 'rejected-by' : 'alters',
      line: null,
      sentence: rejects
        ? `${reader.title} will reject the whole file.`
        : `${reader.title} will answer differently for ${other === '*' ? 'hosts that have no entry' : other}.`,
    });
  if (movesMacro)
    remarks.push({
      code: 'moves-macro',
      line: null,
      sentence: 'The macro below the entry stays. For ftp programs it now belongs to the entry above.',
    });
  return remarks;
}
