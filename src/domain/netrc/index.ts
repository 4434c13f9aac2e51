/** The netrc file: a lossless document, what readers make of it, and edits that harm nobody. Pure. */
export { diagnose, type Finding, type FindingCode, type Health } from './diagnose';
export { type Entry, isEntry, type Macro, type NetrcDocument } from './document';
export { entriesOf } from './find';
export { FIXES, type Fixed, type FixId, fixFile } from './fix';
export { type Lexed, lex } from './lex';
export { type Answer, type Answers, ask, isSameAnswer, type ReaderId, type ReaderModel } from './models/answers';
export { READERS } from './models/index';
export { type NearMiss, nearMisses } from './near-misses';
export { type ShownLine, shownLines } from './preview';
export { type ReaderVerdict, verdicts } from './readers';
export { isFatal, type Refusal, type RefusalCode } from './refusal';
export { type RemoveDone, type RemoveRequest, removeEntry } from './remove';
export { ENTRY_FACTS, sentenceOf } from './sentences';
export { canonicalLine, type SetDone, type SetRequest, setEntry } from './set';
export { shownWord } from './shown';
export { toText } from './text';
export type { Changed } from './verify';
export { isHost, isSafeValue } from './words';
