import { describe, expect, it } from 'vitest';
import { setEntry } from '../set';
import { toBytes } from '../text';
import { type Answer, ask } from './answers';
import { curl } from './curl';
import { curl813 } from './curl-8-13';

const OURS = 'machine lk.test login apikey password K\n';
const KEY: Answer = ['apikey', 'K'];
const both = (text: string) => [ask(curl.read(text), 'lk.test'), ask(curl813.read(text), 'lk.test')];

/** Ordinary entries of `size` bytes in all, ours last. */
function fileOf(size: number): string {
  const line = 'machine hhhhhhhhhh login u password p\n';
  const many = line.repeat(Math.floor((size - OURS.length) / line.length) - 1);
  const rest = size - OURS.length - many.length;
  return `${many}machine h login u password ${'p'.repeat(rest - 28)}\n${OURS}`;
}

/** Measured on libcurl 8.16 and 8.23. */
describe('the limits of curl', () => {
  it.each([
    [131_070, KEY, KEY],
    [131_071, 'rejected', KEY],
    [131_072, 'rejected', 'rejected'],
  ] as const)('a file of %i bytes', (size, newer, older) => {
    expect(fileOf(size)).toHaveLength(size);
    expect(both(fileOf(size))).toEqual([newer, older]);
  });

  it.each([
    [131_070, KEY, KEY],
    [131_071, 'rejected', 'rejected'],
  ] as const)('a file of %i bytes without a line end at its end', (size, newer, older) => {
    expect(both(fileOf(size + 1).slice(0, -1))).toEqual([newer, older]);
  });

  it.each([
    [16_382, KEY, KEY],
    [16_383, 'rejected', null],
  ] as const)('a comment of %i bytes above', (size, newer, older) => {
    expect(both(`${'#'.repeat(size)}\n${OURS}`)).toEqual([newer, older]);
  });

  it('a line that is too long below the entry', () => {
    expect(both(`${OURS}${'#'.repeat(16_383)}\n`)).toEqual(['rejected', KEY]);
  });

  it.each([
    ['machine a login u password ', '', 'rejected', 'rejected'],
    ['', '', KEY, 'rejected'],
    ['"', '"', 'rejected', 'rejected'],
  ] as const)('a word of 4,096 bytes after %j', (head, tail, newer, older) => {
    expect(both(`${head}${'k'.repeat(4_095)}${tail}\n${OURS}`)).toEqual([KEY, KEY]);
    expect(both(`${head}${'k'.repeat(4_096)}${tail}\n${OURS}`)).toEqual([newer, older]);
  });

  it('an entry that would make the file too large for curl is not written', () => {
    const text = fileOf(131_060).replace(OURS, '');
    const full = `${text}${'#'.repeat(10)}\nmachine z login u password ${'p'.repeat(131_060 - text.length - 28)}\n`;
    expect(ask(curl.read(full), 'z')).not.toBe('rejected');
    expect(setEntry(toBytes(full), { host: 'lk.test', key: 'K' })).toMatchObject({ ok: false, error: { code: 'would-change-others' } });
  });
});
