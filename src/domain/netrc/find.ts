import { type Entry, isEntry, type NetrcDocument } from './document';
import { lowerAscii } from './text';

/** The entries of a host, by their place in the file; names are compared without regard to ASCII case, as curl does. */
export function entriesOf(document: NetrcDocument, host: string): readonly Entry[] {
  const wanted = lowerAscii(host);
  const found: Entry[] = [];
  for (const item of document.items)
    if (isEntry(item) && item.name !== null && item.name.value.length === host.length && lowerAscii(item.name.value) === wanted)
      found.push(item);
  return found;
}

/** The first `default`, which answers for every host that has no entry above it; null where there is none. */
export const firstDefault = (document: NetrcDocument): Entry | null =>
  document.items.find((item): item is Entry => item.kind === 'default') ?? null;
