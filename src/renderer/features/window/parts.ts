import { later } from '../../lib/later';

/** Parts of the window that are read after the first paint: nobody has asked for them by then. The first run's own page is read where it is needed. */

export const detailPart = later(async () => (await import('../detail/Detail')).Detail);
export const nothingPart = later(async () => (await import('../table/NothingToShow')).NothingToShow);
export const abovePart = later(async () => (await import('./Above')).Above);
export const firstRunPart = later(async () => (await import('../first-run/FirstRun')).FirstRun);
export const palettePart = later(async () => (await import('../palette/Palette')).Palette);
