// @ts-check
// The demo: node demo/run.mjs [--window]. Headless it does the main job by itself and leaves pictures; with --window a person does it.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Vite only reads the TypeScript; it listens nowhere.
const vite = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
try {
  const module = /** @type {typeof import('./demo')} */ (await vite.ssrLoadModule(join(root, 'demo', 'demo.ts')));
  process.exitCode = await module.demo({ window: process.argv.includes('--window') });
} finally {
  await vite.close();
}
