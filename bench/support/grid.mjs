// @ts-check

/** @typedef {import('playwright-core').Browser} Browser @typedef {import('playwright-core').Page} Page */
/** @typedef {ReturnType<import('../table/probe').Probe['shape']>} Shape */

/**
 * @typedef {object} GridTimes
 * @property {number} mount milliseconds
 * @property {number} heap MB that the grid and all it keeps add to the keys themselves, after collection
 * @property {number} keys MB of the page before that: the keys, React, the code
 * @property {readonly number[]} filter milliseconds of each keystroke
 * @property {Readonly<Record<string, number>>} sort milliseconds by column and way
 * @property {Shape} shape
 */

/** Each of these letters leaves fewer rows than the one before; the last takes one back. */
const KEYSTROKES = ['b', 'e', 'a', 'm', 'l', 'Backspace'];
const LIMIT_MS = 60_000;
const MB = 1e6;

/**
 * Opens one page and uses it as a person does: waits for the rows, types a word, takes it back, sorts by each column both ways.
 * @param {Browser} browser
 * @param {string} address of a page with a probe (bench/table/probe.ts)
 * @returns {Promise<GridTimes>}
 */
export async function measureGrid(browser, address) {
  // Wide enough for all columns.
  const context = await browser.newContext({ viewport: { width: 1640, height: 1000 }, reducedMotion: 'reduce', locale: 'en-GB' });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    /** @type {string[]} */
    const faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    const heap = await heapOf(page);
    await page.goto(address);
    await page.waitForFunction(() => window.bench !== undefined);
    const before = await heap();
    await page.evaluate(() => window.bench?.prepare());
    const mount = await ask(page, 'mount');
    await page.evaluate(() => window.bench?.settled());
    const shape = await shapeOf(page);
    const filter = await type(page, shape.shown);
    const sort = await sortAll(page);
    await page.evaluate(() => window.bench?.settled());
    const after = await heap();
    if (faults.length > 0) throw new Error(`the page failed: ${faults[0]}`);
    return { mount, heap: after - before, keys: before, filter, sort, shape };
  } finally {
    await context.close();
  }
}

/** @param {Page} page @param {'mount' | 'last'} what @returns {Promise<number>} */
async function ask(page, what) {
  const took = await page.evaluate((name) => window.bench?.[name](), what);
  if (took === undefined || !(took > 0)) throw new Error(`${what} took no time`);
  return took;
}

/** @param {Page} page @returns {Promise<Shape>} */
async function shapeOf(page) {
  const shape = await page.evaluate(() => window.bench?.shape());
  if (shape === undefined || shape.cells === 0) throw new Error('no grid was drawn');
  return shape;
}

/** Megabytes in use once nothing more can be collected. @param {Page} page */
async function heapOf(page) {
  const tools = await page.context().newCDPSession(page);
  return async () => {
    await tools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await tools.send('Runtime.getHeapUsage');
    return usedSize / MB;
  };
}

/** Types a word, and takes it back unmeasured. @param {Page} page @param {number} all rows without a search */
async function type(page, all) {
  const field = page.locator('input[type="search"]');
  await field.focus();
  const times = [];
  let shown = all;
  for (const key of KEYSTROKES) {
    await page.keyboard.press(key);
    times.push(await ask(page, 'last'));
    const now = (await shapeOf(page)).shown;
    if (now === shown || now === 0) throw new Error(`after ${key} ${now} rows were shown, before it ${shown}`);
    shown = now;
    await page.evaluate(() => window.bench?.settled());
  }
  await field.fill('');
  await page.evaluate(() => window.bench?.settled());
  if ((await shapeOf(page)).shown !== all) throw new Error('the search was not taken back');
  return times;
}

/** Clicks each header twice. @param {Page} page */
async function sortAll(page) {
  /** @type {Record<string, number>} */
  const times = {};
  const headers = page.locator('[role="columnheader"] button');
  for (let i = 0; i < (await headers.count()); i++) {
    const name = ((await headers.nth(i).textContent()) ?? '').replace(/[^\w ]/g, '').trim();
    for (const way of ['first', 'again']) {
      await headers.nth(i).click();
      times[`${name}, ${way}`] = await ask(page, 'last');
      await page.evaluate(() => window.bench?.settled());
    }
  }
  return times;
}
