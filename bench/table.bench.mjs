// @ts-check
import { join } from 'node:path';
import { launchBrowser, serveWindow } from '../test-support/renderer/harness.mjs';
import { ROOT } from '../tools/paths.mjs';
import { machineLoad, median, spread } from './figures.mjs';
import { measureGrid } from './support/grid.mjs';
import { verdict } from './verdict.mjs';

const ROWS = 100_000;
const PAIRS = 5;

/**
 * What the goals were set beside: the bare grid on an unloaded machine. Where the bare grid of this run takes more, by so much more may
 * the table. Mount and heap as measured when the grid was chosen; search and sort as measured for this bench on a machine at rest.
 */
const BARE = { mount: 42, heap: 21, filter: 45, sort: 100 };
const GOAL = { mount: 60, heap: 40, filter: 45, sort: 100 };

export const purposes = /** @type {const} */ (['demo']);

/** @typedef {import('./support/grid.mjs').GridTimes} GridTimes */

/**
 * The window with 100,000 keys of 20 servers beside a bare TanStack Virtual grid of as many cells over the same keys, in turns, each time in
 * a page of its own. A time ends when the rows stand in the page, laid out.
 */
export async function* rows() {
  const served = await serveWindow(join(ROOT, 'bench', 'table'));
  try {
    const browser = await launchBrowser();
    try {
      /** @type {GridTimes[]} */
      const ours = [];
      /** @type {GridTimes[]} */
      const bare = [];
      for (let i = 0; i < PAIRS; i++) {
        const a = await measureGrid(browser, `${served.origin}/?grid=tessera&rows=${ROWS}`);
        const { columns, height, cells } = a.shape;
        const b = await measureGrid(browser, `${served.origin}/?grid=bare&rows=${ROWS}&columns=${columns}&height=${height}`);
        if (b.shape.cells !== cells) throw new Error(`${cells} cells were compared with ${b.shape.cells}`);
        ours.push(a);
        bare.push(b);
      }
      yield* rowsOf(ours, bare);
    } finally {
      await browser.close();
    }
  } finally {
    await served.close();
  }
}

/** @param {readonly GridTimes[]} ours @param {readonly GridTimes[]} bare */
function* rowsOf(ours, bare) {
  const [first] = ours;
  if (!first) throw new Error('nothing was measured');
  /** @param {keyof typeof GOAL} what @param {(times: GridTimes) => number} pick @param {string} how */
  const row = (what, pick, how) => {
    const unit = what === 'heap' ? 'MB' : 'ms';
    const [value, reference, goal, set] = [median(ours.map(pick)), median(bare.map(pick)), GOAL[what], BARE[what]];
    const { ok, allowed } = verdict({ value, goal, reference, set });
    return {
      name: `table.${what}`,
      value,
      unit,
      goal: `<= ${goal}`,
      reference:
        `${how}; bare TanStack Virtual grid ${spread(bare.map(pick), unit)} against ${spread(ours.map(pick), unit)}, ${set} ${unit} where the ` +
        `goal was set, so at most ${allowed.toFixed(0)} ${unit} here; medians of ${PAIRS} pages in turns; ${machineLoad()}`,
      ok,
    };
  };
  const keys = `${ROWS.toLocaleString('en-GB')} keys`;
  yield row('mount', (t) => t.mount, `${keys}, from their arrival to the window laid out with ${first.shape.cells} cells`);
  yield row(
    'heap',
    (t) => t.heap,
    `what the window adds to the ${first.keys.toFixed(0)} MB of ${keys} and its code, after search and sort`,
  );
  yield row('filter', (t) => Math.max(...t.filter), `slowest of ${first.filter.length} keystrokes`);
  yield row('sort', (t) => Math.max(...Object.values(t.sort)), `slowest column: ${slowest(ours)} (bare: ${slowest(bare)})`);
}

/** The column that most pages took longest for. @param {readonly GridTimes[]} all */
function slowest(all) {
  const columns = Object.keys(all[0]?.sort ?? {});
  return columns.map((name) => ({ name, ms: median(all.map((t) => t.sort[name] ?? 0)) })).sort((a, b) => b.ms - a.ms)[0]?.name ?? '';
}
