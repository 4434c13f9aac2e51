import type { Entry } from './document';
import { type Answer, ask, firstChanged, isSameAnswer, type ReaderId, type ReaderModel } from './models/answers';
import { READERS } from './models/index';
import type { ByteText } from './text';

/** An edit changes what a reader answers for another host than the one edited. */
export interface Changed {
  readonly reader: ReaderModel;
  /** `*`: every host that has no entry. */
  readonly host: string;
  /** The reader accepted the file, and rejects it afterwards. */
  readonly rejects: boolean;
}

/** What one reader makes of an edit. */
export interface Comparison {
  readonly reader: ReaderModel;
  /** Its answer for the host that is edited, before and after. */
  readonly was: Answer;
  readonly is: Answer;
  /** Null: the same for all other hosts. From rejected to accepted is no change. */
  readonly changed: Changed | null;
}

/** Runs the reader models on two versions of a file, one after another, so that only one reader's answers are in memory. */
export function compareReaders(before: ByteText, after: ByteText, host: string): readonly Comparison[] {
  return READERS.map((reader) => {
    const was = reader.read(before);
    const is = after === before ? was : reader.read(after);
    const other = after === before ? null : firstChanged(was, is, host);
    const rejects = was.others !== 'rejected' && is.others === 'rejected';
    return { reader, was: ask(was, host), is: ask(is, host), changed: other === null ? null : { reader, host: other, rejects } };
  });
}

export const changesIn = (comparisons: readonly Comparison[]): readonly Changed[] => comparisons.flatMap((c) => c.changed ?? []);

/** The first change for a reader whose weight is to forbid the edit. */
export const harmIn = (comparisons: readonly Comparison[]): Changed | undefined =>
  changesIn(comparisons).find((c) => c.reader.weight === 'must');

/** How a host's entry is read after an edit. */
export interface ReadBack {
  /** Readers that do not answer with what was written. */
  readonly notReadBy: readonly ReaderId[];
  /** Those among them that have no excuse: they accepted the file before and could read the entries of this shape. */
  readonly unexcused: readonly ReaderModel[];
}

/**
 * Whether every reader answers with (login, key). Excused is a reader that rejected the file before the edit, or did not read any of the
 * entries that the host had, and one whose weight is only to warn.
 */
export function readBack(comparisons: readonly Comparison[], had: readonly Entry[], login: string, key: string): ReadBack {
  const missing = comparisons.filter(({ is }) => !isSameAnswer(is, [login, key]));
  const unexcused = missing.filter(({ reader, was }) => {
    const couldRead = had.length === 0 || had.some((e) => isSameAnswer(was, [e.login?.value.value ?? '', e.password?.value.value ?? '']));
    return reader.weight === 'must' && was !== 'rejected' && couldRead;
  });
  return { notReadBy: missing.map((c) => c.reader.id), unexcused: unexcused.map((c) => c.reader) };
}
