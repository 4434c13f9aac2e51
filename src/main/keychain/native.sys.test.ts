import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPrivateKeyring } from '../../../test-support/keyring/private-keyring.mjs';
import { startVirtualDisplay } from '../../../test-support/keyring/virtual-display.mjs';

/** Loads keytar in a process of its own, built as the app builds it: lazily, and with keytar left outside the bundle. */
const project = join(import.meta.dirname, '../../..');
// Inside the project, so that `keytar` is found; ignored by git as all of node_modules is.
const folder = mkdtempSync(join(project, 'node_modules', '.tessera-native-'));
const libraries = mkdtempSync(join(tmpdir(), 'tessera-libs-'));

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['keytar'] },
    build: {
      ssr: join(import.meta.dirname, 'index.ts'),
      outDir: folder,
      target: 'node20',
      minify: false,
      rollupOptions: { output: { entryFileNames: 'keychain.mjs' } },
    },
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(libraries, { recursive: true, force: true });
});

function run(code: string, env: Record<string, string>): string {
  const program = `import { openKeychain } from ${JSON.stringify(join(folder, 'keychain.mjs'))};\n${code}`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: '/usr/bin:/bin', ...env },
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(child.stderr).toBe('');
  expect(child.status).toBe(0);
  return child.stdout.trim();
}

const STATUS = `const os = openKeychain({ backend: 'os' });
console.log(JSON.stringify([await os.status(), await os.get('a', 'mayAsk'), await os.prove(100)]));`;

it('names libsecret where it is missing', () => {
  // The loader takes the first libsecret-1.so.0 on its path; this one is no library.
  writeFileSync(join(libraries, 'libsecret-1.so.0'), '');
  const [status, read, proof] = JSON.parse(run(STATUS, { LD_LIBRARY_PATH: libraries }));
  expect(status).toMatchObject({ state: 'unavailable', detail: expect.stringContaining('apt install libsecret-1-0') });
  expect(read).toEqual({ kind: 'unavailable', why: status.detail });
  expect(proof).toEqual({ kind: 'unavailable', why: status.detail });
});

it('loads the native library only when it is needed', () => {
  const code = `const os = openKeychain({ backend: 'os' });
const loaded = () => process.report.getReport().sharedObjects.some((file) => file.includes('keytar'));
const before = loaded();
await openKeychain({ backend: 'memory' }).prove(10);
const between = loaded();
await os.status();
console.log(before, between, loaded());`;
  expect(run(code, {})).toBe('false false true');
});

it.each([
  ['of a locked keyring', true],
  ['for a first keyring', false],
])('can quit at once while the dialog %s stands open', async (_name, create) => {
  const dir = mkdtempSync(join(tmpdir(), 'tessera-quit-'));
  const display = await startVirtualDisplay();
  const keyring = await startPrivateKeyring({
    dir,
    password: 'correct horse',
    create,
    unlock: false,
    prompter: true,
    display: display.name,
  });
  try {
    const code = `const os = openKeychain({ backend: 'os', timeoutMs: 500 });
const answer = await os.set('a', 'b', 'mayAsk');
process.stdout.write(answer.kind);
process.exit(0);`;
    const program = `import { openKeychain } from ${JSON.stringify(join(folder, 'keychain.mjs'))};\n${code}`;
    const env = { PATH: '/usr/bin:/bin', ...keyring.env, DISPLAY: display.name };
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    // A native call that waits for a dialog would keep the process from ending until somebody answers.
    const impatient = setTimeout(() => child.kill('SIGKILL'), 10_000);
    const ended = await new Promise<number | null>((resolve) => child.once('close', (status) => resolve(status)));
    clearTimeout(impatient);
    expect({ output, ended }).toEqual({ output: 'waiting', ended: 0 });
  } finally {
    await keyring.stop();
    await display.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});
