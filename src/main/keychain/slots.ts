import { createHash } from 'node:crypto';
import type { KeychainDelete, KeychainFailure, KeychainRead, KeychainWrite, Prompt } from './port';
import type { SecretStore } from './store';

/**
 * A long text kept as several items of a store: a head item, and parts in one of two slots, `a` and `b`. A new text is written to the
 * slot that is not current; then the head is switched in one update; then the old slot is cleared. A kill at any step leaves the old
 * text or the new one, never a mix, and leftovers only under names that the next delete clears. (Slots rather than random part names,
 * because a store is never listed: what a kill leaves must be found again by name.)
 * The parts of a slot are always 1 to m without a gap: written upwards, removed downwards.
 */
type Slot = 'a' | 'b';

interface Head {
  readonly slot: Slot;
  readonly parts: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface SlotFormat {
  /** What a head begins with; a text that begins so is never stored as it is. */
  readonly magic: string;
  readonly partBytes: number;
  readonly maxBytes: number;
  /** Leave parts that are already equal and keep the old slot for the next time: cheap for a long text that changes little. */
  readonly reuse: boolean;
}

/** A head as read; `damaged` is text of our magic that is no head. */
export type ReadHead = { readonly kind: 'head'; readonly head: Head } | { readonly kind: 'plain' } | { readonly kind: 'damaged' };

const partName = (account: string, slot: Slot, number: number): string => `${account}-${slot}${number}`;

export const fingerprint = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export function parseHead(text: string, format: SlotFormat): ReadHead {
  if (!text.startsWith(format.magic)) return { kind: 'plain' };
  const found = /^([ab]) (\d{1,6}) (\d{1,9}) ([0-9a-f]{64})$/.exec(text.slice(format.magic.length));
  if (found === null) return { kind: 'damaged' };
  const [, slot, parts, bytes, sha256 = ''] = found;
  return { kind: 'head', head: { slot: slot === 'a' ? 'a' : 'b', parts: Number(parts), bytes: Number(bytes), sha256 } };
}

/** The text of a head: which parts, the length and hash of all. */
const headText = (head: Head, format: SlotFormat): string => `${format.magic}${head.slot} ${head.parts} ${head.bytes} ${head.sha256}`;

/** Cuts UTF-8 at code point borders, so that every part is a text by itself. */
export function cut(bytes: Buffer, partBytes: number): string[] {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    let to = Math.min(from + partBytes, bytes.length);
    while (to < bytes.length && ((bytes[to] ?? 0) & 0xc0) === 0x80) to -= 1;
    parts.push(bytes.toString('utf8', from, to));
    from = to;
  }
  return parts;
}

/** Puts a text together from the parts that a head names; 'damaged' says which part is missing or that they do not belong together. */
export async function readParts(store: SecretStore, account: string, head: Head, prompt: Prompt): Promise<KeychainRead> {
  const parts: string[] = [];
  for (let number = 1; number <= head.parts; number += 1) {
    const part = await store.get(partName(account, head.slot, number), prompt);
    if (part.kind === 'absent') return { kind: 'damaged', why: `Part ${number} of ${head.parts} is missing in the keychain.` };
    if (part.kind !== 'found') return part;
    parts.push(part.secret);
  }
  const text = parts.join('');
  const bytes = Buffer.from(text, 'utf8');
  const whole = bytes.length === head.bytes && fingerprint(bytes) === head.sha256;
  bytes.fill(0);
  return whole
    ? { kind: 'found', secret: text }
    : { kind: 'damaged', why: `The ${head.parts} parts in the keychain do not belong together.` };
}

/** Writes a text as parts and switches the head to it. `old` is the head now stored, null where none is. */
export async function writeParts(
  store: SecretStore,
  account: string,
  text: string,
  old: Head | null,
  prompt: Prompt,
  format: SlotFormat,
): Promise<KeychainWrite> {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > format.maxBytes) return { kind: 'tooLarge', limitBytes: format.maxBytes };
  const parts = cut(bytes, format.partBytes);
  const slot: Slot = old?.slot === 'a' ? 'b' : 'a';
  const head: Head = { slot, parts: parts.length, bytes: bytes.length, sha256: fingerprint(bytes) };
  bytes.fill(0);
  for (const [index, part] of parts.entries()) {
    const name = partName(account, slot, index + 1);
    if (format.reuse) {
      const there = await store.get(name, prompt);
      if (there.kind === 'found' && there.secret === part) continue;
    }
    const wrote = await store.set(name, part, prompt);
    if (wrote.kind === 'stored') continue;
    // Nothing points to what was written so far. A store that refuses now may refuse this too; then the next delete clears it.
    if (!format.reuse) await clearSlot(store, account, slot, 'never');
    return wrote;
  }
  const switched = await store.set(account, headText(head, format), prompt);
  if (switched.kind !== 'stored') return switched;
  // The new text stands. What is left to do is tidying; if it fails, the next write or delete does it.
  await clearSlot(store, account, slot, 'never', parts.length);
  if (!format.reuse && old !== null) await clearSlot(store, account, old.slot, 'never');
  return switched;
}

/** Removes the parts of a slot beyond `keep`, from the last down. Answers how many went, or what stood in the way. */
export async function clearSlot(
  store: SecretStore,
  account: string,
  slot: Slot,
  prompt: Prompt,
  keep = 0,
): Promise<{ readonly kind: 'cleared'; readonly count: number } | KeychainFailure> {
  let last = keep;
  for (;;) {
    const part = await store.get(partName(account, slot, last + 1), prompt);
    if (part.kind === 'absent') break;
    if (part.kind !== 'found' && part.kind !== 'damaged') return part;
    last += 1;
  }
  for (let number = last; number > keep; number -= 1) {
    const gone = await store.delete(partName(account, slot, number), prompt);
    if (gone.kind !== 'deleted' && gone.kind !== 'absent') return gone;
  }
  return { kind: 'cleared', count: last - keep };
}

/** Removes the head first, so that a kill leaves no head without its parts, then both slots. */
export async function deleteParts(store: SecretStore, account: string, prompt: Prompt): Promise<KeychainDelete> {
  const head = await store.delete(account, prompt);
  if (head.kind !== 'deleted' && head.kind !== 'absent') return head;
  let removed = head.kind === 'deleted';
  for (const slot of ['a', 'b'] as const) {
    const cleared = await clearSlot(store, account, slot, prompt);
    if (cleared.kind !== 'cleared') return cleared;
    removed ||= cleared.count > 0;
  }
  return { kind: removed ? 'deleted' : 'absent' };
}
