import type { Result } from '../../domain/result';
import { compose } from './compose';
import { MemoryStore } from './memory';
import { OsStore } from './os';
import type { Keychain } from './port';
import { SplittingStore } from './split';
import { MIN_PASSPHRASE, Vault } from './vault';
import type { Work } from './vault-format';

export { type IndexAccount, IndexBackup, type IndexWrite, readIndexPages, removeIndexPages } from './pages';
export { MIN_PASSPHRASE };

/** The service under which items are kept in the system's keychain. */
export const SERVICE = 'tessera';
/** How long a call waits for the system's password dialog before it answers 'waiting'; milliseconds. */
export const PROMPT_TIMEOUT_MS = 8_000;

export interface OsKeychainOptions {
  readonly backend: 'os';
  /** Another service name keeps tests apart; the demo has a keyring of its own besides. */
  readonly service?: string;
  readonly timeoutMs?: number;
}
export interface VaultOptions {
  readonly backend: 'vault';
  /** The vault's file; its folder is made 0700 where it is missing. */
  readonly path: string;
  /** The work of guessing a passphrase; only tests make it less. */
  readonly work?: Work;
}
export interface MemoryOptions {
  readonly backend: 'memory';
}
export type KeychainOptions = OsKeychainOptions | VaultOptions | MemoryOptions;

/** A keychain that the user opens with a passphrase. */
export interface VaultKeychain extends Keychain {
  /** Makes a new vault and leaves it open. Problems: `keychain.vault.exists`, `.passphraseTooShort`, `.busy`, `.file`. */
  create(passphrase: string): Promise<Result<void>>;
  /** Problems: `keychain.vault.missing`, `.wrongPassphrase`, `.corrupt`, `.tampered`, `.newer`, `.file`. */
  unlock(passphrase: string): Promise<Result<void>>;
  lock(): Promise<void>;
  changePassphrase(old: string, next: string): Promise<Result<void>>;
}

/**
 * Opens a place for secrets. Touches nothing yet: the native library is loaded, the bus is asked and the vault file is read on first use.
 * Which one is in use is the user's choice; nothing here falls back from one to another.
 */
export function openKeychain(options: VaultOptions): VaultKeychain;
export function openKeychain(options: KeychainOptions): Keychain;
export function openKeychain(options: KeychainOptions): Keychain | VaultKeychain {
  switch (options.backend) {
    case 'os': {
      const os = new OsStore({
        service: options.service ?? SERVICE,
        platform: process.platform,
        env: () => process.env,
        timeoutMs: options.timeoutMs ?? PROMPT_TIMEOUT_MS,
      });
      return compose({
        backend: 'os',
        store: new SplittingStore(os),
        status: () => os.status(),
        close: async () => os.close(),
        waits: () => os.waits,
      });
    }
    case 'vault': {
      const vault = new Vault(options.path, options.work);
      const keychain = compose({ backend: 'vault', store: vault, status: () => vault.status(), close: () => vault.lock() });
      return {
        ...keychain,
        create: (passphrase) => vault.create(passphrase),
        unlock: (passphrase) => vault.unlock(passphrase),
        lock: () => vault.lock(),
        changePassphrase: (old, next) => vault.changePassphrase(old, next),
      };
    }
    case 'memory': {
      const memory = new MemoryStore();
      const status = {
        backend: 'memory',
        name: 'Memory only',
        state: 'unlocked',
        detail: 'Secrets are forgotten when Tessera quits.',
      } as const;
      return compose({ backend: 'memory', store: memory, status: async () => status, close: async () => memory.clear() });
    }
  }
}
