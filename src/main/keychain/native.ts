import { createRequire } from 'node:module';
import { join } from 'node:path';
import { err, ok, type Result } from '../../domain/result';

/** The three calls of keytar that Tessera makes. Its two searching calls are left out on purpose: one ends the process on a locked keyring. */
export interface NativeKeychain {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/** Loads keytar on first need; the error is a sentence that names what is missing. */
export async function loadNativeKeychain(): Promise<Result<NativeKeychain, string>> {
  try {
    const loaded: { default?: NativeKeychain } & NativeKeychain = await import('keytar');
    return ok(loaded.default ?? loaded);
  } catch {
    return err(whyNotLoaded());
  }
}

/** keytar's loader swallows the reason, so the same file is opened once more to hear it from the system. */
function whyNotLoaded(): string {
  let reason = '';
  try {
    const folder = createRequire(import.meta.url)
      .resolve('keytar/package.json')
      .replace(/package\.json$/, '');
    process.dlopen({ exports: {} }, join(folder, 'prebuilds', `${process.platform}-${process.arch}`, 'keytar.node'));
  } catch (error) {
    reason = error instanceof Error ? error.message : '';
  }
  if (reason.includes('libsecret-1.so.0')) {
    return 'The library libsecret-1.so.0 is missing on this machine, or cannot be loaded. Install it (on Debian and Ubuntu: apt install libsecret-1-0) and start Tessera again.';
  }
  return `The part of Tessera that talks to the system's keychain cannot be loaded on this machine (${process.platform} ${process.arch}).`;
}
