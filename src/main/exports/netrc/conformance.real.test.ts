import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demand } from '../../../../test-support/demand';
import type { RealAnswer } from '../../../../test-support/netrc/clients';
import { prepareReaders } from '../../../../test-support/netrc/python.mjs';
import { askPython } from '../../../../test-support/netrc/python-readers';
import { type Recorder, startRecorder } from '../../../../test-support/netrc/server';
import { type Answer, ask, READERS, type ReaderId, removeEntry, setEntry } from '../../../domain/netrc';
import { editVectors, expandText } from '../../../domain/netrc/testing';
import { chance, OUR_HOST, randomFile } from '../../../domain/netrc/testing-files';
import { toBytes, toText } from '../../../domain/netrc/text';

/**
 * The reader models against the readers: Python's netrc module, requests, httpx, and libcurl in two generations, all from PyPI. In CI they are
 * compulsory; where a person's machine cannot make them, that is said loudly.
 */
const prepared = await prepareReaders({ log: (line) => console.log(line) });
demand('real netrc readers from PyPI', prepared);

if (prepared.ok) {
  const { python, older } = prepared;
  const KEY = 'NEWKEY';
  const HOSTS = [OUR_HOST, 'a.test', 'b.test', 'c', 'none.test'];

  let recorder: Recorder;
  beforeAll(async () => {
    recorder = await startRecorder();
  });
  afterAll(() => recorder.stop());

  const files = (from: number, count: number) => Array.from({ length: count }, (_, i) => randomFile(chance(from + i), i % 4));

  /** A client that has neither login nor password sends nothing. */
  const plain = (answer: Answer | RealAnswer): unknown =>
    answer === 'rejected' || answer === 'ERR' ? 'ERR' : answer === null || (answer[0] === '' && answer[1] === '') ? null : answer;

  const compare = (id: ReaderId, texts: readonly string[], real: readonly (readonly RealAnswer[])[]): number => {
    const model = READERS.find((r) => r.id === id);
    if (!model) throw new Error(`no model of ${id}`);
    expect(real.length).toBe(texts.length);
    let found = 0;
    const wrong: string[] = [];
    texts.forEach((text, i) => {
      const answers = model.read(text);
      HOSTS.forEach((host, j) => {
        const [said, is] = [plain(ask(answers, host)), plain(real[i]?.[j] ?? null)];
        if (Array.isArray(is)) found += 1;
        if (JSON.stringify(said) !== JSON.stringify(is)) wrong.push(JSON.stringify({ text, host, said, is }));
      });
    });
    expect(wrong.slice(0, 5)).toEqual([]);
    return found;
  };

  describe('the models are the readers', () => {
    it('Python: its netrc module on 6,000 files', async () => {
      const texts = files(600_000, 6_000);
      expect(compare('python', texts, await askPython(python, 'netrc', texts, HOSTS, recorder))).toBeGreaterThan(2_000);
    }, 300_000);

    // A file of comments without a line end at its end crashes this libcurl, which the model says too.
    const safe = (text: string) => text === '' || text.endsWith('\n') || /^(?![ \t]*#)[^\n]/m.test(text);

    it('curl 8.23: libcurl on 1,500 files', async () => {
      const texts = files(700_000, 1_500).filter(safe);
      expect(compare('curl', texts, await askPython(python, 'pycurl', texts, HOSTS, recorder))).toBeGreaterThan(1_000);
    }, 300_000);

    it.runIf(older !== null)(
      'curl 8.16: libcurl on 1,000 files',
      async () => {
        const texts = files(800_000, 1_000);
        expect(compare('curl813', texts, await askPython(older ?? '', 'pycurl', texts, HOSTS, recorder))).toBeGreaterThan(700);
      },
      300_000,
    );
  });

  describe('other hosts keep their credentials in the readers themselves', () => {
    it.each(['netrc', 'pycurl', 'requests', 'httpx'] as const)(
      '%s, before and after a set and a removal',
      async (reader) => {
        const texts = files(900_000, reader === 'netrc' ? 2_000 : 250).filter((text) => text.endsWith('\n'));
        const before: string[] = [];
        const after: string[] = [];
        texts.forEach((text, i) => {
          const done =
            i % 2 === 0
              ? setEntry(toBytes(text), { host: OUR_HOST, key: KEY, replace: true })
              : removeEntry(toBytes(text), { host: OUR_HOST });
          // An invalid byte throws in requests itself, which then answers for no file.
          if (!done.ok || !done.value.changed || /[\u0080-\u00ff]/.test(text)) return;
          before.push(text);
          after.push(toText(done.value.bytes));
        });
        expect(before.length).toBeGreaterThan(30);
        const others = HOSTS.slice(1);
        const [was, is] = [
          await askPython(python, reader, before, others, recorder),
          await askPython(python, reader, after, others, recorder),
        ];
        was.forEach((answers, i) => {
          // requests says nothing of a file that it rejects.
          const isRejected =
            reader === 'requests' ? READERS.find((r) => r.id === 'python')?.read(before[i] ?? '').others === 'rejected' : false;
          if (isRejected) return;
          answers.forEach((answer, j) => {
            if (answer !== 'ERR')
              expect(is[i]?.[j], JSON.stringify({ before: before[i], after: after[i], host: others[j] })).toEqual(answer);
          });
        });
      },
      300_000,
    );
  });

  it.each([
    ['requests', 'p313'],
    ['httpx', 'p313'],
    ['pycurl', 'c822'],
  ] as const)(
    '%s sends what the vectors write',
    async (reader, column) => {
      const cases = editVectors().flatMap((vector) => {
        if (vector.op !== 'set' || vector.text === undefined || vector.refuse) return [];
        const done = setEntry(new TextEncoder().encode(expandText(vector)), { host: OUR_HOST, key: KEY, replace: vector.replace ?? false });
        return done.ok ? [{ vector, text: toText(done.value.bytes) }] : [];
      });
      const real = await askPython(
        python,
        reader,
        cases.map((c) => c.text),
        [OUR_HOST],
        recorder,
      );
      expect(cases.map(({ vector }, i) => [vector.id, JSON.stringify(real[i]?.[0]) === JSON.stringify(['apikey', KEY])])).toEqual(
        cases.map(({ vector }) => [vector.id, !vector.notReadBy?.includes(column)]),
      );
    },
    120_000,
  );
}
