import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { ok } from '../../../domain/result';
import { clearLocks, withFileLock } from './file-lock';

const root = mkdtempSync(join(tmpdir(), 'tessera-lock-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = '';
let count = 0;
beforeEach(() => {
  count += 1;
  folder = join(root, String(count));
});

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
/** No process has this id: it is above the largest that Linux gives. */
const DEAD = JSON.stringify({ pid: 4_194_305, started: '', nonce: '0123456789abcdef' });

/** Learns the lock's name from a lock that is held. */
async function lockName(path: string): Promise<string> {
  let name = '';
  await withFileLock(path, { folder }, async () => {
    name = readdirSync(folder)[0] ?? '';
    return ok(null);
  });
  return name;
}

it('work on one file waits, work on another does not', async () => {
  const log: string[] = [];
  const work = (name: string, path: string, ms: number) =>
    withFileLock(path, { folder }, async () => {
      log.push(`${name} begins`);
      await wait(ms);
      log.push(`${name} ends`);
      return ok(name);
    });
  await Promise.all([work('a', '/x', 120), wait(20).then(() => work('b', '/x', 10)), wait(30).then(() => work('c', '/y', 10))]);
  expect(log).toEqual(['a begins', 'c begins', 'c ends', 'a ends', 'b begins', 'b ends']);
  expect(readdirSync(folder)).toEqual([]);
});

it('the lock of a process that is gone is taken over, by one of many at a time', async () => {
  const name = await lockName('/x');
  writeFileSync(join(folder, name), DEAD);
  let inside = 0;
  let most = 0;
  let done = 0;
  await Promise.all(
    Array.from({ length: 8 }, () =>
      withFileLock('/x', { folder }, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await wait(3);
        inside -= 1;
        done += 1;
        return ok(null);
      }),
    ),
  );
  expect([most, done]).toEqual([1, 8]);
  expect(readdirSync(folder)).toEqual([]);
});

it('a process id that was given again is not taken for the owner', async () => {
  const name = await lockName('/x');
  writeFileSync(join(folder, name), JSON.stringify({ pid: process.pid, started: 'another boot 1', nonce: '0123456789abcdef' }));
  expect(await withFileLock('/x', { folder, patience: 2_000 }, async () => ok('mine'))).toEqual(ok('mine'));
});

it('patience ends with a problem, and the lock stays with its owner', async () => {
  const inner = withFileLock('/x', { folder }, async () => {
    const second = await withFileLock('/x', { folder, patience: 60 }, async () => ok('second'));
    return ok(second);
  });
  expect(await inner).toMatchObject({ ok: true, value: { ok: false, error: { code: 'file.locked', next: { do: 'retry' } } } });
  expect(readdirSync(folder)).toEqual([]);
});

it('the lock is free again after work that throws', async () => {
  await expect(withFileLock('/x', { folder }, () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
  expect(readdirSync(folder)).toEqual([]);
});

it('the start clears what is left, and nothing else', async () => {
  await clearLocks(folder);
  mkdirSync(folder);
  const base = '0'.repeat(32);
  const mine = JSON.stringify({ pid: process.pid, started: '', nonce: 'fedcba9876543210' });
  writeFileSync(join(folder, `${base}.lock`), DEAD);
  writeFileSync(join(folder, `${base}.lock.0123456789abcdef`), DEAD);
  writeFileSync(join(folder, `${base}.lock.0123456789abcdef.old`), DEAD);
  writeFileSync(join(folder, `${'1'.repeat(32)}.lock`), mine);
  writeFileSync(join(folder, 'other'), DEAD);
  await clearLocks(folder);
  expect(readdirSync(folder).sort()).toEqual([`${'1'.repeat(32)}.lock`, 'other']);
});
