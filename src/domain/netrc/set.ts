import { ok, type Result } from '../result';
import type { Entry, Found, NetrcDocument, Pair, WarningCode } from './document';
import { entriesOf, firstDefault } from './find';
import { lex } from './lex';
import { curlLimitWarning } from './limits';
import type { ReaderId, ReaderModel } from './models/answers';
import { badHost, type Refusal, refuse, refuseFatal, unsafeValue } from './refusal';
import { applyEdits, applyToBytes, BOM, type Edit, isBlank, isSpace, LF, lineEnd, lineStart, mainEol, toText } from './text';
import { type Changed, changesIn, compareReaders, harmIn, type ReadBack, readBack } from './verify';
import { isHost, isSafeValue } from './words';

export interface SetRequest {
  /** Bare and in lower case, see {@link isHost}. */
  readonly host: string;
  readonly key: string;
  /** `apikey` unless given, which is what LabKey takes a key by. */
  readonly login?: string;
  /** Consent to write over the host's entries that have another login or none. */
  readonly replace?: boolean;
}

export interface SetDone {
  readonly bytes: Uint8Array;
  /** False: the file has exactly this already and need not be written. */
  readonly changed: boolean;
  /** In order, on the old bytes. */
  readonly edits: readonly Edit[];
  /** What is worth saying about the file as it was. */
  readonly warnings: readonly Found<WarningCode>[];
  /** Modelled readers that will not find this key: they rejected the file before, or could not read the host's entry as it is laid out. */
  readonly notReadBy: readonly ReaderId[];
  /** Readers of lesser weight that will answer differently for another host. */
  readonly alters: readonly Changed[];
}

/** `lk.test` becomes `machine lk.test login apikey password KEY`. */
export const canonicalLine = (host: string, login: string, key: string): string => `machine ${host} login ${login} password ${key}`;

/**
 * Sets a host's key: replaces the bytes of differing words in all entries of the host, else inserts one line where every reader will find it.
 * Then the reader models run on the old and the new text. Refuses where the file is not understood beyond doubt, where the host has another
 * login (unless `replace`), or where another host's answer would change or ours would not be read.
 */
export function setEntry(bytes: Uint8Array, request: SetRequest): Result<SetDone, Refusal> {
  const { host, key, login = 'apikey', replace = false } = request;
  if (!isHost(host)) return badHost();
  if (!isSafeValue(key)) return unsafeValue('key');
  if (!isSafeValue(login)) return unsafeValue('login');
  const text = toText(bytes);
  const lexed = lex(text);
  if (!lexed.document) return refuseFatal(lexed.fatal ?? { code: 'bare-cr', line: 1 });
  const { document } = lexed;
  const had = entriesOf(document, host);
  const refusal = unfit(had, login, replace);
  if (refusal) return refusal;
  const warnings = [...document.warnings, ...curlLimitWarning(text)];
  const done = ({ edits, read, changed }: Attempt): Result<SetDone, Refusal> =>
    ok({
      bytes: edits.length === 0 ? bytes : applyToBytes(bytes, edits),
      changed: edits.length > 0,
      edits,
      warnings,
      notReadBy: read.notReadBy,
      alters: changed,
    });

  const attempt = (edits: readonly Edit[]): Attempt => {
    const compared = compareReaders(text, edits.length === 0 ? text : applyEdits(text, edits), host);
    return { edits, changed: changesIn(compared), read: readBack(compared, had, login, key), harm: harmIn(compared) };
  };
  const wanted = { host, login, key };
  let failed: Attempt | undefined;
  for (const tried of had.length > 0 ? [attempt(updates(document, had, wanted))] : places(document, wanted, attempt)) {
    if (!tried.harm && tried.read.unexcused.length === 0) return done(tried);
    failed ??= tried;
  }
  return failed?.harm ? wouldChange(failed.harm) : wouldNotBeRead(failed?.read.unexcused[0]);
}

/** Edits with what all readers make of them. */
interface Attempt {
  readonly edits: readonly Edit[];
  readonly changed: readonly Changed[];
  readonly read: ReadBack;
  /** A reader that would answer differently for another host. */
  readonly harm: Changed | undefined;
}

const wouldNotBeRead = (reader: ReaderModel | undefined) =>
  refuse(
    'would-not-be-read',
    null,
    `${reader?.title ?? 'A program'} would not find the key that is to be written: something else in the file stands in its way, such as a commented-out entry or a macro that names the host. Nothing was changed.`,
  );

export const wouldChange = ({ reader, host, rejects }: Changed) =>
  refuse(
    'would-change-others',
    null,
    rejects
      ? `${reader.title} would no longer accept the file (it may have become too large for it), so all its entries would be lost there. Nothing was changed.`
      : `${reader.title} would answer differently for ${host === '*' ? 'hosts that have no entry' : printable(host)}. Nothing was changed.`,
  );

const printable = (host: string): string => (/^[!-~]{1,80}$/.test(host) ? host : 'another host');

function unfit(had: readonly Entry[], login: string, replace: boolean) {
  const double = had.find((e) => e.ambiguous);
  if (double)
    return refuse(
      'multiple-logins',
      double.line,
      `Line ${double.line} begins an entry for this host with more than one login or password. Programs differ on which counts. Leave one of each. Nothing was changed.`,
    );
  const other = replace ? undefined : had.find((e) => e.login?.value.value !== login);
  if (other)
    return refuse(
      'conflict-other-login',
      other.line,
      `Line ${other.line} has an entry for this host with ${other.login ? 'another login' : 'no login'}. Programs read one entry for a host, so it can only be replaced. Nothing was changed.`,
    );
  return null;
}

interface Wanted {
  readonly host: string;
  readonly login: string;
  readonly key: string;
}

/** Edits that give all entries of the host the login and key; none where they have them. */
function updates(document: NetrcDocument, had: readonly Entry[], wanted: Wanted): readonly Edit[] {
  const edits = had.flatMap((entry) => rewrite(document, entry, wanted));
  const fallback = firstDefault(document);
  const isBehind = fallback !== null && had.every((entry) => entry.start > fallback.start);
  const line = canonicalLine(wanted.host, wanted.login, wanted.key);
  return isBehind ? [beforeDefault(document, fallback, line, mainEol(document.text)), ...edits] : edits;
}

/**
 * The places where a new line can go, the best first: before a `default`, else at the end; at the top where that makes more of Python and
 * LabKey Java read it (a commented-out twin, a macro), or where another entry's value hides what follows from curl up to 8.20. Where a twin is
 * live for both, Python, which takes the last entry, and the others, which take the first, need a line each.
 */
function* places(document: NetrcDocument, wanted: Wanted, attempt: (edits: readonly Edit[]) => Attempt): Generator<Attempt> {
  const line = canonicalLine(wanted.host, wanted.login, wanted.key);
  const eol = mainEol(document.text);
  const fallback = firstDefault(document);
  const usual = fallback ? beforeDefault(document, fallback, line, eol) : atEnd(document, line, eol);
  const start = document.hasBom ? BOM.length : 0;
  const top: Edit = { start, end: start, text: line + eol };
  const atUsual = attempt([usual]);
  const readers = ({ read }: Attempt) => (['python', 'labkeyJava'] as const).filter((id) => !read.notReadBy.includes(id)).length;
  if (!document.hidesWhatFollows && readers(atUsual) === 2) {
    yield atUsual;
    // All read it, so only another host can be the obstacle: perhaps not at the top.
    yield attempt([top]);
    return;
  }
  const atTop = attempt([top]);
  const topFirst = document.hidesWhatFollows || readers(atTop) > readers(atUsual);
  yield topFirst ? atTop : atUsual;
  yield topFirst ? atUsual : atTop;
  if (usual.start > start) yield attempt([top, usual]);
}

/** Before a `default`: a line of its own, above the comment lines that are attached to it; in mid-line a break before and after. */
function beforeDefault(document: NetrcDocument, fallback: Entry, line: string, eol: string): Edit {
  const { text, comments } = document;
  let at = lineStart(text, fallback.start);
  for (let i = at; i < fallback.start; i += 1)
    if (!isBlank(text.charCodeAt(i))) return { start: fallback.start, end: fallback.start, text: `\n${line}${eol}` };
  for (let i = comments.length - 1; i >= 0; i -= 1) {
    const comment = comments[i];
    if (!comment || comment.start >= at) continue;
    if (!comment.fullLine || lineEnd(text, comment.end) !== at) break;
    at = lineStart(text, comment.start);
  }
  return { start: at, end: at, text: line + eol };
}

/** At the end. Joints are bare LF, since a CRLF blank line makes curl 8.11 to 8.20 reject the file. */
function atEnd({ text, items }: NetrcDocument, line: string, eol: string): Edit {
  const last = items.at(-1);
  const joint = text !== '' && text.charCodeAt(text.length - 1) !== LF ? '\n' : '';
  const endsMacro = last?.kind === 'macdef' && !last.terminated ? '\n' : '';
  return { start: text.length, end: text.length, text: joint + endsMacro + line + eol };
}

/** The edits that give an entry this host, login and key, and leave every other byte. */
function rewrite(document: NetrcDocument, entry: Entry, { host, login, key }: Wanted): Edit[] {
  const { text } = document;
  const edits: Edit[] = [];
  const put = (start: number, end: number, wanted: string) => {
    if (text.slice(start, end) !== wanted) edits.push({ start, end, text: wanted });
  };
  if (entry.name) put(entry.name.start, entry.name.end, host);
  if (!entry.login && !entry.password) {
    const at = entry.name?.end ?? entry.end;
    put(at, at, ` login ${login} password ${key}`);
    return edits;
  }
  const putLogin = (pair: Pair) => {
    // `user`, which only some readers know.
    if (pair.keywordEnd - pair.keywordStart === 4) put(pair.keywordStart, pair.keywordEnd, 'login');
    put(pair.value.start, pair.value.end, login);
  };
  const putPassword = (pair: Pair) => put(pair.value.start, pair.value.end, key);
  if (!entry.login && entry.password) {
    const at = entry.password.keywordStart;
    put(at, at, `login ${login}${separator(document, at)}`);
    putPassword(entry.password);
  } else if (entry.login && !entry.password) {
    putLogin(entry.login);
    const at = entry.login.value.end;
    put(at, at, `${separator(document, entry.login.keywordStart)}password ${key}`);
  } else if (entry.login && entry.password) {
    putLogin(entry.login);
    putPassword(entry.password);
    edits.sort((a, b) => a.start - b.start);
  }
  return edits;
}

/** The white space before a keyword, for use before another: one space where it holds a blank line or ends a comment. */
function separator({ text, comments }: NetrcDocument, keyword: number): string {
  let start = keyword;
  while (start > 0 && isSpace(text.charCodeAt(start - 1))) start -= 1;
  const space = text.slice(start, keyword);
  const isPlain = space.indexOf('\n') === space.lastIndexOf('\n') && !comments.some((c) => c.end === start);
  return isPlain ? space : ' ';
}
