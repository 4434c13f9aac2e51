import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, columnOf, isInstalled, isUsable, type RealAnswer, withHome } from '../../../../test-support/netrc/clients';
import { askGo, askGoReader } from '../../../../test-support/netrc/go';
import { type Recorder, startRecorder } from '../../../../test-support/netrc/server';
import { ask, READERS, removeEntry, setEntry, toText } from '../../../domain/netrc';
import { type EditVector, editVectors, expandText } from '../../../domain/netrc/testing';
import { chance, OUR_HOST, randomFile } from '../../../domain/netrc/testing-files';
import { toBytes } from '../../../domain/netrc/text';

const KEY = 'NEWKEY';

let recorder: Recorder;
beforeAll(async () => {
  recorder = await startRecorder();
});
afterAll(() => recorder.stop());

const encode = (text: string) => new TextEncoder().encode(text);

interface Written {
  readonly vector: EditVector;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

const written: readonly Written[] = editVectors().flatMap((vector) => {
  if (vector.op !== 'set' || vector.text === undefined || vector.refuse) return [];
  const before = encode(expandText(vector));
  const done = setEntry(before, { host: OUR_HOST, key: KEY, replace: vector.replace ?? false });
  return done.ok ? [{ vector, before, after: done.value.bytes }] : [];
});

/** What two programs without a column cannot read after a set, by what stands elsewhere in the file. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  // The byte order mark is a word before the first machine, for which aria2 rejects the file.
  aria2: ['I29'],
  'Perl Net::Netrc': [],
};

/** Four at a time: the programs mostly wait. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}

describe('real programs read what was written', () => {
  for (const client of CLIENTS) {
    it.runIf(isUsable(client))(
      `${client.name}, on ${client.isSlow ? 'some' : 'all'} of ${written.length} files`,
      async () => {
        expect(written.length).toBeGreaterThan(45);
        const wrong: string[] = [];
        const column = columnOf(client);
        await each(client.isSlow ? written.filter((_, i) => i % 4 === 0) : written, async ({ vector, after }) => {
          const answer = await withHome(after, (home) => client.look(home, OUR_HOST, recorder));
          const reads = Array.isArray(answer) && answer[0] === 'apikey' && answer[1] === KEY;
          const isExpected = column ? !vector.notReadBy?.includes(column) : !KNOWN[client.name]?.includes(vector.id);
          if (reads !== isExpected) wrong.push(`${vector.id} ${vector.what}: ${JSON.stringify(answer)}`);
        });
        expect(wrong).toEqual([]);
      },
      240_000,
    );
  }

  it.runIf(isInstalled('go') && isInstalled('openssl'))(
    'Go, over https',
    async () => {
      const some = written.filter(({ vector }) => ['I01', 'I05', 'I08', 'I13', 'I16', 'I20', 'U01', 'U11', 'U26'].includes(vector.id));
      expect(some.length).toBe(9);
      const answers: [string, RealAnswer][] = [];
      for (const { vector, after } of some) answers.push([vector.id, await withHome(after, (home) => askGo(home, OUR_HOST, recorder))]);
      expect(answers).toEqual(some.map(({ vector }) => [vector.id, vector.notReadBy?.includes('go') ? null : ['apikey', KEY]]));
    },
    240_000,
  );
});

describe('after a removal no program sends the key', () => {
  const removed = written.flatMap(({ vector, after }) => {
    const done = removeEntry(after, { host: OUR_HOST });
    return done.ok && done.value.changed ? [{ vector, bytes: done.value.bytes }] : [];
  });
  for (const client of CLIENTS)
    it.runIf(isUsable(client))(
      client.name,
      async () => {
        expect(removed.length).toBeGreaterThan(40);
        const wrong: string[] = [];
        await each(
          removed.filter((_, i) => i % 3 === 0),
          async ({ vector, bytes }) => {
            const answer = await withHome(bytes, (home) => client.look(home, OUR_HOST, recorder));
            if (Array.isArray(answer) && answer[1] === KEY) wrong.push(vector.id);
          },
        );
        expect(wrong).toEqual([]);
      },
      240_000,
    );
});

describe('the model of Go is its reader', () => {
  it.runIf(isInstalled('go'))(
    'on 3,000 files',
    async ({ skip }) => {
      const files = Array.from({ length: 3_000 }, (_, i) => randomFile(chance(500_000 + i), i % 4));
      const hosts = [OUR_HOST, 'LK.test', 'a.test', 'A.test', 'b.test', 'c', 'none.test'];
      const real = await askGoReader(files, hosts);
      if (real === null) return skip('this toolchain keeps its reader elsewhere');
      const model = READERS.find((r) => r.id === 'go');
      if (!model) throw new Error('no model of Go');
      let found = 0;
      files.forEach((file, i) => {
        const answers = model.read(toText(toBytes(file)));
        hosts.forEach((host, j) => {
          if (real[i]?.[j]) found += 1;
          expect(ask(answers, host), JSON.stringify({ file, host })).toEqual(real[i]?.[j]);
        });
      });
      expect(found).toBeGreaterThan(2_000);
    },
    300_000,
  );
});
