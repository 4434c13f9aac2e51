import type { Entry } from './document';
import { type Answers, ask, firstChanged, isSameAnswer, type ReaderId, type ReaderModel } from './models/answers';
import { READERS } from './models/index';
import type { ByteText } from './text';

/** What all modelled readers answer on one version of a file. */
export type Reading = ReadonlyMap<ReaderId, Answers>;

export function readAll(text: ByteText): Reading {
  return new Map(READERS.map((reader) => [reader.id, reader.read(text)]));
}

/** An edit changes what a reader answers for another host than the one edited. */
export interface Changed {
  readonly reader: ReaderModel;
  /** `*`: every host that has no entry. */
  readonly host: string;
  /** The reader accepted the file, and rejects it afterwards. */
  readonly rejects: boolean;
}

/** The readers that would answer differently for another host. From rejected to accepted is no change. */
export function changedFor(before: Reading, after: Reading, host: string): readonly Changed[] {
  const changed: Changed[] = [];
  for (const reader of READERS) {
    const [was, is] = [before.get(reader.id), after.get(reader.id)];
    const other = was && is ? firstChanged(was, is, host) : null;
    if (was && is && other !== null) changed.push({ reader, host: other, rejects: was.others !== 'rejected' && is.others === 'rejected' });
  }
  return changed;
}

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
export function readBack(before: Reading, after: Reading, had: readonly Entry[], host: string, login: string, key: string): ReadBack {
  const notReadBy: ReaderId[] = [];
  const unexcused: ReaderModel[] = [];
  for (const reader of READERS) {
    const [was, is] = [before.get(reader.id), after.get(reader.id)];
    if (!was || !is || isSameAnswer(ask(is, host), [login, key])) continue;
    notReadBy.push(reader.id);
    const old = ask(was, host);
    const couldRead = had.length === 0 || had.some((e) => isSameAnswer(old, [e.login?.value.value ?? '', e.password?.value.value ?? '']));
    if (reader.weight === 'must' && old !== 'rejected' && couldRead) unexcused.push(reader);
  }
  return { notReadBy, unexcused };
}
