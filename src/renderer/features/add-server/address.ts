/**
 * An address as it may stay in the page after it was handed to main: without user part, query and fragment, where a pasted key or password
 * would be. Works on any text, also one that is no URL.
 */
export function withoutSecrets(text: string): string {
  const bare = text.trim().replace(/[?#].*$/s, '');
  return bare.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/@]*@/i, '$1');
}
