import { fail, type Problem } from '../../domain/result';
import type { Backend, KeychainFailure } from '../keychain/port';

type Failed = { readonly ok: false; readonly error: Problem };

const WHY_NOT_STORED: Readonly<Record<Exclude<KeychainFailure['kind'], 'unavailable' | 'damaged'>, string>> = {
  locked: 'The keychain is locked.',
  waiting: "The keychain waits for its password in the system's own window.",
  tooLarge: 'The keychain does not take a secret of that size.',
};

/** Why a new key's secret is in no store: the key exists, so nothing here may say that nothing was changed. */
export function notStored(failure: KeychainFailure): Problem {
  const why = failure.kind === 'unavailable' || failure.kind === 'damaged' ? failure.why : WHY_NOT_STORED[failure.kind];
  return { ...keychainProblem(failure).error, message: `${why} The key is on the server; its secret is in memory until you decide.` };
}

const STORE_NAMES: Readonly<Record<Backend, string>> = {
  os: "the system's keychain",
  vault: 'the passphrase vault',
  memory: 'memory',
};

/** A read that failed, where the store that has the secret may not be the one in use. */
export function readProblem(failure: KeychainFailure, where: Backend, inUse: Backend): Failed {
  if (failure.kind !== 'locked' || where === inUse) return keychainProblem(failure);
  return fail('keychain.otherStore', `This secret is in ${STORE_NAMES[where]}, which is not the store in use. Choose it to open it.`, {
    do: 'chooseKeychain',
  });
}

/** What a keychain's failure means for the user. */
export function keychainProblem(failure: KeychainFailure): Failed {
  switch (failure.kind) {
    case 'locked':
      return fail('keychain.locked', 'The keychain is locked. Nothing was changed; unlock it and try again.', { do: 'unlockKeychain' });
    case 'waiting':
      return fail(
        'keychain.waiting',
        "The keychain waits for its password in the system's own window. Nothing was changed here; answer that window and try again.",
        { do: 'unlockKeychain' },
      );
    case 'unavailable':
      return fail('keychain.unavailable', `The keychain cannot be used: ${failure.why} Nothing was changed.`, { do: 'chooseKeychain' });
    case 'tooLarge':
      return fail('keychain.tooLarge', `The keychain takes no more than ${failure.limitBytes} bytes. The secret was not stored.`, {
        do: 'chooseKeychain',
      });
    case 'damaged':
      return fail(
        'keychain.damaged',
        `The keychain's copy is damaged: ${failure.why} It is not used; hold the key again from another copy.`,
      );
  }
}

export const changedInKeychain = (): Failed =>
  fail(
    'key.changedInKeychain',
    'The keychain holds another value under this key than Tessera put there. It was not used; hold the key again from another copy.',
  );

export const noSuchKey = (): Failed =>
  fail('key.unknown', 'This key is not in the table any more. Refresh and look again.', { do: 'refresh' });
export const noSuchProfile = (): Failed => fail('profile.unknown', 'This server is not in the list any more.', { do: 'none' });
export const readOnly = (why: string): Failed => fail('storage.readOnly', why);

/** The index could not be written, so nothing may be begun that a kill would lose. */
export const diskRefused = (): Failed =>
  fail('storage.unwritable', 'The disk does not take the index: it may be full. Nothing was sent; make room and try again.', {
    do: 'retry',
  });

/** What happened, of a problem's text: what it advises is done by then, or another thing is to be advised. */
export const firstSentence = (text: string): string => /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
