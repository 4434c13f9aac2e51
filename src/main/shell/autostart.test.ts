import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartFolder, xdgAutostart } from './autostart';
import { desktopEntry } from './desktop-entry';

let home = '';
let folder = '';
let path = '';
const command = [process.execPath, '/opt/Tessera/app', '--hidden'];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tessera-autostart-'));
  folder = join(home, '.config', 'autostart');
  path = join(folder, 'tessera.desktop');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the folder', () => {
  it.each([
    [{}, '/home/x/.config/autostart'],
    [{ XDG_CONFIG_HOME: '/home/x/cfg' }, '/home/x/cfg/autostart'],
    [{ XDG_CONFIG_HOME: '' }, '/home/x/.config/autostart'],
    [{ XDG_CONFIG_HOME: 'cfg' }, '/home/x/.config/autostart'],
  ])('%j', (env, expected) => {
    expect(autostartFolder(env, '/home/x')).toBe(expected);
  });
});

describe('start at login on Linux', () => {
  it('is off at first, on with an entry, and off without a trace', async () => {
    const entry = xdgAutostart(folder, command);
    expect(await entry.read()).toEqual({ on: false, note: null, stale: false });
    expect(existsSync(folder)).toBe(false);
    expect(await entry.set(true)).toEqual({ on: true, note: null, stale: false });
    expect(readFileSync(path, 'utf8')).toBe(desktopEntry(command));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['tessera.desktop']);
    expect(await entry.set(false)).toEqual({ on: false, note: null, stale: false });
    expect(readdirSync(folder)).toEqual([]);
    expect(await entry.set(false)).toEqual({ on: false, note: null, stale: false });
  });

  it('leaves other programs’ entries alone, and removes what a kill left of our own', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'other.desktop'), 'x');
    writeFileSync(join(folder, '.tessera-0123456789ab.tmp'), 'half');
    await xdgAutostart(folder, command).set(true);
    expect(readdirSync(folder).sort()).toEqual(['other.desktop', 'tessera.desktop']);
  });

  it('is off where the desktop has switched it off, and says who did', async () => {
    const entry = xdgAutostart(folder, command);
    await entry.set(true);
    writeFileSync(path, `${readFileSync(path, 'utf8')}X-GNOME-Autostart-enabled=false\n`);
    expect(await entry.read()).toMatchObject({ on: false, stale: false, note: expect.stringContaining('desktop’s own settings') });
    expect((await entry.set(true)).on).toBe(true);
  });

  it.each([
    ['another copy that is there', process.execPath, false],
    ['a copy that is gone', '/opt/gone/tessera', true],
  ])('is off where the entry starts %s', async (_case, program, stale) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, desktopEntry([program, '--other']) ?? '');
    expect(await xdgAutostart(folder, command).read()).toMatchObject({ on: false, stale, note: expect.stringContaining('Another copy') });
  });

  it('writes through a link into somebody’s collection of settings', async () => {
    mkdirSync(folder, { recursive: true });
    const kept = join(home, 'kept.desktop');
    writeFileSync(kept, '');
    symlinkSync(kept, path);
    await xdgAutostart(folder, command).set(true);
    expect(readFileSync(kept, 'utf8')).toBe(desktopEntry(command));
  });

  it('says that it is not on where the folder cannot be written', async () => {
    writeFileSync(join(home, '.config'), 'a file where the folder should be');
    const answer = await xdgAutostart(folder, command).set(true);
    expect(answer.on).toBe(false);
    expect(answer.note).toMatch(/cannot be changed \((ENOTDIR|EEXIST)\)/);
  });

  it('does not exist for a path that no entry can hold', async () => {
    const answer = await xdgAutostart(folder, ['/opt/a\nb']).set(true);
    expect(answer).toMatchObject({ on: false, note: expect.stringContaining('own path') });
    expect(existsSync(folder)).toBe(false);
  });
});
