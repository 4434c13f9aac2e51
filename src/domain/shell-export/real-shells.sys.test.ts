import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Shell } from '../exports';
import { HOSTILE_BREAKS, HOSTILE_PIECES, hostileValues } from './hostile-pieces';
import { renderAssignment } from './render';

const folder = mkdtempSync(join(tmpdir(), 'tessera-shells-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly title: string;
  readonly shell: Shell;
  readonly command: string;
  readonly args: readonly string[];
  /** Settings under which the quotes must hold as well. */
  readonly before?: string;
}

/** `env` as a program, by its path: no shell's built-in or alias. */
const ENV = '/usr/bin/env';

const RUNS: readonly Run[] = [
  { title: 'dash', shell: 'posix', command: 'dash', args: [] },
  { title: 'bash', shell: 'posix', command: 'bash', args: ['--noprofile', '--norc'] },
  {
    title: 'bash with history references on',
    shell: 'posix',
    command: 'bash',
    args: ['--noprofile', '--norc'],
    before: 'set -o history -o histexpand\necho zero',
  },
  { title: 'bash in POSIX mode', shell: 'posix', command: 'bash', args: ['--noprofile', '--norc', '--posix'] },
  { title: 'zsh', shell: 'posix', command: 'zsh', args: ['-f'] },
  {
    title: 'zsh, interactive, with RC_QUOTES and all globbing',
    shell: 'posix',
    command: 'zsh',
    args: ['-f', '-i'],
    before: 'setopt rcquotes extendedglob banghist',
  },
  { title: 'fish', shell: 'fish', command: 'fish', args: ['--no-config'] },
  { title: 'tcsh', shell: 'tcsh', command: 'tcsh', args: ['-f'] },
  { title: 'tcsh with backslash_quote', shell: 'tcsh', command: 'tcsh', args: ['-f'], before: 'set backslash_quote' },
];

/** Runs one script on stdin and answers the variables of its last `env -0`, as bytes written in latin1. */
function variablesOf(run: Run, lines: readonly string[]): ReadonlyMap<string, string> {
  const script = `${[...(run.before ? [run.before] : []), ...lines, `${ENV} -0`].join('\n')}\n`;
  // A file as stdin, since Node's pipes are sockets, which fish does not read.
  const path = join(folder, 'script');
  writeFileSync(path, script, { mode: 0o600 });
  const stdin = openSync(path, 'r');
  const done = spawnSync(run.command, run.args, {
    stdio: [stdin, 'pipe', 'pipe'],
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', HOME: folder, LC_ALL: 'C.UTF-8', TERM: 'dumb' },
    timeout: 50_000,
    maxBuffer: 50_000_000,
  });
  closeSync(stdin);
  const text = done.stdout.toString('latin1');
  return new Map(
    text.split('\0').map((entry) => {
      const at = entry.indexOf('=');
      // The first entry may carry what the shell printed before.
      return [entry.slice(0, at).split('\n').at(-1) ?? '', entry.slice(at + 1)] as const;
    }),
  );
}

const bytes = (s: string) => Buffer.from(s, 'utf8').toString('latin1');

describe.each(RUNS)('$title', (run) => {
  it('reads back 400 hostile values byte for byte', () => {
    const values = [...hostileValues([...HOSTILE_PIECES, ...HOSTILE_BREAKS, ...HOSTILE_BREAKS], 400), 'k'.repeat(4096)];
    const lines = values.map((value, i) => {
      const line = renderAssignment(run.shell, { name: `T${i}`, value });
      if (!line.ok) throw new Error(`${JSON.stringify(value)}: ${line.error.message}`);
      return line.value;
    });
    const found = variablesOf(run, lines);
    const wrong = values.flatMap((value, i) =>
      found.get(`T${i}`) === bytes(value) ? [] : [{ value, line: lines[i], found: found.get(`T${i}`) }],
    );
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('reads a naively quoted value wrongly, so the test can tell', () => {
    const value = run.shell === 'fish' ? 'a$HOME' : 'a$HOME`echo x`';
    const line = { posix: 'export T0=', fish: 'set -gx T0 ', tcsh: 'setenv T0 ' }[run.shell as 'posix' | 'fish' | 'tcsh'];
    const found = variablesOf(run, [`${line}"${value}"`]).get('T0');
    expect(found).toMatch(/^a/);
    expect(found).not.toBe(value);
  });
});

it('history references do act in the bash and tcsh runs when not quoted', () => {
  for (const title of ['bash with history references on', 'tcsh']) {
    const run = RUNS.find((r) => r.title === title);
    if (!run) throw new Error(title);
    const set = run.shell === 'tcsh' ? 'setenv T0 ' : 'export T0=';
    expect(variablesOf(run, ['echo one', `${set}"a!!b"`]).get('T0')).not.toBe('a!!b');
  }
});

describe('dotenv', () => {
  it("node's own --env-file reads back 400 hostile values that are not refused", () => {
    const kept = hostileValues(HOSTILE_PIECES, 1600).flatMap((value) => {
      const line = renderAssignment('dotenv', { name: 'T', value });
      return line.ok ? [{ value, line: line.value }] : [];
    });
    expect(kept.length).toBeGreaterThanOrEqual(400);
    const file = join(folder, 'all.env');
    writeFileSync(file, kept.map(({ line }, i) => `T${i}${line.slice(1)}\n`).join(''), { mode: 0o600 });
    const done = spawnSync(process.execPath, [`--env-file=${file}`, '-e', 'process.stdout.write(JSON.stringify(process.env))'], {
      env: {},
      timeout: 20_000,
      maxBuffer: 10_000_000,
    });
    const env = JSON.parse(done.stdout.toString('utf8')) as Record<string, string>;
    const wrong = kept.flatMap(({ value, line }, i) => (env[`T${i}`] === value ? [] : [{ value, line, found: env[`T${i}`] }]));
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('a POSIX shell sources what was written in single quotes alike', () => {
    const kept = hostileValues(HOSTILE_PIECES, 800).flatMap((value) => {
      const line = renderAssignment('dotenv', { name: 'T', value });
      return line.ok && line.value.startsWith("T='") ? [{ value, line: line.value }] : [];
    });
    const found = variablesOf(
      { title: 'dash', shell: 'posix', command: 'dash', args: [], before: 'set -a' },
      kept.map(({ line }, i) => `T${i}${line.slice(1)}`),
    );
    expect(kept.flatMap(({ value, line }, i) => (found.get(`T${i}`) === bytes(value) ? [] : [line]))).toEqual([]);
  });
});
