import { describe, expect, it } from 'vitest';
import { expandText, parseVectors } from '../testing';
import { toText } from '../text';
import { type Answer, ask } from './answers';
import { READERS } from './index';

/** The vectors' short names of the readers that are modelled. */
const NAMES = { python: 'p313', curl: 'c822', curl813: 'c814', labkeyJava: 'lk', go: 'go' } as const;

describe('every reader model gives the answer that was measured', () => {
  for (const vector of parseVectors()) {
    it.each(READERS)(`${vector.id} ${vector.what}: $id`, (reader) => {
      const bytes = new TextEncoder().encode(expandText(vector));
      const expected = NAMES[reader.id] in vector.read ? vector.read[NAMES[reader.id]] : vector.read['*'];
      const utf8 = (answer: Answer) =>
        Array.isArray(answer)
          ? answer.map((part: string) => new TextDecoder().decode(Uint8Array.from(part, (c) => c.charCodeAt(0))))
          : answer;
      const wanted =
        expected === 'ERR' || expected === 'CRASH'
          ? 'rejected'
          : Array.isArray(expected)
            ? expected.map((part) => (part === '(the 200 k)' ? 'k'.repeat(200) : part))
            : expected;
      expect(utf8(ask(reader.read(toText(bytes)), 'lk.test'))).toEqual(wanted);
    });
  }
});
