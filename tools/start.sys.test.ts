import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceStamp } from './build.mjs';

/**
 * The launchers find everything from where they lie. So a copy of them beside programs that only write down how they were called shows
 * what `npm start` really does: which program, with what arguments, environment, core size and signals.
 */
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tessera-start-'));
  cpSync(import.meta.dirname, join(root, 'tools'), { recursive: true, filter: (path) => !path.endsWith('.ts') });
  write('package.json', '{"type":"module"}');
  write('out/main/index.js', '');
  write('out/build.stamp', sourceStamp(root));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  chmodSync(join(root, path), mode);
}

/** Prints what it was given; with `wait`, ends only by a signal. */
const witness = (name: string, code: number, wait = false): string => `
import { spawnSync } from 'node:child_process';
${wait ? "process.on('SIGTERM', () => { console.log('TERMINATED'); process.exit(9); }); setInterval(() => {}, 1000);" : ''}
const core = spawnSync('/bin/sh', ['-c', 'ulimit -S -c; ulimit -H -c'], { encoding: 'utf8' }).stdout.split('\\n').filter(Boolean);
console.log('WITNESS ' + JSON.stringify({ name: '${name}', args: process.argv.slice(2), names: Object.keys(process.env), core }));
${wait ? '' : `process.exit(${code});`}
`;

/** An Electron that answers the probe with `probe` (shell) and otherwise is a witness. */
function electron(probe: string, { code = 0, wait = false } = {}): void {
  write('node_modules/electron/package.json', JSON.stringify({ version: '45.0.0', engines: { node: '>= 22.12.0' } }));
  write('node_modules/electron/path.txt', 'electron');
  write('node_modules/electron/dist/version', '45.0.0');
  write('node_modules/electron/dist/witness.mjs', witness('electron', code, wait));
  const script = `#!/bin/sh\ncase "$*" in *electron-probe*) ${probe};; *) exec '${process.execPath}' '${root}/node_modules/electron/dist/witness.mjs' "$@";; esac\n`;
  write('node_modules/electron/dist/electron', script, 0o755);
}

const ENV = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  CI: '1',
  DISPLAY: ':7',
  TILED_API_KEY: 'canary',
  NODE_OPTIONS: '',
  LC_ALL: 'C',
};

function start(args: string[], env: Record<string, string | undefined> = ENV) {
  const ended = spawnSync(process.execPath, [join(root, 'tools/start.mjs'), ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
    timeout: 40_000,
  });
  const seen = /^WITNESS (.*)$/m.exec(ended.stdout)?.[1];
  return {
    code: ended.status,
    lines: `${ended.stdout}${ended.stderr}`.split('\n').filter((line) => line !== '' && !line.startsWith('WITNESS')),
    seen: seen === undefined ? undefined : (JSON.parse(seen) as { name: string; args: string[]; names: string[]; core: string[] }),
  };
}

describe('npm start', () => {
  it('runs an Electron that comes up: no foreign environment, no core file, its exit code', () => {
    electron('echo electron-probe-ok 45.0.0', { code: 7 });
    const { code, seen } = start([]);
    expect(seen?.name).toBe('electron');
    expect(seen?.args).toEqual([root]);
    expect(seen?.names).toContain('DISPLAY');
    expect(seen?.names).not.toContain('TILED_API_KEY');
    expect(seen?.names).not.toContain('NODE_OPTIONS');
    expect(seen?.core).toEqual(['0', '0']);
    expect(code).toBe(7);
  });

  it('says in one line why Electron does not come up, and runs the same build on Chromium', () => {
    electron('echo "Running as root without --no-sandbox is not supported." >&2; exit 1');
    write('runtime/chromium/run.mjs', witness('chromium', 0));
    const { code, seen, lines } = start([]);
    expect(lines).toEqual(['Not on Electron: it does not run as root with its sandbox. Starting the same build on Chromium.']);
    expect(seen).toMatchObject({ name: 'chromium', args: [root], core: ['0', '0'] });
    expect(seen?.names).not.toContain('TILED_API_KEY');
    expect(code).toBe(0);
  });

  it('does not start another runtime than the one that was asked for', () => {
    electron('exit 3');
    write('runtime/chromium/run.mjs', witness('chromium', 0));
    const { code, seen, lines } = start(['--runtime=electron']);
    expect(seen).toBeUndefined();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('code 3');
    expect(code).toBe(1);
  });

  it('does not even probe Electron when Chromium is asked for', () => {
    electron('touch probed; echo electron-probe-ok');
    write('runtime/chromium/run.mjs', witness('chromium', 0));
    expect(start(['--runtime=chromium']).seen?.name).toBe('chromium');
    expect(spawnSync('ls', [root], { encoding: 'utf8' }).stdout).not.toContain('probed');
  });

  it('runs the demo where there is no display', () => {
    electron('echo electron-probe-ok');
    write('tools/demo.mjs', witness('demo', 4));
    const { code, seen, lines } = start([], { ...ENV, DISPLAY: undefined });
    expect(seen?.name).toBe('demo');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^Not on Electron: there is no display here/);
    expect(code).toBe(4);
  });

  it('does not run the demo on Chromium where Electron was asked for and there is no display', () => {
    electron('echo electron-probe-ok');
    write('tools/demo.mjs', witness('demo', 0));
    const { code, seen, lines } = start(['--runtime=electron'], { ...ENV, DISPLAY: undefined });
    expect(seen).toBeUndefined();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('Electron cannot start: there is no display here');
    expect(code).toBe(1);
  });

  it('passes signals on and waits for the app to end', async () => {
    electron('echo electron-probe-ok', { wait: true });
    const child = spawn(process.execPath, [join(root, 'tools/start.mjs')], { cwd: root, env: ENV, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('WITNESS') && !text.includes('TERMINATED')) child.kill('SIGTERM');
    });
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(text).toContain('TERMINATED');
    expect(code).toBe(9);
  });
});

describe("Electron's download", () => {
  const fetch = () => {
    const code = `const e = await import('./tools/electron.mjs'); const before = e.rememberedFailure(); const failed = await e.fetchElectron();
      console.log(JSON.stringify({ before, failed, binary: e.electronBinary() }));`;
    const env = { PATH: process.env.PATH, HOME: root, XDG_CACHE_HOME: join(root, 'cache') };
    const ended = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, env, encoding: 'utf8', timeout: 30_000 });
    return JSON.parse(ended.stdout) as { before?: string; failed?: string; binary?: string };
  };
  const version = (text: string) => write('node_modules/electron/package.json', JSON.stringify({ version: text }));

  it('remembers a failure for this version, and forgets it once the binary is there', () => {
    version('45.0.0');
    write('node_modules/electron/install.js', "console.error('RequestError: getaddrinfo ENOTFOUND github.com'); process.exit(1);", 0o644);
    expect(fetch()).toEqual({ failed: 'ENOTFOUND' });
    expect(fetch().before).toMatch(/^\d{4}-\d\d-\d\d: ENOTFOUND$/);
    version('45.0.1');
    const ok = `import { mkdirSync, writeFileSync } from 'node:fs'; mkdirSync('node_modules/electron/dist'); writeFileSync('node_modules/electron/dist/version', 'v45.0.1');
      writeFileSync('node_modules/electron/path.txt', 'electron'); writeFileSync('node_modules/electron/dist/electron', '');`;
    write('node_modules/electron/install.js', ok);
    expect(fetch()).toEqual({ binary: join(root, 'node_modules/electron/dist/electron') });
    expect(readFileSync(join(root, 'out/logs/electron-fetch.log'), 'utf8')).toBe('');
    version('45.0.0');
    expect(fetch().before).toBeUndefined();
  });
});
