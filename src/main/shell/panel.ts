import { nativeTheme } from 'electron';

/** Desktops whose panel is dark whatever the theme of their windows. */
const DARK_PANELS = /gnome|unity|pantheon|cinnamon/i;

/**
 * Whether the panel that the tray stands on is dark. On Linux nobody tells: the desktop's name or its theme does. Made before the app's own
 * theme is applied, which hides the system's; `changed` is called when the answer may be another.
 */
export function watchPanel(changed: () => void): () => boolean {
  let system = nativeTheme.shouldUseDarkColors;
  nativeTheme.on('updated', () => {
    if (nativeTheme.themeSource === 'system') system = nativeTheme.shouldUseDarkColors;
    changed();
  });
  return () => {
    if (process.platform !== 'linux') return nativeTheme.shouldUseDarkColorsForSystemIntegratedUI;
    return system || DARK_PANELS.test(process.env.XDG_CURRENT_DESKTOP ?? '');
  };
}
