import { describe, expect, it } from 'vitest';
import { shownWord } from './shown';

const inFile = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('a word of the file, shown', () => {
  it.each(['', 'apikey', 'q r', 'data.example.org', 'ü', 'データ', '🔑'])('reads as it was meant: %s', (text) => {
    expect(shownWord(inFile(text))).toBe(text);
  });

  it.each([
    ['\u202egro.live', '<U+202E>gro.live'],
    ['a\u200bb', 'a<U+200B>b'],
    ['a\u00a0b', 'a<U+00A0>b'],
    ['a\u0007\u001b[31m', 'a<U+0007><U+001B>[31m'],
    ['\ufeffa', '<U+FEFF>a'],
    ['\u{e0041}a', '<U+E0041>a'],
  ])('hides no mark: %j', (text, shown) => {
    expect(shownWord(inFile(text))).toBe(shown);
  });

  it('shows bytes that are no UTF-8 one by one', () => {
    expect(shownWord('\u00fc')).toBe('ü');
    expect(shownWord('a\u0085\u00fc')).toBe('a<U+0085>ü');
  });
});
