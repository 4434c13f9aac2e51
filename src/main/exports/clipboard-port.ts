import type { Result } from '../../domain/result';

/**
 * The system's clipboard as the shell offers it: the ordinary clipboard only, never X11's selection. All answers are values; a text never
 * travels in an argument list.
 */
export interface ClipboardPort {
  /** What carries the text ("Electron", "xclip"), or why nothing can: then every call fails and the window says so instead of offering to copy. */
  readonly availability: { readonly kind: 'available'; readonly helper: string } | { readonly kind: 'unavailable'; readonly why: string };
  /** Puts a text there; with `sensitive`, together with the marks of {@link SENSITIVE_FORMATS} in one write, where that can be. */
  write(text: string, sensitive: boolean): Promise<Result<void>>;
  /** The text there; empty where there is none or something else than text. */
  read(): Promise<Result<string>>;
  clear(): Promise<Result<void>>;
}

export interface ClipboardFormat {
  readonly platform: 'win32' | 'darwin' | 'linux';
  readonly format: string;
  readonly bytes: Uint8Array;
  /** What it asks of programs that keep copies. */
  readonly asks: string;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * The marks that ask clipboard histories to leave a text out. They must be in the same write as the text: a history acts on the first sight.
 *
 * - Windows: "Clipboard Formats", section "Cloud Clipboard and Clipboard History Formats": the first excludes by its presence, the second
 *   and third by a DWORD of zero.
 * - macOS: the agreement of nspasteboard.org; its presence counts.
 * - KDE's Klipper: a MIME type with the text `secret`.
 */
const SENSITIVE_FORMATS: readonly ClipboardFormat[] = [
  {
    platform: 'win32',
    format: 'ExcludeClipboardContentFromMonitorProcessing',
    bytes: new Uint8Array([0, 0, 0, 0]),
    asks: 'Windows: keep it out of the clipboard history and of other devices',
  },
  {
    platform: 'win32',
    format: 'CanIncludeInClipboardHistory',
    bytes: new Uint8Array([0, 0, 0, 0]),
    asks: 'Windows: keep it out of the clipboard history',
  },
  { platform: 'win32', format: 'CanUploadToCloudClipboard', bytes: new Uint8Array([0, 0, 0, 0]), asks: 'Windows: keep it on this device' },
  {
    platform: 'darwin',
    format: 'org.nspasteboard.ConcealedType',
    bytes: new Uint8Array(0),
    asks: 'macOS: clipboard managers that follow nspasteboard.org leave it out',
  },
  { platform: 'linux', format: 'x-kde-passwordManagerHint', bytes: utf8('secret'), asks: 'KDE: Klipper leaves it out' },
];

/** The marks of one platform (Node's name of it). */
export const sensitiveFormats = (platform: string): readonly ClipboardFormat[] => SENSITIVE_FORMATS.filter((f) => f.platform === platform);

/** Plain sentences about where copies of a copied text may stay. `marked`: whether the runtime can set the marks above. */
export function whereCopiesStay(platform: string, marked: boolean): readonly string[] {
  const everyProgram = 'While the key is in the clipboard, every program that you run can read it.';
  switch (platform) {
    case 'win32':
      return [
        everyProgram,
        marked
          ? 'Windows is asked to keep it out of the clipboard history (Win+V) and of other devices; other clipboard managers may keep it all the same.'
          : 'The clipboard history (Win+V), your other devices and clipboard managers may keep a copy that Tessera cannot remove.',
      ];
    case 'darwin':
      return [
        everyProgram,
        marked
          ? 'Clipboard managers that honour the "concealed" mark leave it out; others keep a copy that Tessera cannot remove.'
          : 'Clipboard managers may keep a copy that Tessera cannot remove.',
        'Universal Clipboard may hand it to your other Apple devices nearby.',
      ];
    case 'linux':
      return [
        everyProgram,
        marked
          ? "KDE's clipboard history leaves it out; the histories of other desktops (GNOME extensions, Xfce's Clipman, CopyQ) may keep a copy that Tessera cannot remove."
          : "Clipboard histories (KDE's Klipper, GNOME extensions, Xfce's Clipman, CopyQ) may keep a copy that Tessera cannot remove.",
        'Remote desktops and virtual machines may share the clipboard with another machine.',
      ];
    default:
      return [everyProgram, 'Clipboard managers may keep a copy that Tessera cannot remove.'];
  }
}
