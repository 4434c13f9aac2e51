import { GuardedEmitter } from '../guard';

/** An icon: kept as it came. Nothing here draws it. */
export class NativeImage {
  readonly #source: string | Buffer | null;
  constructor(source: string | Buffer | null) {
    this.#source = source;
  }
  isEmpty(): boolean {
    return this.#source === null || this.#source.length === 0;
  }
  setTemplateImage(): void {}
  isTemplateImage(): boolean {
    return false;
  }
  getSize(): Electron.Size {
    return { width: 0, height: 0 };
  }
  get source(): string | Buffer | null {
    return this.#source;
  }
}

export const nativeImageMembers = {
  createEmpty: (): NativeImage => new NativeImage(null),
  createFromPath: (path: string): NativeImage => new NativeImage(path),
  createFromBuffer: (buffer: Buffer): NativeImage => new NativeImage(buffer),
  createFromDataURL: (url: string): NativeImage => new NativeImage(url),
};

/** The tray icons that the app made, for tests; this runtime shows none. */
export const trays = new Set<Tray>();

export class Tray extends GuardedEmitter {
  tooltip = '';
  title = '';
  menu: unknown = null;
  image: unknown;
  #destroyed = false;
  constructor(image: unknown) {
    super();
    this.image = image;
    trays.add(this);
  }
  setToolTip(text: string): void {
    this.tooltip = text;
  }
  setTitle(text: string): void {
    this.title = text;
  }
  getTitle(): string {
    return this.title;
  }
  setContextMenu(menu: unknown): void {
    this.menu = menu;
  }
  setImage(image: unknown): void {
    this.image = image;
  }
  setPressedImage(): void {}
  setIgnoreDoubleClickEvents(): void {}
  destroy(): void {
    this.#destroyed = true;
    trays.delete(this);
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
}

/** Power events: none are seen here; tests emit them. */
export class PowerMonitor extends GuardedEmitter {
  onBatteryPower = false;
  isOnBatteryPower(): boolean {
    return this.onBatteryPower;
  }
}
export const powerMonitor = new PowerMonitor();
