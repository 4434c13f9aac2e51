import { homedir } from 'node:os';
import { join } from 'node:path';

const passed = [
  'PATH',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XDG_RUNTIME_DIR',
  'XDG_SESSION_TYPE',
  'XDG_CURRENT_DESKTOP',
  'XCURSOR_THEME',
  'XCURSOR_SIZE',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'FONTCONFIG_FILE',
  'FONTCONFIG_PATH',
  'SystemRoot',
  'SystemDrive',
  'TEMP',
  'TMP',
  'LOCALAPPDATA',
];

/**
 * Chromium's environment: an allow-list, so that nothing that the user's shell exports (keys, tokens) is inherited. HOME is a folder
 * of the profile, where NSS, GTK and font caches may then write. The session bus is left out: Chromium needs none here, and would otherwise
 * ask the keyring and announce itself to the desktop.
 */
export function chromiumEnvironment(profile: string, env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && (passed.includes(name) || name.startsWith('LC_'))) out[name] = value;
  }
  if (process.platform !== 'win32') {
    out.HOME = join(profile, 'home');
    // A killed Chromium leaves its folder with a socket in TMPDIR; here it goes with the profile. A socket's path holds about 100 bytes.
    const temporary = join(profile, 'tmp');
    if (temporary.length < 60) out.TMPDIR = temporary;
  }
  // Without XAUTHORITY the X client reads ~/.Xauthority, and HOME has just been moved away.
  if (env.DISPLAY && process.platform === 'linux') out.XAUTHORITY = env.XAUTHORITY ?? join(homedir(), '.Xauthority');
  // An address that no client library can parse: without it, D-Bus would start a bus of its own or find one under XDG_RUNTIME_DIR.
  out.DBUS_SESSION_BUS_ADDRESS = 'disabled:';
  out.DBUS_SYSTEM_BUS_ADDRESS = 'disabled:';
  out.NO_AT_BRIDGE = '1';
  return out;
}
