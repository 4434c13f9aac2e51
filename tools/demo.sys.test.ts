import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ROOT } from './paths.mjs';

/** A HOME and a session bus that must stay untouched while the demo runs. */
let folder: string;
const connections: number[] = [];
const bus = createServer((socket) => {
  connections.push(Date.now());
  socket.destroy();
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-canary-'));
  mkdirSync(join(folder, 'home', '.tiledb'), { recursive: true });
  mkdirSync(join(folder, 'home', '.config', 'Tessera', 'data'), { recursive: true });
  writeFileSync(join(folder, 'home', '.netrc'), 'machine canary.example login apikey password CANARY\n', { mode: 0o600 });
  writeFileSync(join(folder, 'home', '.tiledb', 'cloud.json'), '{}', { mode: 0o600 });
  await new Promise<void>((done) => bus.listen(join(folder, 'bus'), done));
});
afterEach(async () => {
  await new Promise((done) => bus.close(done));
  rmSync(folder, { recursive: true, force: true });
});

/** Every file and folder with its content and times of change. */
function census(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const full = join(entry.parentPath, entry.name);
      const { mtimeMs, ctimeMs, mode } = statSync(full);
      return [full, mtimeMs, ctimeMs, mode, entry.isFile() ? readFileSync(full, 'utf8') : ''].join(' ');
    })
    .sort();
}

it('the demo does the main job, leaves its pictures, and touches nothing of the user’s', async () => {
  const before = census(join(folder, 'home'));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: join(folder, 'home'),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'bus')}`,
    XDG_RUNTIME_DIR: folder,
    TMPDIR: tmpdir(),
  };
  const { code, output } = await new Promise<{ code: number | null; output: string }>((done) => {
    const child = execFile(process.execPath, [join(ROOT, 'demo', 'run.mjs')], { env, cwd: ROOT, timeout: 100_000 }, (_error, out, err) =>
      done({ code: child.exitCode, output: out + err }),
    );
  });
  expect(code, output).toBe(0);
  expect(output).toContain('The server answered 401');
  expect(output).not.toMatch(/[0-9a-f]{16}/);
  expect(output).toMatch(/^ {4}\d+ beside Warnings in the sidebar; it was \d+\.$/m);
  // A blank page over the status line, as a picture taken too early shows, is a fifth of that.
  expect(statSync(join(ROOT, 'out', 'demo', '01-first-run.png')).size).toBeGreaterThan(30_000);
  expect(readdirSync(join(ROOT, 'out', 'demo')).filter((name) => /^\d\d-.*\.png$/.test(name)).length).toBeGreaterThanOrEqual(10);
  expect(census(join(folder, 'home'))).toEqual(before);
  expect(connections).toEqual([]);
}, 120_000);

it('the canary can sing: a touched file and a bus connection are noticed', async () => {
  const before = census(join(folder, 'home'));
  writeFileSync(join(folder, 'home', '.netrc'), 'changed');
  expect(census(join(folder, 'home'))).not.toEqual(before);
  const { connect } = await import('node:net');
  await new Promise((done) => connect(join(folder, 'bus')).on('close', done).on('error', done));
  expect(connections.length).toBe(1);
  connections.length = 0;
});
