import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, ok } from '../../domain/result';
import { beginPending, newCopy, oldCopy, recoverPending, tempName } from './pending';
import { type ReplaceOptions, type ReplaceStep, replaceFile } from './replace-file';

let root: string;
let folder: string;
let pendingFolder: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tessera-replace-'));
  folder = join(root, 'files');
  pendingFolder = join(root, 'data', 'pending');
  mkdirSync(folder);
  path = join(folder, 'key.env');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (chosen: string, text: string, options: Partial<ReplaceOptions> = {}) =>
  replaceFile(chosen, () => ok(Buffer.from(text)), { pendingFolder, ...options });
const mode = (p: string) => statSync(p).mode & 0o7777;
const code = (r: Awaited<ReturnType<typeof replaceFile>>) => (r.ok ? 'ok' : r.error.code);
const clean = () => {
  expect(readdirSync(folder).filter((n) => n.startsWith('.tessera'))).toEqual([]);
  expect(existsSync(pendingFolder) ? readdirSync(pendingFolder) : []).toEqual([]);
};

describe('a replacement', () => {
  it('makes a new file, 0600 whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      expect(await write(path, 'a')).toMatchObject({
        ok: true,
        value: { change: 'created', tightenedFrom: null, throughLink: false, inPlace: false },
      });
    } finally {
      process.umask(umask);
    }
    expect([readFileSync(path, 'utf8'), mode(path)]).toEqual(['a', 0o600]);
    clean();
  });

  it('is 0600 before the first byte, and the sibling lies in the same folder', async () => {
    writeFileSync(path, 'old', { mode: 0o644 });
    const seen: unknown[] = [];
    await write(path, 'new', {
      at: (step) => {
        if (step !== 'tempMade') return;
        const temp = join(folder, readdirSync(folder).find((n) => n.startsWith('.tessera')) ?? '');
        seen.push(mode(temp), readFileSync(temp, 'utf8'));
      },
    });
    expect(seen).toEqual([0o600, '']);
    clean();
  });

  it('takes the rights of others away and says so', async () => {
    writeFileSync(path, 'old');
    chmodSync(path, 0o664);
    expect(await write(path, 'new')).toMatchObject({ ok: true, value: { change: 'replaced', tightenedFrom: '0664' } });
    expect(mode(path)).toBe(0o600);
  });

  it('does so for unchanged content too, without touching the content', async () => {
    writeFileSync(path, 'same');
    chmodSync(path, 0o644);
    const { ino, mtimeMs } = statSync(path);
    expect(await write(path, 'same')).toMatchObject({ ok: true, value: { change: 'unchanged', tightenedFrom: '0644' } });
    expect(statSync(path)).toMatchObject({ ino, mtimeMs });
    expect(mode(path)).toBe(0o600);
  });

  it('keeps a file that only its owner may read so', async () => {
    writeFileSync(path, 'old', { mode: 0o400 });
    await write(path, 'new');
    expect([readFileSync(path, 'utf8'), mode(path)]).toEqual(['new', 0o400]);
  });

  it('goes through a chain of links and keeps them', async () => {
    const dotfiles = join(root, 'dotfiles');
    mkdirSync(dotfiles);
    writeFileSync(join(dotfiles, 'real'), 'old');
    symlinkSync('../dotfiles/real', join(folder, 'middle'));
    symlinkSync('middle', path);
    expect(await write(path, 'new')).toMatchObject({ ok: true, value: { throughLink: true, path: join(dotfiles, 'real') } });
    expect(readlinkSync(path)).toBe('middle');
    expect(readFileSync(join(dotfiles, 'real'), 'utf8')).toBe('new');
    expect(lstatSync(join(dotfiles, 'real')).isFile()).toBe(true);
  });

  it('creates what a dangling link points to', async () => {
    symlinkSync('later', path);
    expect(await write(path, 'new')).toMatchObject({ ok: true, value: { change: 'created', throughLink: true } });
    expect(readFileSync(join(folder, 'later'), 'utf8')).toBe('new');
    expect(readlinkSync(path)).toBe('later');
  });

  it('writes over a file with several names, so that all of them see it', async () => {
    writeFileSync(path, 'a longer old text');
    linkSync(path, join(folder, 'other'));
    expect(await write(path, 'new')).toMatchObject({ ok: true, value: { inPlace: true } });
    expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('new');
    clean();
  });

  it('makes the folder, 0700, only when asked', async () => {
    const deep = join(folder, 'a', 'b', 'x');
    expect(code(await write(deep, 'x'))).toBe('file.noFolder');
    expect(code(await write(deep, 'x', { makeFolder: true }))).toBe('ok');
    expect(mode(join(folder, 'a', 'b'))).toBe(0o700);
  });

  it('lets replacements of one file wait for each other', async () => {
    const add = (n: number) => replaceFile(path, (before) => ok(Buffer.from(`${before?.toString() ?? ''}${n};`)), { pendingFolder });
    const all = await Promise.all(Array.from({ length: 20 }, (_, n) => add(n)));
    expect(all.every((r) => r.ok)).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(Array.from({ length: 20 }, (_, n) => `${n};`).join(''));
    clean();
  });
});

describe('what is refused', () => {
  it('a path that is not absolute, a folder, a pipe, a device, a loop of links', async () => {
    expect(code(await write('key.env', 'x'))).toBe('file.path');
    expect(code(await write(folder, 'x'))).toBe('file.notAFile');
    expect(code(await write(`${folder}/`, 'x'))).toBe('file.notAFile');
    expect(code(await write('/dev/null', 'x'))).toBe('file.notAFile');
    spawnSync('mkfifo', [path], { timeout: 5_000 });
    expect(code(await write(path, 'x'))).toBe('file.notAFile');
    symlinkSync('loop', join(folder, 'loop'));
    expect(code(await write(join(folder, 'loop'), 'x'))).toBe('file.linkLoop');
    expect(code(await write(join(path, 'below'), 'x'))).toBe('file.noFolder');
    clean();
  });

  it('a file of another user', async () => {
    let foreign = '/etc/hostname';
    if (process.getuid?.() === 0) {
      foreign = path;
      writeFileSync(path, 'theirs');
      chownSync(path, 65_534, 65_534);
    }
    const before = readFileSync(foreign, 'utf8');
    expect(code(await write(foreign, 'x'))).toBe('file.foreign');
    expect(readFileSync(foreign, 'utf8')).toBe(before);
  });

  it('a file over the limit, and growth beyond it', async () => {
    writeFileSync(path, 'x'.repeat(1024 * 1024 + 1));
    expect(code(await write(path, 'x'))).toBe('file.tooBig');
    expect(code(await write(join(folder, 'other'), 'x'.repeat(11), { limit: 10 }))).toBe('file.tooBig');
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });

  it("the edit's own refusal changes nothing, not even the mode", async () => {
    writeFileSync(path, 'old');
    chmodSync(path, 0o644);
    expect(code(await replaceFile(path, () => fail('env.unclear', 'x'), { pendingFolder }))).toBe('env.unclear');
    expect([readFileSync(path, 'utf8'), mode(path)]).toEqual(['old', 0o644]);
  });
});

describe('another program at the same moment', () => {
  const meddle: readonly (readonly [string, () => void])[] = [
    ['appends', () => appendFileSync(path, '+')],
    [
      'renames its own over it',
      () => {
        writeFileSync(join(folder, 'n'), 'old');
        renameSync(join(folder, 'n'), path);
      },
    ],
    ['removes it', () => rmSync(path)],
    [
      'makes it a link',
      () => {
        rmSync(path);
        symlinkSync('elsewhere', path);
      },
    ],
    ['changes its mode', () => chmodSync(path, 0o640)],
  ];
  it.each(meddle)('%s: its change stays, ours is not written', async (_title, act) => {
    writeFileSync(path, 'old', { mode: 0o600 });
    let told = false;
    const done = await write(path, 'new', {
      at: (step) => {
        if (step === 'tempSynced' && !told) {
          told = true;
          act();
        }
      },
    });
    expect(code(done)).toBe('file.changed');
    if (existsSync(path)) expect(readFileSync(path, 'utf8')).not.toBe('new');
    clean();
  });

  it('starts over with its content when told to', async () => {
    writeFileSync(path, 'old');
    let left = 2;
    const done = await replaceFile(path, (before) => ok(Buffer.from(`${before?.toString()}!`)), {
      pendingFolder,
      tries: 5,
      at: (step) => {
        if (step !== 'tempSynced' || left === 0) return;
        left -= 1;
        appendFileSync(path, '+');
      },
    });
    expect(code(done)).toBe('ok');
    expect(readFileSync(path, 'utf8')).toBe('old++!');
    clean();
  });

  it('makes the file that was not there, after we looked: it is not overwritten', async () => {
    const done = await write(path, 'ours', {
      at: (step) => {
        if (step === 'compared') writeFileSync(path, 'theirs');
      },
    });
    expect(code(done)).toBe('file.changed');
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    clean();
  });

  it('writes right after the rename: said, not hidden', async () => {
    writeFileSync(path, 'old');
    const done = await write(path, 'new', {
      at: (step) => {
        if (step === 'folderSynced') writeFileSync(path, 'theirs');
      },
    });
    expect(code(done)).toBe('file.readBack');
  });
});

describe('a failure of the system at any step', () => {
  const steps: readonly ReplaceStep[] = ['noted', 'tempMade', 'tempWritten', 'tempSynced', 'compared'];
  it.each(steps)('at %s: the file is as it was, and nothing is left', async (failing) => {
    for (const [system, expected] of [
      ['ENOSPC', 'file.full'],
      ['EDQUOT', 'file.full'],
      ['EACCES', 'file.permission'],
      ['EROFS', 'file.readOnly'],
      ['EIO', 'file.failed'],
    ] as const) {
      for (const names of [1, 2]) {
        rmSync(path, { force: true });
        writeFileSync(path, 'old');
        if (names === 2) linkSync(path, join(folder, 'other'));
        const done = await write(path, 'new', {
          at: (step) => {
            if (step === failing) throw Object.assign(new Error(system), { code: system });
          },
        });
        expect(done).toMatchObject({ ok: false, error: { code: expected } });
        if (!done.ok) expect(done.error.message).toContain('as it was');
        expect(readFileSync(path, 'utf8')).toBe('old');
        clean();
        rmSync(join(folder, 'other'), { force: true });
      }
    }
  });

  it('after the rename: says that the new content is there', async () => {
    writeFileSync(path, 'old');
    const done = await write(path, 'new', {
      at: (step) => {
        if (step === 'replaced') throw Object.assign(new Error('EIO'), { code: 'EIO' });
      },
    });
    expect(done).toMatchObject({ ok: false, error: { code: 'file.failed' } });
    if (!done.ok) expect(done.error.message).toContain('new content is in the file');
    expect(readFileSync(path, 'utf8')).toBe('new');
    clean();
  });

  it('a bug is thrown on, and leaves nothing either', async () => {
    await expect(
      write(path, 'new', {
        at: (step) => {
          if (step === 'tempWritten') throw new TypeError('bug');
        },
      }),
    ).rejects.toThrow('bug');
    clean();
  });
});

describe('the next start', () => {
  it('finds nothing on a first start', async () => {
    expect(await recoverPending(pendingFolder)).toEqual({ removed: [], restored: [], left: [] });
  });

  it('removes only what the journal names, bears our name, and is an ordinary file', async () => {
    writeFileSync(path, 'precious');
    writeFileSync(join(folder, tempName('0'.repeat(24))), 'not in the journal');
    await beginPending(pendingFolder, () => ({ version: 1, way: 'rename', target: path, temp: path }));
    await beginPending(pendingFolder, (id) => {
      symlinkSync('key.env', join(folder, tempName(id)));
      return { version: 1, way: 'rename', target: path, temp: join(folder, tempName(id)) };
    });
    writeFileSync(join(pendingFolder, `${'a'.repeat(24)}.json`), '{"version":1,"way":"ren');
    const recovery = await recoverPending(pendingFolder);
    expect(recovery).toEqual({ removed: [], restored: [], left: [] });
    expect(readFileSync(path, 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toHaveLength(3);
    expect(readdirSync(pendingFolder)).toEqual([]);
  });

  const states: readonly (readonly [string, string])[] = [
    ['0123456789', 'abcde'],
    ['01234', 'abcdefghij'],
    ['0123456789', '0123x56789'],
    ['', 'abc'],
    ['abc', ''],
  ];
  it.each(states)('mends a write in place that stopped after any byte: %j to %j', async (before, after) => {
    for (let k = 0; k <= after.length; k += 1) {
      const note = await beginPending(pendingFolder, () => ({ version: 1, way: 'inPlace', target: path, temp: null }));
      writeFileSync(oldCopy(note), before);
      writeFileSync(newCopy(note), after);
      writeFileSync(path, after.slice(0, k) + before.slice(k));
      const recovery = await recoverPending(pendingFolder);
      expect(recovery.left).toEqual([]);
      expect([before, after]).toContain(readFileSync(path, 'utf8'));
      expect(readdirSync(pendingFolder)).toEqual([]);
    }
  });

  it('leaves a file that another program changed since, keeps the copy and says so', async () => {
    const note = await beginPending(pendingFolder, () => ({ version: 1, way: 'inPlace', target: path, temp: null }));
    writeFileSync(oldCopy(note), 'old');
    writeFileSync(newCopy(note), 'new');
    writeFileSync(path, 'theirs');
    expect(await recoverPending(pendingFolder)).toMatchObject({ restored: [], left: [{ target: path }] });
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    expect(readFileSync(oldCopy(note), 'utf8')).toBe('old');
  });
});
