import type { Browser } from '../chromium/browser';
import { context } from '../context';
import { GuardedEmitter } from '../guard';

interface Display {
  readonly id: number;
  readonly label: string;
  readonly bounds: Electron.Rectangle;
  readonly workArea: Electron.Rectangle;
  readonly size: Electron.Size;
  readonly workAreaSize: Electron.Size;
  readonly scaleFactor: number;
  readonly rotation: number;
  readonly internal: boolean;
}

const display = (id: number, label: string, bounds: Electron.Rectangle, workArea: Electron.Rectangle, scaleFactor: number): Display => {
  const size = { width: bounds.width, height: bounds.height };
  return {
    id,
    label,
    bounds,
    workArea,
    size,
    workAreaSize: { width: workArea.width, height: workArea.height },
    scaleFactor,
    rotation: 0,
    internal: false,
  };
};
const overlap = (a: Electron.Rectangle, b: Electron.Rectangle): number => {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
};

/** The displays as Chromium knows them, read before the app is ready; without a display, one of Chromium's headless size. */
export class Screen extends GuardedEmitter {
  #displays: Display[] = [display(1, 'headless', { x: 0, y: 0, width: 1280, height: 800 }, { x: 0, y: 0, width: 1280, height: 800 }, 1)];

  getAllDisplays(): Display[] {
    return [...this.#displays];
  }
  getPrimaryDisplay(): Display {
    return this.#displays[0] as Display;
  }
  /** The display that shares most with a rectangle, else the primary one. */
  getDisplayMatching(rect: Electron.Rectangle): Display {
    const best = this.#displays.toSorted((a, b) => overlap(b.bounds, rect) - overlap(a.bounds, rect))[0];
    return best && overlap(best.bounds, rect) > 0 ? best : this.getPrimaryDisplay();
  }
  getDisplayNearestPoint(point: Electron.Point): Display {
    return this.getDisplayMatching({ ...point, width: 1, height: 1 });
  }

  /** Asks Chromium for the displays and for the desktop's colours; both are needed when the app is ready. */
  async read(browser: Browser): Promise<{ dark: boolean }> {
    const tab = await browser.firstTab;
    const [infos, dark] = await Promise.all([
      tab.session.send('Emulation.getScreenInfos'),
      tab.session.send('Runtime.evaluate', { expression: `matchMedia('(prefers-color-scheme: dark)').matches`, returnByValue: true }),
    ]);
    if (!context.options.headless && infos.screenInfos.length > 0) {
      const sorted = infos.screenInfos.toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary));
      this.#displays = sorted.map((info, at) => {
        const bounds = { x: info.left, y: info.top, width: info.width, height: info.height };
        const workArea = { x: info.availLeft, y: info.availTop, width: info.availWidth, height: info.availHeight };
        return display(at + 1, info.label, bounds, workArea, info.devicePixelRatio);
      });
    }
    return { dark: dark.result.value === true };
  }
}

export const screen = new Screen();
