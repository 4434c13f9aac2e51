import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
/** Where the bundle lies; `run.mjs` starts it from there. */
export const outDir = join(root, 'out', 'runtime', 'chromium');

/** What the bundle is made of: this folder, and the app's own D-Bus client, which is nobody's secret and has its tests there. */
const SOURCES = [
  join(here, 'src'),
  join(here, 'facade'),
  ...['dbus.ts', 'dbus-wire.ts'].map((name) => join(root, 'src', 'main', 'keychain', name)),
];

/** The newest change of a file, or of any below a folder, in milliseconds. */
function newest(folder) {
  if (!statSync(folder).isDirectory()) return statSync(folder).mtimeMs;
  let last = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    last = Math.max(last, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return last;
}

/** Whether the bundle is missing or older than its sources. */
export function isStale() {
  const stamp = join(outDir, 'runtime.mjs');
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  return SOURCES.some((source) => newest(source) > built);
}

/** Bundles the runtime and the two page scripts. Built beside and moved in place: a running one never reads half of it. */
export async function buildRuntime() {
  const { rolldown } = await import('rolldown');
  mkdirSync(dirname(outDir), { recursive: true });
  const fresh = mkdtempSync(join(dirname(outDir), '.chromium-'));
  const bundle = async (input, output, options) => {
    const built = await rolldown({ input, logLevel: 'warn', ...options });
    await built.write({ ...output, sourcemap: false });
    await built.close();
  };
  await Promise.all([
    bundle(
      join(here, 'src', 'index.ts'),
      { file: join(fresh, 'runtime.mjs'), format: 'es', codeSplitting: false },
      { platform: 'node', external: [/^node:/] },
    ),
    ...['main-world', 'isolated-world'].map((name) =>
      bundle(join(here, 'src', 'page', `${name}.ts`), { file: join(fresh, 'page', `${name}.js`), format: 'iife' }, { platform: 'browser' }),
    ),
  ]);
  for (const name of ['electron.mjs', 'electron.cjs']) copyFileSync(join(here, 'facade', name), join(fresh, name));
  const old = `${fresh}.old`;
  if (existsSync(outDir)) renameSync(outDir, old);
  try {
    renameSync(fresh, outDir);
  } catch {
    // Another process has just put its own there: the same thing.
    rmSync(fresh, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}

/** Builds where needed. */
export async function ensureRuntime() {
  if (isStale()) await buildRuntime();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildRuntime();
