import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const appDir = join(here, 'app');

/** A run of the test app: what it printed, and its Chromium. */
export interface Run {
  readonly child: ChildProcess;
  /** A folder for temporary files of its own, where its profile is. */
  readonly temp: string;
  lines(): string[];
  errors(): string;
  /** Resolves once a line begins with this. */
  saw(start: string, timeoutMs?: number): Promise<string>;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Process ids of its Chromium, read from the profile's path on their command lines. */
  chromium(): number[];
  /** The process that all others descend from. */
  browser(): number;
  profiles(): string[];
  clean(): Promise<void>;
}

export async function waitFor<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  timeoutMs = 15_000,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Whether a process runs; one that has ended and is not yet reaped does not. */
export function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export function start(
  env: NodeJS.ProcessEnv = {},
  args: readonly string[] = ['--headless'],
  temp = mkdtempSync(join(tmpdir(), 'runtime-test-')),
): Run {
  const child = spawn(process.execPath, [join(here, '..', 'run.mjs'), appDir, ...args], {
    env: { ...process.env, TMPDIR: temp, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  const lines = () => output.split('\n').filter((line) => line !== '');
  const chromium = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
          return command.includes(temp) && command.includes('chrom') && !command.includes('run.mjs') && runs(Number(pid));
        } catch {
          return false;
        }
      })
      .map(Number);
  return {
    child,
    temp,
    lines,
    errors: () => errors,
    saw: (begin, timeoutMs) =>
      waitFor(`${begin} in:\n${output}\n${errors}`, () => lines().find((text) => text.startsWith(begin)), timeoutMs),
    ended,
    chromium,
    browser: () =>
      chromium().find((pid) => {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return command.includes('--remote-debugging-pipe') && !command.includes('--type=');
      }) ?? 0,
    profiles: () => (existsSync(temp) ? readdirSync(temp).filter((name) => name.startsWith('tessera-chromium-')) : []),
    async clean() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await waitFor('Chromium to end', () => chromium().length === 0).catch(() => {});
      rmSync(temp, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
