import type { KeychainView } from '../../../domain/views';

/** The keychain's state in one or two words, for lists of facts. */
export const KEYCHAIN_STATE: Readonly<Record<KeychainView['state'], string>> = {
  unlocked: 'unlocked',
  locked: 'locked',
  waiting: 'waiting for its password',
  unavailable: 'not usable now',
};
