import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longestStall } from '../../../test-support/keyring/os-keyring';
import { openKeychain } from './index';

/** Real processes that write to one vault, and are killed while they do. */
const PASS = 'correct horse battery';
const WORK = { n: 2 ** 14, r: 1, p: 1 };
const folder = mkdtempSync(join(tmpdir(), 'tessera-vaults-'));
const program = join(folder, 'program', 'vault-writer.js');

beforeAll(async () => {
  const entry = join(import.meta.dirname, '../../../test-support/keyring/vault-writer.ts');
  const output = { entryFileNames: 'vault-writer.js' };
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['keytar'] },
    build: { ssr: entry, outDir: join(folder, 'program'), target: 'node20', minify: false, rollupOptions: { output } },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writer(path: string, name: string, count: number): { readonly child: ChildProcess; readonly promised: Promise<string[]> } {
  const child = spawn(process.execPath, [program, path, name, String(count)], {
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin?.end(PASS);
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
  });
  return { child, promised: new Promise((resolve) => child.once('close', () => resolve(output.split('\n').filter(Boolean)))) };
}

async function newVault(name: string) {
  const path = join(folder, name, 'vault');
  const vault = openKeychain({ backend: 'vault', path, work: WORK });
  await vault.create(PASS);
  return { path, vault };
}

describe('a vault that several processes write to', () => {
  it('holds what each of them was promised', async () => {
    const { path, vault } = await newVault('several');
    const names = ['one', 'two', 'three'];
    const all = await Promise.all(names.map((name) => writer(path, name, 30).promised));
    expect(all.map((lines) => lines.filter((line) => line.startsWith('stored ')).length)).toEqual([30, 30, 30]);
    for (const name of names) {
      for (let index = 0; index < 30; index += 1) {
        expect(await vault.get(`${name}-${index}`, 'never')).toEqual({ kind: 'found', secret: `value ${index} `.repeat(200) });
      }
    }
  });

  it('is whole after a writer was killed at any moment, and holds all that was promised', async () => {
    const { path, vault } = await newVault('killed');
    let promises = 0;
    for (let round = 0; round < 12; round += 1) {
      const { child, promised } = writer(path, `round${round}`, 10_000);
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, round * 7));
      child.kill('SIGKILL');
      for (const line of await promised) {
        expect(line).toMatch(/^stored \d+$/);
        const index = Number(/^stored (\d+)$/.exec(line)?.[1]);
        expect(await vault.get(`round${round}-${index}`, 'never')).toEqual({ kind: 'found', secret: `value ${index} `.repeat(200) });
        promises += 1;
      }
    }
    expect(promises).toBeGreaterThan(12);
    expect(await vault.set('after', 'value', 'never')).toEqual({ kind: 'stored' });
  });
});

it('unlocks at its full work without stalling the event loop', async () => {
  const vault = openKeychain({ backend: 'vault', path: join(folder, 'full', 'vault') });
  await vault.create(PASS);
  await vault.close();
  const { result, stallMs } = await longestStall(() => vault.unlock(PASS));
  expect(result.ok).toBe(true);
  expect(stallMs).toBeLessThan(500);
});
