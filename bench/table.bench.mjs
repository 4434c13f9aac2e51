// @ts-check
import { join } from 'node:path';
import { launchBrowser, serveWindow } from '../test-support/renderer/harness.mjs';
import { ROOT } from '../tools/paths.mjs';
import { machineLoad, median, spread } from './figures.mjs';
import { measureGrid, measureMount } from './support/grid.mjs';
import { verdict } from './verdict.mjs';

const ROWS = 100_000;
const PAIRS = 5;

const GOAL = { mount: 60, heap: 40, filter: 45, sort: 100 };
/**
 * What the bare grid takes where these goals hold as they are. Where it takes more in the same run, by as much more may the table. Mount and
 * heap as they were measured when the grid was chosen; search and sort as it took them when this bench was made, with a mount of 16 ms.
 */
const BARE = { mount: 42, heap: 21, filter: 45, sort: 140 };

export const purposes = /** @type {const} */ (['demo']);

/** @typedef {import('./support/grid.mjs').GridTimes} GridTimes */
/** @typedef {import('./support/grid.mjs').Took} Took */

/**
 * 100,000 keys of 20 servers in the window, beside a bare TanStack Virtual grid of as many cells over the same keys, in turns, each time in a
 * page of its own. A time ends when the rows stand in the page, laid out; it is the page's own processor time.
 */
export async function* rows() {
  const served = await serveWindow(join(ROOT, 'bench', 'table'));
  try {
    const browser = await launchBrowser();
    try {
      /** @type {GridTimes[]} */
      const windows = [];
      /** @type {Took[]} */
      const tables = [];
      /** @type {GridTimes[]} */
      const bare = [];
      for (let i = 0; i < PAIRS; i++) {
        const a = await measureGrid(browser, `${served.origin}/?grid=window&rows=${ROWS}`);
        const { columns, height, outer, cells } = a.shape;
        const b = await measureGrid(browser, `${served.origin}/?grid=bare&rows=${ROWS}&columns=${columns}&height=${height}`);
        if (b.shape.cells !== cells) throw new Error(`${cells} cells were compared with ${b.shape.cells}`);
        const c = await measureMount(browser, `${served.origin}/?grid=table&rows=${ROWS}&height=${outer}`);
        if (c.shape.cells !== cells) throw new Error(`${c.shape.cells} cells were mounted, and ${cells} in the window`);
        windows.push(a);
        bare.push(b);
        tables.push(c.mount);
      }
      yield* rowsOf(windows, tables, bare);
    } finally {
      await browser.close();
    }
  } finally {
    await served.close();
  }
}

/** @param {readonly GridTimes[]} windows @param {readonly Took[]} tables @param {readonly GridTimes[]} bare */
function* rowsOf(windows, tables, bare) {
  const [first] = windows;
  if (!first) throw new Error('nothing was measured');
  /** @param {keyof typeof GOAL} what @param {readonly number[]} ours @param {readonly number[]} theirs @param {string} how */
  const row = (what, ours, theirs, how) => {
    const unit = what === 'heap' ? 'MB' : 'ms';
    const [value, reference, goal, set] = [median(ours), median(theirs), GOAL[what], BARE[what]];
    const { ok, allowed } = verdict({ value, goal, reference, set });
    return {
      name: `table.${what}`,
      value,
      unit,
      goal: `<= ${goal}`,
      reference:
        `${how}; ${spread(ours, unit)} against ${spread(theirs, unit)} for a bare TanStack Virtual grid, whose ${set} ${unit} the goal is set ` +
        `beside: at most ${allowed.toFixed(0)} ${unit} in this run; medians of ${PAIRS} pages in turns; ${machineLoad()}`,
      ok,
    };
  };
  const keys = `${ROWS.toLocaleString('en-GB')} keys`;
  const cpu = (/** @type {readonly Took[]} */ times) => times.map((t) => t.cpu);
  const mounts = windows.map((t) => t.mount);
  yield row(
    'mount',
    cpu(tables),
    cpu(bare.map((t) => t.mount)),
    `processor time of the page until ${first.shape.cells} cells stand there, over ${keys} whose rows are made (the whole window from the arrival ` +
      `of the keys: ${spread(cpu(mounts))}; by the clock ${spread(mounts.map((t) => t.wall))}, and ${spread(tables.map((t) => t.wall))} for the table)`,
  );
  yield row(
    'heap',
    windows.map((t) => t.heap),
    bare.map((t) => t.heap),
    `what the window adds to the ${first.keys.toFixed(0)} MB of ${keys} and its code, after search and sort`,
  );
  const slowestKey = (/** @type {GridTimes} */ t) => Math.max(...cpu(t.filter));
  yield row('filter', windows.map(slowestKey), bare.map(slowestKey), `processor time, slowest of ${first.filter.length} keystrokes`);
  const slowestSort = (/** @type {GridTimes} */ t) => Math.max(...cpu(Object.values(t.sort)));
  const which = `${slowest(windows)}; bare: ${slowest(bare)}`;
  yield row(
    'sort',
    windows.map(slowestSort),
    bare.map(slowestSort),
    `processor time, slowest of ${Object.keys(first.sort).length} (${which})`,
  );
}

/** The column that most pages took longest for. @param {readonly GridTimes[]} all */
function slowest(all) {
  const columns = Object.keys(all[0]?.sort ?? {});
  return columns.map((name) => ({ name, ms: median(all.map((t) => t.sort[name]?.cpu ?? 0)) })).sort((a, b) => b.ms - a.ms)[0]?.name ?? '';
}
