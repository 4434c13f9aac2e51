import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { chromium } from 'playwright-core';
import { build } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** The policy that the real window gets, so that what it refuses fails here too. */
export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'";

/** Builds the window over the bridge in memory, or the page in another folder, and serves it on loopback. */
export async function serveWindow(root = join(here, 'page')) {
  const out = await mkdtemp(join(tmpdir(), 'tessera-window-'));
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'warn',
    plugins: [react()],
    build: { outDir: out, emptyOutDir: true, target: 'chrome120', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  const server = createServer(async (req, res) => {
    const path = normalize(decodeURIComponent(new URL(req.url ?? '/', 'http://x').pathname)).replace(/^\/$/, '/index.html');
    // The browser asks for one by itself; the window has none.
    if (path === '/favicon.ico') {
      res.writeHead(204).end();
      return;
    }
    try {
      const body = await readFile(join(out, path));
      res.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-security-policy': CSP });
      res.end(body);
    } catch {
      res.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    url: (scene = {}) => `http://127.0.0.1:${address.port}/?scene=${encodeURIComponent(JSON.stringify(scene))}`,
    async close() {
      await new Promise((done) => server.close(() => done(undefined)));
      await rm(out, { recursive: true, force: true });
    },
  };
}

/** The system's Chromium, without a display. As root it runs without its own sandbox; it only ever sees the page above. */
export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.TESSERA_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    timeout: 30_000,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
}

/**
 * A page that shows a scene. Everything that the content policy refuses and every error of the page is collected in `faults`.
 */
export async function openScene(
  browser,
  served,
  { scene = {}, theme = 'light', width = 1440, height = 900, forcedColors = 'none', reducedMotion = 'reduce' } = {},
) {
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width, height },
    forcedColors,
    reducedMotion,
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    bypassCSP: false,
  });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (e) => faults.push(`error: ${e.message}`));
  page.on('console', (m) => {
    if (m.type() === 'error' && !m.text().includes('favicon')) faults.push(`console: ${m.text()}`);
  });
  page.setDefaultTimeout(10_000);
  await page.goto(served.url(scene));
  await page.waitForSelector('main:not([aria-busy])');
  return { page, context, faults };
}
