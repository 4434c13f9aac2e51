import { isHost } from '../../domain/netrc';
import type { Core } from './core';

/** The bare host of a server's address, as a netrc line names it; null where there is none. */
export function hostOf(address: string): string | null {
  const url = address.includes('://') ? address : `https://${address}`;
  if (address.trim() === '' || !URL.canParse(url)) return null;
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return isHost(host) ? host : null;
}

/** A secret that is in the keychain, as far as was last seen. */
export const heldWithHash = (core: Core, hash: string) =>
  core.state.keys.find((k) => k.held?.hash === hash && k.held.lastSeen.value !== 'absent');

/** The key whose secret this is, held or not. */
export const knownByHash = (core: Core, hash: string) =>
  heldWithHash(core, hash) ?? core.state.keys.find((k) => k.marks.some((m) => m.kind === 'hash' && m.value === hash));
