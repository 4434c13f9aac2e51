/**
 * How a grid is measured from inside its page: both grids of this bench in the same way. The page marks where an action begins and each time
 * the grid has followed; whoever traces the page reads from the marks how much processor time went by between them.
 */

export const BEGAN = 'bench began';
export const FOLLOWED = 'bench followed';

export interface Probe {
  /** Makes what the grid is given ready-made, beside the data; counts for the heap and not for the time. */
  prepare(): void;
  /** Draws the grid from data that is there already. Answers milliseconds until its rows stood in the page, laid out. */
  mount(): Promise<number>;
  /** Milliseconds from the last key press or click until the grid had followed, laid out; an error where it has not changed. */
  last(): Promise<number>;
  /** Resolves once nothing is left that the page does when it has time. */
  settled(): Promise<void>;
  /** What stands in the page. */
  shape(): {
    readonly cells: number;
    readonly columns: number;
    /** Pixels of the part that scrolls, and of the whole table with its head and foot. */
    readonly height: number;
    readonly outer: number;
    /** Rows that the search lets through. */
    readonly shown: number;
  };
}

declare global {
  interface Window {
    bench?: Probe;
  }
}

const grid = () => document.querySelector('[role="grid"]');
const drawnRows = () => document.querySelectorAll('[role="row"][data-id]').length;
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** An idle moment with most of a frame left, so many times in a row, is the end of work in the background. */
const IDLE = { times: 10, msLeft: 5 };

/** For a change that does not come. */
const LIMIT_MS = 20_000;

/** Puts the probe of a page in place; `draw` mounts its grid. */
export function installProbe({ prepare = () => undefined, draw }: { readonly prepare?: () => void; readonly draw: () => void }): void {
  let began = Number.NaN;
  let followed = Number.NaN;
  const begin = (e: Event) => {
    began = e.timeStamp;
    followed = Number.NaN;
    performance.mark(BEGAN);
  };
  for (const type of ['keydown', 'click']) addEventListener(type, begin, true);
  // Runs after React has committed and before anything is painted; asking for a size makes the browser lay everything out.
  new MutationObserver((changes) => {
    const g = grid();
    if (g === null || drawnRows() === 0 || !changes.some((c) => g.contains(c.target) || c.target.contains(g))) return;
    g.getBoundingClientRect();
    followed = performance.now();
    performance.mark(FOLLOWED);
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });

  const last = async () => {
    const limit = performance.now() + LIMIT_MS;
    while (Number.isNaN(followed)) {
      if (performance.now() > limit) throw new Error('the grid has not changed');
      await frame();
    }
    // What is left for later may still change the grid: two more frames are waited for, the last change counts.
    await frame();
    await frame();
    return followed - began;
  };
  window.bench = {
    prepare,
    mount() {
      began = performance.now();
      followed = Number.NaN;
      performance.mark(BEGAN);
      draw();
      return last();
    },
    last,
    async settled() {
      for (let times = 0; times < IDLE.times; ) {
        const left = await new Promise<number>((resolve) => requestIdleCallback((idle) => resolve(idle.timeRemaining())));
        times = left >= IDLE.msLeft ? times + 1 : 0;
      }
    },
    shape() {
      const body = document.querySelector('[role="grid"] > [role="rowgroup"]:last-child');
      return {
        cells: document.querySelectorAll('[role="gridcell"]').length,
        columns: document.querySelectorAll('[role="columnheader"]').length,
        height: body?.clientHeight ?? 0,
        outer: body?.closest('section')?.offsetHeight ?? 0,
        shown: Number(grid()?.getAttribute('aria-rowcount')) - 1,
      };
    },
  };
}
