import { appendFileSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { appendFile, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Activity } from './activity';

// The disk as it is, save where a test lets one call fail.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, appendFile: vi.fn(real.appendFile), truncate: vi.fn(real.truncate) };
});

const folder = () => mkdtempSync(join(tmpdir(), 'tessera-activity-'));
const T = Date.UTC(2026, 10, 21, 12);

async function opened(path: string, limit?: number): Promise<Activity> {
  const log = new Activity(path, () => T, limit);
  await log.open();
  return log;
}

describe('the activity log', () => {
  it('is read newest first, page by page, by every word of a search', async () => {
    const log = await opened(folder());
    for (let i = 0; i < 10; i++) log.append({ what: i % 2 ? 'key.revoke' : 'key.create', key: `k${i}`, server: 'BMM', outcome: 'done' });
    expect((await log.read('', 0, 3)).entries.map((e) => e.key)).toEqual(['k9', 'k8', 'k7']);
    expect(await log.read('REVOKED bmm', 2, 2)).toMatchObject({ entries: [{ key: 'k5' }, { key: 'k3' }], more: 1 });
    expect((await log.read('nothing like it', 0, 9)).entries).toEqual([]);
  });

  it('is read for one key, or for one result, and pages count only those', async () => {
    const log = await opened(folder());
    for (let i = 0; i < 9; i++)
      log.append({ what: 'key.verify', keyId: `k${i % 3}`, key: `k1 ${i}`, outcome: i < 6 ? 'done' : 'failed', code: 'key.refused' });
    expect(await log.read('', 1, 1, { keyId: 'k1' })).toMatchObject({ entries: [{ key: 'k1 4' }], more: 1 });
    expect((await log.read('', 0, 9, { outcome: 'failed' })).entries.map((e) => e.key)).toEqual(['k1 8', 'k1 7', 'k1 6']);
    expect((await log.read('k1', 0, 9, { keyId: 'k2', outcome: 'failed' })).entries.map((e) => e.key)).toEqual(['k1 8']);
  });

  it('a crash in mid-line, at any byte, costs that line and no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 90 }), async (cut) => {
        const path = folder();
        const log = await opened(path);
        log.append({ what: 'key.create', key: 'first', outcome: 'done' });
        await log.settled();
        const line = '{"at":"2026-11-21T12:00:00.000Z","what":"key.revoke","key":"half","outcome":"done"}';
        appendFileSync(join(path, 'activity.jsonl'), line.slice(0, cut));
        const again = await opened(path);
        again.append({ what: 'key.create', key: 'after', outcome: 'done' });
        expect((await again.read('', 0, 9)).entries.map((e) => e.key)).toEqual(['after', 'first']);
      }),
      { numRuns: 25 },
    );
  });

  it('sets files aside while it runs, keeps four of them, and reads across them', async () => {
    const path = folder();
    const log = await opened(path, 1_000);
    for (let i = 0; i < 200; i++) log.append({ what: 'key.verify', key: `k${i}`, outcome: 'done' });
    await log.settled();
    const files = readdirSync(path);
    expect(files.sort()).toEqual(['activity.1.jsonl', 'activity.2.jsonl', 'activity.3.jsonl', 'activity.4.jsonl', 'activity.jsonl']);
    for (const file of files) expect(statSync(join(path, file)).size).toBeLessThanOrEqual(1_000);
    const { entries } = await log.read('', 0, 1_000);
    expect(entries.map((e) => e.key)).toEqual(Array.from({ length: entries.length }, (_, i) => `k${199 - i}`));
    expect(entries.length).toBeGreaterThan(30);
  });

  it('lines that are none, and fields of another version, do no harm', async () => {
    const path = folder();
    writeFileSync(
      join(path, 'activity.jsonl'),
      [
        'garbage',
        '[]',
        'null',
        '{"at":5,"what":"x"}',
        '{"at":"2026-11-21T12:00:00.000Z","what":"new.thing","key":7,"from":"moon"}',
        '',
      ].join('\n'),
    );
    const log = await opened(path);
    expect((await log.read('', 0, 9)).entries).toEqual([
      expect.objectContaining({ what: 'new.thing', key: null, from: 'window', outcome: 'done' }),
    ]);
  });

  it('what cannot be written is lost, and nothing else stops', async () => {
    const path = folder();
    writeFileSync(join(path, 'activity.1.jsonl'), '');
    const log = await opened(join(path, 'not-there'));
    log.append({ what: 'key.revoke', outcome: 'done' });
    await log.settled();
    expect((await log.read('', 0, 9)).entries).toEqual([]);
  });

  it('a log that cannot be mended at start stops nothing, and half a line in it spoils no other', async () => {
    const path = folder();
    const file = join(path, 'activity.jsonl');
    const line = '{"at":"2026-11-21T12:00:00.000Z","what":"key.revoke","key":"first","outcome":"done"}';
    writeFileSync(file, `${line}\n${line.slice(0, 40)}`);
    vi.mocked(truncate).mockRejectedValueOnce(Object.assign(new Error('read-only'), { code: 'EROFS' }));
    const log = await opened(path);
    log.append({ what: 'key.create', key: 'after', outcome: 'done' });
    expect((await log.read('', 0, 9)).entries.map((e) => e.key)).toEqual(['after', 'first']);
  });

  it('half a line that a full disk left spoils no other', async () => {
    const path = folder();
    const log = await opened(path);
    vi.mocked(appendFile).mockImplementationOnce(async (file) => {
      appendFileSync(String(file), '{"at":"2026-11-21T12:0');
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    });
    for (const key of ['lost', 'kept']) log.append({ what: 'key.create', key, outcome: 'done' });
    expect((await log.read('', 0, 9)).entries.map((e) => e.key)).toEqual(['kept']);
  });

  it('is for its owner’s eyes', async () => {
    const path = folder();
    const log = await opened(path);
    log.append({ what: 'key.revoke', outcome: 'done' });
    await log.settled();
    if (process.platform !== 'win32') expect(statSync(join(path, 'activity.jsonl')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(path, 'activity.jsonl'), 'utf8')).toMatch(/\n$/);
  });
});
