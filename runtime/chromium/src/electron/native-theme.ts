import type { CdpSession } from '../chromium/pipe';
import { GuardedEmitter } from '../guard';

type Source = Electron.NativeTheme['themeSource'];

/** `nativeTheme`: a chosen theme is set in every page; `system` leaves Chromium's own answer, and dark is then what Chromium reports. */
export class NativeTheme
  extends GuardedEmitter
  implements
    Pick<
      Electron.NativeTheme,
      'themeSource' | 'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI' | 'shouldUseHighContrastColors'
    >
{
  #source: Source = 'system';
  #systemDark = false;
  readonly #sessions = new Set<CdpSession>();

  get themeSource(): Source {
    return this.#source;
  }
  set themeSource(value: Source) {
    if (!['system', 'light', 'dark'].includes(value)) throw new TypeError(`Error processing argument: ${String(value)} is no theme source`);
    const before = this.shouldUseDarkColors;
    const changed = value !== this.#source;
    this.#source = value;
    for (const session of this.#sessions) this.#emulate(session);
    if (changed || before !== this.shouldUseDarkColors) this.emit('updated');
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#systemDark : this.#source === 'dark';
  }
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.#systemDark;
  }
  get shouldUseHighContrastColors(): boolean {
    return false;
  }
  get shouldUseInvertedColorScheme(): boolean {
    return false;
  }
  get inForcedColorsMode(): boolean {
    return false;
  }
  get prefersReducedTransparency(): boolean {
    return false;
  }
  /** What Chromium says of the desktop. */
  setSystemDark(value: boolean): void {
    const changed = value !== this.#systemDark;
    this.#systemDark = value;
    if (changed && this.#source === 'system') this.emit('updated');
  }
  applyTo(session: CdpSession): void {
    this.#sessions.add(session);
    if (this.#source !== 'system') this.#emulate(session);
  }
  forget(session: CdpSession): void {
    this.#sessions.delete(session);
  }
  #emulate(session: CdpSession): void {
    const value = this.#source === 'system' ? '' : this.#source;
    session.post('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
  }
}

export const nativeTheme = new NativeTheme();
