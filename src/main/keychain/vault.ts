import { fail, ok, type Result } from '../../domain/result';
import type { KeychainDelete, KeychainFailure, KeychainRead, KeychainStatus, KeychainWrite } from './port';
import { createQueue } from './serial';
import type { SecretStore } from './store';
import { codeOf, readVaultFile, replaceVaultFile, VaultBusy, VaultChanged, withVaultLock } from './vault-file';
import {
  DEFAULT_WORK,
  findRecord,
  newVaultKey,
  openBody,
  parseVault,
  sealVault,
  unwrapVaultKey,
  type VaultFault,
  type VaultKey,
  type Work,
  wipe,
  withRecord,
} from './vault-format';

/** The shortest passphrase that is taken; the file can be guessed at offline, so the window should ask for more. */
export const MIN_PASSPHRASE = 8;
export const MAX_VALUE_BYTES = 1024 * 1024;
/** How often a write starts over when another process was quicker. */
const ATTEMPTS = 5;

type Step = { readonly next: Buffer | null; readonly answer: 'done' | 'absent' };

/**
 * Secrets in one file encrypted under a passphrase, for machines without a keychain, chosen by the user. While it is unlocked only the
 * data key stays in memory; every call reads the file anew, takes out the one value asked for, and wipes the rest.
 */
export class Vault implements SecretStore {
  private key: VaultKey | null = null;
  private readonly queue = createQueue();

  constructor(
    private readonly path: string,
    private readonly work: Work = DEFAULT_WORK,
  ) {}

  async status(): Promise<KeychainStatus> {
    const say = (state: KeychainStatus['state'], detail: string | null): KeychainStatus => ({
      backend: 'vault',
      name: 'Passphrase vault',
      state,
      detail,
    });
    try {
      if ((await readVaultFile(this.path)) === null) return say('unavailable', 'There is no vault yet; choose a passphrase to make one.');
    } catch (error) {
      return say('unavailable', fileProblem(error));
    }
    return this.key === null ? say('locked', 'The vault is locked; enter its passphrase.') : say('unlocked', null);
  }

  /** Makes a new, empty, unlocked vault. Problems: `keychain.vault.exists`, `.passphraseTooShort`, `.file`, `.busy`. */
  create(passphrase: string): Promise<Result<void>> {
    return this.attempt(async () => {
      const short = tooShort(passphrase);
      if (short !== null) return short;
      const key = await newVaultKey(passphrase, this.work);
      return withVaultLock(this.path, async () => {
        if ((await readVaultFile(this.path)) !== null) {
          wipe(key);
          return fail('keychain.vault.exists', 'There is a vault already. Nothing was changed; enter its passphrase.', {
            do: 'unlockKeychain',
          });
        }
        await replaceVaultFile(this.path, null, sealVault(key, withRecord(Buffer.alloc(0), 'none', null)));
        this.hold(key);
        return ok(undefined);
      });
    });
  }

  /** Problems: `keychain.vault.missing`, `.wrongPassphrase`, `.corrupt`, `.tampered`, `.newer`, `.file`. */
  unlock(passphrase: string): Promise<Result<void>> {
    return this.attempt(async () => {
      const opened = await this.open(passphrase);
      if (!opened.ok) return opened;
      opened.value.plain.fill(0);
      this.hold(opened.value.key);
      return ok(undefined);
    });
  }

  /** Forgets the data key: no call that comes later has it; it is wiped when the one under way has ended with it. */
  async lock(): Promise<void> {
    const { key } = this;
    this.key = null;
    if (key !== null) await this.queue(async () => wipe(key));
  }

  /** Encrypts everything anew under a new data key, so that an older copy and the old passphrase together open nothing written later. */
  changePassphrase(old: string, next: string): Promise<Result<void>> {
    return this.attempt(async () => {
      const short = tooShort(next);
      if (short !== null) return short;
      return withVaultLock(this.path, async () => {
        const opened = await this.open(old);
        if (!opened.ok) return opened;
        const { plain, before } = opened.value;
        wipe(opened.value.key);
        try {
          const key = await newVaultKey(next, this.work);
          await replaceVaultFile(this.path, before, sealVault(key, plain));
          this.hold(key);
        } finally {
          plain.fill(0);
        }
        return ok(undefined);
      });
    });
  }

  get(account: string): Promise<KeychainRead> {
    return this.queue(() =>
      this.guarded(async (key) => {
        const read = await this.read(key);
        if (!('plain' in read)) return read;
        const record = findRecord(read.plain, account);
        const answer: KeychainRead = record === null ? { kind: 'absent' } : { kind: 'found', secret: record.value.toString('utf8') };
        read.plain.fill(0);
        return answer;
      }),
    );
  }

  async set(account: string, secret: string): Promise<KeychainWrite> {
    const value = Buffer.from(secret, 'utf8');
    if (value.length > MAX_VALUE_BYTES) return { kind: 'tooLarge', limitBytes: MAX_VALUE_BYTES };
    if (value.toString('utf8') !== secret)
      return { kind: 'damaged', why: 'The value is not whole Unicode text and would read back differently.' };
    const answer = await this.change((plain) => ({ next: withRecord(plain, account, value), answer: 'done' }));
    value.fill(0);
    if (answer === 'done') {
      const back = await this.get(account);
      if (back.kind === 'found' && back.secret === secret) return { kind: 'stored' };
      if (back.kind !== 'found' && back.kind !== 'absent') return back;
    }
    if (answer === 'done' || answer === 'absent')
      return { kind: 'damaged', why: 'The vault reads back another value than the one that was stored.' };
    return answer;
  }

  async delete(account: string): Promise<KeychainDelete> {
    const answer = await this.change((plain) =>
      findRecord(plain, account) === null ? { next: null, answer: 'absent' } : { next: withRecord(plain, account, null), answer: 'done' },
    );
    if (answer === 'done') return { kind: 'deleted' };
    return answer === 'absent' ? { kind: 'absent' } : answer;
  }

  /** One change under the lock, from what the file holds now: two processes that write both keep what they wrote. */
  private change(edit: (plain: Buffer) => Step): Promise<'done' | 'absent' | KeychainFailure> {
    return this.queue(() =>
      this.guarded((key) =>
        withVaultLock(this.path, async () => {
          const read = await this.read(key);
          if (!('plain' in read)) return read;
          const step = edit(read.plain);
          read.plain.fill(0);
          if (step.next === null) return step.answer;
          try {
            await replaceVaultFile(this.path, read.before, sealVault(key, step.next));
          } finally {
            step.next.fill(0);
          }
          return step.answer;
        }),
      ),
    );
  }

  private async read(key: VaultKey): Promise<{ readonly plain: Buffer; readonly before: Buffer } | KeychainFailure> {
    const before = await readVaultFile(this.path);
    if (before === null) return { kind: 'unavailable', why: 'The vault file is gone.' };
    const parts = parseVault(before);
    const body = parts.ok ? openBody(parts.value, key) : parts;
    if (body.ok) return { plain: body.value, before };
    if (body.fault === 'otherEpoch') {
      // Another process changed the passphrase; our key opens nothing any more.
      void this.lock();
      return { kind: 'locked' };
    }
    return body.fault === 'newer' ? { kind: 'unavailable', why: SENTENCES.newer } : { kind: 'damaged', why: SENTENCES[body.fault] };
  }

  private async open(passphrase: string): Promise<Result<{ readonly key: VaultKey; readonly plain: Buffer; readonly before: Buffer }>> {
    const before = await readVaultFile(this.path);
    if (before === null) return fail('keychain.vault.missing', 'There is no vault at this place.', { do: 'chooseKeychain' });
    const parts = parseVault(before);
    if (!parts.ok) return faulty(parts.fault);
    const key = await unwrapVaultKey(parts.value, passphrase);
    if (!key.ok) return faulty(key.fault);
    const body = openBody(parts.value, key.value);
    if (body.ok) return ok({ key: key.value, plain: body.value, before });
    wipe(key.value);
    return faulty(body.fault);
  }

  private hold(key: VaultKey): void {
    void this.lock();
    this.key = key;
  }

  private async guarded<T>(job: (key: VaultKey) => Promise<T>): Promise<T | KeychainFailure> {
    for (let attempt = 1; ; attempt += 1) {
      if (this.key === null) return { kind: 'locked' };
      try {
        return await job(this.key);
      } catch (error) {
        if (error instanceof VaultChanged && attempt < ATTEMPTS) continue;
        return { kind: 'unavailable', why: fileProblem(error) };
      }
    }
  }

  private attempt(job: () => Promise<Result<void>>): Promise<Result<void>> {
    return this.queue(async () => {
      try {
        return await job();
      } catch (error) {
        const busy = error instanceof VaultBusy || error instanceof VaultChanged;
        return fail(busy ? 'keychain.vault.busy' : 'keychain.vault.file', fileProblem(error), { do: 'retry' });
      }
    });
  }
}

const SENTENCES: Readonly<Record<VaultFault, string>> = {
  wrongPassphrase: 'This is not the passphrase of the vault. Nothing was changed.',
  corrupt: 'The vault file is damaged: its sum does not fit. Nothing was changed; put back a copy of the file, or make a new vault.',
  tampered:
    'The vault file was altered by something other than Tessera, so nothing is read from it. Put back a copy of the file, or make a new vault.',
  newer: 'The vault was written by a newer Tessera. Nothing was changed; use that version.',
  otherEpoch: 'The passphrase of the vault was changed meanwhile. Enter the new one.',
};

function faulty(fault: VaultFault): { readonly ok: false; readonly error: ReturnType<typeof fail>['error'] } {
  return fail(
    `keychain.vault.${fault}`,
    SENTENCES[fault],
    fault === 'wrongPassphrase' ? { do: 'unlockKeychain' } : { do: 'chooseKeychain' },
  );
}

function tooShort(passphrase: string): ReturnType<typeof fail> | null {
  if ([...passphrase].length >= MIN_PASSPHRASE) return null;
  return fail('keychain.vault.passphraseTooShort', `A passphrase has at least ${MIN_PASSPHRASE} characters; several words are better.`);
}

function fileProblem(error: unknown): string {
  if (error instanceof VaultBusy || error instanceof VaultChanged)
    return 'Another Tessera is changing the vault. Nothing was changed; try again.';
  const code = codeOf(error);
  // A throw that is not the file system's is a bug, and must be seen as one.
  if (code === '' || code.startsWith('ERR_')) throw error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'The disk is full; the vault was not changed.';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return 'The vault file cannot be read or written with the rights of this user.';
  return `The vault file cannot be read or written (${code}).`;
}
