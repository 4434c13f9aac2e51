import { join } from 'node:path';
import { type BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions } from 'electron';

type Chosen = { readonly ok: true; readonly path: string | null } | { readonly ok: false; readonly why: string };

const SAVES = {
  envFile: (home: string) => ({ title: 'Choose the env file to write to', defaultPath: join(home, '.env') }),
  calendar: (home: string) => ({ title: 'Save the ends of keys as a calendar', defaultPath: join(home, 'key-expiries.ics') }),
  activity: (home: string) => ({ title: 'Save the activity log', defaultPath: join(home, 'tessera-activity.csv') }),
} as const;

/** The system's file dialog. Answers why there is none, so that the window can offer a typed path. */
export async function chooseFile(
  window: BrowserWindow | null,
  purpose: 'envFile' | 'caFile' | 'calendar' | 'activity',
  home: string,
): Promise<Chosen> {
  try {
    if (purpose === 'caFile') {
      const options: OpenDialogOptions = { title: 'Choose the certificate authority’s file', properties: ['openFile'] };
      const chosen = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options);
      return { ok: true, path: chosen.canceled ? null : (chosen.filePaths[0] ?? null) };
    }
    const options: SaveDialogOptions = {
      ...SAVES[purpose](home),
      buttonLabel: 'Choose',
      // Existing lines are kept; the preview asks, not the dialog.
      properties: ['showHiddenFiles', 'createDirectory'],
    };
    const chosen = window ? await dialog.showSaveDialog(window, options) : await dialog.showSaveDialog(options);
    return { ok: true, path: chosen.canceled || !chosen.filePath ? null : chosen.filePath };
  } catch {
    return { ok: false, why: 'This system offers no file dialog to Tessera.' };
  }
}
