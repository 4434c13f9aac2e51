import type { Profile } from '../../../domain/profile';
import { fail, ok, type Result } from '../../../domain/result';

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** True for names and numbers that never leave this machine. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** True for an http:// address whose traffic others could read. */
export function isPlainHttp(address: string): boolean {
  const url = new URL(address);
  return url.protocol === 'http:' && !isLoopback(url.hostname);
}

/** Refuses to let a credential travel unencrypted unless the user accepted that for this profile. `things`: what else travels beside a password. */
export function mayCarryCredential(profile: Profile, things: 'keys' | 'tokens' = 'keys'): Result<null> {
  if (isPlainHttp(profile.address) && !profile.plainHttpAccepted)
    return fail(
      `${profile.kind}.plainHttp`,
      `This address is not encrypted: password and ${things} could be read on the way. Nothing was sent. Use https://, or accept it in the profile.`,
      { do: 'editProfile' },
    );
  return ok(null);
}

/** Takes quotes and brackets off that a copy brought along. Closing ones only after opening ones: alone they may belong to the path. */
export function unquote(text: string): string {
  const bare = text.replace(/^["'<(]+/, '');
  return (bare === text ? text : bare.replace(/["'>)]+$/, '')).trim();
}

/** An address as a person types it, with or without its scheme; null where it is none. */
export function readUrl(text: string): URL | null {
  const candidate = SCHEME.test(text) ? text : withScheme(text);
  if (!URL.canParse(candidate)) return null;
  const url = new URL(candidate);
  return url.hostname === '' ? null : url;
}

/** Without a scheme: http for this machine (a server just started by hand), https for all others. */
function withScheme(text: string): string {
  const bare = text.replace(/^\/\//, '');
  const asHttp = `http://${bare}`;
  return URL.canParse(asHttp) && isLoopback(new URL(asHttp).hostname) ? asHttp : `https://${bare}`;
}
