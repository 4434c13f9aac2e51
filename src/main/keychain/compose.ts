import { randomBytes } from 'node:crypto';
import type { Backend, Keychain, KeychainDelete, KeychainFailure, KeychainRead, KeychainStatus, KeychainWrite, Prompt } from './port';
import { createQueue } from './serial';
import type { SecretStore } from './store';

export interface Parts {
  readonly backend: Backend;
  readonly store: SecretStore;
  status(): Promise<KeychainStatus>;
  close(): Promise<void>;
  /** True while the system waits for the person: calls then answer 'waiting' at once rather than queue behind the dialog. */
  waits?(): boolean;
}

/** One fixed name, so that a sentinel that a kill left is found and removed by the next proof. */
const SENTINEL = 'probe';

/** A {@link Keychain} out of a store: one call at a time, and the proof that a secret of some size can be kept. */
export function compose(parts: Parts): Keychain {
  const queue = createQueue();
  const { store } = parts;

  function oneAtATime<T>(job: () => Promise<T>): Promise<T | KeychainFailure> {
    if (parts.waits?.() === true) return Promise.resolve({ kind: 'waiting' });
    return queue(job);
  }

  async function proveNow(bytes: number): Promise<KeychainWrite> {
    const sentinel = randomBytes(Math.ceil(bytes / 2))
      .toString('hex')
      .slice(0, bytes);
    // `set` answers 'stored' only after it has read the value back.
    const wrote = await store.set(SENTINEL, sentinel, 'mayAsk');
    // A half-written sentinel is removed as well.
    const gone = await store.delete(SENTINEL, 'never');
    if (wrote.kind !== 'stored') return wrote;
    return gone.kind === 'deleted' || gone.kind === 'absent' ? wrote : gone;
  }

  return {
    backend: parts.backend,
    status: () => parts.status(),
    get: (account: string, prompt: Prompt): Promise<KeychainRead> => oneAtATime(() => store.get(account, prompt)),
    set: (account: string, secret: string, prompt: Prompt): Promise<KeychainWrite> => oneAtATime(() => store.set(account, secret, prompt)),
    delete: (account: string, prompt: Prompt): Promise<KeychainDelete> => oneAtATime(() => store.delete(account, prompt)),
    prove: (bytes: number): Promise<KeychainWrite> => oneAtATime(() => proveNow(bytes)),
    close: () => parts.close(),
  };
}
