#!/usr/bin/env node
// Runs an Electron app on the system's Chromium: node runtime/chromium/run.mjs <appDir> [--headless] [arguments of the app]
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureRuntime, outDir } from './build.mjs';

const [appDir, ...rest] = process.argv.slice(2);
if (!appDir) {
  console.error('usage: node runtime/chromium/run.mjs <appDir> [--headless] [arguments of the app]');
  process.exit(2);
}
const args = rest.filter((argument) => argument !== '--headless');
// A test holds the other end of an IPC channel: nobody switches this on by setting a variable alone.
const test = process.env.TESSERA_TEST_CONTROL === '1' && process.connected === true;
await ensureRuntime();
const { start } = await import(pathToFileURL(`${outDir}/runtime.mjs`).href);
try {
  await start({
    appDir: resolve(appDir),
    command: [process.execPath, fileURLToPath(import.meta.url), resolve(appDir)],
    args,
    headless: rest.includes('--headless') || process.env.TESSERA_HEADLESS === '1',
    test,
    testBus: test && process.env.TESSERA_TEST_NOTIFICATIONS === 'bus',
    testPort: test && process.env.TESSERA_TEST_CDP === '1',
  });
} catch (error) {
  console.error(error);
  process.exit(1);
}
