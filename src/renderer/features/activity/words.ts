import type { ActivityEntry } from '../../../domain/activity';

/** Entries of the log in words. A code is stable and for programs; a person reads what it stands for. */

const CODES: Readonly<Record<string, string>> = {
  cancelled: 'called off',
  timeout: 'no answer in time',
  'http.timeout': 'no answer in time',
  'http.unreachable': 'the server was not reached',
  'http.refused': 'the server took no connection',
  'http.reset': 'the connection broke',
  'http.tls': "the server's certificate was not trusted",
  'http.cancelled': 'called off',
  'key.refused': 'the server refused the secret',
  'key.notHeld': 'the secret is not held here',
  'key.absent': 'the secret was not in the keychain',
  'key.notStored': 'no store took the new secret',
  'key.createLost': 'the answer was lost; it may have been made',
  'key.createUnknown': 'whether it was made is not known',
  'key.createNothing': 'nothing was made',
  'key.revokeUnknown': 'the answer was lost; whether it was revoked is not known',
  'key.revokeNothing': 'nothing was revoked',
  'key.notAcknowledged': 'the consequences were not acknowledged',
  'key.notTyped': 'the words were not typed',
  'key.notRevocable': 'it cannot be revoked from here',
  'keychain.locked': 'the keychain was locked',
  'keychain.unavailable': 'no keychain answered',
  'keychain.waiting': 'the keychain waited for its password',
  'keychain.otherStore': 'it is in a store that was not open',
  'keychain.tooLarge': 'too large for the keychain',
  'profile.signInNeeded': 'a sign-in was needed',
  'profile.otherAccount': 'the sign-in was of another account',
  'file.changed': 'another program changed the file meanwhile',
  'file.gone': 'the file was not there',
  'file.permission': 'the file may not be written',
  'file.full': 'the disk was full',
  'file.notOurs': 'another file was there, and Tessera overwrites only its own',
  'file.ownFolder': "the place was in Tessera's own folder",
  'file.notWritten': 'the file could not be written',
  'place.changed': 'the file holds something else',
  'storage.readOnly': 'everything is read-only',
  'session.listedAnew': 'the server was listed anew meanwhile',
  os: "the system's keychain",
  vault: 'the passphrase vault',
  memory: 'memory of this run',
  expiry: 'its end is near',
  expired: 'it has ended',
  gone: 'it is gone from the server',
  forever: 'it never ends and may do everything',
  unused: 'it has not been used for long',
  keyLimit: 'the limit of keys is near',
  sessionLimit: 'the limit of logins is near',
  skew: 'the clocks differ',
  several: 'several keys at once',
};

/** A code in words: a known one in a clause, another by its last part, "tiled.keyLimit" as "key limit". */
export const codeWords = (code: string): string =>
  CODES[code] ??
  (code.split('.').at(-1) ?? code)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .trim();

const FROM: Readonly<Record<ActivityEntry['from'], string>> = {
  window: 'in the window',
  notification: 'from a notification',
  tray: 'from the tray',
  tessera: 'by Tessera itself',
};

/** What set it off. */
export const fromWords = (from: ActivityEntry['from']): string => FROM[from];

/** What came of it: "done", "failed: the keychain was locked". */
export function resultWords({ outcome, code }: Pick<ActivityEntry, 'outcome' | 'code'>): string {
  if (code === null) return outcome;
  return outcome === 'failed' ? `failed: ${codeWords(code)}` : codeWords(code);
}
