import { entriesOf } from './find';
import { lex } from './lex';
import type { Answer } from './models/answers';
import { ask, isSameAnswer } from './models/answers';
import { READERS } from './models/index';
import { removeEntry } from './remove';
import { setEntry } from './set';
import { chance, HOSTS, OUR_HOST, randomFile } from './testing-files';
import { applyEdits, type Edit, toBytes, toText } from './text';

/** What held, counted, so that a test can demand that it was tried. */
export interface Tally {
  files: number;
  refused: Record<string, number>;
  set: number;
  reverted: number;
  removed: number;
}

/** Checks what every edit promises on `count` files; throws with the file and the promise that is broken. */
export function checkFiles(from: number, count: number): Tally {
  const tally: Tally = { files: 0, refused: {}, set: 0, reverted: 0, removed: 0 };
  for (let seed = from; seed < from + count; seed += 1) {
    const text = randomFile(chance(seed), seed % 4);
    tally.files += 1;
    try {
      checkSet(text, seed % 3 === 0, tally);
      checkRemove(text, tally);
    } catch (e) {
      throw new Error(`file ${seed}: ${e instanceof Error ? e.message : String(e)}\n${JSON.stringify(text)}`);
    }
  }
  return tally;
}

function demand(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(promise);
}

const count = (tally: Tally, code: string) => {
  tally.refused[code] = (tally.refused[code] ?? 0) + 1;
};

function checkSet(text: string, replace: boolean, tally: Tally): void {
  const bytes = toBytes(text);
  const set = (on: Uint8Array, key: string) => setEntry(on, { host: OUR_HOST, key, replace });
  const first = set(bytes, 'KEY1');
  demand(toText(bytes) === text, 'the given bytes are not written to');
  if (!first.ok) {
    count(tally, first.error.code);
    return;
  }
  tally.set += 1;
  const after = toText(first.value.bytes);
  demand(first.value.changed === (after !== text), 'changed says whether it is');
  demandOnlyEdits(text, after, first.value.edits);
  demandOthersUnchanged(text, after);
  for (const reader of READERS) {
    const isRead = isSameAnswer(ask(reader.read(after), OUR_HOST), ['apikey', 'KEY1']);
    demand(isRead !== first.value.notReadBy.includes(reader.id), `notReadBy tells about ${reader.id}`);
  }
  const again = set(first.value.bytes, 'KEY1');
  demand(again.ok && !again.value.changed, 'setting the same again changes nothing');
  const other = set(first.value.bytes, 'KEY2');
  const direct = set(bytes, 'KEY2');
  demand(
    other.ok && direct.ok && toText(other.value.bytes) === toText(direct.value.bytes),
    'setting another key is as if it had been the first',
  );
  const { document } = lex(text);
  demand(document !== null, 'a file that was set can be read');
  const last = document.items.at(-1);
  const hasMidLineDefault = document.items.some(
    (item) =>
      item.kind === 'default' &&
      !/^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', item.start) + 1, item.start)) &&
      !(document.hasBom && item.start === 3),
  );
  if (
    entriesOf(document, OUR_HOST).length > 0 ||
    (text !== '' && !text.endsWith('\n')) ||
    (last?.kind === 'macdef' && !last.terminated) ||
    hasMidLineDefault
  )
    return;
  const back = removeEntry(first.value.bytes, { host: OUR_HOST, force: true });
  demand(back.ok && toText(back.value.bytes) === text, 'what was set can be taken out without a trace');
  tally.reverted += 1;
}

function checkRemove(text: string, tally: Tally): void {
  const bytes = toBytes(text);
  const done = removeEntry(bytes, { host: OUR_HOST });
  if (!done.ok) {
    count(tally, `remove ${done.error.code}`);
    const forced = removeEntry(bytes, { host: OUR_HOST, force: true });
    demand(
      forced.ok === (done.error.code === 'would-break-python' || done.error.code === 'would-change-others'),
      'force takes a key out where only readers are in the way',
    );
    return;
  }
  const after = toText(done.value.bytes);
  demand(done.value.changed === (after !== text), 'changed says whether it is');
  demandOnlyEdits(text, after, done.value.edits);
  demandOthersUnchanged(text, after);
  const { document } = lex(after);
  demand(document !== null, 'the file can still be read');
  demand(!entriesOf(document, OUR_HOST).some((e) => e.login?.value.value === 'apikey'), 'no such entry is left');
  const again = removeEntry(done.value.bytes, { host: OUR_HOST });
  demand(again.ok && !again.value.changed, 'removing twice is removing once');
  if (done.value.changed) tally.removed += 1;
  for (const line of text.split('\n'))
    if (/^[ \t]*#/.test(line) && lex(text).document?.items.every((item) => item.kind !== 'macdef'))
      demand(after.includes(line.trim()), 'comments on lines of their own stay');
}

/** Independent of the code under test: all hosts that the files speak of, one that none does, in every modelled reader that counts. */
function demandOthersUnchanged(before: string, after: string): void {
  for (const reader of READERS.filter((r) => r.weight === 'must')) {
    const [was, is] = [reader.read(before), reader.read(after)];
    for (const host of [...HOSTS.map((h) => (was.ignoresCase ? h.toLowerCase() : h)), 'none.test', 'default', 'machine']) {
      const [a, b]: readonly [Answer, Answer] = [ask(was, host), ask(is, host)];
      demand(a === 'rejected' || isSameAnswer(a, b), `${reader.id} answers for ${host} as before`);
    }
  }
}

function demandOnlyEdits(before: string, after: string, edits: readonly Edit[]): void {
  let at = 0;
  for (const edit of edits) {
    demand(edit.start >= at && edit.end >= edit.start && edit.end <= before.length, 'edits are in order and apart');
    at = edit.end;
  }
  demand(applyEdits(before, edits) === after, 'every byte outside of the edits is kept');
}
