import type { KeychainDelete, KeychainRead, KeychainWrite, Prompt } from './port';
import { clearSlot, deleteParts, parseHead, readParts, type SlotFormat, writeParts } from './slots';
import type { SecretStore } from './store';

/** Windows holds 2,560 bytes an item; below this a value is one item as it is. */
export const PART_BYTES = 2_400;
/** Far beyond any key that a server gives (4 KiB at most); a bound so that a mistake does not fill the keychain. */
export const MAX_SECRET_BYTES = 65_536;

const FORMAT: SlotFormat = { magic: 'tessera-parts/1 ', partBytes: PART_BYTES, maxBytes: MAX_SECRET_BYTES, reuse: false };

/**
 * Splits values that an item cannot hold over several, and puts them together again, whole or not at all. Also the empty value, which
 * keytar does not take, and one that looks like a head of ours.
 */
export class SplittingStore implements SecretStore {
  constructor(private readonly store: SecretStore) {}

  async get(account: string, prompt: Prompt): Promise<KeychainRead> {
    // Twice: the value may be replaced between the reading of its head and of its parts.
    let first = '';
    for (;;) {
      const read = await this.store.get(account, prompt);
      if (read.kind !== 'found') return read;
      const head = parseHead(read.secret, FORMAT);
      if (head.kind === 'plain') return read;
      if (head.kind === 'damaged') return { kind: 'damaged', why: 'The entry that names the parts of this value cannot be read.' };
      const whole = await readParts(this.store, account, head.head, prompt);
      if (whole.kind !== 'damaged' || read.secret === first) return whole;
      first = read.secret;
    }
  }

  async set(account: string, secret: string, prompt: Prompt): Promise<KeychainWrite> {
    const bytes = Buffer.byteLength(secret);
    if (bytes > MAX_SECRET_BYTES) return { kind: 'tooLarge', limitBytes: MAX_SECRET_BYTES };
    const read = await this.store.get(account, prompt);
    // A damaged value may be replaced; any other failure stands in the way of the write too.
    if (read.kind !== 'found' && read.kind !== 'absent' && read.kind !== 'damaged') return read;
    const found = read.kind === 'found' ? parseHead(read.secret, FORMAT) : null;
    const old = found?.kind === 'head' ? found.head : null;
    const asItIs = bytes > 0 && bytes <= PART_BYTES && !secret.startsWith(FORMAT.magic);
    if (!asItIs) return writeParts(this.store, account, secret, old, prompt, FORMAT);
    const wrote = await this.store.set(account, secret, prompt);
    if (wrote.kind === 'stored' && old !== null) await clearSlot(this.store, account, old.slot, 'never');
    return wrote;
  }

  async delete(account: string, prompt: Prompt): Promise<KeychainDelete> {
    return deleteParts(this.store, account, prompt);
  }
}
