import { createHash } from 'node:crypto';
import type { KeychainView } from '../../domain/views';
import type { Backend, Keychain, KeychainDelete, KeychainFailure, KeychainRead, KeychainWrite, Prompt } from '../keychain/port';
import type { State } from './state';

/** A passphrase vault as the use cases need it beside the port. */
export interface VaultDoor {
  exists(): Promise<boolean>;
  /** Opens an existing vault; a sentence where it did not open. */
  open(passphrase: string): Promise<{ readonly ok: true } | { readonly ok: false; readonly code: string; readonly message: string }>;
  /** Makes a new vault and opens it. */
  create(passphrase: string): Promise<{ readonly ok: true } | { readonly ok: false; readonly code: string; readonly message: string }>;
}

export interface Stores {
  readonly os: Keychain;
  readonly vault: Keychain & VaultDoor;
  readonly memory: Keychain;
}

const WAITING_MS = 1_000;

/** SHA-256 of a secret, hex: proves which secret it was without keeping it. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret, 'utf8').digest('hex');

/**
 * The stores of secrets, and which of them new secrets go to. What was written by one store is read from that store. The choice is the
 * user's; nothing degrades silently.
 */
export class Secrets {
  readonly stores: Stores;
  readonly #state: State;
  /** The choice of this run; memory-only is never kept for the next. */
  #chosen: Backend;
  #waiting: NodeJS.Timeout | null = null;

  constructor(stores: Stores, state: State) {
    this.stores = stores;
    this.#state = state;
    this.#chosen = state.settings.backend;
  }

  get backend(): Backend {
    return this.#chosen;
  }

  /** Makes a store the one that new secrets go to. */
  async choose(backend: Backend): Promise<void> {
    this.#chosen = backend;
    if (backend !== 'memory') await this.#state.setSettings({ backend });
    await this.look();
  }

  async read(account: string, backend: Backend, prompt: Prompt): Promise<KeychainRead> {
    return this.#looking(() => this.stores[backend].get(account, prompt));
  }

  async write(account: string, secret: string, prompt: Prompt, backend: Backend = this.#chosen): Promise<KeychainWrite> {
    return this.#looking(() => this.stores[backend].set(account, secret, prompt));
  }

  async erase(account: string, backend: Backend, prompt: Prompt): Promise<KeychainDelete> {
    return this.#looking(() => this.stores[backend].delete(account, prompt));
  }

  /** Proves that the chosen store takes a secret of so many bytes now. Only inside a person's own action. */
  prove(bytes: number): Promise<KeychainWrite> {
    return this.#looking(() => this.stores[this.#chosen].prove(bytes));
  }

  /** Reads the chosen store's status (never prompts) and shows it. */
  async look(): Promise<KeychainView> {
    const status = await this.stores[this.#chosen].status();
    const view: KeychainView = {
      backend: status.backend,
      name: status.name,
      state: status.state,
      detail: status.detail,
      vaultExists: await this.stores.vault.exists(),
    };
    this.#state.setKeychain(view);
    // The person answers the system's dialog in their own time: look again until it is gone.
    if (view.state === 'waiting' && this.#waiting === null)
      this.#waiting = setTimeout(() => {
        this.#waiting = null;
        void this.look();
      }, WAITING_MS);
    return view;
  }

  async close(): Promise<void> {
    if (this.#waiting) clearTimeout(this.#waiting);
    await Promise.all([this.stores.os.close(), this.stores.vault.close(), this.stores.memory.close()]);
  }

  /** After a call that failed the status may have changed: show it. */
  async #looking<T extends { readonly kind: string }>(call: () => Promise<T>): Promise<T> {
    const answer = await call();
    const failed: readonly string[] = ['locked', 'unavailable', 'waiting'] satisfies KeychainFailure['kind'][];
    if (failed.includes(answer.kind) !== (this.#state.keychain.state !== 'unlocked')) await this.look();
    return answer;
  }
}
