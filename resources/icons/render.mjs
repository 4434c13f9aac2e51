// @ts-check
// Draws the PNG files of this folder from its SVG files with the system's Chromium: node resources/icons/render.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findProgram } from '../../tools/detect.mjs';
import { CHROMIUM_COMMANDS } from '../../tools/needs.mjs';

/** File, drawing, edge in pixels, colour of what is drawn in `currentColor`. */
export const PICTURES = /** @type {const} */ ([
  ['icon-16.png', 'icon-small.svg', 16, '#000'],
  ['icon-24.png', 'icon-small.svg', 24, '#000'],
  ['icon-32.png', 'icon-small.svg', 32, '#000'],
  ['icon-48.png', 'icon.svg', 48, '#000'],
  ['icon-64.png', 'icon.svg', 64, '#000'],
  ['icon-128.png', 'icon.svg', 128, '#000'],
  ['icon-256.png', 'icon.svg', 256, '#000'],
  ['icon-512.png', 'icon.svg', 512, '#000'],
  // macOS takes "Template" and "@2x" from the names.
  ['trayTemplate.png', 'tray.svg', 16, '#000'],
  ['trayTemplate@2x.png', 'tray.svg', 32, '#000'],
  // Named by the panel that they stand on.
  ['tray-on-light-16.png', 'tray.svg', 16, '#1b1d21'],
  ['tray-on-light-32.png', 'tray.svg', 32, '#1b1d21'],
  ['tray-on-dark-16.png', 'tray.svg', 16, '#eceef1'],
  ['tray-on-dark-32.png', 'tray.svg', 32, '#eceef1'],
]);

async function render() {
  const here = import.meta.dirname;
  const executablePath = process.env.TESSERA_CHROMIUM ?? CHROMIUM_COMMANDS.map((name) => findProgram(name)).find(Boolean);
  if (!executablePath) throw new Error('No Chromium was found. Install it, or name one in TESSERA_CHROMIUM.');
  const browser = await chromium.launch({ executablePath, headless: true, timeout: 30_000, chromiumSandbox: process.getuid?.() !== 0 });
  try {
    const page = await browser.newPage();
    for (const [file, drawing, edge, colour] of PICTURES) {
      const svg = (await readFile(join(here, drawing), 'utf8')).replace('color="#000"', `color="${colour}"`);
      await page.setViewportSize({ width: edge, height: edge });
      await page.setContent(`<style>body{margin:0}svg{display:block;width:${edge}px;height:${edge}px}</style>${svg}`);
      await writeFile(join(here, file), await page.screenshot({ omitBackground: true, scale: 'css' }));
    }
  } finally {
    await browser.close();
  }
}

if (process.argv[1] === import.meta.filename) await render();
