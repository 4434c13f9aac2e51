// @ts-check

/** @typedef {import('playwright-core').Browser} Browser @typedef {import('playwright-core').Page} Page */
/** @typedef {ReturnType<import('../table/probe').Probe['shape']>} Shape */

/** @typedef {{cpu: number, wall: number}} Took milliseconds of the page's own thread, and by the clock */

/**
 * @typedef {object} GridTimes
 * @property {Took} mount
 * @property {number} heap MB that the grid and all it keeps add to the keys themselves, after collection
 * @property {number} keys MB of the page before that: the keys, React, the code
 * @property {readonly Took[]} filter each keystroke
 * @property {Readonly<Record<string, Took>>} sort by column and way
 * @property {Shape} shape
 */

/** Each of these letters leaves fewer rows than the one before; the last takes one back. */
const KEYSTROKES = ['b', 'e', 'a', 'm', 'l', 'Backspace'];
const LIMIT_MS = 60_000;
const MB = 1e6;

/**
 * Opens a page with a probe (bench/table/probe.ts), mounts its grid and hands it on.
 * @template T
 * @param {Browser} browser @param {string} address
 * @param {(page: Page, mounted: {mount: Took, shape: Shape, keys: number, heap: () => Promise<number>}) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function withGrid(browser, address, use) {
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
    const keys = await heap();
    await page.evaluate(() => window.bench?.prepare());
    const mount = await timed(page, () => page.evaluate(() => window.bench?.mount()));
    await settled(page);
    const answer = await use(page, { mount, shape: await shapeOf(page), keys, heap });
    if (faults.length > 0) throw new Error(`the page failed: ${faults[0]}`);
    return answer;
  } finally {
    await context.close();
  }
}

/**
 * What drawing the grid takes for the first time.
 * @param {Browser} browser @param {string} address
 * @returns {Promise<Pick<GridTimes, 'mount' | 'shape'>>}
 */
export const measureMount = (browser, address) => withGrid(browser, address, async (_page, { mount, shape }) => ({ mount, shape }));

/**
 * Uses a grid as a person does: types a word, takes it back, sorts by each column both ways.
 * @param {Browser} browser @param {string} address
 * @returns {Promise<GridTimes>}
 */
export const measureGrid = (browser, address) =>
  withGrid(browser, address, async (page, { mount, shape, keys, heap }) => {
    const filter = await type(page, shape.shown);
    const sort = await sortAll(page);
    await settled(page);
    return { mount, shape, keys, filter, sort, heap: (await heap()) - keys };
  });

/** @param {Page} page */
const settled = (page) => page.evaluate(() => window.bench?.settled());

/**
 * Does something that the grid follows, and says what that took the page's own thread: processor time, to which what else runs on the machine
 * adds little. What is left for later, once the grid stands there, does not count.
 * @param {Page} page @param {() => Promise<unknown>} act resolves when the grid has followed
 * @returns {Promise<Took>}
 */
async function timed(page, act) {
  const browser = page.context().browser();
  if (browser === null) throw new Error('no browser');
  await browser.startTracing(page, { categories: ['blink.user_timing'] });
  await act();
  /** @type {{traceEvents: {name: string, ts: number, tts?: number}[]}} microseconds by the clock and of the thread */
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8'));
  const last = (/** @type {string} */ mark) => traceEvents.filter(({ name }) => name === mark).sort((a, b) => b.ts - a.ts)[0];
  const [began, followed] = [last('bench began'), last('bench followed')];
  if (began?.tts === undefined || followed?.tts === undefined || !(followed.tts > began.tts)) throw new Error('the page left no marks');
  return { cpu: (followed.tts - began.tts) / 1_000, wall: (followed.ts - began.ts) / 1_000 };
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
    const took = await timed(page, async () => {
      await page.keyboard.press(key);
      await page.evaluate(() => window.bench?.last());
    });
    times.push(took);
    const now = (await shapeOf(page)).shown;
    if (now === shown || now === 0) throw new Error(`after ${key} ${now} rows were shown, before it ${shown}`);
    shown = now;
    await settled(page);
  }
  await field.fill('');
  await settled(page);
  if ((await shapeOf(page)).shown !== all) throw new Error('the search was not taken back');
  return times;
}

/** Clicks each header twice. @param {Page} page */
async function sortAll(page) {
  /** @type {Record<string, Took>} */
  const times = {};
  const headers = page.locator('[role="columnheader"] > button');
  for (let i = 0; i < (await headers.count()); i++) {
    const name = ((await headers.nth(i).textContent()) ?? '').replace(/[^\w ]/g, '').trim();
    for (const way of ['first', 'again']) {
      times[`${name}, ${way}`] = await timed(page, async () => {
        await headers.nth(i).click();
        await page.evaluate(() => window.bench?.last());
      });
      await settled(page);
    }
  }
  return times;
}
