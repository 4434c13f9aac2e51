/** Which store is in use; always visible in the window. */
export type Backend = 'os' | 'vault' | 'memory';

/**
 * `never`: answer 'locked' rather than let the system ask the user (start, refresh, notices).
 * `mayAsk`: the call comes from a person's own action just now; the system may open its password dialog.
 */
export type Prompt = 'never' | 'mayAsk';

/** The five answers of a keychain, never mixed up; `waiting` is the time-out after which the system's dialog still waits for its password. */
export type KeychainFailure =
  | { readonly kind: 'locked' }
  | { readonly kind: 'unavailable'; readonly why: string }
  | { readonly kind: 'tooLarge'; readonly limitBytes: number }
  /** The system asks the user for the keychain's password and has had no answer within the time allowed; nothing was changed yet as far as we know. */
  | { readonly kind: 'waiting' }
  /** A value split over several items lacks a part, or reads back differently: never handed out. */
  | { readonly kind: 'damaged'; readonly why: string };

export type KeychainRead = { readonly kind: 'found'; readonly secret: string } | { readonly kind: 'absent' } | KeychainFailure;
export type KeychainWrite = { readonly kind: 'stored' } | KeychainFailure;
export type KeychainDelete = { readonly kind: 'deleted' } | { readonly kind: 'absent' } | KeychainFailure;

export interface KeychainStatus {
  readonly backend: Backend;
  /** "GNOME Keyring", "macOS Keychain", "Windows Credential Manager", "Passphrase vault", "Memory only". */
  readonly name: string;
  readonly state: 'unlocked' | 'locked' | 'unavailable' | 'waiting';
  /** A sentence for the user where the state is not 'unlocked'. */
  readonly detail: string | null;
}

/**
 * A store of secrets by account (a random id). Calls are carried out one at a time. Never lists: the app's own index says what must exist.
 * Updates in place, never delete and add.
 */
export interface Keychain {
  readonly backend: Backend;
  /** Never prompts. */
  status(): Promise<KeychainStatus>;
  get(account: string, prompt: Prompt): Promise<KeychainRead>;
  /** 'stored' only after the value has been read back equal. */
  set(account: string, secret: string, prompt: Prompt): Promise<KeychainWrite>;
  delete(account: string, prompt: Prompt): Promise<KeychainDelete>;
  /** Proves that a secret of so many bytes can be stored now: writes, reads back and removes a sentinel. Only inside a person's own action. */
  prove(bytes: number): Promise<KeychainWrite>;
  /** Forgets what is in memory (a vault's key); the OS keychain has nothing to forget. */
  close(): Promise<void>;
}
