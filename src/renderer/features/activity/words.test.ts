import { expect, it } from 'vitest';
import { codeWords, resultWords } from './words';

it.each([
  ['keychain.locked', 'the keychain was locked'],
  ['file.notOurs', 'another file was there, and Tessera overwrites only its own'],
  ['tiled.keyLimit', 'key limit'],
  ['somethingNew', 'something new'],
  ['', ''],
])('the code “%s” reads “%s”', (code, words) => {
  expect(codeWords(code)).toBe(words);
});

it('a result says what failed, and of a success only what is more than done', () => {
  expect(resultWords({ outcome: 'done', code: null })).toBe('done');
  expect(resultWords({ outcome: 'done', code: 'vault' })).toBe('the passphrase vault');
  expect(resultWords({ outcome: 'failed', code: 'http.timeout' })).toBe('failed: no answer in time');
  expect(resultWords({ outcome: 'failed', code: null })).toBe('failed');
});
