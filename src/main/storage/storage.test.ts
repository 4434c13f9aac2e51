import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { Activity } from './activity';
import { TEMP_MARK, writeAtomically } from './atomic';
import { type DocumentKind, loadDocument, saveDocument } from './document';
import { openDataFolder } from './folder';
import { takeLock } from './lock';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-storage-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const posix = process.platform !== 'win32';

describe('the lock of the data folder', () => {
  it('is taken once, and again after it was given back', async () => {
    const first = await takeLock(folder);
    expect('lock' in first).toBe(true);
    expect(await takeLock(folder)).toEqual({ takenBy: process.pid });
    if ('lock' in first) first.lock.release();
    expect('lock' in (await takeLock(folder))).toBe(true);
  });

  it('of a killed process is taken over', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
    const lock = { pid: child.pid, started: '1', boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), nonce: 'x' };
    // The process id is in use, though by another process than the one that took the lock.
    writeFileSync(at('tessera.lock'), JSON.stringify(lock));
    expect('lock' in (await takeLock(folder))).toBe(true);
    child.kill('SIGKILL');
  });

  it('of an earlier boot, or torn, is taken over', async () => {
    for (const text of [JSON.stringify({ pid: process.pid, started: '', boot: 'another', nonce: 'x' }), '', '{"pid"']) {
      writeFileSync(at('tessera.lock'), text);
      const taken = await takeLock(folder);
      expect('lock' in taken, text).toBe(true);
      if ('lock' in taken) taken.lock.release();
    }
  });

  it('that another process has taken meanwhile is not released by us', async () => {
    const mine = await takeLock(folder);
    writeFileSync(at('tessera.lock'), JSON.stringify({ pid: 1, nonce: 'theirs' }));
    if ('lock' in mine) mine.lock.release();
    expect(existsSync(at('tessera.lock'))).toBe(true);
  });
});

const KIND: DocumentKind<{ a: number }> = {
  name: 'test document',
  version: 3,
  shape: z.strictObject({ a: z.number() }),
  empty: { a: 0 },
  migrations: { 1: (v) => ({ b: (v as { c: number }).c }), 2: (v) => ({ a: (v as { b: number }).b }) },
};

describe('a versioned document', () => {
  it('comes back as it was written, in a file of 0600', async () => {
    await saveDocument(at('d.json'), KIND, { a: 5 });
    expect(await loadDocument(at('d.json'), KIND)).toEqual({ kind: 'ready', value: { a: 5 } });
    if (posix) expect(statSync(at('d.json')).mode & 0o777).toBe(0o600);
  });
  it('is empty where there is none', async () => {
    expect(await loadDocument(at('none.json'), KIND)).toEqual({ kind: 'ready', value: { a: 0 } });
  });
  it('of an older version is migrated step by step, and a copy is kept', async () => {
    writeFileSync(at('d.json'), '{"version":1,"data":{"c":7}}');
    expect(await loadDocument(at('d.json'), KIND)).toEqual({ kind: 'ready', value: { a: 7 } });
    expect(readFileSync(at('d.json.v1'), 'utf8')).toBe('{"version":1,"data":{"c":7}}');
    expect(JSON.parse(readFileSync(at('d.json'), 'utf8'))).toEqual({ version: 3, data: { a: 7 } });
  });
  it('of a newer version is read-only and left as it is', async () => {
    const text = '{"version":9,"data":{"a":1,"new":true}}';
    writeFileSync(at('d.json'), text);
    expect(await loadDocument(at('d.json'), KIND)).toMatchObject({ kind: 'readOnly', value: { a: 0 } });
    expect(readFileSync(at('d.json'), 'utf8')).toBe(text);
  });
  it.each(['', 'not json', '[]', 'null', '{"version":"1"}', '{"version":3,"data":{"a":"text"}}'])(
    'that reads %j is set aside, not overwritten',
    async (text) => {
      writeFileSync(at('d.json'), text);
      const loaded = await loadDocument(at('d.json'), KIND);
      expect(loaded).toMatchObject({ kind: 'damaged', value: { a: 0 } });
      expect(loaded.kind === 'damaged' && readFileSync(loaded.keptAs, 'utf8')).toBe(text);
    },
  );
});

describe('the data folder', () => {
  it('is made private, with everything in it, and says what it repaired', async () => {
    writeFileSync(at('index.json'), 'x');
    if (posix) {
      chmodSync(folder, 0o755);
      chmodSync(at('index.json'), 0o644);
    }
    const opened = await openDataFolder(folder);
    expect(opened.ok && opened.value.repaired).toEqual(posix ? [folder, at('index.json')] : []);
    if (posix) expect([statSync(folder).mode & 0o777, statSync(at('index.json')).mode & 0o777]).toEqual([0o700, 0o600]);
  });
  it('loses what a kill left half written, and nothing else', async () => {
    writeFileSync(at(`${TEMP_MARK}abc-index.json`), 'half');
    writeFileSync(at('index.json'), 'whole');
    await openDataFolder(folder);
    expect(readdirSync(folder)).toEqual(['index.json']);
  });
  it('that cannot be made is a problem, not a crash', async () => {
    writeFileSync(at('file'), '');
    expect(await openDataFolder(at('file/below'))).toMatchObject({ ok: false, error: { code: 'storage.unusable' } });
  });
  it('keeps no temporary file after a write that failed', async () => {
    await expect(writeAtomically(join(folder, 'missing', 'x'), 'text')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the activity log', () => {
  it('is one object a line, and a line that a crash left half is cut off', async () => {
    const log = new Activity(folder, () => 0);
    await log.open();
    log.append({ what: 'key.create', outcome: 'done' });
    log.append({ what: 'key.revoke', keyId: 'k', outcome: 'failed', code: 'http.timeout' });
    await log.settled();
    writeFileSync(at('activity.jsonl'), `${readFileSync(at('activity.jsonl'), 'utf8')}{"at":"19`);
    await new Activity(folder, () => 0).open();
    const lines = readFileSync(at('activity.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l) as unknown);
    expect(lines).toEqual([
      { at: '1970-01-01T00:00:00.000Z', what: 'key.create', outcome: 'done' },
      { at: '1970-01-01T00:00:00.000Z', what: 'key.revoke', keyId: 'k', outcome: 'failed', code: 'http.timeout' },
    ]);
  });
  it('is set aside when it is large', async () => {
    writeFileSync(at('activity.jsonl'), `${'x'.repeat(5 * 1024 * 1024)}\n`);
    await new Activity(folder, () => 0).open();
    expect(readdirSync(folder)).toEqual(['activity.1.jsonl']);
  });
});
