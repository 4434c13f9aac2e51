import { ok, type Result } from '../result';
import { type Cut, cuts, type Way } from './cut';
import type { Comment, Entry, Found, NetrcDocument, WarningCode } from './document';
import { entriesOf } from './find';
import { lex } from './lex';
import { curlLimitWarning } from './limits';
import type { ReaderId } from './models/answers';
import { badHost, type Refusal, refuse, refuseFatal } from './refusal';
import { wouldChange } from './set';
import { applyEdits, applyToBytes, type Edit, toText } from './text';
import { type Changed, type Comparison, changesIn, compareReaders } from './verify';
import { isHost } from './words';

export interface RemoveRequest {
  readonly host: string;
  /** Only entries with this login go; `apikey` unless given. */
  readonly login?: string;
  /** Only entries whose password (one character per byte) is meant go; all unless given. */
  readonly only?: (password: string | null) => boolean;
  /** Take the entry out even where a reader will reject the file afterwards: the user must always be able to take a key out. */
  readonly force?: boolean;
}

export interface RemoveDone {
  readonly bytes: Uint8Array;
  /** False: there is no such entry and the file need not be written. */
  readonly changed: boolean;
  readonly edits: readonly Edit[];
  readonly warnings: readonly Found<WarningCode>[];
  /** Modelled readers that still find a login of this name: in a comment, in a macro, in an entry that was not meant. */
  readonly stillReadBy: readonly ReaderId[];
  /** With `force`: readers that answer differently for other hosts now, or reject the file. Without: only such of lesser weight. */
  readonly alters: readonly Changed[];
  /** A macro below now belongs to the entry above, for ftp clients. */
  readonly movesMacro: boolean;
}

/**
 * Takes a host's entries with one login out of a file, whole lines where they stand alone, and leaves every other byte. Where the comment below
 * would then make Python reject the file, the blank lines above go too, or a line `#` stays; where neither helps it refuses, unless forced.
 */
export function removeEntry(bytes: Uint8Array, request: RemoveRequest): Result<RemoveDone, Refusal> {
  const { host, login = 'apikey', only = () => true, force = false } = request;
  if (!isHost(host)) return badHost();
  const text = toText(bytes);
  const lexed = lex(text);
  if (!lexed.document) return refuseFatal(lexed.fatal ?? { code: 'bare-cr', line: 1 });
  const { document } = lexed;
  const named = entriesOf(document, host);
  const double = named.find((e) => e.ambiguous);
  if (double)
    return refuse(
      'multiple-logins',
      double.line,
      `Line ${double.line} begins an entry for this host with more than one login or password, so it is not clear what should go. Take it out by hand. Nothing was changed.`,
    );
  const mine = named.filter((e) => e.login?.value.value === login && only(e.password?.value.value ?? null));
  const done = (edits: readonly Edit[], compared: readonly Comparison[]): Result<RemoveDone, Refusal> =>
    ok({
      bytes: edits.length === 0 ? bytes : applyToBytes(bytes, edits),
      changed: edits.length > 0,
      edits,
      warnings: [...document.warnings, ...curlLimitWarning(text)],
      stillReadBy: compared.flatMap(({ reader, is }) => (Array.isArray(is) && is[0] === login ? [reader.id] : [])),
      alters: changesIn(compared),
      movesMacro: movesMacro(document, mine),
    });
  if (mine.length === 0) return done([], compareReaders(text, text, host));

  const groups = cuts(document, mine);
  const attempt = (ways: readonly (Way | 'keep')[]) => {
    const edits = editsFor(document, groups, ways);
    const compared = compareReaders(text, applyEdits(text, edits), host);
    return { edits, compared, harm: changesIn(compared).filter((c) => c.reader.weight === 'must') };
  };
  const plain = attempt(groups.map(() => 'plain'));
  if (plain.harm.length === 0 || force) return done(plain.edits, plain.compared);

  // One after another, so that each removal keeps to the first way that harms nobody; very many are not worth the time.
  const ways: (Way | 'keep')[] = groups.map(() => 'keep');
  const some = groups.length <= 24 ? groups.map((_, i) => [i]) : [groups.map((_, i) => i)];
  for (const together of some) {
    const way = (['plain', 'withBlankLines', 'hash'] as const).find((candidate) => {
      for (const i of together) ways[i] = candidate;
      return attempt(ways).harm.length === 0;
    });
    if (!way) {
      const breaksPython = plain.harm.find((c) => c.reader.id === 'python' && c.rejects);
      const [harm] = plain.harm;
      if (harm && !breaksPython) return wouldChange(harm);
      return refuse(
        'would-break-python',
        mine[0]?.line ?? null,
        'Without this entry the comment below it would make Python reject the whole file. Give that comment a space after its #, or take it out; or remove the entry all the same. Nothing was changed.',
      );
    }
  }
  const result = attempt(ways);
  return done(result.edits, result.compared);
}

function editsFor(document: NetrcDocument, groups: readonly Cut[], ways: readonly (Way | 'keep')[]): readonly Edit[] {
  const edits: Edit[] = [];
  groups.forEach((cut, i) => {
    const way = ways[i];
    if (way && way !== 'keep') edits.push(...cut.edits(way));
  });
  const entries = document.items.filter((item) => item.kind !== 'macdef').length;
  const gone = groups.reduce((sum, cut, i) => sum + (ways[i] === 'keep' ? 0 : cut.entries.length), 0);
  const end = document.text.length;
  // A file of comments only, without a line end, crashes curl 8.21.
  if (gone === entries && endsInComment(document.comments.at(-1), end) && !edits.some((e) => e.end === end))
    edits.push({ start: end, end, text: '\n' });
  return edits;
}

const endsInComment = (last: Comment | undefined, end: number): boolean => last !== undefined && last.end === end;

function movesMacro(document: NetrcDocument, mine: readonly Entry[]): boolean {
  const going = new Set<unknown>(mine);
  return document.items.some(
    (item, i) => item.kind === 'macdef' && i > 1 && going.has(document.items[i - 1]) && !going.has(document.items[i - 2]),
  );
}
