import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Debian's /usr/bin/chromium is a shell script that sources /etc/chromium.d, which exports Google API keys and loads extensions; the
 * real program beside it needs none of that. Names without a slash are looked up in PATH.
 */
const places: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/usr/lib/chromium/chromium',
    '/usr/lib64/chromium-browser/chromium-browser',
    '/usr/lib/chromium-browser/chromium-browser',
    '/opt/google/chrome/chrome',
    '/opt/microsoft/msedge/msedge',
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge',
  ],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'],
};

const runnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The path of a Chromium-family browser, or null. `TESSERA_CHROMIUM` wins; a path named there that cannot be run is an error. */
export function findChromium(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string | null {
  const named = env.TESSERA_CHROMIUM;
  if (named) {
    if (!runnable(named)) throw new Error(`TESSERA_CHROMIUM names ${named}, which cannot be run.`);
    return named;
  }
  const roots =
    platform === 'win32'
      ? [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((p): p is string => !!p)
      : (env.PATH ?? '').split(':').filter((p) => p.startsWith('/'));
  for (const place of places[platform] ?? []) {
    if (place.startsWith('/')) {
      if (runnable(place)) return place;
      continue;
    }
    const found = roots.map((root) => join(root, place)).find((path) => existsSync(path) && runnable(path));
    if (found) return found;
  }
  return null;
}
