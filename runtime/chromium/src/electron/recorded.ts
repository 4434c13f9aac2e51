import { existsSync } from 'node:fs';
import { Guarded, GuardedEmitter } from '../guard';
import type { Menu } from './menu';

type ImageMethods = 'isEmpty' | 'setTemplateImage' | 'isTemplateImage' | 'getSize';

/** An icon: kept as it came. Nothing here draws it. */
export class NativeImage extends Guarded implements Pick<Electron.NativeImage, ImageMethods> {
  /** The file or address that it came from; '' where there is none. */
  readonly source: string;
  readonly #empty: boolean;
  #template = false;

  constructor(source: string, empty: boolean) {
    super();
    this.source = source;
    this.#empty = empty;
  }
  isEmpty(): boolean {
    return this.#empty;
  }
  setTemplateImage(option: boolean): void {
    this.#template = option;
  }
  isTemplateImage(): boolean {
    return this.#template;
  }
  getSize(): Electron.Size {
    return { width: 0, height: 0 };
  }
}

export const nativeImageMembers = {
  createEmpty: (): NativeImage => new NativeImage('', true),
  /** A file that is not there gives an empty image, as in Electron. */
  createFromPath: (path: string): NativeImage => new NativeImage(path, !existsSync(path)),
  createFromBuffer: (buffer: Buffer): NativeImage => new NativeImage('', buffer.length === 0),
  createFromDataURL: (url: string): NativeImage => new NativeImage(url, url === ''),
};

/** The tray icons that the app made, for tests; this runtime shows none. */
export const trays = new Set<Tray>();

type TrayMethods = 'setToolTip' | 'setTitle' | 'getTitle' | 'setContextMenu' | 'setImage' | 'destroy' | 'isDestroyed';

/** What an icon in the tray would show. Typed by what it is given here, since `Menu` and `NativeImage` are this runtime's own. */
export class Tray extends GuardedEmitter implements Record<TrayMethods & keyof Electron.Tray, (...args: never[]) => unknown> {
  tooltip = '';
  title = '';
  menu: Menu | null = null;
  image: NativeImage;
  #destroyed = false;

  constructor(image: NativeImage | string) {
    super();
    this.image = imageOf(image);
    trays.add(this);
  }
  setToolTip(text: string): void {
    this.#alive();
    this.tooltip = text;
  }
  setTitle(text: string): void {
    this.#alive();
    this.title = text;
  }
  getTitle(): string {
    this.#alive();
    return this.title;
  }
  setContextMenu(menu: Menu | null): void {
    this.#alive();
    this.menu = menu;
  }
  setImage(image: NativeImage | string): void {
    this.#alive();
    this.image = imageOf(image);
  }
  destroy(): void {
    this.#destroyed = true;
    trays.delete(this);
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  #alive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
  }
}

/** A path that holds no image is an error where an icon is shown. */
function imageOf(image: NativeImage | string): NativeImage {
  if (typeof image !== 'string') return image;
  const found = nativeImageMembers.createFromPath(image);
  if (found.isEmpty()) throw new Error(`Failed to load image from path '${image}'`);
  return found;
}

/** Power events: none are seen here; tests emit them. */
export class PowerMonitor extends GuardedEmitter {
  onBatteryPower = false;
  isOnBatteryPower(): boolean {
    return this.onBatteryPower;
  }
}
export const powerMonitor = new PowerMonitor();
