import type { Keychain, KeychainDelete, KeychainFailure, KeychainRead, Prompt } from './port';
import { createQueue, type Queue } from './serial';
import { deleteParts, fingerprint, parseHead, readParts, type SlotFormat, writeParts } from './slots';

/**
 * The well-known accounts of the backup and of one set aside, which a data folder that was lost has left; they say nothing about servers or
 * people. Their pages are `index-a1`, `index-b1` and so on.
 */
export type IndexAccount = 'index' | 'index-lost';

/** Under 2,000 bytes an item in the system's keychain; a vault keeps all in one file that is written anew each time, so few pages are better. */
function formatFor(keychain: Keychain): SlotFormat {
  const partBytes = keychain.backend === 'os' ? 1_900 : 60_000;
  return { magic: 'tessera-index/1 ', partBytes, maxBytes: 8 * 1024 * 1024, reuse: true };
}

export type IndexWrite = { readonly kind: 'stored' } | { readonly kind: 'unchanged' } | KeychainFailure;

/** Reads the backup of profiles and index, whole or not at all; for "Recover from keychain" (`mayAsk`). */
export async function readIndexPages(keychain: Keychain, prompt: Prompt, account: IndexAccount = 'index'): Promise<KeychainRead> {
  const read = await keychain.get(account, prompt);
  if (read.kind !== 'found') return read;
  const head = parseHead(read.secret, formatFor(keychain));
  if (head.kind !== 'head') return { kind: 'damaged', why: 'The entry that names the pages of the backup cannot be read.' };
  return readParts(keychain, account, head.head, prompt);
}

/** Takes a backup out of the keychain, with the pages of earlier ones. */
export const removeIndexPages = (keychain: Keychain, prompt: Prompt, account: IndexAccount = 'index'): Promise<KeychainDelete> =>
  deleteParts(keychain, account, prompt);

/**
 * The copy of profiles and index in the keychain, so that a lost data folder does not mean lost keys. The text must hold no secret:
 * pages are kept unlike secrets, replaced ones included. Writes never prompt; a locked keychain answers 'locked' and the caller tries
 * again later. Page by page through the keychain's own queue, so that a person's action need not wait for a long backup.
 */
export class IndexBackup {
  private readonly queue: Queue = createQueue();
  /** The whole was read back once in this run, so that an unchanged head may be believed. */
  private checked = false;

  constructor(
    private readonly keychain: Keychain,
    private readonly account: IndexAccount = 'index',
  ) {}

  write(text: string): Promise<IndexWrite> {
    return this.queue(async () => {
      const format = formatFor(this.keychain);
      const read = await this.keychain.get(this.account, 'never');
      if (read.kind !== 'found' && read.kind !== 'absent' && read.kind !== 'damaged') return read;
      const parsed = read.kind === 'found' ? parseHead(read.secret, format) : null;
      const old = parsed?.kind === 'head' ? parsed.head : null;
      const bytes = Buffer.from(text, 'utf8');
      if (old !== null && old.bytes === bytes.length && old.sha256 === fingerprint(bytes)) {
        if (!this.checked) this.checked = (await readParts(this.keychain, this.account, old, 'never')).kind === 'found';
        if (this.checked) return { kind: 'unchanged' };
      }
      const wrote = await writeParts(this.keychain, this.account, text, old, 'never', format);
      if (wrote.kind === 'stored') this.checked = true;
      return wrote;
    });
  }
}
