import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recoverPending } from './pending';

const root = mkdtempSync(join(tmpdir(), 'tessera-replace-'));
const childFile = join(root, 'child', 'replace-child.mjs');
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(async () => {
  chmodSync(root, 0o755);
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, 'replace-child.ts'),
      outDir: join(root, 'child'),
      target: 'node20',
      rollupOptions: { output: { format: 'es', entryFileNames: 'replace-child.mjs' } },
    },
  });
});

const OLD = `${'old line\n'.repeat(2_000)}old end`;
const NEW = `${'NEW LINE!\n'.repeat(1_500)}NEW END`;

interface Place {
  readonly folder: string;
  readonly path: string;
  readonly pendingFolder: string;
}

let count = 0;
function place(): Place {
  count += 1;
  const folder = join(root, `case-${count}`, 'files');
  mkdirSync(folder, { recursive: true });
  return { folder, path: join(folder, 'key.env'), pendingFolder: join(root, `case-${count}`, 'pending') };
}

const plan = (p: Place, killAt: string | null, contents = [NEW], rounds = 1) =>
  JSON.stringify({ path: p.path, pendingFolder: p.pendingFolder, contents, rounds, killAt });

const ENV = { PATH: process.env.PATH ?? '' };

const RENAME = ['noted', 'tempMade', 'tempWritten', 'tempSynced', 'compared', 'replaced', 'folderSynced', 'readBack', 'done'];
const IN_PLACE = ['noted', 'tempMade', 'tempWritten', 'tempSynced', 'compared', 'replaced', 'readBack', 'done'];

describe('killed at a step, then started again', () => {
  it.each([
    ...RENAME.map((step) => ['an existing file', step] as const),
    ...RENAME.map((step) => ['a new file', step] as const),
    ...IN_PLACE.map((step) => ['a file with a second hard link', step] as const),
  ])('%s, at %s: old or new, never torn or missing, and nothing left behind', async (kind, step) => {
    const p = place();
    if (kind !== 'a new file') writeFileSync(p.path, OLD, { mode: 0o644 });
    if (kind === 'a file with a second hard link') linkSync(p.path, join(p.folder, 'other'));
    const child = spawnSync(process.execPath, [childFile], { input: plan(p, step), env: ENV, timeout: 20_000 });
    expect(child.signal).toBe('SIGKILL');

    const read = () => (readdirSync(p.folder).includes('key.env') ? readFileSync(p.path, 'utf8') : null);
    const allowed = kind === 'a new file' ? [null, NEW] : [OLD, NEW];
    expect(allowed.includes(read())).toBe(true);
    for (const name of [
      ...readdirSync(p.folder).map((n) => join(p.folder, n)),
      ...readdirSync(p.pendingFolder).map((n) => join(p.pendingFolder, n)),
    ]) {
      if (readFileSync(name, 'utf8').includes('NEW')) expect(statSync(name).mode & 0o777).toBe(0o600);
    }

    const first = read();
    const recovery = await recoverPending(p.pendingFolder);
    expect(recovery.left).toEqual([]);
    expect(read()).toBe(first);
    expect(readdirSync(p.pendingFolder)).toEqual([]);
    expect(readdirSync(p.folder).filter((n) => n !== 'key.env' && n !== 'other')).toEqual([]);
    // What the step left is what the step says: the steps are where they claim to be.
    const after = ['replaced', 'folderSynced', 'readBack', 'done'].includes(step);
    expect(first).toBe(after ? NEW : kind === 'a new file' ? null : OLD);
  });
});

it('killed at 40 moments chosen by the clock while it writes in a loop, with a reader beside it: every read whole', async () => {
  const p = place();
  writeFileSync(p.path, OLD);
  let reads = 0;
  let atWork = 0;
  const seen = new Set<string>();
  for (let run = 0; run < 40; run += 1) {
    const child = spawn(process.execPath, [childFile], { env: ENV, stdio: ['pipe', 'ignore', 'ignore'] });
    const gone = new Promise((done) => child.on('exit', done));
    child.stdin.end(plan(p, null, [NEW, OLD], 100_000));
    const end = Date.now() + 70 + ((run * 7) % 90);
    while (Date.now() < end) {
      const text = readFileSync(p.path, 'utf8');
      if (text !== OLD && text !== NEW) throw new Error(`torn: ${text.length} bytes`);
      seen.add(text);
      reads += 1;
      await new Promise((done) => setTimeout(done, 1));
    }
    child.kill('SIGKILL');
    await gone;
    const pending = readdirSync(p.pendingFolder, { withFileTypes: true }).length;
    if (pending > 0) atWork += 1;
    const text = readFileSync(p.path, 'utf8');
    expect(text === OLD || text === NEW).toBe(true);
    expect((await recoverPending(p.pendingFolder)).left).toEqual([]);
    expect(readdirSync(p.folder)).toEqual(['key.env']);
    expect(readdirSync(p.pendingFolder)).toEqual([]);
  }
  expect(seen.size).toBe(2);
  expect(reads).toBeGreaterThan(200);
  // Most kills must have met a replacement under way, or the test shows nothing.
  expect(atWork).toBeGreaterThan(10);
});

describe('what the system refuses', () => {
  it('a full disk (here: a limit on file sizes): the old content stays, no sibling is left', () => {
    const p = place();
    writeFileSync(p.path, OLD, { mode: 0o600 });
    // 8 blocks of 512 bytes; the ignored signal makes the write fail as on a full disk.
    const child = spawnSync('sh', ['-c', `trap '' XFSZ; ulimit -f 8; exec "$0" "$1"`, process.execPath, childFile], {
      input: plan(p, null),
      env: ENV,
      timeout: 20_000,
    });
    expect(child.stdout.toString()).toBe('file.full');
    expect(readFileSync(p.path, 'utf8')).toBe(OLD);
    expect(readdirSync(p.folder)).toEqual(['key.env']);
    expect(readdirSync(p.pendingFolder)).toEqual([]);
  });

  // Root may do everything, so the child runs as another user then.
  const other = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const hand = (path: string) => {
    if (other.uid !== undefined) chownSync(path, other.uid, other.gid);
  };
  const runAs = (p: Place) =>
    spawnSync(process.execPath, [childFile], { input: plan(p, null), env: ENV, timeout: 20_000, ...other }).stdout.toString();
  const prepare = (p: Place) => {
    mkdirSync(p.pendingFolder, { mode: 0o700 });
    hand(p.pendingFolder);
    hand(p.folder);
  };

  it('a new file in a folder without write permission', () => {
    const p = place();
    prepare(p);
    chmodSync(p.folder, 0o500);
    expect(runAs(p)).toBe('file.permission');
    expect(readdirSync(p.folder)).toEqual([]);
    expect(readdirSync(p.pendingFolder)).toEqual([]);
  });

  it('an existing file in such a folder is written in place', () => {
    const p = place();
    prepare(p);
    writeFileSync(p.path, OLD, { mode: 0o600 });
    hand(p.path);
    chmodSync(p.folder, 0o500);
    const { ino } = statSync(p.path);
    expect(runAs(p)).toBe('ok');
    expect(readFileSync(p.path, 'utf8')).toBe(NEW);
    expect(statSync(p.path).ino).toBe(ino);
    expect(readdirSync(p.pendingFolder)).toEqual([]);
  });

  it('a file without read permission', () => {
    const p = place();
    prepare(p);
    writeFileSync(p.path, OLD, { mode: 0o000 });
    hand(p.path);
    expect(runAs(p)).toBe('file.permission');
    chmodSync(p.path, 0o600);
    expect(readFileSync(p.path, 'utf8')).toBe(OLD);
  });
});
