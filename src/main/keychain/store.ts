import type { Keychain } from './port';

/** What a place for secrets can do, without name and state; the layers (splitting, pages) are built on it. */
export type SecretStore = Pick<Keychain, 'get' | 'set' | 'delete'>;
