import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'tessera-chromium-';
const ownerFile = 'owner.json';

/** When the process started, as the kernel counts it: a process id alone may have been given to another program since. */
export function startedAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** Whether a process still runs. `since` is what `startedAt` said of it, null where the platform cannot tell. */
export function isAlive(pid: number, since: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return since === null || process.platform !== 'linux' || startedAt(pid) === since;
}

/** Makes a fresh profile folder (0700) that says whose it is, with preferences that switch off what has no place in an app's window. */
export function createProfile(): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, 0o700);
  writeFileSync(join(folder, ownerFile), JSON.stringify({ pid: process.pid, since: startedAt(process.pid) }), { mode: 0o600 });
  mkdirSync(join(folder, 'home'), { mode: 0o700 });
  mkdirSync(join(folder, 'tmp'), { mode: 0o700 });
  mkdirSync(join(folder, 'Default'), { mode: 0o700 });
  const blocked = Object.fromEntries(['mailto', 'tel', 'sms', 'ftp', 'magnet', 'webcal', 'news', 'irc'].map((scheme) => [scheme, true]));
  const preferences = {
    credentials_enable_service: false,
    credentials_enable_autosignin: false,
    autofill: { profile_enabled: false, credit_card_enabled: false },
    translate: { enabled: false },
    // The window manager draws the frame: Chromium's own has a browser menu in it.
    browser: { custom_chrome_frame: false, enable_spellchecking: false, has_seen_welcome_page: true },
    spellcheck: { dictionaries: [], use_spelling_service: false },
    dns_prefetching: { enabled: false },
    net: { network_prediction_options: 2 },
    search: { suggest_enabled: false },
    safebrowsing: { enabled: false },
    alternate_error_pages: { enabled: false },
    signin: { allowed: false },
    protocol_handler: { excluded_schemes: blocked },
    profile: { password_manager_leak_detection: false, exit_type: 'Normal' },
  };
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences), { mode: 0o600 });
  return folder;
}

/** Removes a profile; what a dying Chromium still writes is caught by a retry, what is left by the next start. */
export function removeProfile(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 40 });
  } catch {
    // The next start finds it without a living owner and removes it.
  }
}

/** Removes the profiles of runtimes that were killed. A folder without its owner file is young or foreign: left for a minute. */
export function removeAbandonedProfiles(): void {
  let names: string[] = [];
  try {
    names = readdirSync(tmpdir()).filter((name) => name.startsWith(prefix));
  } catch {
    return;
  }
  for (const name of names) {
    const folder = join(tmpdir(), name);
    try {
      const info = statSync(folder);
      if (process.getuid && info.uid !== process.getuid()) continue;
      let owner: { pid: number; since: string | null } | null = null;
      try {
        owner = JSON.parse(readFileSync(join(folder, ownerFile), 'utf8')) as { pid: number; since: string | null };
      } catch {
        if (Date.now() - info.mtimeMs < 60_000) continue;
      }
      if (!owner || !isAlive(owner.pid, owner.since)) removeProfile(folder);
    } catch {
      // Gone meanwhile, or not ours to look at.
    }
  }
}
