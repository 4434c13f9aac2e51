import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SECRET } from '../../../domain/exports';
import { HOST, home, KEY, kind, LINE, make, OTHER, path, place, put, read, write } from './testing';

const modeOf = (file: string) => (statSync(file).mode & 0o7777).toString(8);
const strays = () => readdirSync(home).filter((name) => !['.netrc', '_netrc', 'data', 'dot', 'other'].includes(name));

describe('the file that is written', () => {
  it.each([0o022, 0o077, 0o000])('1. a missing file is made with 0600 under umask %o', async (mask) => {
    const old = process.umask(mask);
    try {
      const done = await put();
      expect(done).toMatchObject({ ok: true, value: { change: 'created' } });
    } finally {
      process.umask(old);
    }
    expect(read()).toBe(LINE);
    expect(modeOf(path)).toBe('600');
    expect(strays()).toEqual([]);
  });

  it('2. a symbolic link stays, its target is changed', async () => {
    mkdirSync(join(home, 'dot'));
    writeFileSync(join(home, 'dot', 'netrc'), OTHER, { mode: 0o600 });
    symlinkSync('dot/netrc', path);
    const done = await put();
    expect(done).toMatchObject({ ok: true, value: { change: 'replaced', place: { path } } });
    expect(readlinkSync(path)).toBe('dot/netrc');
    expect(readFileSync(join(home, 'dot', 'netrc'), 'utf8')).toBe(OTHER + LINE);
    expect(readdirSync(join(home, 'dot'))).toEqual(['netrc']);
    expect(strays()).toEqual([]);
  });

  it('3. a dangling link leads to where the file is made; a loop is refused', async () => {
    mkdirSync(join(home, 'dot'));
    symlinkSync('dot/netrc', path);
    expect(await put()).toMatchObject({ ok: true, value: { change: 'created' } });
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(modeOf(join(home, 'dot', 'netrc'))).toBe('600');
    rmSync(path);
    symlinkSync('.netrc', path);
    expect(await put()).toMatchObject({ ok: false, error: { code: 'file.linkLoop' } });
  });

  it.each([
    [0o644, '600', true],
    [0o600, '600', false],
    [0o400, '400', false],
    [0o700, '600', false],
    [0o640, '600', true],
  ])('4. mode %o becomes %s', async (mode, after, isSaid) => {
    write(OTHER, mode);
    const done = await put();
    expect(read()).toBe(OTHER + LINE);
    expect(modeOf(path)).toBe(after);
    expect(done.ok && done.value.notes.some((note) => note.includes('mode 0600'))).toBe(isSaid);
  });

  it.each([0o600, 0o644])('5. where nothing changes the file is not touched (mode %o)', async (mode) => {
    write(OTHER + LINE, mode);
    const before = statSync(path, { bigint: true });
    expect(await put()).toMatchObject({ ok: true, value: { change: 'unchanged' } });
    expect(await kind.remove(place('another', 'none.test'))).toMatchObject({ ok: true, value: { outcome: 'wasGone' } });
    const after = statSync(path, { bigint: true });
    expect([after.mtimeNs, after.ctimeNs, after.ino, after.mode]).toEqual([before.mtimeNs, before.ctimeNs, before.ino, before.mode]);
  });

  it('6. another program that writes in between keeps its change, ours goes on top', async () => {
    write(OTHER);
    const foreign = 'machine foreign.test login f password f\n';
    let times = 0;
    make((step) => {
      if (step === 'tempSynced' && times < 3) {
        times += 1;
        writeFileSync(path, OTHER + foreign.repeat(times));
      }
    });
    expect(await put()).toMatchObject({ ok: true, value: { change: 'replaced' } });
    expect(read()).toBe(OTHER + foreign.repeat(3) + LINE);
    expect(strays()).toEqual([]);
  });

  it('6. one that never stops is told apart, and nothing is lost', async () => {
    write(OTHER);
    let times = 0;
    make((step) => {
      if (step === 'tempSynced') {
        times += 1;
        writeFileSync(path, OTHER + '\n'.repeat(times));
      }
    });
    expect(await put()).toMatchObject({ ok: false, error: { code: 'file.changed' } });
    expect(times).toBe(5);
    expect(read()).toBe(`${OTHER}${'\n'.repeat(5)}`);
    expect(strays()).toEqual([]);
  });

  it('10. both names of a hard link show the new text', async () => {
    write(OTHER);
    linkSync(path, join(home, 'other'));
    const done = await put();
    expect(readFileSync(join(home, 'other'), 'utf8')).toBe(OTHER + LINE);
    expect(done.ok && done.value.notes.join()).toContain('in place');
  });

  it('11. a folder, a pipe and 6 MB are refused without a hang', async () => {
    mkdirSync(path);
    expect(await put()).toMatchObject({ ok: false, error: { code: 'file.notAFile' } });
    rmSync(path, { recursive: true });
    execFileSync('mkfifo', [path]);
    expect(await put()).toMatchObject({ ok: false, error: { code: 'file.notAFile' } });
    rmSync(path);
    write(`#${'x'.repeat(6 * 1024 * 1024)}\n`);
    expect(await put()).toMatchObject({ ok: false, error: { code: 'file.tooBig' } });
  });

  it('12. the last entry leaves an empty file', async () => {
    await put();
    expect(await kind.remove(place())).toMatchObject({ ok: true, value: { outcome: 'removed' } });
    expect(readFileSync(path)).toHaveLength(0);
    expect(modeOf(path)).toBe('600');
  });

  it('15. no message holds a value of the file', async () => {
    const value = 'VALUE-OF-THE-FILE';
    for (const text of [
      `machine lk.test login ${value} password ${value}\n`,
      `machine ${value} login "${value}`,
      `machine lk.test login apikey password ${value} login x password y\n`,
      `macdef m\n  \nmachine lk.test login apikey password ${value}\n`,
    ]) {
      write(text);
      const done = [
        await put(),
        await kind.preview({ path, locator: HOST, secret: SECRET, fields: {} }),
        await kind.remove(place()),
        await kind.check(place()),
      ];
      expect(JSON.stringify(done)).not.toContain(value);
      expect(JSON.stringify(done)).not.toContain(KEY);
      expect(done[0]).toMatchObject({ ok: false });
      expect(read()).toBe(text);
    }
  });
});
