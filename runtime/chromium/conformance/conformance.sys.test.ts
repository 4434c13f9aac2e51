import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * Tiny Electron programs and what Electron's documentation says they print. Each runs on the stand-in; where TESSERA_ELECTRON names a
 * real Electron's binary, on that as well, with the same expectation.
 */
const here = dirname(fileURLToPath(import.meta.url));
const programs = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());

interface Ended {
  readonly output: string;
  readonly errors: string;
  readonly code: number | null;
  readonly late: boolean;
}

function run(command: readonly string[], folder: string, env: NodeJS.ProcessEnv, patience: number): Promise<Ended> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, [...args, folder], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    let late = false;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 2000).unref();
    }, patience);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ output, errors, code, late });
    });
  });
}

const runtimes: { name: string; command: string[]; own: boolean }[] = [
  { name: 'Chromium', command: [process.execPath, join(here, '..', 'run.mjs')], own: true },
];
const electron = process.env.TESSERA_ELECTRON;
if (electron) runtimes.push({ name: 'Electron', command: [electron, '--no-sandbox'], own: false });

describe.each(runtimes)('on $name', ({ command, own }) => {
  it.each(programs.map(({ name }) => name))('%s', async (name) => {
    const folder = join(here, name);
    const hangs = name === 'ready-hang';
    const env = {
      CONFORMANCE_COMMAND: JSON.stringify(command),
      TESSERA_ENTRY_PATIENCE: '1500',
      ...(own ? { TESSERA_HEADLESS: '1' } : {}),
    };
    const ended = await run(command, folder, env, hangs ? 6000 : 40_000);
    expect(ended.output, ended.errors).toBe(readFileSync(join(folder, 'expected.txt'), 'utf8'));
    if (!hangs) {
      expect(ended.late, ended.errors).toBe(false);
      expect(ended.code, ended.errors).toBe(0);
    } else if (own) {
      // The stand-in says what Electron only shows by never getting on.
      expect(ended.code).toBe(13);
      expect(ended.errors).toContain('must not await whenReady() at its top level');
    }
  });
});
