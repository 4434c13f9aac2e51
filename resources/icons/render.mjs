// @ts-check
// Draws the PNG and ICO files of this folder from its SVG files with the system's Chromium: node resources/icons/render.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findProgram } from '../../tools/detect.mjs';
import { CHROMIUM_COMMANDS } from '../../tools/needs.mjs';
import { icoFile } from './ico.mjs';

/** What stands on a light panel, and on a dark one. */
const ON_LIGHT = '#1b1d21';
const ON_DARK = '#eceef1';

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
  // macOS paints these itself.
  ['trayTemplate.png', 'tray.svg', 16, '#000'],
  ['trayTemplate@2x.png', 'tray.svg', 32, '#000'],
  ['trayAttentionTemplate.png', 'tray-attention.svg', 16, '#000'],
  ['trayAttentionTemplate@2x.png', 'tray-attention.svg', 32, '#000'],
  // Linux: named by the panel that they stand on.
  ['tray-on-light.png', 'tray.svg', 22, ON_LIGHT],
  ['tray-on-light@2x.png', 'tray.svg', 44, ON_LIGHT],
  ['tray-on-dark.png', 'tray.svg', 22, ON_DARK],
  ['tray-on-dark@2x.png', 'tray.svg', 44, ON_DARK],
  ['tray-attention-on-light.png', 'tray-attention.svg', 22, ON_LIGHT],
  ['tray-attention-on-light@2x.png', 'tray-attention.svg', 44, ON_LIGHT],
  ['tray-attention-on-dark.png', 'tray-attention.svg', 22, ON_DARK],
  ['tray-attention-on-dark@2x.png', 'tray-attention.svg', 44, ON_DARK],
  ['overlay-attention.png', 'overlay-attention.svg', 16, '#000'],
]);

/** Windows takes the size that fits the screen out of an icon file. File, drawing, colour. */
export const ICONS = /** @type {const} */ ([
  ['tray-on-light.ico', 'tray.svg', ON_LIGHT],
  ['tray-on-dark.ico', 'tray.svg', ON_DARK],
  ['tray-attention-on-light.ico', 'tray-attention.svg', ON_LIGHT],
  ['tray-attention-on-dark.ico', 'tray-attention.svg', ON_DARK],
]);
/** The tray's edge at 100, 125, 150, 200, 250 and 300 % of Windows' display scale. */
const ICON_EDGES = [16, 20, 24, 32, 40, 48];

async function render() {
  const here = import.meta.dirname;
  const executablePath = process.env.TESSERA_CHROMIUM ?? CHROMIUM_COMMANDS.map((name) => findProgram(name)).find(Boolean);
  if (!executablePath) throw new Error('No Chromium was found. Install it, or name one in TESSERA_CHROMIUM.');
  const browser = await chromium.launch({ executablePath, headless: true, timeout: 30_000, chromiumSandbox: process.getuid?.() !== 0 });
  try {
    const page = await browser.newPage();
    const draw = async (/** @type {string} */ drawing, /** @type {number} */ edge, /** @type {string} */ colour) => {
      const svg = (await readFile(join(here, drawing), 'utf8')).replace('color="#000"', `color="${colour}"`);
      await page.setViewportSize({ width: edge, height: edge });
      await page.setContent(`<style>body{margin:0}svg{display:block;width:${edge}px;height:${edge}px}</style>${svg}`);
      return page.screenshot({ omitBackground: true, scale: 'css' });
    };
    /** The pixels of a PNG as red, green, blue, alpha from the top left. */
    const pixels = async (/** @type {Buffer} */ png) =>
      page.evaluate(
        async (address) => {
          const image = new Image();
          image.src = address;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext('2d');
          context?.drawImage(image, 0, 0);
          return [...(context?.getImageData(0, 0, image.width, image.height).data ?? [])];
        },
        `data:image/png;base64,${png.toString('base64')}`,
      );
    for (const [file, drawing, edge, colour] of PICTURES) await writeFile(join(here, file), await draw(drawing, edge, colour));
    for (const [file, drawing, colour] of ICONS) {
      const images = [];
      for (const edge of ICON_EDGES) images.push({ edge, rgba: await pixels(await draw(drawing, edge, colour)) });
      await writeFile(join(here, file), icoFile(images));
    }
  } finally {
    await browser.close();
  }
}

if (process.argv[1] === import.meta.filename) await render();
